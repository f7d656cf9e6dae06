using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore.Tests;

/// <summary>Keys made for one run of the tests, and their PEM texts.</summary>
internal static class TestKeys
{
    public const string P256 = "P-256";
    public const string P384 = "P-384";
    public const string P521 = "P-521";
    public const string Rsa3072 = "RSA 3072";
    public const string Rsa4096 = "RSA 4096";

    // RSA keys take a second each to make; none is ever changed.
    private static readonly Dictionary<string, Lazy<AsymmetricAlgorithm>> Keys = new()
    {
        [P256] = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        [P384] = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP384)),
        [P521] = new(() => ECDsa.Create(ECCurve.NamedCurves.nistP521)),
        [Rsa3072] = new(() => RSA.Create(3072)),
        [Rsa4096] = new(() => RSA.Create(4096)),
    };

    public static AsymmetricAlgorithm Raw(string kind) => Keys[kind].Value;

    public static string PrivatePem(string kind) => Raw(kind).ExportPkcs8PrivateKeyPem();

    public static string PublicPem(string kind) => Raw(kind).ExportSubjectPublicKeyInfoPem();

    public static PublicKey Public(string kind) => PublicKey.Parse(Utf8(PublicPem(kind)));

    public static KeySigner Signer(string kind) => new(SigningKey.Parse(Utf8(PrivatePem(kind)), default));

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static async Task<Bundle> Sign(string kind, string payload, string payloadType = Dsse.InTotoPayloadType)
    {
        using var signer = Signer(kind);
        return await signer.SignAsync(payloadType, Utf8(payload), CancellationToken.None);
    }

    public static DsseEnvelope Envelope(this Bundle bundle) => (DsseEnvelope)bundle.Content;
}
