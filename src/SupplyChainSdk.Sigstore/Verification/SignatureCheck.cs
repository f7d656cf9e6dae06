using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Verification;

/// <summary>Step 7: the signature over the envelope, or over the artifact.</summary>
internal static class SignatureCheck
{
    /// <summary>Verifies, with what the key signs: the pre-authentication encoding of an envelope, or the digest of the artifact (null for an envelope only).</summary>
    /// <exception cref="VerificationException">
    /// <see cref="VerificationFailure.DigestUnavailable"/>, <see cref="VerificationFailure.ArtifactMismatch"/> or <see cref="VerificationFailure.SignatureInvalid"/>.
    /// </exception>
    public static void Verify(BundleContent content, Artifact? artifact, VerificationKey key)
    {
        var isValid = content switch
        {
            DsseEnvelope envelope => key.Verify(Dsse.PreAuthenticationEncoding(envelope.PayloadType, envelope.Payload.AsSpan()), envelope.Signature.AsSpan()),
            MessageSignature message => IsValid(message, artifact!, key),
            _ => false,
        };
        if (!isValid)
        {
            throw new VerificationException(
                VerificationFailure.SignatureInvalid,
                $"The signature does not verify: {(content is DsseEnvelope ? "this envelope was" : $"the artifact {artifact} was")} not signed with the key"
                + $" sha256:{Convert.ToHexStringLower(key.KeyId.AsSpan())} ({key.Algorithm}).");
        }
    }

    /// <summary>The digest of the artifact, or the refusal that says which one is needed.</summary>
    public static ReadOnlySpan<byte> Digest(Artifact artifact, string algorithm) => artifact.Digest(algorithm) is { IsEmpty: false } digest
        ? digest
        : throw new VerificationException(
            VerificationFailure.DigestUnavailable,
            $"The {algorithm} of the artifact is needed, and only {artifact} is known: give the file itself, or its {algorithm}.");

    private static bool IsValid(MessageSignature message, Artifact artifact, VerificationKey key)
    {
        if (!message.Digest.IsEmpty)
            CheckHint(message, artifact);
        return key.DigestAlgorithm is { } algorithm
            ? key.VerifyDigest(Digest(artifact, algorithm), message.Signature.AsSpan())
            : throw new VerificationException(
                VerificationFailure.DigestUnavailable, $"A key of the kind {key.Algorithm} signs a whole artifact and no digest, which is not verified here.");
    }

    // No authority, but a bundle that contradicts itself is no answer to anything.
    private static void CheckHint(MessageSignature message, Artifact artifact)
    {
        var algorithm = message.DigestAlgorithm switch
        {
            "SHA2_256" => "sha256",
            "SHA2_384" => "sha384",
            "SHA2_512" => "sha512",
            var other => throw new VerificationException(
                VerificationFailure.DigestUnavailable,
                $"The bundle has a digest of the kind {ForeignText.Quote(other)}, which this version does not compute: SHA2_256, SHA2_384 or SHA2_512 is needed."),
        };
        var digest = Digest(artifact, algorithm);
        if (!digest.SequenceEqual(message.Digest.AsSpan()))
        {
            throw new VerificationException(
                VerificationFailure.ArtifactMismatch,
                $"The artifact is not the one that was signed: its {algorithm} is {Convert.ToHexStringLower(digest)},"
                + $" and the bundle says {Convert.ToHexStringLower(message.Digest.AsSpan()[..Math.Min(message.Digest.Length, 64)])}.");
        }
    }
}
