using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>A small library in a git repository, packed by the real SDK without any package, and attested with a key. Its build leaves a file that shows that it ran, and with what.</summary>
internal sealed class RebuildableProject : IDisposable
{
    public const string Name = "Contoso.Lib.1.0.0.nupkg";
    public const string Remote = "https://github.com/contoso/lib";
    private const string ProjectFile = "src/Contoso.Lib/Contoso.Lib.csproj";
    private readonly Scratch _scratch = new();

    public RebuildableProject(string inside = "", bool packs = true)
    {
        _scratch.Write("repo/.gitignore", "bin/\nobj/\n");
        _scratch.Write("repo/nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        _scratch.Write("repo/src/Contoso.Lib/Class1.cs", """
            public static class Class1
            {
                public static int Answer() => 42;
            #if EVIL
                public static int Evil() => Answer() + 1;
            #endif
            }
            """);
        _scratch.Write("repo/src/Contoso.Lib/packages.lock.json", "{\n  \"version\": 1,\n  \"dependencies\": {\n    \"net10.0\": {}\n  }\n}");
        _scratch.Write($"repo/{ProjectFile}", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>
                <ContinuousIntegrationBuild>true</ContinuousIntegrationBuild>
                <DeterministicTimestamp>2026-01-02T03:04:04Z</DeterministicTimestamp>
                <NoWarn>NU5128;NU5039</NoWarn>
                {inside}
              </PropertyGroup>
              <Target Name="Ran" AfterTargets="Pack">
                <WriteLinesToFile File="{Ran}" Lines="$(SECRET_TOKEN)|$(HOME)|$(NUGET_PACKAGES)" />
              </Target>
            </Project>
            """);
        Git("init", "-q");
        Git("remote", "add", "origin", Remote);
        Git("add", "-A");
        Git("commit", "-q", "-m", "one");
        _scratch.Write("release.pub", PublicKey);
        using var other = KeyPair.CreateEcdsaP256();
        _scratch.Write("other.pub", other.ExportPublicPem());
        var key = _scratch.Write("release.key", AttestedPackage.PrivateKeyPem);
        // In CI a key that others can read is an error.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (packs)
            Pack();
    }

    /// <summary>Written by the build.</summary>
    public string Ran => _scratch.At("ran");

    public string Folder => _scratch.Folder;

    public string Repository => _scratch.At("repo");

    public string Commit => Run("git", Repository, "rev-parse", "HEAD").Trim();

    public static string Sdk { get; } = Run("dotnet", AppContext.BaseDirectory, "--version").Trim();

    private static byte[] PublicKey
    {
        get
        {
            using var key = System.Security.Cryptography.ECDsa.Create();
            key.ImportFromPem(System.Text.Encoding.ASCII.GetString(AttestedPackage.PrivateKeyPem));
            return System.Text.Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem());
        }
    }

    public string At(string name) => _scratch.At(name.Split('/'));

    public string Write(string name, string content) => _scratch.Write(name, content);

    public void Git(params string[] arguments) => GitRepository.Git(Repository, arguments);

    /// <summary>Packs as a release would, and forgets that it did.</summary>
    public void Pack(params string[] arguments)
    {
        Run("dotnet", At("repo/src/Contoso.Lib"), ["pack", "-o", Folder, "-v", "quiet", "-nodeReuse:false", "--force", .. arguments]);
        File.Delete(Ran);
        foreach (var folder in (string[])["bin", "obj"])
            Directory.Delete(At($"repo/src/Contoso.Lib/{folder}"), recursive: true);
    }

    /// <summary>Signs what a build says of the package that is there.</summary>
    public void Attest(Func<Provenance, Provenance>? change = null)
    {
        var provenance = new Provenance
        {
            Parameters = new BuildParameters(ProjectFile, "Release", ["net10.0"], "1.0.0"),
            Environment = new BuildEnvironment(Sdk, "18.9.11", "7.9.0", "10.0.12", System.Runtime.InteropServices.RuntimeInformation.OSDescription, "linux-x64", "0.1.0",
                ImmutableSortedDictionary<string, string>.Empty),
            Source = new SourceRevision(Remote, Commit, IsDirty: false),
            Packages = [],
            Gates = [],
            PolicyDigest = null,
            Sboms = [],
        };
        using var file = File.OpenRead(At(Name));
        var layers = PackageLayers.Read(file);
        var statement = ProvenanceWriter.Write(Name, "pkg:nuget/Contoso.Lib@1.0.0", [layers.AsBuilt.Sha256, layers.AsBuilt.Sha512], (change ?? (p => p))(provenance));
        using var signer = new KeySigner(SigningKey.Parse(AttestedPackage.PrivateKeyPem, default));
        _scratch.Write($"{Name}.sigstore.json", signer.SignAsync(Dsse.InTotoPayloadType, statement, CancellationToken.None).AsTask().GetAwaiter().GetResult().ToJson());
    }

    /// <summary><c>supplychain verify --rebuild</c> from the repository of the test.</summary>
    public ToolRun Rebuild(params string[] options) => Supplychain(["verify", Name, "--key", "release.pub", "--rebuild", "--rebuild-from", "repo", .. options]);

    /// <summary>Any command, with a secret and a hostile configuration of git in its environment.</summary>
    public ToolRun Supplychain(params string[] arguments) => Tool.Finish(Tool.Start(Tool.Folder, Folder, [("SECRET_TOKEN", "hunter2"), ("GIT_CONFIG_GLOBAL", At("gitconfig"))], arguments));

    public JsonNode Json(string file) => JsonNode.Parse(File.ReadAllBytes(At(file)))!;

    public void Dispose() => _scratch.Dispose();

    private static string Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        foreach (var name in start.Environment.Keys.Where(n => n.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, output);
        return output;
    }
}
