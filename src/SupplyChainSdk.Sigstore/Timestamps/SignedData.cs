using System.Formats.Asn1;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Timestamps;

/// <summary>
/// The CMS message of a timestamp token (RFC 5652): one signer, attributes signed, DER throughout. Read, and not verified.
/// By hand, as the platform's own reader also takes what is not DER, offers certificates of its own to a signer and lies in no assembly that every process has.
/// </summary>
internal sealed class SignedData
{
    private const string SignedDataType = "1.2.840.113549.1.7.2";
    private const int MaxCertificates = 16;
    private const int MaxAttributes = 32;

    private readonly ReadOnlyMemory<byte> _issuerAndSerial; // of the signer, when it is named so
    private readonly ReadOnlyMemory<byte> _keyId;

    private SignedData(AsnReader content)
    {
        ReadVersion(content, 3); // 5.1: as the content is no plain data
        _ = content.ReadSetOf(skipSortOrderValidation: true); // digest algorithms: the signer names its own
        var encapsulated = content.ReadSequence();
        ContentType = encapsulated.ReadObjectIdentifier();
        var wrapper = encapsulated.ReadSequence(Tag(0));
        encapsulated.ThrowIfNotEmpty();
        Content = wrapper.ReadOctetString();
        wrapper.ThrowIfNotEmpty();
        Certificates = ReadCertificates(content);
        if (content.HasData && content.PeekTag().HasSameClassAndValue(Tag(1)))
            _ = content.ReadEncodedValue(); // revocation lists: the trusted root says until when an authority is trusted

        var signers = content.ReadSetOf();
        content.ThrowIfNotEmpty();
        var signer = signers.ReadSequence();
        signers.ThrowIfNotEmpty(); // RFC 3161, 2.4.2: the authority, and nobody else
        if (!signer.TryReadInt32(out var version))
            throw new AsnContentException();
        if (signer.PeekTag().HasSameClassAndValue(Tag(0)))
            _keyId = signer.ReadOctetString(Tag(0));
        else
            _issuerAndSerial = signer.ReadEncodedValue();
        if (version != (_keyId.IsEmpty ? 1 : 3))
            throw new AsnContentException("A signer's version does not fit the way it is named.");
        Hash = SignatureAlgorithm.ReadHash(signer) ?? throw Unsupported("a hash");
        var attributes = signer.PeekEncodedValue().ToArray();
        Attributes = ReadAttributes(signer.ReadSetOf(skipSortOrderValidation: true, Tag(0)));
        attributes[0] = 0x31; // 5.4: what is signed has the tag of a SET OF
        SignedAttributes = attributes;
        Algorithm = SignatureAlgorithm.Read(signer.ReadEncodedValue(), Hash) ?? throw Unsupported("a signature algorithm");
        Signature = signer.ReadOctetString();
        if (signer.HasData && signer.PeekTag().HasSameClassAndValue(Tag(1)))
            _ = signer.ReadEncodedValue(); // unsigned attributes
        signer.ThrowIfNotEmpty();
    }

    public string ContentType { get; }

    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Not trusted.</summary>
    public List<Certificate> Certificates { get; }

    /// <summary>Of the content.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>Of <see cref="SignedAttributes"/>.</summary>
    public SignatureAlgorithm Algorithm { get; }

    public ReadOnlyMemory<byte> SignedAttributes { get; }

    public ReadOnlyMemory<byte> Signature { get; }

    private List<SignedAttribute> Attributes { get; }

    /// <summary>Reads a ContentInfo and nothing after it.</summary>
    /// <exception cref="AsnContentException">Not of that form.</exception>
    /// <exception cref="VerificationException">An algorithm that is not used here, or a malformed certificate.</exception>
    public static SignedData Read(ReadOnlyMemory<byte> contentInfo)
    {
        var outer = new AsnReader(contentInfo, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (info.ReadObjectIdentifier() != SignedDataType)
            throw new AsnContentException("The token is not a signed message.");
        var wrapper = info.ReadSequence(Tag(0));
        info.ThrowIfNotEmpty();
        var content = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        return new SignedData(content);
    }

    /// <summary>Whether the signer is named as this certificate's subject.</summary>
    public bool IsSigner(Certificate certificate)
    {
        if (!_keyId.IsEmpty)
            return certificate.SubjectKeyId.Span.SequenceEqual(_keyId.Span);
        var name = new AsnReader(_issuerAndSerial, AsnEncodingRules.DER).ReadSequence();
        return name.ReadEncodedValue().Span.SequenceEqual(certificate.Issuer.Span) && name.ReadIntegerBytes().Span.SequenceEqual(certificate.SerialNumber.Span);
    }

    /// <summary>The signer for messages, as the message names it: its certificate need not be in it.</summary>
    public string SignerName => _keyId.IsEmpty
        ? $"issued by {Certificate.Describe(new AsnReader(_issuerAndSerial, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue())}"
        : $"with the key id {Convert.ToHexStringLower(_keyId.Span[..Math.Min(_keyId.Length, 32)])}";

    /// <summary>The one value of a signed attribute; null when it is absent.</summary>
    /// <exception cref="AsnContentException">Several values.</exception>
    public AsnReader? Attribute(string id)
    {
        if (Attributes.Find(a => a.Id == id) is not { } attribute)
            return null;
        var values = new AsnReader(attribute.Values, AsnEncodingRules.DER).ReadSetOf();
        var value = new AsnReader(values.ReadEncodedValue(), AsnEncodingRules.DER);
        values.ThrowIfNotEmpty();
        return value;
    }

    private static List<Certificate> ReadCertificates(AsnReader content)
    {
        var certificates = new List<Certificate>();
        if (!content.PeekTag().HasSameClassAndValue(Tag(0)))
            return certificates;
        var set = content.ReadSetOf(skipSortOrderValidation: true, Tag(0));
        while (set.HasData)
        {
            certificates.Add(Certificate.Parse(set.ReadEncodedValue()));
            if (certificates.Count > MaxCertificates)
                throw new AsnContentException($"There are more than {MaxCertificates} certificates.");
        }
        return certificates;
    }

    private static List<SignedAttribute> ReadAttributes(AsnReader set)
    {
        var attributes = new List<SignedAttribute>();
        while (set.HasData)
        {
            var attribute = set.ReadSequence();
            var id = attribute.ReadObjectIdentifier();
            var values = attribute.ReadEncodedValue();
            attribute.ThrowIfNotEmpty();
            if (attributes.Exists(a => a.Id == id) || attributes.Count == MaxAttributes)
                throw new AsnContentException($"The attribute {id} is there twice, or is one of too many.");
            attributes.Add(new SignedAttribute(id, values));
        }
        return attributes;
    }

    private static void ReadVersion(AsnReader reader, int expected)
    {
        if (!reader.TryReadInt32(out var version) || version != expected)
            throw new AsnContentException($"The version is not {expected}.");
    }

    private static Asn1Tag Tag(int number) => new(TagClass.ContextSpecific, number, isConstructed: false);

    private static VerificationException Unsupported(string what) => new(
        VerificationFailure.TimestampAlgorithmUnsupported, $"A timestamp is signed with {what} that is not used here: SHA-256, SHA-384 or SHA-512 is needed.");

    private sealed record SignedAttribute(string Id, ReadOnlyMemory<byte> Values);
}
