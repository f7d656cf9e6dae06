using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Sigstore.Logs;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>Signs something at an instance. Each property is right as it is; a test changes one, and what follows from it follows.</summary>
internal sealed class TestSigning(TestInstance instance)
{
    public const string PredicateType = "https://example.test/predicate/v1";

    public static readonly byte[] ArtifactBytes = "an artifact\n"u8.ToArray();

    public string Kind { get; set; } = "hashedrekord/0.0.1";

    /// <summary>Sign a statement about the artifact, or the artifact itself.</summary>
    public bool Envelope { get; set; }

    public string PayloadType { get; set; } = Dsse.InTotoPayloadType;

    public string Statement { get; set; } =
        $$$"""{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"artifact","digest":{"sha256":"{{{Convert.ToHexStringLower(SHA256.HashData(ArtifactBytes))}}}"}}],"predicateType":"{{{PredicateType}}}","predicate":{}}""";

    public ECDsa Key { get; set; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A managed key in the bundle, instead of a certificate.</summary>
    public bool IsManaged { get; set; }

    public ECDsa AuthorityKey { get; set; } = instance.AuthorityKey;

    public X509Certificate2 Authority { get; set; } = instance.Authority;

    public DateTimeOffset NotBefore { get; set; } = TestInstance.Now.AddMinutes(-1);

    /// <summary>The extensions of the leaf, without the promise of the certificate log.</summary>
    public Action<CertificateRequest> Extend { get; set; } = _ => { };

    public ECDsa? CertificateLogKey { get; set; } = instance.CertificateLogKey;

    public DateTimeOffset? IntegratedTime { get; set; } = TestInstance.Now;

    public ECDsa LogKey { get; set; } = instance.LogKey;

    public ECDsa? CheckpointKey { get; set; }

    public ECDsa? PromiseKey { get; set; }

    /// <summary>Changes the body of the entry before it is logged.</summary>
    public Action<JsonObject> Log { get; set; } = _ => { };

    /// <summary>Changes the text of the checkpoint before it is signed.</summary>
    public Func<string, string> Note { get; set; } = text => text;

    public TestTimestampAuthority? Timestamps { get; set; }

    public DateTimeOffset TimestampTime { get; set; } = TestInstance.Now;

    /// <summary>Changes what the timestamp is over.</summary>
    public Func<byte[], byte[]> Stamp { get; set; } = signature => signature;

    /// <summary>Changes the bundle at last.</summary>
    public Action<JsonObject> Finish { get; set; } = _ => { };

    public bool IsLogged { get; set; } = true;

    public Bundle Bundle() => Sigstore.Bundle.Parse(Encoding.UTF8.GetBytes(Json().ToJsonString()));

    public JsonObject Json()
    {
        var certificate = IsManaged ? null : MakeLeaf();
        var payload = Encoding.UTF8.GetBytes(Statement);
        var signed = Envelope ? Dsse.PreAuthenticationEncoding(PayloadType, payload) : ArtifactBytes;
        var signature = TestInstance.Sign(Key, signed);
        var hint = Convert.ToBase64String(SHA256.HashData(Key.ExportSubjectPublicKeyInfo()));
        var material = new JsonObject();
        if (certificate is null)
            material["publicKey"] = new JsonObject { ["hint"] = hint };
        else
            material["certificate"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(certificate.RawData) };
        if (IsLogged)
            material["tlogEntries"] = new JsonArray(Entry(certificate, payload, signed, signature));
        if (Timestamps is not null)
        {
            var response = Convert.ToBase64String(Timestamps.Respond(Stamp(signature), TimestampTime));
            material["timestampVerificationData"] = new JsonObject { ["rfc3161Timestamps"] = new JsonArray(new JsonObject { ["signedTimestamp"] = response }) };
        }
        var bundle = new JsonObject { ["mediaType"] = Sigstore.Bundle.MediaTypeV03, ["verificationMaterial"] = material };
        if (Envelope)
        {
            var keyId = certificate is null ? hint : "";
            bundle["dsseEnvelope"] = new JsonObject
            {
                ["payload"] = Convert.ToBase64String(payload),
                ["payloadType"] = PayloadType,
                ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(signature), ["keyid"] = keyId }),
            };
        }
        else
        {
            bundle["messageSignature"] = new JsonObject
            {
                ["messageDigest"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Convert.ToBase64String(SHA256.HashData(ArtifactBytes)) },
                ["signature"] = Convert.ToBase64String(signature),
            };
        }
        Finish(bundle);
        return bundle;
    }

    private X509Certificate2 MakeLeaf()
    {
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0]), Key, HashAlgorithmName.SHA256);
        var name = new SubjectAlternativeNameBuilder();
        name.AddUri(new Uri(TestInstance.Identity));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(name.Build(critical: true));
        foreach (var (number, value) in Claims)
            request.CertificateExtensions.Add(new X509Extension($"1.3.6.1.4.1.57264.1.{number}", TestInstance.Utf8String(value), critical: false));
        Extend(request);
        if (CertificateLogKey is not null)
        {
            // What the log signs is this certificate without the promise: the promise comes last, and the serial number is the same.
            var tbs = new AsnReader(Issue(request).RawData, AsnEncodingRules.DER).ReadSequence().ReadEncodedValue();
            request.CertificateExtensions.Add(new X509Extension("1.3.6.1.4.1.11129.2.4.2", Promise(CertificateLogKey, tbs.Span), critical: false));
        }
        return Issue(request);
    }

    /// <summary>The extensions of Fulcio.</summary>
    public Dictionary<int, string> Claims { get; } = new()
    {
        [8] = TestInstance.Issuer,
        [11] = "github-hosted",
        [12] = "https://example.test/contoso/widget",
        [13] = "abc",
        [14] = "refs/tags/v1",
        [15] = "1",
        [16] = "https://example.test/contoso",
        [17] = "2",
        [18] = TestInstance.Identity,
        [20] = "push",
    };

    private X509Certificate2 Issue(CertificateRequest request) =>
        request.Create(Authority.SubjectName, X509SignatureGenerator.CreateForECDsa(AuthorityKey), NotBefore, NotBefore.AddMinutes(10), [42]);

    private byte[] Promise(ECDsa key, ReadOnlySpan<byte> tbs)
    {
        var time = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, NotBefore.ToUnixTimeMilliseconds());
        byte[] issuer = SHA256.HashData(Authority.PublicKey.ExportSubjectPublicKeyInfo());
        byte[] signed = [0, 0, .. time, 0, 1, .. issuer, (byte)(tbs.Length >> 16), (byte)(tbs.Length >> 8), (byte)tbs.Length, .. tbs, 0, 0];
        var signature = TestInstance.Sign(key, signed);
        byte[] sct = [0, .. TestInstance.LogId(key), .. time, 0, 0, 4, 3, (byte)(signature.Length >> 8), (byte)signature.Length, .. signature];
        byte[] list = [(byte)((sct.Length + 2) >> 8), (byte)(sct.Length + 2), (byte)(sct.Length >> 8), (byte)sct.Length, .. sct];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(list);
        return writer.Encode();
    }

    private JsonObject Entry(X509Certificate2? certificate, byte[] payload, byte[] signed, byte[] signature)
    {
        var body = Body(certificate, payload, signed, signature);
        Log(body);
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        var kind = Kind.Split('/');
        // The second of two entries; the other one is anything.
        var (other, leaf) = (MerkleTree.LeafHash("other"u8), MerkleTree.LeafHash(bytes));
        var root = SHA256.HashData([1, .. other, .. leaf]);
        var text = Note($"{TestInstance.LogName} - 1\n2\n{Convert.ToBase64String(root)}\n");
        var note = TestInstance.Sign(CheckpointKey ?? LogKey, Encoding.UTF8.GetBytes(text));
        var checkpoint = $"{text}\n— {TestInstance.LogName} {Convert.ToBase64String([.. TestInstance.LogId(LogKey)[..4], .. note])}\n";
        var entry = new JsonObject
        {
            ["logIndex"] = "1001",
            ["logId"] = new JsonObject { ["keyId"] = Convert.ToBase64String(TestInstance.LogId(LogKey)) },
            ["kindVersion"] = new JsonObject { ["kind"] = kind[0], ["version"] = kind[1] },
            ["inclusionProof"] = new JsonObject
            {
                ["logIndex"] = "1",
                ["rootHash"] = Convert.ToBase64String(root),
                ["treeSize"] = "2",
                ["hashes"] = new JsonArray(Convert.ToBase64String(other)),
                ["checkpoint"] = new JsonObject { ["envelope"] = checkpoint },
            },
            ["canonicalizedBody"] = Convert.ToBase64String(bytes),
        };
        if (IntegratedTime is { } time)
        {
            entry["integratedTime"] = time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var promised = new TransparencyLogEntry(1001, [.. TestInstance.LogId(LogKey)], kind[0], kind[1], time.ToUnixTimeSeconds(), [], null, [.. bytes]);
            var promise = TestInstance.Sign(PromiseKey ?? LogKey, InclusionPromise.Payload(promised));
            entry["inclusionPromise"] = new JsonObject { ["signedEntryTimestamp"] = Convert.ToBase64String(promise) };
        }
        return entry;
    }

    private JsonObject Body(X509Certificate2? certificate, byte[] payload, byte[] signed, byte[] signature)
    {
        var pem = Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate?.ExportCertificatePem() ?? Key.ExportSubjectPublicKeyInfoPem()));
        var sig = Convert.ToBase64String(signature);
        JsonObject Sha256(byte[] content) => new() { ["algorithm"] = "sha256", ["value"] = Convert.ToHexStringLower(SHA256.HashData(content)) };
        var kind = Kind.Split('/');
        JsonObject spec = Kind switch
        {
            "hashedrekord/0.0.2" => new()
            {
                ["hashedRekordV002"] = new JsonObject
                {
                    ["data"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Convert.ToBase64String(SHA256.HashData(signed)) },
                    ["signature"] = new JsonObject
                    {
                        ["content"] = sig,
                        ["verifier"] = new JsonObject
                        {
                            ["keyDetails"] = "PKIX_ECDSA_P256_SHA_256",
                            [certificate is null ? "publicKey" : "x509Certificate"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(certificate?.RawData ?? Key.ExportSubjectPublicKeyInfo()) },
                        },
                    },
                },
            },
            "dsse/0.0.1" => new()
            {
                ["payloadHash"] = Sha256(payload),
                ["signatures"] = new JsonArray(new JsonObject { ["signature"] = sig, ["verifier"] = pem }),
            },
            "intoto/0.0.2" => new()
            {
                ["content"] = new JsonObject
                {
                    ["envelope"] = new JsonObject
                    {
                        ["signatures"] = new JsonArray(new JsonObject { ["publicKey"] = pem, ["sig"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(sig)) }),
                    },
                    ["payloadHash"] = Sha256(payload),
                },
            },
            _ => new()
            {
                ["data"] = new JsonObject { ["hash"] = Sha256(signed) },
                ["signature"] = new JsonObject { ["content"] = sig, ["publicKey"] = new JsonObject { ["content"] = pem } },
            },
        };
        return new JsonObject { ["apiVersion"] = kind[1], ["kind"] = kind[0], ["spec"] = spec };
    }
}
