namespace SupplyChainSdk.Sigstore;

/// <summary>Why nothing was signed: one reason a step of <see cref="KeylessSigner"/>, in its order.</summary>
public enum SigningFailure
{
    /// <summary>Identity: no token in the environment, and no provider that gives one.</summary>
    IdentityMissing,

    /// <summary>Identity: the provider is there, and the job may not ask it for a token.</summary>
    IdentityNotPermitted,

    /// <summary>Identity: the program that gives the token cannot be run, or failed.</summary>
    IdentityProgramFailed,

    /// <summary>Identity: what was given is not a token that can be read.</summary>
    TokenMalformed,

    /// <summary>Identity: the token is for somebody else than Sigstore.</summary>
    TokenAudienceMismatch,

    /// <summary>Identity: the token was good until a time that is past.</summary>
    TokenExpired,

    /// <summary>Identity: the token is good from a time on that is to come.</summary>
    TokenNotYetValid,

    /// <summary>Configuration: a signing config that is not JSON, lacks something required, or is too large.</summary>
    SigningConfigMalformed,

    /// <summary>Configuration: a signing config of a media type, or with a selector, that this version does not know.</summary>
    SigningConfigUnsupported,

    /// <summary>Configuration: the signing config has no service of a kind that is needed, or too few, at this time and of a version that is spoken here.</summary>
    ServiceMissing,

    /// <summary>Configuration: a service whose address is not encrypted, or no address.</summary>
    ServiceAddressInsecure,

    /// <summary>What is to be signed is no in-toto statement with a subject, or too large for a bundle.</summary>
    StatementUnusable,

    /// <summary>A service: it cannot be reached, or the connection to it failed.</summary>
    ServiceUnreachable,

    /// <summary>A service: it did not answer in time.</summary>
    ServiceTimeout,

    /// <summary>A service: it ended its answer before the end.</summary>
    ServiceAnswerCut,

    /// <summary>A service: it is overloaded or broken (408, 429, 5xx), also after the last try.</summary>
    ServiceUnavailable,

    /// <summary>A service: it refuses the request (another 4xx), or answers with a status that means nothing here.</summary>
    ServiceRefused,

    /// <summary>A service: it sends on to an address that is not encrypted.</summary>
    RedirectInsecure,

    /// <summary>A service: it sends on to another host, which a token is never sent to.</summary>
    RedirectElsewhere,

    /// <summary>A service: its answer is larger than any that is needed.</summary>
    ServiceAnswerTooLarge,

    /// <summary>A service: its answer is not what its interface says.</summary>
    ServiceAnswerMalformed,

    /// <summary>Certificate: the promise of the certificate log is beside the certificate, where no bundle can carry it.</summary>
    CertificateTimestampDetached,

    /// <summary>Certificate: it is of another key.</summary>
    CertificateKeyMismatch,

    /// <summary>Certificate: it is not valid now; one of the two clocks is wrong.</summary>
    CertificateNotCurrent,

    /// <summary>Certificate: it does not lead to an authority of the trusted root, or is not one for signing.</summary>
    CertificateUntrusted,

    /// <summary>Certificate: no certificate transparency log of the trusted root has promised it.</summary>
    CertificateTimestampInvalid,

    /// <summary>Certificate: it is of another identity than the token, or than the caller expects.</summary>
    CertificateIdentityMismatch,

    /// <summary>Certificate: it names another issuer than the token, or than the caller expects.</summary>
    CertificateIssuerMismatch,

    /// <summary>Timestamp: the authority refused to make one.</summary>
    TimestampRefused,

    /// <summary>Timestamp: it answers another request.</summary>
    TimestampNonceMismatch,

    /// <summary>Timestamp: of something else, of an authority that is not trusted, or damaged.</summary>
    TimestampInvalid,

    /// <summary>Timestamp: its time is not one of the certificate; one of the two clocks is wrong.</summary>
    TimestampOutsideCertificate,

    /// <summary>Log: the entry is about another signature, key or content.</summary>
    LogEntryMismatch,

    /// <summary>Log: the entry is of a log that is not trusted, its proof does not hold, or its promise is not the log's.</summary>
    LogEntryInvalid,

    /// <summary>Log: it took the entry at a time that is not one of the certificate; one of the two clocks is wrong.</summary>
    LogTimeOutsideCertificate,

    /// <summary>Log: it has fewer entries than it has signed for before.</summary>
    LogShrank,

    /// <summary>The finished bundle does not verify; the inner exception says why.</summary>
    BundleNotVerified,
}

/// <summary>What a service does when something is signed.</summary>
public enum SigningServiceKind
{
    /// <summary>Says who runs this job, in a token.</summary>
    IdentityProvider,

    /// <summary>Issues the certificate (Fulcio).</summary>
    CertificateAuthority,

    /// <summary>Issues timestamps (RFC 3161).</summary>
    TimestampAuthority,

    /// <summary>Logs signatures (Rekor).</summary>
    TransparencyLog,
}

/// <summary>Nothing was signed. The message names what failed, where, and the remedy; it never holds a token or a key.</summary>
public sealed class SigningException : Exception
{
    internal SigningException(SigningFailure failure, string message, SigningServiceKind? service = null, Exception? inner = null) : base(message, inner) =>
        (Failure, Service) = (failure, service);

    /// <summary>The reason.</summary>
    public SigningFailure Failure { get; }

    /// <summary>Which kind of service failed; null when none was asked.</summary>
    public SigningServiceKind? Service { get; }
}
