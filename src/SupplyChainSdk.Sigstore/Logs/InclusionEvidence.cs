using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Logs;

/// <summary>Step 5: that an entry is in the tree of its log.</summary>
internal static class InclusionEvidence
{
    /// <summary>Verifies proof and checkpoint. What an old bundle lacks of them proves nothing, and its promise has to.</summary>
    /// <param name="entry">Of any kind.</param>
    /// <param name="log">Found by its id, valid at the entry's time.</param>
    /// <exception cref="VerificationException">With the reason.</exception>
    public static void Verify(TransparencyLogEntry entry, TrustedLog log)
    {
        if (entry.InclusionProof is not { } proof)
            return;
        if (proof.Checkpoint.Length > 0)
        {
            var checkpoint = Checkpoint.Parse(proof.Checkpoint);
            checkpoint.Verify(log);
            if (checkpoint.TreeSize != proof.TreeSize || !checkpoint.RootHash.AsSpan().SequenceEqual(proof.RootHash.AsSpan()))
            {
                throw new VerificationException(
                    VerificationFailure.CheckpointMismatch,
                    $"The checkpoint is of another tree than the inclusion proof: {checkpoint.TreeSize} entries and root {Hex(checkpoint.RootHash)},"
                    + $" the proof has {proof.TreeSize} and {Hex(proof.RootHash.AsSpan())}.");
            }
        }
        var root = MerkleTree.Root(MerkleTree.LeafHash(entry.CanonicalizedBody.AsSpan()), proof.LogIndex, proof.TreeSize, proof.Hashes);
        if (root is null || !root.AsSpan().SequenceEqual(proof.RootHash.AsSpan()))
        {
            throw new VerificationException(
                VerificationFailure.InclusionProofInvalid,
                $"The inclusion proof of the log entry does not hold: "
                + (root is null
                    ? $"{proof.Hashes.Length} hashes are no path of entry {proof.LogIndex} in a tree of {proof.TreeSize}."
                    : $"it leads to root {Hex(root)}, expected was {Hex(proof.RootHash.AsSpan())}."));
        }
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, 32)]);
}
