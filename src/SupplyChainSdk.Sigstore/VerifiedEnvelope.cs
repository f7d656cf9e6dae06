using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>What <see cref="BundleVerifier"/> proved. There is no other way to one of these than success.</summary>
public sealed class VerifiedEnvelope
{
    internal VerifiedEnvelope(DsseEnvelope envelope, PublicKey key, Bundle bundle) =>
        (PayloadType, Payload, Key, UncheckedLogEntries, UncheckedTimestamps) =
        (envelope.PayloadType, envelope.Payload, key, bundle.LogEntries.Length, bundle.Timestamps.Length);

    internal VerifiedEnvelope(DsseEnvelope envelope, VerifiedBundle verified) =>
        (PayloadType, Payload, Certified, Times, LogEntries, CertificateTimestamps) =
        (envelope.PayloadType, envelope.Payload, verified.Certified, verified.Times, verified.LogEntries, verified.CertificateTimestamps);

    /// <summary><see cref="Dsse.InTotoPayloadType"/>.</summary>
    public string PayloadType { get; }

    /// <summary>The signed bytes. Whether they speak of the artifact at hand is step 9, the caller's.</summary>
    public ImmutableArray<byte> Payload { get; }

    /// <summary>The key that signed, the one the caller expected; null when an identity signed.</summary>
    public PublicKey? Key { get; }

    /// <summary>Who signed, by the certificate; null when a managed key signed.</summary>
    public CertifiedIdentity? Certified { get; }

    /// <summary>When it was signed at the latest, the earliest first; empty with a managed key alone.</summary>
    public ImmutableArray<VerifiedTime> Times { get; } = [];

    /// <summary>Where it is logged, in the order of the bundle; empty with a managed key alone, and where the policy wants none.</summary>
    public ImmutableArray<VerifiedLogEntry> LogEntries { get; } = [];

    /// <summary>How many operators of certificate transparency logs have promised to log the certificate; 0 with a managed key, and where the policy wants none.</summary>
    public int CertificateTimestamps { get; }

    /// <summary>Transparency log entries in the bundle that were not checked, and prove nothing: a key alone says nothing of a log.</summary>
    public int UncheckedLogEntries { get; }

    /// <summary>Timestamps in the bundle that were not checked, so that no time is proven.</summary>
    public int UncheckedTimestamps { get; }
}
