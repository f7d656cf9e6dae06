using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>A package of a project, and who published it.</summary>
/// <param name="Package">Id and version.</param>
/// <param name="IsDirect">Whether a project itself names it.</param>
/// <param name="Publisher">As it is now.</param>
public sealed record PublishedPackage(PackageId Package, bool IsDirect, Publisher Publisher);

/// <summary>What becomes of an entry.</summary>
/// <param name="Id">The package id.</param>
/// <param name="Before">Null for a new entry.</param>
/// <param name="After">Null for one that goes.</param>
public sealed record PublisherDifference(string Id, PublisherEntry? Before, PublisherEntry? After)
{
    /// <summary>Lines for people: the id with <c>+</c>, <c>-</c> or <c>~</c>, then what is remembered, goes or changes.</summary>
    public ImmutableArray<string> Lines => (Before, After) switch
    {
        (null, { } after) => [$"+ {Id}", .. after.Publisher.Known.Select(c => $"    {Name(c)}: {c.Now}"), .. after.Publisher is { Author: null, Repository: null } ? (string[])["    no signature proves who published it"] : [], .. Attestations(null, after.Publisher)],
        ({ } before, null) => [$"- {Id}", .. before.Comment is { } comment ? (string[])[$"    its comment: {Printable.Quoted(comment)}"] : []],
        ({ } before, { } after) => [$"~ {Id}", .. before.Publisher.ChangesTo(after.Publisher).Select(c => $"    {Name(c)}: {c.Now ?? "none"} (was {c.Was ?? "none"})"), .. Attestations(before.Publisher.Attested, after.Publisher)],
        _ => [],
    };

    private static IEnumerable<string> Attestations(AttestationMemory? before, Publisher after)
    {
        if (after.Attested is not { } now || now == before)
            return [];
        var not = before is null ? "" : " any more";
        return
        [
            .. now.IsEmpty ? [$"    not attested{not}"] : now.Builders.Except(before?.Builders ?? []).Select(b => $"    attested by: {b}{Details(b)}"),
            .. (before?.Builders ?? []).Except(now.Builders).Select(b => $"    no more by: {b}{Details(b)}"),
            .. ClaimedSource.Contradicted(after.SourceRepository, now.Builders.Select(b => b.Repository)) is { } built
                ? (string[])[$"    its claimed source is not what it was built from, {Printable.Name(built)}"] : [],
        ];
    }

    private static string Details(RememberedBuilder builder) => $"{(builder.Workflow is null || builder.SignsItself ? "" : $", workflow {Printable.Name(builder.Workflow)}")}"
        + $"{(builder.Builder is null || builder.IsItsOwnBuilder ? "" : $", claims the builder {Printable.Name(builder.Builder)}")}";

    private static string Name(PublisherChange change) => change.Field switch
    {
        PublisherField.Author => "author",
        PublisherField.Repository => "repository",
        PublisherField.RepositoryCertificate => "repository certificate",
        PublisherField.Owners => "owners",
        PublisherField.SourceRepository => "claims source",
        _ => "claims project",
    };
}

/// <summary>What <c>supplychain publishers</c> makes of a baseline. What people wrote, it keeps; how long something is trusted, it never extends.</summary>
public static class PublisherUpdate
{
    /// <summary>Brings entries up to date and adds those that are missing.</summary>
    /// <param name="before">As the file has them.</param>
    /// <param name="found">The packages of all projects.</param>
    /// <param name="isAll">Adds every package, not only those that a project names itself. What has an entry is brought up to date in any case.</param>
    /// <param name="only">The ids of those that are added and brought up to date, direct or not; every other entry stays as it is. Empty for no such limit.</param>
    public static ImmutableArray<PublisherEntry> Update(ImmutableArray<PublisherEntry> before, IEnumerable<PublishedPackage> found, bool isAll, params ImmutableArray<string> only)
    {
        var known = before.ToLookup(e => e.Id, StringComparer.OrdinalIgnoreCase);
        var wanted = Joined(found).Where(p => only.IsEmpty ? isAll || p.IsDirect || known.Contains(p.Package.Id) : only.Contains(p.Package.Id, StringComparer.OrdinalIgnoreCase)).GroupBy(p => p.Package.Id, StringComparer.OrdinalIgnoreCase).ToList();
        var touched = wanted.Select(p => p.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return PublisherBaselineWriter.Sorted([.. before.Where(e => !touched.Contains(e.Id)), .. wanted.SelectMany(p => Entries([.. known[p.Key]], [.. p.Select(v => Keeping(v, known[p.Key]))]))]);
    }

    /// <summary>Takes out the entries that no package needs.</summary>
    public static ImmutableArray<PublisherEntry> Prune(ImmutableArray<PublisherEntry> before, IEnumerable<PublishedPackage> found)
    {
        var used = found.Select(p => PublisherBaseline.Nearest(before, p.Package, p.Publisher)).OfType<PublisherEntry>().ToHashSet(ReferenceEqualityComparer.Instance);
        return PublisherBaselineWriter.Sorted([.. before.Where(used.Contains)]);
    }

    /// <summary>What differs, in the order of the file. Empty: both say the same.</summary>
    public static ImmutableArray<PublisherDifference> Compare(ImmutableArray<PublisherEntry> before, ImmutableArray<PublisherEntry> after)
    {
        var differences = new List<PublisherDifference>();
        foreach (var id in before.Concat(after).Select(e => e.Id).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))
        {
            var old = before.Where(e => e.Id.Equals(id, StringComparison.OrdinalIgnoreCase)).ToList();
            var added = after.Where(e => e.Id.Equals(id, StringComparison.OrdinalIgnoreCase)).ToList();
            old.RemoveAll(o => added.FindIndex(a => IsSame(o, a)) is >= 0 and var at && Remove(added, at));
            var pairs = Math.Max(old.Count, added.Count);
            differences.AddRange(Enumerable.Range(0, pairs).Select(i => new PublisherDifference(id, old.ElementAtOrDefault(i), added.ElementAtOrDefault(i))));
        }
        return [.. differences];
    }

    // Projects may name different keys: what one of them can verify of a package, it is attested by.
    private static IEnumerable<PublishedPackage> Joined(IEnumerable<PublishedPackage> found) => found.GroupBy(p => p.Package).SelectMany(same =>
    {
        ImmutableArray<AttestationMemory> known = [.. same.Select(p => p.Publisher.Attested).OfType<AttestationMemory>()];
        return known.IsEmpty ? same : same.Select(p => p with { Publisher = p.Publisher with { Attested = AttestationMemory.Of(known.SelectMany(k => k.Builders)) } });
    });

    // Where nothing may be concluded from what a package carries, nothing is forgotten either.
    private static PublishedPackage Keeping(PublishedPackage version, IEnumerable<PublisherEntry> known) => version.Publisher.Attested is not null ? version
        : version with { Publisher = version.Publisher with { Attested = PublisherBaseline.Nearest(known, version.Package, version.Publisher)?.Publisher.Attested } };

    // One entry for each publisher that versions of the package have. What people wrote stays with the publisher that it was written for; where that one
    // is gone, with what has taken its place.
    private static IEnumerable<PublisherEntry> Entries(ImmutableArray<PublisherEntry> before, ImmutableArray<PublishedPackage> versions)
    {
        var publishers = versions.OrderBy(v => v.Package).DistinctBy(v => v.Publisher, SamePublisher.Instance).ToList();
        var kept = before.Where(e => publishers.Exists(p => SamePublisher.Instance.Equals(p.Publisher, e.Publisher))).ToList();
        var gone = before.Except(kept).ToList();
        var fresh = publishers.Where(p => !kept.Exists(e => SamePublisher.Instance.Equals(p.Publisher, e.Publisher))).ToList();
        // An entry for a version that nobody uses any more is for prune to take out.
        return [.. kept, .. fresh.Select((p, i) => i < gone.Count ? gone[i] with { Publisher = p.Publisher } : new PublisherEntry(p.Package.Id, p.Publisher, null, null, new Location(""))), .. gone.Skip(fresh.Count)];
    }

    private static bool IsSame(PublisherEntry one, PublisherEntry other) =>
        SamePublisher.Instance.Equals(one.Publisher, other.Publisher) && one.TrustedUntil == other.TrustedUntil && one.Comment == other.Comment;

    private static bool Remove(List<PublisherEntry> from, int at)
    {
        from.RemoveAt(at);
        return true;
    }

    private sealed class SamePublisher : IEqualityComparer<Publisher>
    {
        public static SamePublisher Instance { get; } = new();

        public bool Equals(Publisher? x, Publisher? y) => x is not null && y is not null && x.ChangesTo(y).IsEmpty && x.Attested == y.Attested;

        // Only what cannot differ between publishers that are the same.
        public int GetHashCode(Publisher publisher) => HashCode.Combine(publisher.Author?.Sha256, publisher.Repository);
    }
}
