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
    [
        .. findings.GroupBy(f => f.Package).OrderByDescending(g => g.Max(f => f.Severity)).ThenBy(g => g.Key, Comparer<PackageId?>.Default)
            .SelectMany(g => g.OrderByDescending(f => f.Severity).ThenBy(f => f.Code.Id, StringComparer.Ordinal)
                .ThenBy(f => f.Location?.File, StringComparer.Ordinal).ThenBy(f => f.Location?.Line).ThenBy(f => f.Location?.Column)
                .ThenBy(f => f.Fingerprint, StringComparer.Ordinal)),
    ];
}
