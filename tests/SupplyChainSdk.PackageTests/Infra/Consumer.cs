using System.IO.Compression;
using System.Security;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>Projects of a user in a temporary folder, with git, a feed and settings of their own.</summary>
internal sealed class Consumer : IDisposable
{
    public const string Reference = "<PackageReference Include=\"SupplyChainSdk\" Version=\"$(TestVersion)\" PrivateAssets=\"all\" />";

    // Values of a Dictionary initializer read better at the call than a builder would.
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public Consumer(string name = "consumer")
    {
        Root = Path.Combine(Path.GetTempPath(), $"scsdk-{Guid.NewGuid():N}");
        Folder = Path.Combine(Root, name);
        Directory.CreateDirectory(Folder);
        Feed = Path.Combine(Root, "feed");
        Directory.CreateDirectory(Feed);
        // Added to the sources of the machine, whatever they are: third-party packages come from there.
        Write("../nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="under-test" value="{SecurityElement.Escape(TestFeed.Folder)}" />
                <add key="of-the-test" value="{SecurityElement.Escape(Feed)}" />
              </packageSources>
            </configuration>
            """);
        Write("../Directory.Build.props", $"<Project><PropertyGroup><TestVersion>{TestFeed.Version}</TestVersion></PropertyGroup></Project>");
        Write("../Directory.Build.targets", "<Project />");
        _environment["NUGET_PACKAGES"] = TestFeed.SharedPackages;
        _environment["XDG_CACHE_HOME"] = Path.Combine(Root, "cache");
    }

    public string Root { get; }

    /// <summary>Where projects are, and where commands run.</summary>
    public string Folder { get; }

    /// <summary>A feed for packages that the test makes.</summary>
    public string Feed { get; }

    /// <summary>The packages folder is this test's alone, so it may change what is in it.</summary>
    public Consumer WithOwnPackages()
    {
        _environment["NUGET_PACKAGES"] = Path.Combine(Root, "packages");
        return this;
    }

    public Consumer With(string variable, string value)
    {
        _environment[variable] = value;
        return this;
    }

    public Consumer Without(string variable)
    {
        _environment.Remove(variable);
        return this;
    }

    public string PathOf(params string[] parts) => Path.GetFullPath(Path.Combine([Folder, .. parts]));

    public Consumer Write(string path, string content)
    {
        var file = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return this;
    }

    /// <summary>A library with one class; <paramref name="inside"/> is XML of the project.</summary>
    public Consumer Project(string path, string inside = Reference, string frameworks = "<TargetFramework>net10.0</TargetFramework>")
    {
        Write(path, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>{frameworks}</PropertyGroup>
              <ItemGroup>{inside}</ItemGroup>
            </Project>
            """);
        return Write(Path.Combine(Path.GetDirectoryName(path) ?? "", "Class1.cs"), "public class Class1 { }\n");
    }

    public BuildRun Run(params string[] arguments) => DotNet.Run(Folder, _environment, [.. arguments, "-v:d", "-tl:off"]);

    public BuildRun RunPlain(params string[] arguments) => DotNet.Run(Folder, _environment, arguments);

    /// <summary>A line for the shell, which can set what a process inherits.</summary>
    public BuildRun Shell(string line) => DotNet.Process("sh", Folder, _environment, "-c", line);

    /// <summary>The SDK as a user whom permissions bind, who then owns everything of this consumer.</summary>
    public BuildRun RunAsNobody(params string[] arguments)
    {
        Program("chown", "-R", "65534:65534", Root).Succeeds();
        var home = Path.Combine(Root, "nobody");
        return With("HOME", home).With("DOTNET_CLI_HOME", home)
            .Program("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", .. arguments, "-v:d", "-tl:off"]);
    }

    /// <summary>Ctrl+C for the one build of this consumer that has its folder on its command line.</summary>
    public void Interrupt() => DotNet.Process("sh", Folder, _environment, "-c",
        $"for p in /proc/[0-9]*; do if tr '\\0' ' ' < $p/cmdline 2>/dev/null | grep -q '^dotnet pack .*CancelTest={Root}'; then kill -INT ${{p#/proc/}}; fi; done").Succeeds();

    /// <summary>Runs any program where the projects are.</summary>
    public BuildRun Program(string program, params string[] arguments) => DotNet.Process(program, Folder, _environment, arguments);

    /// <summary>Writes and keeps a lock file.</summary>
    public Consumer Lock(string project = "")
    {
        DotNet.Run(Folder, _environment, [.. (string[])["restore", "--use-lock-file"], .. project.Length > 0 ? (string[])[project] : []]).Succeeds();
        return this;
    }

    public Consumer Commit()
    {
        Write(".gitignore", "bin/\nobj/\n");
        Git("init", "-q");
        Git("add", "-A");
        Git("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "Commit");
        return this;
    }

    public void Git(params string[] arguments) => DotNet.Process("git", Folder, _environment, arguments).Succeeds();

    /// <summary>The names in a package that are not the packaging's own.</summary>
    public static string[] Entries(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        return [.. zip.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml")
            .Order(StringComparer.Ordinal)];
    }

    public static string Nuspec(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        using var reader = new StreamReader(zip.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal) && !entry.FullName.Contains('/')).Open());
        return reader.ReadToEnd();
    }

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("SUPPLYCHAIN_KEEP") is null)
            Directory.Delete(Root, recursive: true);
    }
}
