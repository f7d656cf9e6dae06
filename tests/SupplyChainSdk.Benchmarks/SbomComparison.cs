namespace SupplyChainSdk.Benchmarks;

/// <summary>Stub.</summary>
internal static class SbomComparison
{
    public static IEnumerable<Row> Run() => [];
}
