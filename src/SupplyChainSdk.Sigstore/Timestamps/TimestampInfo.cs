using System.Formats.Asn1;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Timestamps;

/// <summary>What a timestamp authority says (RFC 3161, 2.4.2, TSTInfo). Read, and not verified.</summary>
/// <param name="Time">genTime; may have a fraction.</param>
/// <param name="Hash">Of the imprint.</param>
/// <param name="Imprint">Digest of what was time-stamped.</param>
/// <param name="Nonce">Content of the INTEGER; empty when absent.</param>
internal sealed record TimestampInfo(DateTimeOffset Time, HashAlgorithmName Hash, ReadOnlyMemory<byte> Imprint, ReadOnlyMemory<byte> Nonce)
{
    public const string ContentType = "1.2.840.113549.1.9.16.1.4";

    /// <summary>Reads one and nothing after it.</summary>
    /// <exception cref="AsnContentException">Not of that form.</exception>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.TimestampAlgorithmUnsupported"/>.</exception>
    public static TimestampInfo Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!info.TryReadInt32(out var version) || version != 1)
            throw new AsnContentException("The version is not 1.");
        _ = info.ReadObjectIdentifier(); // policy: the trusted root names authorities, and not policies
        var imprint = info.ReadSequence();
        if (SignatureAlgorithm.ReadHash(imprint) is not { } hash)
        {
            throw new VerificationException(
                VerificationFailure.TimestampAlgorithmUnsupported, "A timestamp is over a hash that is not used here: SHA-256, SHA-384 or SHA-512 is needed.");
        }
        var digest = imprint.ReadOctetString();
        imprint.ThrowIfNotEmpty();
        _ = info.ReadIntegerBytes(); // serial number
        var time = info.ReadGeneralizedTime();
        if (Has(info, Asn1Tag.Sequence))
            _ = info.ReadEncodedValue(); // accuracy: no bound is put on it
        if (Has(info, Asn1Tag.Boolean))
            _ = info.ReadBoolean(); // ordering
        var nonce = Has(info, Asn1Tag.Integer) ? info.ReadIntegerBytes() : default;
        if (Has(info, Tag(0)))
            _ = info.ReadEncodedValue(); // the authority's name: its certificate decides
        if (Has(info, Tag(1)))
            RefuseCritical(info.ReadSequence(Tag(1)));
        info.ThrowIfNotEmpty();
        return new TimestampInfo(time, hash, digest, nonce);
    }

    private static void RefuseCritical(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var id = extension.ReadObjectIdentifier();
            if (Has(extension, Asn1Tag.Boolean) && extension.ReadBoolean())
                throw new AsnContentException($"The critical extension {id} is not known: a newer version is needed.");
            _ = extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
        }
    }

    private static bool Has(AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number);
}
