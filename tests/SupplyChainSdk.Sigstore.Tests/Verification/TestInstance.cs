using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>A Sigstore instance in memory: certificate authority, certificate log, transparency log, timestamp authority. Real cryptography, made for one run.</summary>
internal sealed class TestInstance
{
    public const string Identity = "https://example.test/contoso/widget/.github/workflows/release.yml@refs/tags/v1";
    public const string Issuer = "https://token.example.test";
    public const string LogName = "log.sigstore.test";

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = new(2026, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When things are signed, unless something else is said.</summary>
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public ECDsa AuthorityKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ECDsa CertificateLogKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ECDsa LogKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public X509Certificate2 Authority { get; }

    public TestTimestampAuthority Timestamps { get; } = new("tsa.sigstore.test");

    public TestInstance() => Authority = MakeAuthority("CN=authority,O=sigstore.test", AuthorityKey);

    public static X509Certificate2 MakeAuthority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 1, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(Start.AddYears(-1), End.AddYears(1));
    }

    /// <summary>The trusted root, to be changed before it is read.</summary>
    public JsonObject Root() => new()
    {
        ["mediaType"] = "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        ["tlogs"] = new JsonArray(Log($"https://{LogName}", LogKey)),
        ["certificateAuthorities"] = new JsonArray(AuthorityOf("https://ca.sigstore.test", Authority)),
        ["ctlogs"] = new JsonArray(Log("https://ct.sigstore.test", CertificateLogKey)),
        ["timestampAuthorities"] = new JsonArray(AuthorityOf("https://tsa.sigstore.test/api", Timestamps.Leaf, Timestamps.Root)),
    };

    public static TrustedRoot Read(JsonNode root) => TrustedRoot.Parse(Encoding.UTF8.GetBytes(root.ToJsonString()), "root.json");

    public static JsonObject Log(string url, ECDsa key) => new()
    {
        ["baseUrl"] = url,
        ["hashAlgorithm"] = "SHA2_256",
        ["publicKey"] = new JsonObject
        {
            ["rawBytes"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            ["keyDetails"] = "PKIX_ECDSA_P256_SHA_256",
            ["validFor"] = Period(),
        },
        ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(LogId(key)) },
    };

    public static JsonObject AuthorityOf(string url, params X509Certificate2[] chain) => new()
    {
        ["subject"] = new JsonObject { ["organization"] = "sigstore.test", ["commonName"] = "authority" },
        ["uri"] = url,
        ["certChain"] = new JsonObject
        {
            ["certificates"] = new JsonArray([.. chain.Select(c => new JsonObject { ["rawBytes"] = Convert.ToBase64String(c.RawData) })]),
        },
        ["validFor"] = Period(),
    };

    public static byte[] LogId(ECDsa key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo());

    public static byte[] Sign(ECDsa key, ReadOnlySpan<byte> data) => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public static byte[] Utf8String(string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
        return writer.Encode();
    }

    private static JsonObject Period() => new() { ["start"] = "2026-01-01T00:00:00Z", ["end"] = "2026-12-31T00:00:00Z" };
}
