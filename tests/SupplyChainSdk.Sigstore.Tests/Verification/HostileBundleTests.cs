using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>Bundles that were made to hurt: each is refused with a reason, at once, and without much memory.</summary>
[TestClass]
public sealed class HostileBundleTests
{
    private static readonly TestInstance Instance = new();
    private static readonly TrustedRoot Root = TestInstance.Read(Instance.Root());
    private static readonly string Good = new TestSigning(Instance) { Envelope = true, Kind = "dsse/0.0.1", Timestamps = Instance.Timestamps }.Json().ToJsonString();

    [TestMethod]
    public void The_bundle_that_the_others_are_made_of_verifies() => Verify(Good);

    [TestMethod]
    public void Fifty_megabytes_are_not_read()
    {
        using var stream = new MemoryStream(new byte[50_000_000]);
        Refused.With(VerificationFailure.BundleTooLarge, () => Bundle.Read(stream));
        Assert.IsLessThanOrEqualTo(Bundle.MaxBytes + 1, stream.Position);
        Refused.With(VerificationFailure.BundleTooLarge, () => Bundle.Parse(new byte[50_000_000]));
    }

    [TestMethod]
    [DataRow("\"canonicalizedBody\":\"", "\"canonicalizedBody\":\"AA==\",\"canonicalizedBody\":\"", DisplayName = "a name twice")]
    [DataRow("\"canonicalizedBody\":\"", "\"canonicalizedBody\":\"AA==\",\"\\u0063anonicalizedBody\":\"", DisplayName = "a name twice, once escaped")]
    [DataRow("\"logIndex\":\"1001\"", "\"logIndex\":\"-1\"", DisplayName = "a negative index")]
    [DataRow("\"logIndex\":\"1001\"", "\"logIndex\":\"9223372036854775808\"", DisplayName = "an index that overflows")]
    [DataRow("\"logIndex\":\"1001\"", "\"logIndex\":1e3", DisplayName = "an index with an exponent")]
    [DataRow("\"logIndex\":\"1001\"", "\"logIndex\":\" 1001\"", DisplayName = "an index with a space")]
    [DataRow("\"treeSize\":\"2\"", "\"treeSize\":\"-2\"", DisplayName = "a negative tree size")]
    [DataRow("\"treeSize\":\"2\"", "\"treeSize\":{}", DisplayName = "a tree size of another kind")]
    [DataRow("\"integratedTime\":\"", "\"integratedTime\":\"99999999", DisplayName = "a time after all times")]
    [DataRow("\"canonicalizedBody\":\"", "\"canonicalizedBody\":\" ", DisplayName = "base64 with white space")]
    [DataRow("\"canonicalizedBody\":\"", "\"canonicalizedBody\":\"*", DisplayName = "base64 with junk")]
    [DataRow("\"canonicalizedBody\":\"", "\"canonicalizedBody\":\"=", DisplayName = "base64 with padding in front")]
    [DataRow("\"canonicalizedBody\":\"", "\"canonicalizedBody\":\"\\ud800", DisplayName = "half a character")]
    [DataRow("\"payloadType\":\"", "\"payloadType\":null,\"x\":\"", DisplayName = "a member that is not known")]
    public void What_is_no_bundle_is_refused_when_it_is_read(string part, string other)
    {
        Assert.Contains(part, Good);
        Refused.With(VerificationFailure.MalformedBundle, () => Verify(Good.Replace(part, other, StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Bytes_that_are_not_UTF_8_are_refused_wherever_they_stand()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        foreach (var place in new[] { 0, 40, bytes.Length / 2, bytes.Length - 1 })
        {
            byte[] changed = [.. bytes];
            changed[place] = 0xc0;
            Refused.With(VerificationFailure.MalformedBundle, () => Bundle.Parse(changed));
        }
    }

    [TestMethod]
    public void Nesting_and_lists_are_bounded_inside_of_what_is_encoded_too()
    {
        var deep = $"{new string('[', 200_000)}{new string(']', 200_000)}";
        Refuse(VerificationFailure.LogEntryMalformed, s => s.Log = b => b["spec"] = JsonNode.Parse($"{new string('[', 40)}{new string(']', 40)}"));
        Refuse(VerificationFailure.LogEntryMalformed, s => s.Log = b => b["spec"]!["signatures"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(_ => new JsonObject())]));
        Refuse(VerificationFailure.StatementMalformed, s => s.Statement = s.Statement.Replace("{}", deep, StringComparison.Ordinal));
        Refuse(VerificationFailure.StatementMalformed, s => s.Statement = s.Statement.Replace("\"digest\":{", $"\"digest\":{{{string.Concat(Enumerable.Range(0, 100).Select(i => $"\"x{i}\":\"0\","))}", StringComparison.Ordinal));
        Refuse(VerificationFailure.CheckpointMalformed, s => s.Note = t => t + string.Concat(Enumerable.Repeat("x\n", 40_000)));
    }

    [TestMethod]
    public void Thousands_of_subjects_are_looked_through_in_no_time()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(TestSigning.ArtifactBytes));
        var others = string.Concat(Enumerable.Range(0, 8_000).Select(i => $$$"""{"name":"{{{i}}}","digest":{"sha256":"{{{i}}}"}},"""));
        var signing = new TestSigning(Instance) { Envelope = true, Kind = "dsse/0.0.1" };
        signing.Statement = signing.Statement.Replace("\"subject\":[", $"\"subject\":[{others}", StringComparison.Ordinal);
        Assert.Contains(hash, signing.Statement);
        var watch = Stopwatch.StartNew();
        Assert.AreEqual("artifact", Verify(signing.Json().ToJsonString()).Claimed!.SubjectName);
        Assert.IsLessThan(1000, watch.ElapsedMilliseconds);
    }

    [TestMethod]
    public void A_certificate_with_an_extension_twice_is_refused()
    {
        var signing = new TestSigning(Instance);
        signing.Finish = bundle =>
        {
            // The platform writes no such certificate: one identifier of two is made equal to the other, in place.
            var raw = bundle["verificationMaterial"]!["certificate"]!["rawBytes"]!;
            var der = Convert.FromBase64String(raw.GetValue<string>());
            byte[] twelve = [0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xbf, 0x30, 0x01, 12];
            der[der.AsSpan().IndexOf(twelve) + twelve.Length - 1] = 13;
            raw.ReplaceWith(Convert.ToBase64String(der));
        };
        Refused.With(VerificationFailure.CertificateMalformed, () => Verify(signing.Json().ToJsonString()));
    }

    private static void Refuse(VerificationFailure failure, Action<TestSigning> change)
    {
        var signing = new TestSigning(Instance) { Envelope = true, Kind = "dsse/0.0.1" };
        change(signing);
        var watch = Stopwatch.StartNew();
        Refused.With(failure, () => Verify(signing.Json().ToJsonString()));
        Assert.IsLessThan(1000, watch.ElapsedMilliseconds);
    }

    private static VerifiedBundle Verify(string json) => BundleVerifier.Verify(
        Bundle.Parse(Encoding.UTF8.GetBytes(json)), Artifact.FromBytes(TestSigning.ArtifactBytes), Root, IdentityPolicy.Exact(TestInstance.Identity, TestInstance.Issuer));
}
