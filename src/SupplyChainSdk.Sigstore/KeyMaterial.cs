using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>How a bundle names the key that signed: a <see cref="PublicKeyHint"/> or a <see cref="CertificateMaterial"/>.</summary>
public abstract record KeyMaterial
{
    private protected KeyMaterial()
    {
    }
}

/// <summary>The signer's key is known to the verifier; the bundle holds only a hint.</summary>
/// <param name="Hint">By convention base64 of the SHA-256 of the SPKI (RFC 6962, 3.2); other producers use other forms; empty when absent.</param>
public sealed record PublicKeyHint(string Hint) : KeyMaterial;

/// <summary>The signer's certificate.</summary>
/// <param name="Certificates">DER, not parsed; the leaf first, at least one. From version 0.3 on it is the leaf alone.</param>
/// <param name="IsChain">Written as <c>x509CertificateChain</c>.</param>
public sealed record CertificateMaterial(ImmutableArray<ImmutableArray<byte>> Certificates, bool IsChain) : KeyMaterial;
