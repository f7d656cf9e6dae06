using System.Collections.Immutable;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Integrity;

/// <summary>The entries of one target of a lock file, with who needs whom.</summary>
internal sealed class LockTargetGraph
{
    private readonly Dictionary<string, LockEntry> _entries = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="own">The target; null for one that is not there.</param>
    /// <param name="basis">For a runtime identifier its framework, of which it only says what differs.</param>
    public LockTargetGraph(LockTarget? own, LockTarget? basis)
    {
        foreach (var entry in (own?.Entries ?? []).Concat(basis?.Entries ?? []))
            _entries.TryAdd(entry.Id, entry);
    }

    public IEnumerable<string> Ids => _entries.Keys;

    public LockEntry? Find(string id) => _entries.GetValueOrDefault(id);

    /// <summary>The shortest way from one of the roots to an entry, both included; of several the first by ordinal order. Null when there is none.</summary>
    /// <param name="id">Where to.</param>
    /// <param name="isRoot">Which of the entries that a project names may begin the way.</param>
    public ImmutableArray<LockEntry>? PathTo(string id, Func<LockEntry, bool> isRoot)
    {
        var found = new Dictionary<string, ImmutableArray<LockEntry>>(StringComparer.OrdinalIgnoreCase);
        var queue = new Queue<LockEntry>();
        foreach (var root in _entries.Values.Where(e => IsNamed(e) && isRoot(e)).OrderBy(e => e.Id, StringComparer.OrdinalIgnoreCase))
            Arrive(root, []);
        while (queue.TryDequeue(out var at) && !found.ContainsKey(id))
        {
            foreach (var next in at.Dependencies.Select(d => Find(d.Id)).OfType<LockEntry>().OrderBy(e => e.Id, StringComparer.OrdinalIgnoreCase))
                Arrive(next, found[at.Id]);
        }
        return found.TryGetValue(id, out var path) ? path : null;

        void Arrive(LockEntry entry, ImmutableArray<LockEntry> before)
        {
            if (found.TryAdd(entry.Id, before.Add(entry)))
                queue.Enqueue(entry);
        }
    }

    public static bool IsNamed(LockEntry entry) => entry.Kind is LockEntryKind.Direct or LockEntryKind.Project;
}
