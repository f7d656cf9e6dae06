using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>The command <c>supplychain</c>, built once a run.</summary>
internal static class Tool
{
    private static readonly Lazy<string> Built = new(Build);

    public static BuildRun Supplychain(this Consumer consumer, params string[] arguments) =>
        DotNet.Run(consumer.Folder, new Dictionary<string, string>(), [Built.Value, .. arguments]);

    private static string Build()
    {
        // Not at the same time as the package: both compile the same libraries.
        _ = TestFeed.Package;
        var project = Path.Combine(TestData.Repository, "src", "SupplyChainSdk.Tool");
        DotNet.Run(TestData.Repository, new Dictionary<string, string>(), "build", project, "-c", "Release").Succeeds();
        return Path.Combine(project, "bin", "Release", "net10.0", "supplychain.dll");
    }
}
