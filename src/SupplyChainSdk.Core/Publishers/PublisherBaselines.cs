using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inventory;
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

    /// <summary>By whom a package is expected to be attested: what entries about it remember, as far as they are trusted on a day and the policy compares them at all. Empty: nobody expects anything.</summary>
    public ImmutableArray<AttestationMemory> Expected(PackageId package, PublisherRules? rules, DateOnly today) => rules is null || PublisherWeight.Of(package, rules) == Enforce.Off ? []
        : [.. Entries.Where(e => e.IsAbout(package) && IsTrusted(e, today)).Select(e => e.Publisher.Attested).OfType<AttestationMemory>().Distinct()];

    /// <summary>Whether an entry counts on a day: it has not ended, nor lasts longer than an outer policy delegates.</summary>
    public bool IsTrusted(PublisherEntry entry, DateOnly today) => !(entry.TrustedUntil < today) && (!Days.TryGetValue(entry.Origin.File, out var days) || entry.TrustedUntil <= today.AddDays(days));

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
