using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>What a bundle's signature is over: a <see cref="DsseEnvelope"/> or a <see cref="MessageSignature"/>.</summary>
public abstract record BundleContent
{
    private protected BundleContent()
    {
    }
}

/// <summary>A DSSE envelope with its one signature. Nothing in it is verified.</summary>
/// <param name="PayloadType">A media type.</param>
/// <param name="Payload">Decoded; parsed only after its signature is verified.</param>
/// <param name="Signature">Decoded; DER for ECDSA.</param>
/// <param name="KeyId">A hint from the signer, never authority; empty when absent.</param>
public sealed record DsseEnvelope(string PayloadType, ImmutableArray<byte> Payload, ImmutableArray<byte> Signature, string KeyId) : BundleContent;

/// <summary>A signature over an artifact that lies outside the bundle.</summary>
/// <param name="DigestAlgorithm">Name of the protobuf enum, such as <c>SHA2_256</c>; empty when the bundle has no digest.</param>
/// <param name="Digest">What the bundle says about the artifact: no more than a hint.</param>
/// <param name="Signature">Decoded; DER for ECDSA.</param>
public sealed record MessageSignature(string DigestAlgorithm, ImmutableArray<byte> Digest, ImmutableArray<byte> Signature) : BundleContent;
