using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>An entry of a transparency log, as a bundle carries it. Nothing in it is verified.</summary>
/// <param name="LogIndex">Index over all shards of the log; 0 when absent.</param>
/// <param name="LogId">Key id of the log.</param>
/// <param name="Kind">Such as <c>dsse</c>.</param>
/// <param name="KindVersion">Such as <c>0.0.1</c>.</param>
/// <param name="IntegratedTime">Unix seconds; 0 when absent. Never a time by itself: only a promise makes it one.</param>
/// <param name="SignedEntryTimestamp">The inclusion promise; empty when absent.</param>
/// <param name="InclusionProof">Required from bundle version 0.2 on.</param>
/// <param name="CanonicalizedBody">What the log hashed.</param>
public sealed record TransparencyLogEntry(
    long LogIndex, ImmutableArray<byte> LogId, string Kind, string KindVersion, long IntegratedTime,
    ImmutableArray<byte> SignedEntryTimestamp, InclusionProof? InclusionProof, ImmutableArray<byte> CanonicalizedBody);

/// <summary>A path of a Merkle tree (RFC 9162, 2.1.3) and the log's signed statement about the tree.</summary>
/// <param name="LogIndex">Index in the shard, another number than the entry's.</param>
/// <param name="RootHash">Of the tree that the proof leads to.</param>
/// <param name="TreeSize">Number of entries in that tree.</param>
/// <param name="Hashes">From the leaf up.</param>
/// <param name="Checkpoint">A signed note; empty when absent, which only version 0.1 allows.</param>
public sealed record InclusionProof(
    long LogIndex, ImmutableArray<byte> RootHash, long TreeSize, ImmutableArray<ImmutableArray<byte>> Hashes, string Checkpoint);
