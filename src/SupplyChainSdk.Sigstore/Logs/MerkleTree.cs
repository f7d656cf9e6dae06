using System.Collections.Immutable;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Logs;

/// <summary>Merkle trees over SHA-256 (RFC 9162, 2.1).</summary>
internal static class MerkleTree
{
    /// <summary>The hash of a leaf; its bytes as they are, never written again.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> entry) => Hash(0, entry, default);

    /// <summary>The root that a path leads to (RFC 9162, 2.1.3.2), or null when the path does not fit index and size.</summary>
    /// <param name="leaf">Of <see cref="LeafHash"/>.</param>
    /// <param name="index">In the tree.</param>
    /// <param name="size">Of the tree.</param>
    /// <param name="path">From the leaf up; each of 32 bytes.</param>
    public static byte[]? Root(byte[] leaf, long index, long size, ImmutableArray<ImmutableArray<byte>> path)
    {
        if (index < 0 || index >= size)
            return null;
        var (node, last, root) = (index, size - 1, leaf);
        for (var i = 0; i < path.Length; i++)
        {
            var sibling = path[i];
            if (last == 0 || sibling.Length != SHA256.HashSizeInBytes)
                return null;
            if ((node & 1) == 1 || node == last)
            {
                root = Hash(1, sibling.AsSpan(), root);
                while ((node & 1) == 0 && node != 0)
                    (node, last) = (node >> 1, last >> 1);
            }
            else
            {
                root = Hash(1, root, sibling.AsSpan());
            }
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 ? root : null;
    }

    private static byte[] Hash(byte prefix, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> small = stackalloc byte[1 + 2 * SHA256.HashSizeInBytes];
        var size = 1 + left.Length + right.Length;
        var input = size <= small.Length ? small[..size] : new byte[size];
        input[0] = prefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + left.Length)..]);
        return SHA256.HashData(input);
    }
}
