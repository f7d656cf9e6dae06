using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>An ephemeral key and the certificate for it, checked. The key never leaves this object. One call at a time.</summary>
/// <param name="key">ECDSA P-256; disposed with this.</param>
/// <param name="leaf">Of the key.</param>
/// <param name="instance">The instance of the trusted root that it leads to.</param>
/// <param name="identity">As it has it.</param>
internal sealed class SigningCertificate(ECDsa key, Certificate leaf, TrustedInstance instance, CertifiedIdentity identity) : IDisposable
{
    // RFC 3161 and Rekor v2 take up to some ten seconds each, tries not counted.
    private static readonly TimeSpan MinRemaining = TimeSpan.FromMinutes(2);

    public Certificate Leaf => leaf;

    public TrustedInstance Instance => instance;

    public CertifiedIdentity Identity => identity;

    /// <summary>Whether there is time left to sign, timestamp and log something.</summary>
    public bool Lasts(DateTimeOffset now) => identity.NotAfter - now >= MinRemaining;

    /// <summary>DER.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>DER, over what has this SHA-256.</summary>
    public byte[] SignDigest(ReadOnlySpan<byte> sha256) => key.SignHash(sha256, DSASignatureFormat.Rfc3279DerSequence);

    public void Dispose() => key.Dispose();
}
