using System.Buffers.Text;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore;

/// <summary>What "verified" means.</summary>
public static class BundleVerifier
{
    /// <summary>Verifies an envelope with the managed key that the caller expects to have signed it.</summary>
    /// <param name="bundle">Step 1, parsing, is behind it.</param>
    /// <param name="key">From the caller, never from the bundle.</param>
    /// <exception cref="VerificationException">With the first step that failed.</exception>
    public static VerifiedEnvelope VerifyWithKey(Bundle bundle, PublicKey key)
    {
        // (0) the caller: strip what feeds appended to the package, digest the artifact
        // (1) the bundle is well-formed by the rules of its version (Bundle.Parse); settle what is verified, and with which key
        // (2) time: none is needed for a managed key; what the bundle has is counted as not checked
        // (3) certificate chain and SCT: only for an identity
        // (4) certificate profile and identity policy: only for an identity
        // (5) log inclusion proof and checkpoint: not in this version; counted as not checked
        // (6) inclusion promise: not in this version; counted as not checked
        // (7) signature over the envelope
        // (8) log entry consistent with the envelope: not in this version; counted as not checked
        // (9) payload type here; subject and predicate are the caller's

        // (1)
        if (bundle.Key is not PublicKeyHint { Hint: var hint })
        {
            throw new VerificationException(
                VerificationFailure.WrongKindOfMaterial,
                "The bundle was signed with a certificate, so a key cannot verify it: an identity and its issuer are needed,"
                + " and for that a newer version.");
        }
        if (bundle.Content is not DsseEnvelope envelope)
        {
            throw new VerificationException(
                VerificationFailure.WrongKindOfContent,
                "The bundle has a signature over a file (messageSignature) and no signed statement (dsseEnvelope).");
        }
        if (IsKeyId(hint) && hint != key.KeyId)
        {
            throw new VerificationException(
                VerificationFailure.KeyMismatch,
                $"The bundle says that another key signed: it names sha256:{Convert.ToHexStringLower(Convert.FromBase64String(hint))},"
                + $" expected was sha256:{key.Fingerprint}.");
        }

        // (7)
        key.Verify(Dsse.PreAuthenticationEncoding(envelope.PayloadType, envelope.Payload.AsSpan()), envelope.Signature.AsSpan());

        // (9)
        if (envelope.PayloadType != Dsse.InTotoPayloadType)
        {
            throw new VerificationException(
                VerificationFailure.PayloadTypeUnexpected,
                $"The signed payload is {ForeignText.Quote(envelope.PayloadType)}, expected was {Dsse.InTotoPayloadType}.");
        }
        return new VerifiedEnvelope(envelope, key, bundle);
    }

    // Other producers use other hints, of which nothing follows (protobuf-specs, PublicKeyIdentifier); the signature decides.
    private static bool IsKeyId(string hint) =>
        Base64.IsValid(hint, out var length) && length == SHA256.HashSizeInBytes && hint.Length == (SHA256.HashSizeInBytes + 2) / 3 * 4;
}
