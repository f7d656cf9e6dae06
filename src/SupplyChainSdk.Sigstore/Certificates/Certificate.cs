using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>An X.509 certificate (RFC 5280), read from its DER and from nothing else. Well-formed, and not verified. May be shared by threads.</summary>
internal sealed class Certificate
{
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string AnyPurpose = "2.5.29.37.0";

    // Anybody can put certificates into a bundle. Verifying with a key of 16384 bits takes longer than all the rest of it.
    private const int MaxRsaBits = 8192;

    private const int MaxShownName = 1024;

    private SubjectPublicKey? _publicKey;

    // Whose signature was verified last. What a trusted root holds is verified once, however many bundles follow.
    private Certificate? _verifiedIssuer;

    internal Certificate()
    {
    }

    /// <summary>All of it.</summary>
    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>The TBSCertificate, which is signed.</summary>
    public required ReadOnlyMemory<byte> Tbs { get; init; }

    /// <summary>The TBSCertificate's content as far as the extensions.</summary>
    public required ReadOnlyMemory<byte> BeforeExtensions { get; init; }

    /// <summary>Encoded AlgorithmIdentifier, the same inside and outside of what is signed.</summary>
    public required ReadOnlyMemory<byte> SignatureAlgorithmIdentifier { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Content of the INTEGER, at most 20 bytes, not negative.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    /// <summary>Encoded Name; compared byte for byte.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    /// <summary>Encoded Name; compared byte for byte.</summary>
    public required ReadOnlyMemory<byte> Subject { get; init; }

    /// <summary>DER.</summary>
    public required ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; init; }

    /// <summary>The dates, closed at both ends.</summary>
    public required TimeRange Validity { get; init; }

    /// <summary>In the order of the certificate, no two with one identifier.</summary>
    public required CertificateExtension[] Extensions { get; init; }

    /// <summary>Basic constraints say that it is an authority's.</summary>
    public required bool IsAuthority { get; init; }

    /// <summary>How many intermediates may be below it; null without a limit.</summary>
    public required int? PathLength { get; init; }

    /// <summary>The two first bytes of the key usage, bit 0 the highest; null without one.</summary>
    public required int? KeyUsage { get; init; }

    /// <summary>Extended key usage; null without one.</summary>
    public required string[]? Purposes { get; init; }

    /// <summary>Empty when absent.</summary>
    public required ReadOnlyMemory<byte> SubjectKeyId { get; init; }

    /// <summary>Empty when absent.</summary>
    public required ReadOnlyMemory<byte> AuthorityKeyId { get; init; }

    /// <summary>The issuer for messages.</summary>
    public string IssuerName => Describe(Issuer);

    /// <summary>The subject for messages; of a certificate without one its serial number.</summary>
    public string SubjectName => Subject.Length > 2 ? Describe(Subject) : $"with the serial number {Convert.ToHexStringLower(SerialNumber.Span)}";

    /// <summary>Issuer and subject are the same name, as in a root.</summary>
    public bool IsSelfIssued => Issuer.Span.SequenceEqual(Subject.Span);

    /// <summary>Key usage digitalSignature.</summary>
    public bool MaySign => (KeyUsage & 0x8000) is not (null or 0);

    /// <summary>Key usage keyCertSign.</summary>
    public bool MaySignCertificates => (KeyUsage & 0x0400) is not (null or 0);

    /// <summary>The first critical extension that this version does not know; null when there is none.</summary>
    public string? UnknownCritical => Array.Find(Extensions, e => e.IsCritical && !e.IsKnown)?.Id;

    /// <summary>Reads one.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.CertificateMalformed"/>.</exception>
    public static Certificate Parse(ReadOnlyMemory<byte> der) => CertificateReader.Read(der);

    /// <summary>An extension; null when absent.</summary>
    public CertificateExtension? Find(string id) => Array.Find(Extensions, e => e.Id == id);

    /// <summary>The key with the hash that its kind fixes.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.CertificateKeyUnsupported"/>.</exception>
    public VerificationKey Key()
    {
        try
        {
            return VerificationKey.Of(PublicKey());
        }
        catch (KeyException e)
        {
            throw KeyUnsupported(e);
        }
    }

    /// <summary>Whether the data is signed with this certificate's key.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.CertificateKeyUnsupported"/>.</exception>
    public bool Verifies(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            return PublicKey().Verify(algorithm, data, signature);
        }
        catch (KeyException e)
        {
            throw KeyUnsupported(e);
        }
    }

    /// <summary>Whether it is already known that this issuer's key signed this certificate.</summary>
    public bool IsKnownToBeSignedBy(Certificate issuer) => ReferenceEquals(Volatile.Read(ref _verifiedIssuer), issuer);

    /// <summary>Whether the issuer's key signed this certificate.</summary>
    /// <exception cref="VerificationException">
    /// <see cref="VerificationFailure.CertificateKeyUnsupported"/>, <see cref="VerificationFailure.CertificateAlgorithmUnsupported"/>.
    /// </exception>
    public bool IsSignedBy(Certificate issuer)
    {
        if (IsKnownToBeSignedBy(issuer))
            return true;
        if (!issuer.Verifies(ReadSignatureAlgorithm(), Tbs.Span, Signature.Span))
            return false;
        Volatile.Write(ref _verifiedIssuer, issuer);
        return true;
    }

    private SignatureAlgorithm ReadSignatureAlgorithm()
    {
        try
        {
            if (SignatureAlgorithm.Read(SignatureAlgorithmIdentifier) is { } algorithm)
                return algorithm;
        }
        catch (AsnContentException e)
        {
            throw VerificationException.MalformedCertificate("its signature algorithm is not encoded as specified", e);
        }
        throw new VerificationException(
            VerificationFailure.CertificateAlgorithmUnsupported,
            $"The certificate {SubjectName} is signed with an algorithm that is not used here"
            + $" ({new AsnReader(SignatureAlgorithmIdentifier, AsnEncodingRules.DER).ReadSequence().ReadObjectIdentifier()}).");
    }

    private SubjectPublicKey PublicKey()
    {
        _publicKey ??= SubjectPublicKey.Parse(SubjectPublicKeyInfo);
        return _publicKey.RsaBits <= MaxRsaBits
            ? _publicKey
            : throw new KeyException(KeyFailure.Unsupported, $"The RSA key has {_publicKey.RsaBits} bits; of a certificate at most {MaxRsaBits} are used.");
    }

    private VerificationException KeyUnsupported(KeyException e) => new(
        VerificationFailure.CertificateKeyUnsupported, $"The key of the certificate {SubjectName} cannot be used. {e.Message}", e);

    /// <summary>An encoded Name for messages.</summary>
    internal static string Describe(ReadOnlyMemory<byte> name)
    {
        // A path search that fails has a message for each certificate that it tried, and anybody can put large names into a bundle.
        if (name.Length > MaxShownName)
            return Encoded(name);
        try
        {
            return ForeignText.Quote(new X500DistinguishedName(name.Span).Name);
        }
        catch (CryptographicException)
        {
            // Only a text for a message: a name that the platform cannot show is shown as it is.
            return Encoded(name);
        }
    }

    private static string Encoded(ReadOnlyMemory<byte> name) => $"0x{Convert.ToHexStringLower(name.Span[..Math.Min(name.Length, 40)])}";
}
