using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class BundleLayoutTests
{
    private const string Statement = """{"_type":"https://in-toto.io/Statement/v1"}""";

    [TestMethod]
    public async Task A_bundle_is_one_line_with_its_members_in_a_fixed_order()
    {
        var rsa = (RSA)TestKeys.Raw(TestKeys.Rsa3072);
        var keyId = Convert.ToBase64String(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()));
        var signed = $"DSSEv1 28 application/vnd.in-toto+json {Statement.Length} {Statement}";
        var signature = Convert.ToBase64String(rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var payload = Convert.ToBase64String(Encoding.ASCII.GetBytes(Statement));

        var bundle = await TestKeys.Sign(TestKeys.Rsa3072, Statement);

        Assert.AreEqual(
            "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"," +
            $"\"verificationMaterial\":{{\"publicKey\":{{\"hint\":\"{keyId}\"}}}}," +
            $"\"dsseEnvelope\":{{\"payload\":\"{payload}\",\"payloadType\":\"application/vnd.in-toto+json\"," +
            $"\"signatures\":[{{\"sig\":\"{signature}\",\"keyid\":\"{keyId}\"}}]}}}}",
            Encoding.UTF8.GetString(bundle.ToJson()));
    }

    [TestMethod]
    public async Task Signing_twice_with_RSA_gives_the_same_bytes()
    {
        var first = await TestKeys.Sign(TestKeys.Rsa3072, Statement);
        var second = await TestKeys.Sign(TestKeys.Rsa3072, Statement);
        var other = await TestKeys.Sign(TestKeys.Rsa3072, Statement + " ");

        CollectionAssert.AreEqual(first.ToJson(), second.ToJson());
        CollectionAssert.AreNotEqual(first.ToJson(), other.ToJson());
    }

    [TestMethod]
    public void Log_entries_timestamps_and_certificates_are_written_as_they_were_read()
    {
        const string Json = """
            {"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"certificate":{"rawBytes":"MAA="},"tlogEntries":[{"logIndex":"7","logId":{"keyId":"AQ=="},"kindVersion":{"kind":"dsse","version":"0.0.1"},"integratedTime":"9","inclusionPromise":{"signedEntryTimestamp":"Ag=="},"inclusionProof":{"logIndex":"0","rootHash":"Aw==","treeSize":"9223372036854775807","hashes":["BA==","BQ=="],"checkpoint":{"envelope":"log\n1\n\n— log AA=="}},"canonicalizedBody":"Bg=="}],"timestampVerificationData":{"rfc3161Timestamps":[{"signedTimestamp":"Bw=="}]}},"messageSignature":{"messageDigest":{"algorithm":"SHA2_256","digest":"CA=="},"signature":"CQ=="}}
            """;

        Assert.AreEqual(Json, Encoding.UTF8.GetString(Bundle.Parse(Encoding.UTF8.GetBytes(Json)).ToJson()));
    }

    [TestMethod]
    public void A_bundle_of_an_earlier_version_is_read_and_not_written()
    {
        var json = """
            {"mediaType":"application/vnd.dev.sigstore.bundle+json;version=0.2","verificationMaterial":{"publicKey":{}},"messageSignature":{"signature":"CQ=="}}
            """u8;
        var bundle = Bundle.Parse(json.ToArray());

        Assert.AreEqual(BundleVersion.V02, bundle.Version);
        Assert.ThrowsExactly<InvalidOperationException>(() => bundle.ToJson());
    }
}
