namespace SupplyChainSdk.Sigstore;

/// <summary>Who signs, for messages and records: a key, or a certified identity.</summary>
public sealed record SignerDescription
{
    private SignerDescription(string? keyFingerprint, string? identity, string? issuer) => (KeyFingerprint, Identity, Issuer) = (keyFingerprint, identity, issuer);

    /// <summary><see cref="PublicKey.Fingerprint"/>; null when an identity signs.</summary>
    public string? KeyFingerprint { get; }

    /// <summary><see cref="CertifiedIdentity.Identity"/>; null when a key signs.</summary>
    public string? Identity { get; }

    /// <summary><see cref="CertifiedIdentity.Issuer"/>; null when a key signs.</summary>
    public string? Issuer { get; }

    /// <summary>In one line, fit for a message.</summary>
    public override string ToString() => KeyFingerprint is not null ? $"the key sha256:{KeyFingerprint}" : $"{ForeignText.Quote(Identity!, 400)} (issuer {ForeignText.Quote(Issuer!, 400)})";

    internal static SignerDescription OfKey(PublicKey key) => new(key.Fingerprint, null, null);

    internal static SignerDescription Of(CertifiedIdentity identity) => new(null, identity.Identity, identity.Issuer);
}
