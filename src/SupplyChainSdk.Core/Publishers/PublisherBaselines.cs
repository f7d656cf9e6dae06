using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>All baselines that the policy names, read.</summary>
/// <param name="Entries">Of those that could be read.</param>
/// <param name="Unusable">A finding for each that could not.</param>
/// <param name="Days">Of files that an outer policy delegates: how many days ahead an entry may be trusted, by the path of the file.</param>
public sealed record PublisherBaselines(ImmutableArray<PublisherEntry> Entries, ImmutableArray<Finding> Unusable, ImmutableDictionary<string, int> Days)
{
    /// <summary>No baseline.</summary>
    public static PublisherBaselines None { get; } = new([], [], ImmutableDictionary<string, int>.Empty);

    /// <summary>The last day of the entry that ends first, when one ends today or later.</summary>
    public DateOnly? NextExpiry(DateOnly today) => Entries.IsEmpty ? null : Entries.Select(e => e.TrustedUntil).Where(d => d >= today).Min();

    /// <summary>Reads what the policy names, with the content that belongs to the policy: that of the tree, or of the commit that judges.</summary>
    public static PublisherBaselines Read(EffectivePolicy policy)
    {
        if (policy.Publishers is not { } rules || PublisherWeight.Heaviest(rules) == Enforce.Off)
            return None;
        var entries = ImmutableArray.CreateBuilder<PublisherEntry>();
        var unusable = ImmutableArray.CreateBuilder<Finding>();
        var days = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var severity = PublisherWeight.Heaviest(rules) == Enforce.Error ? Severity.Error : Severity.Warning;
        foreach (var path in rules.Baselines.Select(b => b.Value).Distinct(StringComparer.Ordinal))
        {
            var file = rules.Files.GetValueOrDefault(path);
            if (file?.Days is { } limit)
                days.Add(path, limit);
            if (file?.Content is not { } content)
            {
                unusable.Add(PublisherFindings.NoBaseline(severity, path));
                continue;
            }
            try
            {
                entries.AddRange(PublisherBaseline.Parse(path, content).Entries);
            }
            catch (InvalidDataException e)
            {
                unusable.Add(PublisherFindings.BaselineUnreadable(severity, path, e));
            }
        }
        return new PublisherBaselines(entries.ToImmutable(), unusable.ToImmutable(), days.ToImmutable());
    }
}
