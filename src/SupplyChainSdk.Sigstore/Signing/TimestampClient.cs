using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Timestamps;
using SupplyChainSdk.Sigstore.Trust;
using SupplyChainSdk.Sigstore.Verification;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>Asks a timestamp authority (RFC 3161, 3.4). By hand, as tokens are read: see <see cref="SignedData"/>.</summary>
internal static class TimestampClient
{
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const int NonceBytes = 8;

    /// <summary>Requests a timestamp over a signature, and verifies it.</summary>
    /// <returns>The whole response, DER.</returns>
    /// <exception cref="SigningException">With what failed.</exception>
    public static async Task<ImmutableArray<byte>> RequestAsync(
        ServiceClient client, SigningService authority, BundleContent content, SigningCertificate certificate, CancellationToken cancellationToken)
    {
        var signature = EntryBinding.SignatureOf(content);
        var nonce = Nonce();
        var request = new ServiceRequest(SigningServiceKind.TimestampAuthority, authority.Url)
        {
            Body = Query(signature.AsSpan(), nonce),
            ContentType = "application/timestamp-query",
            Accept = "application/timestamp-reply",
        };
        var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        Check(answer.Body, signature.AsSpan(), nonce, certificate, authority.Url);
        return ImmutableCollectionsMarshal.AsImmutableArray(answer.Body);
    }

    private static void Check(byte[] response, ReadOnlySpan<byte> signature, byte[] nonce, SigningCertificate certificate, Uri address)
    {
        try
        {
            var timestamp = Timestamp.Verify(response, signature, certificate.Instance.TimestampAuthorities);
            if (!timestamp.Nonce.Span.SequenceEqual(nonce))
                throw Failed(SigningFailure.TimestampNonceMismatch, address, "it answers another request (another nonce): an old answer was repeated");
            if (!certificate.Leaf.Validity.Contains(timestamp.Time))
            {
                throw Failed(
                    SigningFailure.TimestampOutsideCertificate, address,
                    $"its time is {Times.Text(timestamp.Time)}, and the certificate is valid from {Times.Text(certificate.Leaf.Validity)}: the clock of one of the two services is wrong");
            }
        }
        catch (VerificationException e) when (e.Failure == VerificationFailure.TimestampNotGranted)
        {
            throw Failed(SigningFailure.TimestampRefused, address, "it is a refusal", e);
        }
        catch (VerificationException e)
        {
            throw Failed(SigningFailure.TimestampInvalid, address, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>TimeStampReq (RFC 3161, 2.4.1): SHA-256, our nonce, and the authority's certificate wanted in the answer.</summary>
    private static byte[] Query(ReadOnlySpan<byte> signature, byte[] nonce)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                    writer.WriteObjectIdentifier(Sha256);
                writer.WriteOctetString(SHA256.HashData(signature));
            }
            writer.WriteInteger(nonce);
            writer.WriteBoolean(true);
        }
        return writer.Encode();
    }

    // Positive and of full length, so that its DER is these bytes.
    private static byte[] Nonce()
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        nonce[0] = (byte)((nonce[0] & 0x3f) | 0x40);
        return nonce;
    }

    private static SigningException Failed(SigningFailure failure, Uri address, string what, Exception? inner = null) => new(
        failure, $"The timestamp authority {address.Authority} answered with a timestamp that cannot be used: {what}. Nothing was written.",
        SigningServiceKind.TimestampAuthority, inner);
}
