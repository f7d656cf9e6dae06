using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests;

/// <summary>Files that are compared byte for byte.</summary>
internal static class Golden
{
    /// <param name="path">Below the folder of this project.</param>
    /// <param name="written">What the code wrote.</param>
    public static void AssertEqual(string path, byte[] written)
    {
        var golden = Path.Combine(TestData.Repository, "tests", "SupplyChainSdk.Core.Tests", path);
        if (File.Exists(golden) && File.ReadAllBytes(golden).AsSpan().SequenceEqual(written))
            return;
        var actual = Path.Combine(TestData.Repository, "artifacts", "goldens", Path.GetFileName(path));
        Directory.CreateDirectory(Path.GetDirectoryName(actual)!);
        File.WriteAllBytes(actual, written);
        Assert.Fail($"{path} is not the golden file. What was written: artifacts/goldens/{Path.GetFileName(path)}; read it, and copy it over the golden if it is right.");
    }
}
