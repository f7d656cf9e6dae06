using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

/// <summary>Statements about artifacts.</summary>
internal static class Statements
{
    public static byte[] About(ReadOnlySpan<byte> artifact) => Encoding.UTF8.GetBytes(
        $$$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"artifact","digest":{"sha256":"{{{Convert.ToHexStringLower(SHA256.HashData(artifact))}}}"}}],"predicateType":"https://example.test/predicate/v1","predicate":{}}""");
}
