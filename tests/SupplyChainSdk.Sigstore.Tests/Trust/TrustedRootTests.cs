using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Sigstore.Tests.Verification;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Trust;

[TestClass]
public sealed class TrustedRootTests
{
    private static readonly TestInstance Instance = new();

    [TestMethod]
    public void Every_shared_root_is_read_but_the_one_without_a_start()
    {
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(TestData.At("sigstore"), "*trusted_root.json", SearchOption.AllDirectories))
        {
            count++;
            if (file.Contains("missing-validity-start_fail", StringComparison.Ordinal))
            {
                var e = Refused.With(VerificationFailure.TrustedRootMalformed, () => TrustedRoot.Load(file));
                StringAssert.Contains(e.Message, "tlogs[1].publicKey.validFor.start is missing", StringComparison.Ordinal);
                continue;
            }
            Assert.IsNotEmpty(TrustedRoot.Load(file).Services, file);
        }
        Assert.IsGreaterThanOrEqualTo(20, count);
    }

    [TestMethod]
    public void The_embedded_root_is_the_one_of_the_public_instance()
    {
        var expected = TrustedRoot.Load(TestData.At("sigstore", "trusted-roots", "public-good-trusted_root.json"));
        Assert.AreEqual(expected.Sha256, TrustedRoot.PublicGood.Sha256);
        CollectionAssert.AreEqual(expected.Services, TrustedRoot.PublicGood.Services);
        Assert.IsTrue(TrustedRoot.PublicGood.Services.Any(s => s is { Kind: TrustedServiceKind.TransparencyLog, Name: "https://rekor.sigstore.dev", Operator: "sigstore.dev" }));
        Assert.AreEqual(new DateTimeOffset(2025, 9, 23, 0, 0, 0, TimeSpan.Zero), TrustedRoot.PublicGood.NewestStart);
    }

    [TestMethod]
    [DataRow("application/vnd.dev.sigstore.trustedroot+json;version=0.1")]
    [DataRow("application/vnd.dev.sigstore.trustedroot.v0.1+json")]
    [DataRow("application/vnd.dev.sigstore.trustedroot.v0.2+json")]
    public void Every_known_media_type_is_read(string mediaType)
    {
        var root = Instance.Root();
        root["mediaType"] = mediaType;
        Assert.HasCount(4, TestInstance.Read(root).Services);
    }

    [TestMethod]
    [DataRow("application/vnd.dev.sigstore.trustedroot.v0.3+json", "a newer version is needed")]
    [DataRow("application/vnd.dev.sigstore.trustedroot+json;version=0.2", "a newer version is needed")]
    [DataRow("application/vnd.dev.sigstore.signingconfig.v0.2+json", "it is a signing config")]
    public void Another_media_type_needs_a_newer_version_or_is_the_other_file_of_an_instance(string mediaType, string said)
    {
        var root = Instance.Root();
        root["mediaType"] = mediaType;
        root["new"] = 1;
        StringAssert.Contains(Refused.With(VerificationFailure.TrustedRootUnsupported, () => TestInstance.Read(root)).Message, said, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Operator_and_checkpoint_key_id_are_read()
    {
        var root = Instance.Root();
        root["tlogs"]![0]!["operator"] = "operator.test";
        root["tlogs"]![0]!["checkpointKeyId"] = new JsonObject { ["keyId"] = "AAECAw==" };
        Assert.AreEqual("operator.test", TestInstance.Read(root).Services[0].Operator);
    }

    [TestMethod]
    [DataRow("https://example.test", "https://example.test:8443/api", true)]
    [DataRow("https://log.example.test", "https://EXAMPLE.test./", true)]
    [DataRow("https://log.example.test.:444", "https://tsa.example.test", true)]
    [DataRow("https://127.0.0.1:1", "https://127.0.0.1:2", true)]
    [DataRow("https://[::1]:1", "https://[::1]:2", true)]
    [DataRow("https://one.test", "https://two.test", false)]
    [DataRow("https://10.1.2.3", "https://11.1.2.3", false)]
    public void Two_services_of_one_domain_are_one_operator(string log, string other, bool same)
    {
        var root = Instance.Root();
        root["tlogs"]![0]!["baseUrl"] = log;
        root["ctlogs"]![0]!["baseUrl"] = other;
        var services = TestInstance.Read(root).Services;
        string Of(TrustedServiceKind kind) => services.Single(s => s.Kind == kind).Operator;
        Assert.AreEqual(same, Of(TrustedServiceKind.TransparencyLog) == Of(TrustedServiceKind.CertificateLog));
    }

    [TestMethod]
    public void Several_lines_are_several_instances()
    {
        var lines = $"{Instance.Root().ToJsonString()}\n\r\n{new TestInstance().Root().ToJsonString()}\r\n";
        var root = TrustedRoot.Parse(Encoding.UTF8.GetBytes(lines));
        Assert.HasCount(2, root.Instances);
        Assert.HasCount(8, root.Services);
    }

    [TestMethod]
    public void An_instance_may_have_timestamp_authorities_alone()
    {
        var root = Instance.Root();
        root.Remove("tlogs");
        root["ctlogs"] = null;
        Assert.HasCount(2, TestInstance.Read(root).Services);
    }

    [TestMethod]
    public void What_is_wrong_with_a_root_is_named_with_its_place()
    {
        (string Expected, Action<JsonObject> Change)[] cases =
        [
            ("tlogs[0].publicKey.validFor is missing", r => r["tlogs"]![0]!["publicKey"]!["validFor"] = null),
            ("tlogs[0].publicKey.validFor.start is not a time", r => r["tlogs"]![0]!["publicKey"]!["validFor"]!["start"] = "2026-01-01"),
            ("tlogs[0].publicKey.validFor.start is not a time", r => r["tlogs"]![0]!["publicKey"]!["validFor"]!["start"] = "2026-01-01T00:00:00.Z"),
            ("tlogs[0].publicKey.validFor.end is before its start", r => r["tlogs"]![0]!["publicKey"]!["validFor"]!["end"] = "2025-01-01T00:00:00Z"),
            ("tlogs[0].publicKey.rawBytes is no key of the kind 'PKIX_ECDSA_P256_SHA_256'", r => r["tlogs"]![0]!["publicKey"]!["rawBytes"] = "AAAA"),
            ("ctlogs[0].baseUrl is missing or empty", r => r["ctlogs"]![0]!["baseUrl"] = ""),
            ("certificateAuthorities[0].certChain has no certificate", r => r["certificateAuthorities"]![0]!["certChain"]!["certificates"] = new JsonArray()),
            ("certificateAuthorities[0].certChain.certificates[0].rawBytes is not a certificate", r => r["certificateAuthorities"]![0]!["certChain"]!["certificates"]![0]!["rawBytes"] = "MAA="),
            ("timestampAuthorities[0].validFor is missing", r => r["timestampAuthorities"]![0]!.AsObject().Remove("validFor")),
            ("its top level has a member 'revoked'", r => r["revoked"] = true),
            ("tlogs has 257 items", r => r["tlogs"] = new JsonArray([.. Enumerable.Range(0, 257).Select(_ => new JsonObject())])),
        ];
        foreach (var (expected, change) in cases)
        {
            var root = Instance.Root();
            change(root);
            var e = Refused.With(VerificationFailure.TrustedRootMalformed, () => TestInstance.Read(root));
            StringAssert.Contains(e.Message, $"(root.json) is malformed: {expected}", StringComparison.Ordinal);
        }
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\n\n")]
    [DataRow("[]")]
    [DataRow("{}{}")]
    [DataRow("{\"mediaType\":\"a\",\"mediaType\":\"b\"}")]
    [DataRow("null")]
    public void What_is_no_root_is_refused(string json) =>
        Refused.With(VerificationFailure.TrustedRootMalformed, () => TrustedRoot.Parse(Encoding.UTF8.GetBytes(json)));

    [TestMethod]
    public void A_root_that_is_too_large_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = folder.At("root.json");
        using (var file = File.Create(path))
            file.SetLength((long)TrustedRoot.MaxBytes * 64);
        StringAssert.Contains(Refused.With(VerificationFailure.TrustedRootMalformed, () => TrustedRoot.Load(path)).Message, "has more than 4194304 bytes", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_log_with_a_key_of_tomorrow_does_not_take_the_others_with_it()
    {
        var root = Instance.Root();
        root["tlogs"]!.AsArray().Add(TestInstance.Log("https://new.test", Instance.CertificateLogKey));
        root["tlogs"]![1]!["publicKey"]!["keyDetails"] = "ML_DSA_65";
        var read = TestInstance.Read(root);
        Assert.HasCount(4, read.Services);
        var unused = read.Instances[0].Unused.Single();
        Assert.AreEqual("https://new.test", unused.Url);
        StringAssert.Contains(unused.Reason, "ML_DSA_65", StringComparison.Ordinal);
    }
}
