namespace SupplyChainSdk.Sigstore;

/// <summary>Why a bundle was refused: one reason a step of <see cref="BundleVerifier"/>.</summary>
public enum VerificationFailure
{
    /// <summary>Step 1: more bytes than <see cref="Bundle.MaxBytes"/>.</summary>
    BundleTooLarge,

    /// <summary>Step 1: not JSON, or not what its version says a bundle is.</summary>
    MalformedBundle,

    /// <summary>Step 1: a media type that this version does not know.</summary>
    UnsupportedVersion,

    /// <summary>Step 1: a key was given, and the bundle has a certificate.</summary>
    WrongKindOfMaterial,

    /// <summary>Step 1: an envelope is needed, and the bundle has a signature over a file.</summary>
    WrongKindOfContent,

    /// <summary>Step 1: the bundle names another key than the one given.</summary>
    KeyMismatch,

    /// <summary>Step 1: not an X.509 certificate in DER, or one with a part that no certificate may have.</summary>
    CertificateMalformed,

    /// <summary>Step 1: the certificate's key is of a kind, size or form that is not used here.</summary>
    CertificateKeyUnsupported,

    /// <summary>Step 2: not an RFC 3161 response with a token in DER.</summary>
    TimestampMalformed,

    /// <summary>Step 2: the authority refused to make a timestamp, and the bundle carries the refusal.</summary>
    TimestampNotGranted,

    /// <summary>Step 2: a hash or signature algorithm that is not used here.</summary>
    TimestampAlgorithmUnsupported,

    /// <summary>Step 2: the timestamp is of other bytes than the signature.</summary>
    TimestampImprintMismatch,

    /// <summary>Step 2: the trusted root has no such timestamp authority.</summary>
    TimestampUntrusted,

    /// <summary>Step 2: the token was changed, or another key signed it.</summary>
    TimestampSignatureInvalid,

    /// <summary>Step 2: the authority or one of its certificates was not valid at the time that it attests.</summary>
    TimestampAuthorityExpired,

    /// <summary>Step 2: the certificate is not for timestamps alone.</summary>
    TimestampCertificatePurpose,

    /// <summary>Step 3: the trusted root has no authority of the name of the certificate's issuer.</summary>
    CertificateUntrusted,

    /// <summary>Step 3: an issuer has the right name and another key identifier.</summary>
    CertificateKeyIdMismatch,

    /// <summary>Step 3: an issuer may not sign certificates.</summary>
    CertificateIssuerNotAuthority,

    /// <summary>Step 3: more intermediates than an authority allows below it.</summary>
    CertificatePathTooLong,

    /// <summary>Step 3: an authority is limited to names, which is not evaluated.</summary>
    CertificateNameConstraints,

    /// <summary>Step 3: a certificate was not valid at a verified time.</summary>
    CertificateNotValidAtTime,

    /// <summary>Step 3: the trusted root's window for the authority does not contain a verified time.</summary>
    AuthorityNotValidAtTime,

    /// <summary>Step 3: a certificate's signature algorithm is not used here.</summary>
    CertificateAlgorithmUnsupported,

    /// <summary>Step 3: a certificate is not signed by the one it names.</summary>
    CertificateSignatureInvalid,

    /// <summary>Step 3: more signatures would have to be tried than is reasonable.</summary>
    CertificatePathTooComplex,

    /// <summary>Step 3: the certificate carries no promise of a certificate transparency log.</summary>
    SctMissing,

    /// <summary>Step 3: the promises of certificate transparency logs cannot be read.</summary>
    SctMalformed,

    /// <summary>Step 3: no promise is of a certificate transparency log in the trusted root.</summary>
    SctLogUnknown,

    /// <summary>Step 3: a promise is outside the trusted root's window for the log's key.</summary>
    SctLogNotValidAtTime,

    /// <summary>Step 3: a promise is not of this certificate, or not by this log.</summary>
    SctSignatureInvalid,

    /// <summary>Step 4: a critical extension that this version does not know.</summary>
    CertificateCriticalExtensionUnknown,

    /// <summary>Step 4: an authority's certificate is not for code signing.</summary>
    CertificateAuthorityPurpose,

    /// <summary>Step 4: the signer's certificate is one of an authority.</summary>
    LeafIsAuthority,

    /// <summary>Step 4: the signer's certificate is not for digital signatures.</summary>
    LeafKeyUsage,

    /// <summary>Step 4: the signer's certificate is not for code signing.</summary>
    LeafPurpose,

    /// <summary>Step 4: the signer's certificate has not exactly one subject alternative name of a known kind.</summary>
    LeafNameUnexpected,

    /// <summary>Step 4: an extension of Fulcio cannot be read, or two of them contradict each other.</summary>
    LeafExtensionMalformed,

    /// <summary>Step 4: the certificate does not say who vouched for the identity.</summary>
    LeafIssuerMissing,

    /// <summary>Step 7: the signature does not belong to these bytes and this key.</summary>
    SignatureInvalid,

    /// <summary>Step 9: what was signed is not an in-toto statement.</summary>
    PayloadTypeUnexpected,
}

/// <summary>A bundle was refused. The message is for people; text of the bundle in it is shortened and escaped.</summary>
public sealed class VerificationException : Exception
{
    internal VerificationException(VerificationFailure failure, string message, Exception? inner = null) : base(message, inner) => Failure = failure;

    /// <summary>The reason.</summary>
    public VerificationFailure Failure { get; }

    internal static VerificationException Malformed(string where, string what, Exception? inner = null) =>
        new(VerificationFailure.MalformedBundle, $"The bundle is malformed: {where} {what}.", inner);

    internal static VerificationException MalformedCertificate(string what, Exception? inner = null) =>
        new(VerificationFailure.CertificateMalformed, $"A certificate is malformed: {what}.", inner);
}
