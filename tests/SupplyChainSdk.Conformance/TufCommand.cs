namespace SupplyChainSdk.Conformance;

/// <summary>The command line of theupdateframework/tuf-conformance.</summary>
internal static class TufCommand
{
    public const string Usage = "--metadata-dir DIR [--metadata-url URL] (init ROOT | refresh | --target-name NAME… --target-base-url URL --target-dir DIR download)";

    public static Task<int> RunAsync(string[] args) => throw new NotSupportedException(string.Join(' ', args));
}
