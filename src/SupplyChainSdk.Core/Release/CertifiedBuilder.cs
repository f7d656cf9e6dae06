using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>The builder in a statement that a build without a signer wrote. It says the local one, because nothing vouched for another; a certificate does.</summary>
internal static class CertifiedBuilder
{
    /// <summary>
    /// The statement with the certified builder in the place of the local one, and otherwise byte for byte the same; as it is where it does not name the local
    /// builder exactly as this product writes it. What then contradicts the certificate is refused later.
    /// </summary>
    public static byte[] Name(byte[] statement, CertifiedIdentity certified)
    {
        var local = Builder(Provenance.LocalBuilder);
        var at = statement.AsSpan().IndexOf(local);
        return at < 0 || statement.AsSpan(at + local.Length).IndexOf(local) >= 0
            ? statement
            : [.. statement.AsSpan(0, at), .. Builder(CertificateContradiction.BuilderOf(certified)), .. statement.AsSpan(at + local.Length)];
    }

    private static byte[] Builder(string id) => Encoding.UTF8.GetBytes($"\"runDetails\":{{\"builder\":{{\"id\":\"{JsonEncodedText.Encode(id, JavaScriptEncoder.Default)}\"");
}
