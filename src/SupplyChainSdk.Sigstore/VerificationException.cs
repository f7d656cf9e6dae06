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

    /// <summary>Step 1: a key was given and the bundle has a certificate, or an identity and it has none.</summary>
    WrongKindOfMaterial,

    /// <summary>Steps 1 and 9: an envelope is needed, and the bundle has a signature over a file.</summary>
    WrongKindOfContent,

    /// <summary>Step 1: the bundle names another key than the one given.</summary>
    KeyMismatch,

    /// <summary>Step 1: a trusted root that is not JSON, lacks something required, or has more bytes than <see cref="TrustedRoot.MaxBytes"/>.</summary>
    TrustedRootMalformed,

    /// <summary>Step 1: a trusted root of a media type, or with an algorithm, that this version does not know.</summary>
    TrustedRootUnsupported,

    /// <summary>Step 1: not an X.509 certificate in DER, or one with a part that no certificate may have.</summary>
    CertificateMalformed,

    /// <summary>Step 1: the certificate's key is of a kind, size or form that is not used here.</summary>
    CertificateKeyUnsupported,

    /// <summary>Step 1: the bundle brings a self-signed certificate along. What is trusted never comes from a bundle.</summary>
    RootInBundle,

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

    /// <summary>Step 2: fewer verified times than are required; without a log's promise and without a timestamp there is none.</summary>
    TimeMissing,

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

    /// <summary>Step 3: the certificate carries no promise, or too few promises, of a certificate transparency log.</summary>
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

    /// <summary>Step 4: another identity signed.</summary>
    IdentityMismatch,

    /// <summary>Step 4: another issuer vouched for the identity.</summary>
    IssuerMismatch,

    /// <summary>Step 4: the certificate says something else about source or build than the policy wants, or does not say it.</summary>
    ExtensionMismatch,

    /// <summary>Step 5: fewer log entries than the policy wants.</summary>
    LogEntryMissing,

    /// <summary>Steps 2 and 5: the trusted root has no such log, or its key is of a kind that is not used here.</summary>
    LogUntrusted,

    /// <summary>Steps 2 and 5: the trusted root's window for the log's key does not contain the time of the entry.</summary>
    LogNotValidAtTime,

    /// <summary>Step 5: the checkpoint is not a signed note about a tree.</summary>
    CheckpointMalformed,

    /// <summary>Step 5: the log did not sign the checkpoint.</summary>
    CheckpointSignatureInvalid,

    /// <summary>Step 5: the checkpoint is of another tree than the proof.</summary>
    CheckpointMismatch,

    /// <summary>Step 5: the proof does not lead from the entry to its root.</summary>
    InclusionProofInvalid,

    /// <summary>Steps 2 and 6: the log did not sign the promise.</summary>
    InclusionPromiseInvalid,

    /// <summary>Step 6: the log took the entry when the certificate was not valid.</summary>
    IntegratedTimeOutsideCertificate,

    /// <summary>Step 7: of the artifact only a digest is known, and of another algorithm than is needed.</summary>
    DigestUnavailable,

    /// <summary>Step 7: the artifact is not the one that the bundle says was signed.</summary>
    ArtifactMismatch,

    /// <summary>Step 7: the signature does not belong to these bytes and this key.</summary>
    SignatureInvalid,

    /// <summary>Step 8: an entry of a kind and version that is not on the list of those understood here.</summary>
    LogEntryUnsupported,

    /// <summary>Step 8: an entry that lacks what its kind has, or is of another kind than the bundle says.</summary>
    LogEntryMalformed,

    /// <summary>Step 8: the entry is about another signature, key or digest.</summary>
    LogEntryMismatch,

    /// <summary>Step 9: what was signed is not an in-toto statement.</summary>
    PayloadTypeUnexpected,

    /// <summary>Step 9: the signed payload is not a statement that can be read.</summary>
    StatementMalformed,

    /// <summary>Step 9: the statement is not about this artifact.</summary>
    SubjectMismatch,

    /// <summary>Step 9: the statement is of another type than the policy wants.</summary>
    PredicateTypeMismatch,
}

/// <summary>A bundle was refused, or the trusted root to judge it by. The message is for people; text of strangers in it is shortened and escaped.</summary>
public sealed class VerificationException : Exception
{
    internal VerificationException(VerificationFailure failure, string message, Exception? inner = null) : base(message, inner) => Failure = failure;

    /// <summary>The reason.</summary>
    public VerificationFailure Failure { get; }

    /// <summary>The step of <see cref="BundleVerifier"/> that refused; 1 for what is refused when it is read.</summary>
    public int Step { get; internal set; } = 1;

    internal static VerificationException Malformed(string where, string what, Exception? inner = null) =>
        new(VerificationFailure.MalformedBundle, $"The bundle is malformed: {where} {what}.", inner);

    internal static VerificationException MalformedCertificate(string what, Exception? inner = null) =>
        new(VerificationFailure.CertificateMalformed, $"A certificate is malformed: {what}.", inner);
}
