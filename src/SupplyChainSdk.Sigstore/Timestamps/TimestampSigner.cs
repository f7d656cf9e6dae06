using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Timestamps;

/// <summary>Who signed a token: a leaf that a trusted root has, or one that an authority of it signed.</summary>
internal static class TimestampSigner
{
    private const string ContentTypeAttribute = "1.2.840.113549.1.9.3";
    private const string MessageDigestAttribute = "1.2.840.113549.1.9.4";
    private const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    /// <summary>The certificate of the one that the token names. What the token carries counts only where the root has no leaf and leaves it to an authority.</summary>
    public static Certificate? Find(SignedData message, ImmutableArray<CertificateAuthority> authorities)
    {
        // Two leaves of one issuer with one serial number must not be, and are in roots made by hand.
        var leaves = authorities.Select(a => a.Chain[0]).Where(c => !c.IsAuthority && message.IsSigner(c)).ToList();
        if (leaves.Count > 0)
            return leaves.Find(c => NamesCertificate(message, c)) ?? leaves[0];
        foreach (var authority in authorities)
        {
            if (authority.Chain[0].IsAuthority && message.Certificates.Find(c => message.IsSigner(c) && IsBelow(c, authority)) is { } embedded)
                return embedded;
        }
        return null;
    }

    /// <summary>The digest of the content, the certificate that the signer meant, and the signature over both.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.TimestampSignatureInvalid"/>.</exception>
    public static void CheckSignature(SignedData message, Certificate signer)
    {
        var type = message.Attribute(ContentTypeAttribute)?.ReadObjectIdentifier();
        var digest = message.Attribute(MessageDigestAttribute)?.ReadOctetString();
        if (type != message.ContentType || digest is null || !SignatureAlgorithm.Digest(message.Hash, message.Content.Span).AsSpan().SequenceEqual(digest))
            throw Invalid("what it says is not what was signed");
        if (!NamesCertificate(message, signer))
            throw Invalid("its signer names another certificate than its own");
        if (!signer.Verifies(message.Algorithm, message.SignedAttributes.Span, message.Signature.Span))
            throw Invalid($"the key of {signer.SubjectName} did not sign it");
    }

    /// <summary>Extended key usage timeStamping, alone and critical, and a key usage that contains signatures (RFC 3161, 2.3).</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.TimestampCertificatePurpose"/>.</exception>
    public static void CheckPurpose(Certificate signer)
    {
        if (signer.KeyUsage is not null && !signer.MaySign)
            throw new VerificationException(VerificationFailure.TimestampCertificatePurpose, $"The certificate {signer.SubjectName} is not for digital signatures (key usage).");
        if (signer.Purposes is not [Certificate.TimeStamping] || signer.Find(CertificateExtension.ExtendedKeyUsage) is not { IsCritical: true })
        {
            throw new VerificationException(
                VerificationFailure.TimestampCertificatePurpose, $"The certificate {signer.SubjectName} is not for timestamps alone (extended key usage).");
        }
    }

    /// <summary>To an anchor of the authorities that stand for this signer, at the time that it attests.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.TimestampAuthorityExpired"/>, <see cref="VerificationFailure.TimestampUntrusted"/>.</exception>
    public static CertificatePath FindPath(Certificate signer, SignedData message, ImmutableArray<CertificateAuthority> authorities, DateTimeOffset time)
    {
        try
        {
            return CertificatePath.FindForTimestamping(
                signer, [.. message.Certificates], [.. authorities.Where(a => a.Chain[0].IsAuthority || IsSame(a.Chain[0], signer))], time);
        }
        catch (VerificationException e)
        {
            var failure = e.Failure is VerificationFailure.CertificateNotValidAtTime or VerificationFailure.AuthorityNotValidAtTime
                ? VerificationFailure.TimestampAuthorityExpired
                : VerificationFailure.TimestampUntrusted;
            throw new VerificationException(failure, $"A timestamp cannot be trusted. {e.Message}", e);
        }
    }

    private static bool IsBelow(Certificate certificate, CertificateAuthority authority) =>
        authority.Chain.Any(c => c.Subject.Span.SequenceEqual(certificate.Issuer.Span));

    private static bool IsSame(Certificate one, Certificate other) => one.Der.Span.SequenceEqual(other.Der.Span);

    // RFC 5816 and RFC 2634, 5.4: the first of the certificates that the signer names is its own.
    private static bool NamesCertificate(SignedData message, Certificate signer)
    {
        if (message.Attribute(SigningCertificateV2) is { } second)
        {
            var id = ReadFirst(second);
            var hash = id.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? SignatureAlgorithm.ReadHash(id) : HashAlgorithmName.SHA256;
            return hash is { } known && id.ReadOctetString().AsSpan().SequenceEqual(SignatureAlgorithm.Digest(known, signer.Der.Span));
        }
        // CA5350: the old attribute is SHA-1 by its definition. It only says which certificate is meant; the root has it byte for byte.
#pragma warning disable CA5350
        return message.Attribute(SigningCertificate) is { } first && ReadFirst(first).ReadOctetString().AsSpan().SequenceEqual(SHA1.HashData(signer.Der.Span));
#pragma warning restore CA5350
    }

    private static AsnReader ReadFirst(AsnReader attribute)
    {
        var value = attribute.ReadSequence();
        attribute.ThrowIfNotEmpty();
        return value.ReadSequence().ReadSequence();
    }

    private static VerificationException Invalid(string what) => new(VerificationFailure.TimestampSignatureInvalid, $"A timestamp is not valid: {what}.");
}
