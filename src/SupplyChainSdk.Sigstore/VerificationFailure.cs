namespace SupplyChainSdk.Sigstore;

/// <summary>Why a bundle was refused: at least one reason a step of <see cref="BundleVerifier"/>.</summary>
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

    /// <summary>Step 1: an envelope is needed, and the bundle has a signature over a file.</summary>
    WrongKindOfContent,

    /// <summary>Step 1: the bundle names another key than the one given.</summary>
    KeyMismatch,

    /// <summary>Step 7: the signature does not belong to these bytes and this key.</summary>
    SignatureInvalid,

    /// <summary>Step 9: what was signed is not an in-toto statement.</summary>
    PayloadTypeUnexpected,

    /// <summary>Step 1: a trusted root that is not JSON, lacks something required, or has more bytes than <see cref="TrustedRoot.MaxBytes"/>.</summary>
    TrustedRootMalformed,

    /// <summary>Step 1: a trusted root of a media type that this version does not know.</summary>
    TrustedRootUnsupported,

    /// <summary>Step 1: the certificate of the signer, or another one of the bundle, cannot be read, or has something twice.</summary>
    CertificateMalformed,

    /// <summary>Step 1: the bundle brings a root certificate along. What is trusted never comes from a bundle.</summary>
    RootInBundle,

    /// <summary>Step 2: a timestamp cannot be read.</summary>
    TimestampMalformed,

    /// <summary>Step 2: a timestamp is over other bytes than this signature, or its own signature is wrong.</summary>
    TimestampInvalid,

    /// <summary>Step 2: a timestamp of an authority that the trusted root does not have.</summary>
    TimestampUntrusted,

    /// <summary>Step 2: a timestamp made when its authority, or a certificate of it, was not valid.</summary>
    TimestampOutsideValidity,

    /// <summary>Step 2: fewer verified times than the policy wants; without a log's promise and without a timestamp there is none.</summary>
    TimeMissing,

    /// <summary>Step 3: no path from the certificate to an authority of the trusted root.</summary>
    CertificateUntrusted,

    /// <summary>Step 3: the certificate, or its authority, was not valid at a verified time.</summary>
    CertificateOutsideValidity,

    /// <summary>Step 3: fewer signed certificate timestamps than the policy wants.</summary>
    CertificateTimestampMissing,

    /// <summary>Step 3: signed certificate timestamps that cannot be read, or whose signature, log or time is wrong.</summary>
    CertificateTimestampInvalid,

    /// <summary>Step 4: the certificate is not one for signing code.</summary>
    CertificateProfile,

    /// <summary>Step 4: another identity signed.</summary>
    IdentityMismatch,

    /// <summary>Step 4: another issuer vouched for the identity.</summary>
    IssuerMismatch,

    /// <summary>Step 4: the certificate says something else about source or build than the policy wants, or does not say it.</summary>
    ExtensionMismatch,

    /// <summary>Step 5: fewer log entries than the policy wants.</summary>
    LogEntryMissing,

    /// <summary>Steps 2 and 5: an entry of a log that the trusted root does not have, or whose key is of a kind that is not used here.</summary>
    LogUntrusted,

    /// <summary>Steps 2 and 5: the key of the log was not valid at the time of the entry.</summary>
    LogOutsideValidity,

    /// <summary>Step 5: the checkpoint is not a signed note about a tree.</summary>
    CheckpointMalformed,

    /// <summary>Step 5: the log did not sign the checkpoint.</summary>
    CheckpointInvalid,

    /// <summary>Step 5: the checkpoint is about another tree than the proof.</summary>
    CheckpointMismatch,

    /// <summary>Step 5: the proof does not lead from the entry to its root.</summary>
    InclusionProofInvalid,

    /// <summary>Steps 2 and 6: the log did not sign the promise.</summary>
    InclusionPromiseInvalid,

    /// <summary>Step 7: only a digest of the artifact is known, of another algorithm than the key signs.</summary>
    DigestUnavailable,

    /// <summary>Step 7: the artifact is not the one that the bundle says was signed.</summary>
    ArtifactMismatch,

    /// <summary>Step 8: an entry of a kind and version that is not on the list of those understood here.</summary>
    LogEntryUnsupported,

    /// <summary>Step 8: an entry that lacks what its kind has, or is of another kind than the bundle says.</summary>
    LogEntryMalformed,

    /// <summary>Step 8: the entry is about another signature, key or digest.</summary>
    LogEntryMismatch,

    /// <summary>Step 9: the signed payload is not a statement that can be read.</summary>
    StatementMalformed,

    /// <summary>Step 9: the statement is not about this artifact.</summary>
    SubjectMismatch,

    /// <summary>Step 9: the statement is of another type than the policy wants.</summary>
    PredicateTypeMismatch,
}
