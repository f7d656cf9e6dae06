using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>How large the trees of logs were, as they signed for it. A log that later has fewer entries has shown two histories. May be used by threads.</summary>
internal sealed class SeenTrees
{
    private ImmutableDictionary<string, long> _sizes = ImmutableDictionary<string, long>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What was seen before a request is sent: answers may overtake each other.</summary>
    public ImmutableDictionary<string, long> Now() => Volatile.Read(ref _sizes);

    /// <summary>Adds the tree of a verified entry; false when it is not larger than the one that was seen before, although a new entry is in it.</summary>
    public bool Add(TransparencyLogEntry entry, ImmutableDictionary<string, long> before)
    {
        var proof = entry.InclusionProof!;
        // A log has several trees when it was divided; the first line of the checkpoint names them.
        var tree = $"{Convert.ToHexStringLower(entry.LogId.AsSpan())} {proof.Checkpoint[..proof.Checkpoint.IndexOf('\n', StringComparison.Ordinal)]}";
        ImmutableInterlocked.AddOrUpdate(ref _sizes, tree, proof.TreeSize, (_, size) => Math.Max(size, proof.TreeSize));
        return !before.TryGetValue(tree, out var known) || proof.TreeSize > known;
    }
}
