using SupplyChainSdk.Publishers;

namespace SupplyChainSdk.Builders;

/// <summary>Whether the source repository that a package names is one that it was built from. What it names is its own claim, and never an expectation.</summary>
internal static class ClaimedSource
{
    /// <summary>The certified repository that the claim is not; null where both agree, or one of both says nothing.</summary>
    /// <param name="claimed">As the nuspec has it.</param>
    /// <param name="certified">Those of all attestations; null for one that certifies none.</param>
    public static string? Contradicted(string? claimed, IEnumerable<string?> certified)
    {
        var built = certified.OfType<string>().ToList();
        return claimed is null || built.Exists(b => IsSame(claimed, b)) ? null : built.FirstOrDefault();
    }

    // Hosts of repositories do not tell owners or names apart by case, and people write them as they like.
    private static bool IsSame(string claimed, string certified) => SourceAddress.IsSame(claimed.ToLowerInvariant(), certified.ToLowerInvariant());
}
