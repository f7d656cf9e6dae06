using System.Buffers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>Asks a certificate authority (Fulcio, API v2).</summary>
/// <remarks>Source: sigstore/fulcio, fulcio.proto, CreateSigningCertificate.</remarks>
internal static class CertificateClient
{
    private const int MaxDepth = 8;
    private const int MaxChain = 16;

    /// <summary>Requests a certificate for a key.</summary>
    /// <returns>The leaf as it came, DER; nothing of it is checked.</returns>
    /// <exception cref="SigningException">With what failed.</exception>
    public static async Task<byte[]> RequestAsync(ServiceClient client, SigningService authority, IdentityToken token, ECDsa key, CancellationToken cancellationToken)
    {
        var request = new ServiceRequest(SigningServiceKind.CertificateAuthority, ServiceAddress.Below(authority.Url, "api/v2/signingCert"))
        {
            Body = Body(token, key),
            Secrets = [token.Text],
        };
        var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var malformed = ServiceFailures.MalformedAnswer(request.Kind, request.Address);
        return StrictJson.Read(answer.Body, MaxDepth, malformed, e => ReadLeaf(JsonMembers.OpenAny(e, StrictJson.Root, malformed), request.Address));
    }

    private static byte[] Body(IdentityToken token, ECDsa key)
    {
        // An empty subject: the token says who it is, and not every subject of a token is one of a certificate.
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0]), key, HashAlgorithmName.SHA256);
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("credentials");
        json.WriteString("oidcIdentityToken", token.Text);
        json.WriteEndObject();
        json.WriteBase64String("certificateSigningRequest", Encoding.ASCII.GetBytes(request.CreateSigningRequestPem()));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] ReadLeaf(JsonMembers answer, Uri address)
    {
        if (answer.Has("signedCertificateDetachedSct"))
        {
            throw new SigningException(
                SigningFailure.CertificateTimestampDetached,
                $"The certificate authority {address.Authority} gives the promise of its certificate log beside the certificate (signedCertificateDetachedSct),"
                + " and a bundle has no place for it: its operator has to embed it.",
                SigningServiceKind.CertificateAuthority);
        }
        var chain = answer.RequiredAny("signedCertificateEmbeddedSct").RequiredAny("chain");
        var certificates = chain.TextItems("certificates", MaxChain);
        if (certificates.IsEmpty)
            throw chain.Malformed("certificates", "has no certificate");
        var pem = Encoding.UTF8.GetBytes(certificates[0]);
        try
        {
            return Pem.Find(pem) is [{ Label: "CERTIFICATE" } block]
                ? Pem.Decode(pem, block)
                : throw chain.Malformed("certificates[0]", "is not one PEM block, CERTIFICATE");
        }
        catch (KeyException e)
        {
            throw chain.Malformed("certificates[0]", "is not PEM", e);
        }
    }
}
