namespace SupplyChainSdk.Tests;

/// <summary>The third-party test data, which is never part of this repository.</summary>
internal static class TestData
{
    /// <summary>The root of this repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder named by SUPPLYCHAIN_TESTDATA, default <c>../shared/data</c> beside the repository; inconclusive when absent.</summary>
    public static string Folder
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("SUPPLYCHAIN_TESTDATA") is { Length: > 0 } named
                ? named
                : Path.Combine(Repository, "..", "shared", "data");
            if (!Directory.Exists(folder))
                Assert.Inconclusive("No third-party test data: set SUPPLYCHAIN_TESTDATA to its folder.");
            return Path.GetFullPath(folder);
        }
    }

    /// <summary>A path below <see cref="Folder"/>.</summary>
    public static string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SupplyChainSdk.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("SupplyChainSdk.sln is not above the test assembly.");
        return folder;
    }
}
