using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Logs;

namespace SupplyChainSdk.Sigstore.Tests.Logs;

[TestClass]
public sealed class MerkleTreeTests
{
    [TestMethod]
    public void Every_path_of_every_small_tree_leads_to_its_root_and_no_other_does()
    {
        for (var size = 1; size <= 33; size++)
        {
            byte[][] leaves = [.. Enumerable.Range(0, size).Select(i => MerkleTree.LeafHash([(byte)i]))];
            var root = Subtree(leaves);
            for (var index = 0; index < size; index++)
            {
                var path = Path(leaves, index).Select(h => h.ToImmutableArray()).ToImmutableArray();
                CollectionAssert.AreEqual(root, MerkleTree.Root(leaves[index], index, size, path), $"{index} of {size}");
                for (var other = 0; other < size; other++)
                {
                    if (other != index)
                        Assert.IsFalse(root.SequenceEqual(MerkleTree.Root(leaves[index], other, size, path) ?? []), $"{index} as {other} of {size}");
                }
                Assert.IsNull(MerkleTree.Root(leaves[index], index, size, path.Add([.. root])), "one too many");
                if (path.Length > 0)
                {
                    Assert.IsFalse(root.SequenceEqual(MerkleTree.Root(leaves[index], index, size, path[..^1]) ?? []), "one too few");
                    var flipped = path[0].ToArray();
                    flipped[31] ^= 1;
                    Assert.IsFalse(root.SequenceEqual(MerkleTree.Root(leaves[index], index, size, path.SetItem(0, [.. flipped]))!), "one bit");
                    Assert.IsNull(MerkleTree.Root(leaves[index], index, size, path.SetItem(0, path[0][..31])), "one byte short");
                }
            }
        }
    }

    [TestMethod]
    [DataRow(-1L, 1L)]
    [DataRow(0L, 0L)]
    [DataRow(1L, 1L)]
    [DataRow(5L, -1L)]
    [DataRow(long.MaxValue, long.MaxValue)]
    public void An_index_outside_the_tree_has_no_path(long index, long size) => Assert.IsNull(MerkleTree.Root(new byte[32], index, size, []));

    [TestMethod]
    public void The_largest_tree_ends()
    {
        var path = Enumerable.Repeat(new byte[32].ToImmutableArray(), 63).ToImmutableArray();
        Assert.IsNotNull(MerkleTree.Root(new byte[32], long.MaxValue - 2, long.MaxValue, path));
        Assert.IsNull(MerkleTree.Root(new byte[32], 0, long.MaxValue, path.Add(path[0])));
    }

    // RFC 9162, 2.1.1 and 2.1.3.1, as they are written there: recursion over the leaves.
    private static byte[] Subtree(byte[][] leaves) => leaves.Length == 1
        ? leaves[0]
        : SHA256.HashData([1, .. Subtree(leaves[..Split(leaves.Length)]), .. Subtree(leaves[Split(leaves.Length)..])]);

    private static IEnumerable<byte[]> Path(byte[][] leaves, int index)
    {
        if (leaves.Length == 1)
            return [];
        var k = Split(leaves.Length);
        return index < k ? Path(leaves[..k], index).Append(Subtree(leaves[k..])) : Path(leaves[k..], index - k).Append(Subtree(leaves[..k]));
    }

    private static int Split(int size)
    {
        var k = 1;
        while (k * 2 < size)
            k *= 2;
        return k;
    }
}
