using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Logs;

namespace SupplyChainSdk.Sigstore.Verification;

/// <summary>Step 8: that a log entry is about this signature, this key and this content; an entry about something else proves nothing.</summary>
internal static class EntryBinding
{
    /// <exception cref="VerificationException">
    /// <see cref="VerificationFailure.LogEntryUnsupported"/>, <see cref="VerificationFailure.LogEntryMalformed"/> or <see cref="VerificationFailure.LogEntryMismatch"/>.
    /// </exception>
    public static void Verify(TransparencyLogEntry entry, BundleContent content, Artifact? artifact, Signer signer)
    {
        var body = LogEntryBody.Read(entry);
        if (!body.Signature.AsSpan().SequenceEqual(SignatureOf(content).AsSpan()))
            throw Mismatch("another signature");
        if (body.IsCertificate != signer.Leaf is not null || !body.Key.AsSpan().SequenceEqual(signer.LoggedForm.Span))
            throw Mismatch(body.IsCertificate ? "another certificate" : "another key");
        if (body.KeyDetails is not null && signer.Key.KeyDetails is { } details && body.KeyDetails != details)
            throw Mismatch($"a key of the kind {ForeignText.Quote(body.KeyDetails)}, and this one is {details}: another kind");
        var expected = (body.DigestOf, content) switch
        {
            (LoggedDigest.Payload, DsseEnvelope envelope) => Hash(body.DigestAlgorithm, envelope.Payload.AsSpan()),
            (LoggedDigest.SignedBytes, DsseEnvelope envelope) =>
                Hash(body.DigestAlgorithm, Dsse.PreAuthenticationEncoding(envelope.PayloadType, envelope.Payload.AsSpan())),
            (LoggedDigest.Artifact or LoggedDigest.SignedBytes, MessageSignature) => SignatureCheck.Digest(artifact!, body.DigestAlgorithm),
            _ => throw Mismatch(content is DsseEnvelope ? "a file, and the bundle has an envelope: another content" : "an envelope, and the bundle has none: another content"),
        };
        if (!expected.SequenceEqual(body.Digest.AsSpan()))
            throw Mismatch($"another content ({body.DigestAlgorithm} {Convert.ToHexStringLower(body.Digest.AsSpan())}, expected was {Convert.ToHexStringLower(expected)})");
    }

    public static ImmutableArray<byte> SignatureOf(BundleContent content) =>
        content is DsseEnvelope envelope ? envelope.Signature : ((MessageSignature)content).Signature;

    private static ReadOnlySpan<byte> Hash(string algorithm, ReadOnlySpan<byte> content) => algorithm switch
    {
        "sha256" => SHA256.HashData(content),
        "sha384" => SHA384.HashData(content),
        _ => SHA512.HashData(content),
    };

    private static VerificationException Mismatch(string what) => new(
        VerificationFailure.LogEntryMismatch, $"The log entry is about {what}: the bundle was put together from several.");
}
