using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>What <see cref="BundleVerifier"/> proved. There is no other way to one of these than success.</summary>
public sealed class VerifiedEnvelope
{
    internal VerifiedEnvelope(DsseEnvelope envelope, PublicKey key, Bundle bundle) =>
        (PayloadType, Payload, Key, UncheckedLogEntries, UncheckedTimestamps) =
        (envelope.PayloadType, envelope.Payload, key, bundle.LogEntries.Length, bundle.Timestamps.Length);

    /// <summary><see cref="Dsse.InTotoPayloadType"/>.</summary>
    public string PayloadType { get; }

    /// <summary>The signed bytes. Whether they speak of the artifact at hand is step 9, the caller's.</summary>
    public ImmutableArray<byte> Payload { get; }

    /// <summary>The key that signed: the one the caller expected.</summary>
    public PublicKey Key { get; }

    /// <summary>Transparency log entries in the bundle that were not checked, and prove nothing: this version checks none.</summary>
    public int UncheckedLogEntries { get; }

    /// <summary>Timestamps in the bundle that were not checked, so that no time is proven: this version checks none.</summary>
    public int UncheckedTimestamps { get; }
}
