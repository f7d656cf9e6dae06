using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>The order in which findings are shown, logged, kept and written: nothing else sorts them.</summary>
public static class FindingOrder
{
    /// <summary>
    /// What is said of one package stays together, the package with the most severe finding first, and what is about no package before those of equal weight;
    /// in each the most severe first, then by code and place.
    /// </summary>
    public static ImmutableArray<Finding> Sort(IEnumerable<Finding> findings) =>
        [.. findings.Order(OfOnePackage).GroupBy(f => f.Package).Order(OfPackages).SelectMany(g => g)];

    private static Comparer<Finding> OfOnePackage { get; } = Comparer<Finding>.Create((one, other) => First(
        other.Severity - one.Severity,
        string.CompareOrdinal(one.Code.Id, other.Code.Id),
        string.CompareOrdinal(one.Location?.File, other.Location?.File),
        (one.Location?.Line ?? -1).CompareTo(other.Location?.Line ?? -1),
        (one.Location?.Column ?? -1).CompareTo(other.Location?.Column ?? -1),
        string.CompareOrdinal(one.Fingerprint, other.Fingerprint)));

    // The findings of each are sorted, so that its first is its most severe.
    private static Comparer<IGrouping<PackageId?, Finding>> OfPackages { get; } = Comparer<IGrouping<PackageId?, Finding>>.Create((one, other) => First(
        other.First().Severity - one.First().Severity, Comparer<PackageId?>.Default.Compare(one.Key, other.Key)));

    private static int First(params ReadOnlySpan<int> comparisons)
    {
        foreach (var comparison in comparisons)
        {
            if (comparison != 0)
                return comparison;
        }
        return 0;
    }
}
