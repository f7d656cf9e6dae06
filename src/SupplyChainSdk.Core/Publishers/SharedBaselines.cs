using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>Projects that share a baseline.</summary>
public static class SharedBaselines
{
    /// <summary>Leaves out the entries that one project has no use for and another of the same check has.</summary>
    /// <param name="findings">Of all projects.</param>
    /// <param name="policies">The effective policy of each project that was checked.</param>
    public static ImmutableArray<Finding> WithoutUsed(ImmutableArray<Finding> findings, IEnumerable<EffectivePolicy> policies)
    {
        var projects = policies.SelectMany(p => p.Publishers?.Baselines.Select(b => b.Value).Distinct(StringComparer.Ordinal) ?? []).CountBy(path => path, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var unused = findings.Where(f => f.Code == Codes.PublisherUnused).CountBy(Entry).ToDictionary();
        return [.. findings.Where(f => f.Code != Codes.PublisherUnused || unused[Entry(f)] >= projects.GetValueOrDefault(f.Location!.File))];

        static (string, Location?) Entry(Finding finding) => (finding.Fingerprint, finding.Location);
    }
}
