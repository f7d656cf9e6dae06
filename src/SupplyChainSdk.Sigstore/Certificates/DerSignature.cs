using System.Formats.Asn1;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>An ECDSA signature as it is encoded in bundles, certificates and notes (RFC 3279, 2.2.3).</summary>
internal static class DerSignature
{
    /// <summary>Whether it is exactly SEQUENCE { INTEGER, INTEGER } and nothing after it: platforms differ in what they take for DER.</summary>
    public static bool IsPair(ReadOnlySpan<byte> signature)
    {
        try
        {
            var outer = new AsnReader(signature.ToArray(), AsnEncodingRules.DER);
            var pair = outer.ReadSequence();
            _ = pair.ReadIntegerBytes();
            _ = pair.ReadIntegerBytes();
            pair.ThrowIfNotEmpty();
            outer.ThrowIfNotEmpty();
            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
