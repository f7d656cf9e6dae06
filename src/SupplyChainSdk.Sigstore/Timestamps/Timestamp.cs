using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Globalization;
using System.Runtime.InteropServices;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Timestamps;

/// <summary>A time that a trusted authority attests for a signature (RFC 3161): verified.</summary>
/// <param name="Time">genTime, with its fraction.</param>
/// <param name="Authority">Who attests it.</param>
/// <param name="Token">The ContentInfo; equal for equal tokens.</param>
/// <param name="Nonce">Content of the INTEGER, as the request had it; empty when absent.</param>
internal sealed record Timestamp(DateTimeOffset Time, CertificateAuthority Authority, ImmutableArray<byte> Token, ReadOnlyMemory<byte> Nonce)
{
    private const int MaxBytes = 1 << 16;

    /// <summary>Step 2: verifies a TimeStampResp over the bytes of a signature.</summary>
    /// <param name="response">DER; status, and the token.</param>
    /// <param name="signature">What was time-stamped: the decoded signature, never the artifact.</param>
    /// <param name="authorities">Trusted.</param>
    /// <exception cref="VerificationException">With the reason.</exception>
    public static Timestamp Verify(ReadOnlyMemory<byte> response, ReadOnlySpan<byte> signature, ImmutableArray<CertificateAuthority> authorities)
    {
        if (response.Length > MaxBytes)
            throw Malformed($"it has more than {MaxBytes} bytes");
        try
        {
            return VerifyToken(ReadToken(response), signature, authorities);
        }
        catch (AsnContentException e)
        {
            throw Malformed("it is not DER of the specified form", e);
        }
        catch (VerificationException e) when (e.Failure == VerificationFailure.CertificateMalformed)
        {
            throw Malformed($"a certificate in it cannot be read ({e.Message})", e);
        }
    }

    // RFC 3161, 2.4.2: SEQUENCE { PKIStatusInfo, ContentInfo }.
    private static ReadOnlyMemory<byte> ReadToken(ReadOnlyMemory<byte> response)
    {
        var outer = new AsnReader(response, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var info = sequence.ReadSequence();
        if (!info.TryReadInt32(out var status) || status < 0)
            throw new AsnContentException();
        while (info.HasData)
            _ = info.ReadEncodedValue();
        if (status > 1)
        {
            throw new VerificationException(
                VerificationFailure.TimestampNotGranted,
                $"A timestamp authority refused to make the timestamp (status {status.ToString(CultureInfo.InvariantCulture)}), and the bundle carries its refusal.");
        }
        var token = sequence.ReadEncodedValue();
        sequence.ThrowIfNotEmpty();
        return token;
    }

    private static Timestamp VerifyToken(ReadOnlyMemory<byte> token, ReadOnlySpan<byte> signature, ImmutableArray<CertificateAuthority> authorities)
    {
        var message = SignedData.Read(token);
        if (message.ContentType != TimestampInfo.ContentType)
            throw Malformed("the token is of something else than a time");
        var info = TimestampInfo.Read(message.Content);
        if (!SignatureAlgorithm.Digest(info.Hash, signature).AsSpan().SequenceEqual(info.Imprint.Span))
        {
            throw new VerificationException(
                VerificationFailure.TimestampImprintMismatch, "A timestamp in the bundle is of other bytes than the bundle's signature.");
        }
        var signer = TimestampSigner.Find(message, authorities) ?? throw new VerificationException(
            VerificationFailure.TimestampUntrusted, $"A timestamp is by an authority that the trusted root does not have{Named(message)}.");
        TimestampSigner.CheckSignature(message, signer);
        TimestampSigner.CheckPurpose(signer);
        var path = TimestampSigner.FindPath(signer, message, authorities, info.Time);
        return new Timestamp(info.Time, path.Authority, ImmutableCollectionsMarshal.AsImmutableArray(token.ToArray()), info.Nonce);
    }

    private static string Named(SignedData message) => message.Certificates.Find(message.IsSigner) is { } signer
        ? $": its certificate is {signer.SubjectName}, issued by {signer.IssuerName}"
        : $": its certificate is one {message.SignerName}";

    private static VerificationException Malformed(string what, Exception? inner = null) =>
        new(VerificationFailure.TimestampMalformed, $"A timestamp in the bundle cannot be read: {what}.", inner);
}
