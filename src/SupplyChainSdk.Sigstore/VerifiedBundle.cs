using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>What <see cref="BundleVerifier"/> proved of a bundle and an artifact. There is no other way to one of these than success.</summary>
/// <remarks>Certified is what an authority vouched for after asking who signs; claimed is what the signer says.</remarks>
public sealed class VerifiedBundle
{
    internal VerifiedBundle(
        CertifiedIdentity? certified, PublicKey? key, ImmutableArray<VerifiedTime> times, ImmutableArray<VerifiedLogEntry> logEntries, ClaimedStatement? claimed) =>
        (Certified, Key, Times, LogEntries, Claimed) = (certified, key, times, logEntries, claimed);

    /// <summary>Who signed, by the certificate; null when a managed key signed.</summary>
    public CertifiedIdentity? Certified { get; }

    /// <summary>The key that signed, the one the caller expected; null when an identity signed.</summary>
    public PublicKey? Key { get; }

    /// <summary>When it was signed at the latest: every time that is proven, the earliest first. Empty only with a managed key.</summary>
    public ImmutableArray<VerifiedTime> Times { get; }

    /// <summary>Where it is logged, in the order of the bundle; empty only when the policy wants none.</summary>
    public ImmutableArray<VerifiedLogEntry> LogEntries { get; }

    /// <summary>How many operators of certificate transparency logs have promised to log the certificate; 0 only when the policy wants none.</summary>
    public int CertificateTimestamps { get; internal init; }

    /// <summary>What the signer says about the artifact; null when the signature is over the artifact itself.</summary>
    public ClaimedStatement? Claimed { get; }
}

/// <summary>Where a verified time comes from.</summary>
public enum VerifiedTimeSource
{
    /// <summary>A timestamp (RFC 3161).</summary>
    TimestampAuthority,

    /// <summary>The promise of a transparency log to include the entry.</summary>
    TransparencyLog,
}

/// <summary>A time that a trusted service vouches for.</summary>
public sealed record VerifiedTime
{
    internal VerifiedTime(DateTimeOffset time, VerifiedTimeSource source, string service, string @operator) =>
        (Time, Source, Service, Operator) = (time, source, service, @operator);

    /// <summary>UTC.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>What kind of service.</summary>
    public VerifiedTimeSource Source { get; }

    /// <summary>Its URL, or its subject when the trusted root has no URL.</summary>
    public string Service { get; }

    /// <summary>Who runs it, as thresholds count.</summary>
    public string Operator { get; }
}

/// <summary>An entry of a transparency log about this signature, key and digest.</summary>
public sealed record VerifiedLogEntry
{
    internal VerifiedLogEntry(string log, string @operator, long index, string kind, DateTimeOffset? integratedTime, bool isProven) =>
        (Log, Operator, Index, Kind, IntegratedTime, IsProven) = (log, @operator, index, kind, integratedTime, isProven);

    /// <summary>URL of the log.</summary>
    public string Log { get; }

    /// <summary>Who runs it, as thresholds count.</summary>
    public string Operator { get; }

    /// <summary>Over all shards of the log where a promise vouches for that (Rekor v1), in the tree of the proof otherwise.</summary>
    public long Index { get; }

    /// <summary>Kind and version, such as <c>dsse/0.0.1</c>.</summary>
    public string Kind { get; }

    /// <summary>When the log took it, UTC; null without a promise.</summary>
    public DateTimeOffset? IntegratedTime { get; }

    /// <summary>Whether a proof with a signed checkpoint shows that it is in the log; false where, in a bundle of version 0.1, the log only promised to take it.</summary>
    public bool IsProven { get; }
}

/// <summary>The statement that was signed: true as far as the signer is believed.</summary>
public sealed class ClaimedStatement
{
    internal ClaimedStatement(ImmutableArray<byte> payload, string predicateType, string subjectName) =>
        (Payload, PredicateType, SubjectName) = (payload, predicateType, subjectName);

    /// <summary>The signed bytes: an in-toto statement, JSON.</summary>
    public ImmutableArray<byte> Payload { get; }

    /// <summary>Such as <c>https://slsa.dev/provenance/v1</c>.</summary>
    public string PredicateType { get; }

    /// <summary>How the statement calls the subject that has the digest of the artifact; may be empty.</summary>
    public string SubjectName { get; }
}
