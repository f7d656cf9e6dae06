using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Verification;

/// <summary>Step 1: with what the signature has to verify. Not trusted yet when it is a certificate.</summary>
/// <param name="Leaf">The certificate; null for a managed key.</param>
/// <param name="Others">Further certificates of the bundle, which may lie on the path and never end it.</param>
/// <param name="Key">Of the certificate, or the managed one.</param>
/// <param name="LoggedForm">What a log entry has of it, DER: the certificate, or the SubjectPublicKeyInfo of a managed key.</param>
internal sealed record Signer(Certificate? Leaf, ImmutableArray<Certificate> Others, VerificationKey Key, ReadOnlyMemory<byte> LoggedForm)
{
    /// <summary>The certificate of the bundle.</summary>
    /// <exception cref="VerificationException">There is none, it cannot be read, or a root is among them.</exception>
    public static Signer OfCertificate(Bundle bundle)
    {
        if (bundle.Key is not CertificateMaterial material)
        {
            throw new VerificationException(
                VerificationFailure.WrongKindOfMaterial,
                "The bundle was signed with a key and has no certificate, so no identity can be verified: the signer's public key is needed.");
        }
        var parsed = ImmutableArray.CreateBuilder<Certificate>(material.Certificates.Length);
        for (var i = 0; i < material.Certificates.Length; i++)
            parsed.Add(Certificate.Parse(material.Certificates[i].AsMemory()));
        var certificates = parsed.MoveToImmutable();
        if (certificates.FirstOrDefault(c => c.IsSelfIssued) is { } root)
        {
            throw new VerificationException(
                VerificationFailure.RootInBundle,
                $"The bundle brings the root certificate {ForeignText.Quote(root.SubjectName)} along; what is trusted comes from the trusted root alone.");
        }
        return new Signer(certificates[0], certificates[1..], certificates[0].Key(), certificates[0].Der);
    }

    /// <summary>The key that the caller expects, when the bundle does not name another one.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.WrongKindOfMaterial"/> or <see cref="VerificationFailure.KeyMismatch"/>.</exception>
    public static Signer OfKey(Bundle bundle, PublicKey key)
    {
        if (bundle.Key is not PublicKeyHint { Hint: var hint })
        {
            throw new VerificationException(
                VerificationFailure.WrongKindOfMaterial,
                "The bundle was signed with a certificate, so a key cannot verify it: an identity and its issuer are needed.");
        }
        CheckHint(hint, key);
        return new Signer(null, [], VerificationKey.FromSubjectPublicKeyInfo(key.SubjectPublicKeyInfo.AsMemory()), key.SubjectPublicKeyInfo.AsMemory());
    }

    /// <summary>Whether a hint that names a key names this one.</summary>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.KeyMismatch"/>.</exception>
    public static void CheckHint(string hint, PublicKey key)
    {
        if (IsKeyId(hint) && hint != key.KeyId)
        {
            throw new VerificationException(
                VerificationFailure.KeyMismatch,
                $"The bundle says that another key signed: it names sha256:{Convert.ToHexStringLower(Convert.FromBase64String(hint))},"
                + $" expected was sha256:{key.Fingerprint}.");
        }
    }

    // Other producers use other hints, of which nothing follows (protobuf-specs, PublicKeyIdentifier); the signature decides.
    private static bool IsKeyId(string hint) =>
        Base64.IsValid(hint, out var length) && length == SHA256.HashSizeInBytes && hint.Length == (SHA256.HashSizeInBytes + 2) / 3 * 4;
}
