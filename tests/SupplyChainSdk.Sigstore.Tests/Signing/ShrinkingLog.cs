using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Sigstore.Logs;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>A Rekor v1 whose tree has as many entries as a test says, the last one the new one. Every proof of it holds.</summary>
internal sealed class ShrinkingLog
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string _name = "";

    /// <summary>Of the tree in the next answer; a power of two.</summary>
    public int Size { get; set; }

    /// <summary>Its entry in a trusted root.</summary>
    public JsonObject Trusted(string url)
    {
        _name = new Uri(url).Authority;
        return TestInstance.Log(url, _key);
    }

    /// <summary>The answer to a request.</summary>
    public byte[] Add(byte[] body)
    {
        var (index, root, hashes) = (Size - 1, MerkleTree.LeafHash(body), new JsonArray());
        for (var half = 1; half < Size; half *= 2)
        {
            var other = SHA256.HashData([(byte)half]);
            hashes.Add(Convert.ToHexStringLower(other));
            root = SHA256.HashData([1, .. other, .. root]);
        }
        var logId = TestInstance.LogId(_key);
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var text = $"{_name} - 1\n{Size}\n{Convert.ToBase64String(root)}\n";
        var note = TestInstance.Sign(_key, Encoding.UTF8.GetBytes(text));
        var entry = new TransparencyLogEntry(index, [.. logId], "", "", time, [], null, body.ToImmutableArray());
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["1"] = new JsonObject
            {
                ["body"] = Convert.ToBase64String(body),
                ["integratedTime"] = time,
                ["logID"] = Convert.ToHexStringLower(logId),
                ["logIndex"] = index,
                ["verification"] = new JsonObject
                {
                    ["inclusionProof"] = new JsonObject
                    {
                        ["checkpoint"] = $"{text}\n— {_name} {Convert.ToBase64String([.. logId[..4], .. note])}\n",
                        ["hashes"] = hashes,
                        ["logIndex"] = index,
                        ["rootHash"] = Convert.ToHexStringLower(root),
                        ["treeSize"] = Size,
                    },
                    ["signedEntryTimestamp"] = Convert.ToBase64String(TestInstance.Sign(_key, InclusionPromise.Payload(entry))),
                },
            },
        }.ToJsonString());
    }
}
