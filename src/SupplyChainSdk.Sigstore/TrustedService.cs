namespace SupplyChainSdk.Sigstore;

/// <summary>What a service of a trusted root does.</summary>
public enum TrustedServiceKind
{
    /// <summary>Transparency log for signatures (Rekor).</summary>
    TransparencyLog,

    /// <summary>Issues certificates (Fulcio).</summary>
    CertificateAuthority,

    /// <summary>Logs certificates.</summary>
    CertificateLog,

    /// <summary>Issues RFC 3161 timestamps.</summary>
    TimestampAuthority,
}

/// <summary>A service that a trusted root vouches for.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Name">Its URL, or its subject when it has none.</param>
/// <param name="Operator">Who runs it, as thresholds count.</param>
/// <param name="ValidFrom">First moment, UTC.</param>
/// <param name="ValidTo">Last moment, UTC; null while there is none.</param>
/// <param name="Fingerprint">SHA-256 of its public key, or of its lowest certificate: 64 lower-case hexadecimal digits.</param>
public sealed record TrustedService(
    TrustedServiceKind Kind, string Name, string Operator, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, string Fingerprint);
