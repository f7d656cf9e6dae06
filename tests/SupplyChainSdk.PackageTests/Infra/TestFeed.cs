using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>A folder feed with the package as it ships, packed once a run under a version of its own, so that no cache can hold an older one.</summary>
internal static class TestFeed
{
    private static readonly Lazy<string> Packed = new(Pack);

    public static string Version { get; } = $"0.1.0-test.{DateTime.UtcNow:yyyyMMdd'.1'HHmmssfff}";

    /// <summary>The folder with the feed; the package is there when this returns.</summary>
    public static string Folder => Packed.Value;

    /// <summary>The package itself.</summary>
    public static string Package => Path.Combine(Folder, $"SupplyChainSdk.{Version}.nupkg");

    /// <summary>Packages that tests restore, kept between runs; what is ours in it is new in every run.</summary>
    public static string SharedPackages { get; } = Path.Combine(Artifacts, "test-packages");

    private static string Artifacts => Path.Combine(TestData.Repository, "artifacts");

    private static string Pack()
    {
        var root = Path.Combine(Artifacts, "test-feed");
        foreach (var old in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
            Directory.Delete(old, recursive: true);
        foreach (var ours in (string[])["supplychainsdk", "contoso.build", "leaky"])
        {
            if (Directory.Exists(Path.Combine(SharedPackages, ours)))
                Directory.Delete(Path.Combine(SharedPackages, ours), recursive: true);
        }
        var folder = Path.Combine(root, Version);
        var run = DotNet.Run(TestData.Repository, new Dictionary<string, string>(), "pack", Path.Combine("src", "SupplyChainSdk"), "-c", "Release", "-o", folder, $"-p:PackageVersion={Version}");
        Assert.AreEqual(0, run.ExitCode, run.Output);
        return folder;
    }
}
