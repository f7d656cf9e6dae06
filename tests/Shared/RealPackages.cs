using System.Diagnostics;
using System.Text.Json;

namespace SupplyChainSdk.Tests;

/// <summary>Packages of the registry in use, restored once into <c>artifacts/test-packages</c> and left there for the next run.</summary>
internal static class RealPackages
{
    private static readonly Lazy<string> LazyLarge = new(RestoreLarge);
    private static readonly Lock Downloading = new();

    /// <summary>The package folder, laid out as NuGet's global packages folder.</summary>
    public static string Folder { get; } = Path.Combine(TestData.Repository, "artifacts", "test-packages");

    /// <summary>The lock file of the large graph, all of whose packages are in <see cref="Folder"/>.</summary>
    public static string LargeLock => LazyLarge.Value;

    /// <summary>The packages of a lock file: id, version, content hash.</summary>
    public static IReadOnlyList<(string Id, string Version, string ContentHash)> Locked(string lockFile)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(lockFile));
        return [.. document.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(target => target.Value.EnumerateObject())
            .Where(p => p.Value.TryGetProperty("contentHash", out _))
            .Select(p => (p.Name, p.Value.GetProperty("resolved").GetString()!, p.Value.GetProperty("contentHash").GetString()!)).Distinct()];
    }

    /// <summary>The path of a package's archive.</summary>
    public static string Archive(string id, string version)
    {
        (id, version) = (id.ToLowerInvariant(), version.ToLowerInvariant());
        return Path.Combine(Folder, id, version, $"{id}.{version}.nupkg");
    }

    /// <summary>Downloads one package, without its dependencies.</summary>
    public static string Download(string id, string version)
    {
        var archive = Archive(id, version);
        lock (Downloading)
        {
            if (!File.Exists(archive + ".sha512"))
            {
                InScratch(folder =>
                {
                    var project = Path.Combine(folder, "download.proj");
                    File.WriteAllText(project, $"""
                        <Project Sdk="Microsoft.NET.Sdk">
                          <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                          <ItemGroup><PackageDownload Include="{id}" Version="[{version}]" /></ItemGroup>
                        </Project>
                        """);
                    Restore(project);
                });
            }
        }
        return archive;
    }

    /// <summary>Runs the dotnet command; its output is in the message when it fails.</summary>
    public static void Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // The locator leaves variables that would make the child use this process' MSBuild settings.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["NUGET_PACKAGES"] = Folder;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"dotnet {string.Join(' ', arguments)}\n{output}\n{error.Result}");
    }

    private static string RestoreLarge()
    {
        var lockFile = TestData.At("graphs", "large", "packages.lock.json");
        if (Locked(lockFile).Any(p => !File.Exists(Archive(p.Id, p.Version) + ".sha512")))
        {
            InScratch(folder =>
            {
                foreach (var file in Directory.EnumerateFiles(TestData.At("graphs", "large")))
                    File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
                Restore(Path.Combine(folder, "bigapp.csproj"), "--locked-mode");
            });
        }
        return lockFile;
    }

    private static void Restore(string project, params string[] more) => Dotnet(Path.GetDirectoryName(project)!, ["restore", project, .. more]);

    private static void InScratch(Action<string> use)
    {
        // Outside the repository, so that none of its Directory.*.props applies.
        var folder = Directory.CreateTempSubdirectory("packages-").FullName;
        try
        {
            use(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
