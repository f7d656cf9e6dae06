using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Integrity;

/// <summary>In what way lock and graph differ.</summary>
public enum LockDifferenceKind
{
    /// <summary>Resolved, but not locked.</summary>
    Added,

    /// <summary>Locked, but not resolved.</summary>
    Removed,

    /// <summary>Resolved at another version than the locked one.</summary>
    OtherVersion,

    /// <summary>The same version, but restore recorded another content hash than the locked one.</summary>
    OtherHash,

    /// <summary>Locked without a content hash: anything would do.</summary>
    NoHash,

    /// <summary>A target framework was locked, but not resolved.</summary>
    TargetRemoved,
}

/// <summary>One package that is not what the lock says, in one or more targets.</summary>
/// <param name="Kind">In what way.</param>
/// <param name="Id">Package id, or target framework.</param>
/// <param name="Resolved">Null when it was not resolved.</param>
/// <param name="ResolvedHash">What restore recorded; null when nothing.</param>
/// <param name="Locked">The first entry; null when there is none.</param>
/// <param name="Targets">Where, in the order of the graph.</param>
public sealed record LockDifference(LockDifferenceKind Kind, string Id, PackageId? Resolved, ContentHash? ResolvedHash, LockEntry? Locked, ImmutableArray<string> Targets);

/// <summary>Compares what was resolved with what was locked, target by target.</summary>
/// <remarks>
/// Versions and hashes decide. How a package was asked for is restore's business, and references to projects hold no bytes that could be locked.
/// </remarks>
public static class LockComparison
{
    /// <summary>Every difference once, whatever the number of targets it is in; sorted by id.</summary>
    public static ImmutableArray<LockDifference> Compare(DependencyGraph graph, LockFile file)
    {
        var all = new List<LockDifference>();
        var judged = new HashSet<LockTarget>(ReferenceEqualityComparer.Instance);
        foreach (var target in graph.Targets)
        {
            var own = file.Targets.FirstOrDefault(t => IsFor(t, target) && t.RuntimeIdentifier == target.RuntimeIdentifier);
            // A runtime identifier's entries only say what differs from those of its framework.
            var basis = target.RuntimeIdentifier is null ? null : file.Targets.FirstOrDefault(t => IsFor(t, target) && t.RuntimeIdentifier is null);
            if (own is not null)
                judged.Add(own);
            Compare(target, Packages(own), Packages(basis), all);
        }
        foreach (var target in file.Targets.Where(t => !judged.Contains(t)))
        {
            if (target.RuntimeIdentifier is null)
                all.Add(new(LockDifferenceKind.TargetRemoved, target.Alias ?? target.Framework, null, null, null, [NameOf(target)]));
            else
                all.AddRange(Packages(target).Values.Select(e => new LockDifference(LockDifferenceKind.Removed, e.Id, null, null, e, [NameOf(target)])));
        }
        // So it is almost always, and the rest then need not even be loaded.
        return all.Count == 0 ? [] : [.. all.GroupBy(d => new { d.Kind, Id = d.Id.ToUpperInvariant(), d.Resolved, d.ResolvedHash, d.Locked?.Package, d.Locked?.ContentHash })
            .Select(g => g.First() with { Targets = [.. g.SelectMany(d => d.Targets)] })
            .OrderBy(d => d.Id, StringComparer.OrdinalIgnoreCase).ThenBy(d => d.Kind).ThenBy(d => d.Targets[0], StringComparer.Ordinal)];
    }

    private static void Compare(TargetGraph target, Dictionary<string, LockEntry> own, Dictionary<string, LockEntry> basis, List<LockDifference> all)
    {
        var name = target.RuntimeIdentifier is { } runtime ? $"{target.Alias}/{runtime}" : target.Alias;
        var resolved = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var node in target.Nodes.Where(n => n.Kind == NodeKind.Package))
        {
            resolved.Add(node.Id.Id);
            var entry = own.GetValueOrDefault(node.Id.Id) ?? basis.GetValueOrDefault(node.Id.Id);
            LockDifferenceKind? kind = entry is null ? LockDifferenceKind.Added
                : entry.Package != node.Id ? LockDifferenceKind.OtherVersion
                : entry.ContentHash is null ? LockDifferenceKind.NoHash
                : node.ContentHash is not null && node.ContentHash != entry.ContentHash ? LockDifferenceKind.OtherHash
                : null;
            if (kind is { } found)
                all.Add(new(found, node.Id.Id, node.Id, node.ContentHash, entry, [name]));
        }
        all.AddRange(own.Values.Where(e => !resolved.Contains(e.Id)).Select(e => new LockDifference(LockDifferenceKind.Removed, e.Id, null, null, e, [name])));
    }

    private static bool IsFor(LockTarget target, TargetGraph graph) => target.Alias is { } alias
        ? string.Equals(alias, graph.Alias, StringComparison.OrdinalIgnoreCase)
        : string.Equals(target.Framework, graph.Framework, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, LockEntry> Packages(LockTarget? target) =>
        (target?.Entries ?? []).Where(e => e.Kind != LockEntryKind.Project).ToDictionary(e => e.Id, StringComparer.OrdinalIgnoreCase);

    private static string NameOf(LockTarget target) =>
        target.RuntimeIdentifier is { } runtime ? $"{target.Alias ?? target.Framework}/{runtime}" : target.Alias ?? target.Framework;
}
