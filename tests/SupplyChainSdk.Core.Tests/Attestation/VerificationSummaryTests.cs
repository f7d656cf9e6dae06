using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.SignedSource;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>Verification summaries (SLSA VSA v1): what is written, what is read, and what is refused.</summary>
[TestClass]
public sealed class VerificationSummaryTests
{
    private const string Hex = "6f3c9d0000000000000000000000000000000000000000000000000000000001";
    private static readonly SummaryVerifier Verifier = new("https://verify.contoso.com", new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    [TestMethod]
    public void What_is_written_is_the_golden_statement_and_reads_as_what_was_meant()
    {
        var written = Write();
        // But for the version of the product, of which nothing else depends.
        Golden.AssertEqual(Path.Combine("Attestation", "Goldens", "summary.json"), Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(written).Replace($"\"{Product.Version}\"", "\"VERSION\"", StringComparison.Ordinal)));
        var summary = Read(JsonNode.Parse(written)!);
        Assert.AreEqual(("https://verify.contoso.com", "pkg:nuget/Contoso.Widgets@1.2.3", true, 2, true, Verifier.Time), (summary.VerifierId, summary.ResourceUri, summary.IsPassed, summary.Build, summary.HasSignedTag, summary.Time));
        Assert.AreEqual((SummaryWriter.PolicyUri, Digest.Parse("sha256", Hex), 2), (summary.Policy.Uri, summary.Policy.Digests.Single(), summary.Inputs.Length));
        // Whatever order they come in, and twice: equal bytes. Without a time there is none.
        CollectionAssert.AreEqual(written, Write(inputs: [Digest.Sha256Of("b"u8), Digest.Sha256Of("a"u8), Digest.Sha256Of("b"u8)]));
        Assert.DoesNotContain("timeVerified", Encoding.UTF8.GetString(Write(verifier: Verifier with { Time = null })));
        Assert.AreEqual((false, "FAILED"), Write(failed: true) is var failed ? (Read(JsonNode.Parse(failed)!).IsPassed, Read(JsonNode.Parse(failed)!).VerifiedLevels.Single()) : default);
        Assert.IsNull(Read(JsonNode.Parse(Write(level: null))!).Build);
    }

    [TestMethod]
    [DataRow("verifier", "{}", "'id'")]
    [DataRow("verifier", "[]", "'verifier'")]
    [DataRow("verifier", "{\"id\":\"x\",\"version\":1}", "'version'")]
    [DataRow("resourceUri", "null", "'resourceUri'")]
    [DataRow("resourceUri", "\"\"", "'resourceUri'")]
    [DataRow("policy", "\"x\"", "'policy'")]
    [DataRow("policy", "{\"digest\":{\"sha256\":\"AB\"}}", "")]
    [DataRow("timeVerified", "\"yesterday\"", "'timeVerified'")]
    [DataRow("timeVerified", "\"2026-11-21T12:00:00\"", "'timeVerified'")]
    [DataRow("timeVerified", "1", "'timeVerified'")]
    [DataRow("inputAttestations", "{}", "'inputAttestations'")]
    [DataRow("inputAttestations", "[\"x\"]", "'inputAttestations'")]
    [DataRow("verificationResult", "\"passed\"", "expected PASSED or FAILED")]
    [DataRow("verificationResult", "\"FAILED\"", "something else than its 'verificationResult'")]
    [DataRow("verifiedLevels", "null", "'verifiedLevels'")]
    [DataRow("verifiedLevels", "\"SLSA_BUILD_LEVEL_2\"", "'verifiedLevels'")]
    [DataRow("verifiedLevels", "[2]", "not all texts")]
    [DataRow("verifiedLevels", "[\"FAILED\"]", "something else than its 'verificationResult'")]
    [DataRow("verifiedLevels", "[\"SLSA_BUILD_LEVEL_1\",\"SLSA_BUILD_LEVEL_2\"]", "two of one track")]
    [DataRow("verifiedLevels", "[\"SLSA_BUILD_LEVEL_2\",\"SLSA_BUILD_LEVEL_UNEVALUATED\"]", "two of one track")]
    [DataRow("verifiedLevels", "[\"SLSA_BUILD_LEVEL_4\"]", "which SLSA does not define")]
    [DataRow("verifiedLevels", "[\"SLSA_BUILD_LEVEL_22\"]", "which SLSA does not define")]
    [DataRow("verifiedLevels", "[\"SLSA_CONTOSO_REVIEWED\"]", "which SLSA does not define")]
    [DataRow("verifiedLevels", "[\"slsa_build_level_3\"]", "which SLSA does not define")]
    [DataRow("dependencyLevels", "{\"SLSA_BUILD_LEVEL_1\":\"1\"}", "'dependencyLevels'")]
    [DataRow("slsaVersion", "1", "'slsaVersion'")]
    public void What_it_does_not_define_or_what_contradicts_itself_is_refused(string member, string value, string says)
    {
        var statement = JsonNode.Parse(Write())!;
        _ = Read(statement);
        statement["predicate"]![member] = JsonNode.Parse(value);
        Assert.Contains(says, Assert.ThrowsExactly<InvalidDataException>(() => Read(statement)).Message);
    }

    [TestMethod]
    [DataRow("verifier")]
    [DataRow("resourceUri")]
    [DataRow("policy")]
    [DataRow("verificationResult")]
    [DataRow("verifiedLevels")]
    public void What_is_required_and_missing_is_refused(string member)
    {
        var statement = JsonNode.Parse(Write())!;
        ((JsonObject)statement["predicate"]!).Remove(member);
        Assert.Contains(member, Assert.ThrowsExactly<InvalidDataException>(() => Read(statement)).Message);
    }

    [TestMethod]
    public void What_it_does_not_know_is_passed_over_and_values_of_a_verifier_of_its_own_are_kept()
    {
        var statement = JsonNode.Parse(Write())!;
        statement["predicate"]!["contoso_more"] = new JsonArray(1);
        statement["predicate"]!["dependencyLevels"] = new JsonObject { ["SLSA_BUILD_LEVEL_1"] = 3 };
        statement["predicate"]!["verifiedLevels"] = new JsonArray("CONTOSO_REVIEWED", "SLSA_BUILD_LEVEL_3", "SLSA_SOURCE_LEVEL_2");
        var summary = Read(statement);
        Assert.AreEqual((3, false, 3), (summary.Build, summary.HasSignedTag, summary.VerifiedLevels.Length));
    }

    [TestMethod]
    public void A_real_summary_of_another_verifier_is_read()
    {
        var envelope = JsonNode.Parse(File.ReadAllBytes(TestData.At("attestations", "gke-gce-pre.bcid-vsa.jsonl")))!;
        var statement = Statement.Parse(Convert.FromBase64String((string)envelope["payload"]!));
        var summary = VerificationSummary.Read(statement);
        Assert.AreEqual(("https://bcid.corp.google.com/verifier/bcid_package_enforcer/v0.1", true, 2, false), (summary.VerifierId, summary.IsPassed, summary.Build, summary.HasSignedTag));
        Assert.AreSequenceEqual(["BCID_L1", "SLSA_BUILD_LEVEL_2"], summary.VerifiedLevels);
        Assert.AreEqual(new DateTimeOffset(2024, 6, 12, 7, 24, 34, TimeSpan.Zero).AddTicks(3516080), summary.Time);
        Assert.StartsWith("gce_image://gke-node-images:", summary.ResourceUri);
        Assert.StartsWith("googlefile:/", summary.Policy.Uri!);
        // Its subject is no file that there could be.
        Assert.IsFalse(statement.Subjects.Single().Matches([Digest.Sha256Of("8970095005306000053"u8)]));
    }

    [TestMethod]
    public void The_digest_of_an_expectation_is_that_of_its_canonical_form_and_of_nothing_else()
    {
        var expected = new ExpectedSigner { Identity = "https://github.com/contoso/widget/.github/workflows/release.yml@refs/tags/v1", Issuer = "https://token.actions.githubusercontent.com", SourceRef = "refs/tags/v1" };
        using var package = new CertifiedPackage();
        var root = TrustedRootChoice.Open(package.At(CertifiedPackage.RootName)).Root.Sha256;
        expected = expected with { TrustedRoot = package.At(CertifiedPackage.RootName) };
        Assert.AreEqual(Digest.Sha256Of(Encoding.UTF8.GetBytes($$"""{"certificateIdentity":"{{expected.Identity}}","certificateOidcIssuer":"{{expected.Issuer}}","sourceRef":"refs/tags/v1","trustedRoot":"{{root}}","version":1}""")),
            ExpectationDigest.Of(expected, null, false, null));
        Assert.AreNotEqual(ExpectationDigest.Of(expected, null, false, null), ExpectationDigest.Of(expected, null, true, null));
        var key = Sigstore.PublicKey.Load(package.KeyPath).Fingerprint;
        Assert.AreEqual(Digest.Sha256Of(Encoding.UTF8.GetBytes($$"""{"key":"{{key}}","rebuild":true,"version":1}""")), ExpectationDigest.Of(ExpectedSigner.Key(package.KeyPath), null, true, null));
        // By their content alone, in any order: the names of the files say nothing of who is in them.
        var (one, two) = (new SignerFile("one", "1"u8.ToArray()), new SignerFile("two", "2"u8.ToArray()));
        var hashes = string.Join(',', new[] { one, two }.Select(f => $"\"{f.Sha256.Hex}\"").Order(StringComparer.Ordinal));
        var written = Digest.Sha256Of(Encoding.UTF8.GetBytes($$"""{"key":"{{key}}","rebuild":true,"sourceSigners":[{{hashes}}],"version":1}"""));
        Assert.AreEqual(written, ExpectationDigest.Of(ExpectedSigner.Key(package.KeyPath), null, true, new SourceSigners([one], [two], null)));
        Assert.AreEqual(written, ExpectationDigest.Of(ExpectedSigner.Key(package.KeyPath), null, true, new SourceSigners([two with { Name = "another" }], [one], null)));
        Assert.AreNotEqual(written, ExpectationDigest.Of(ExpectedSigner.Key(package.KeyPath), null, true, new SourceSigners([one], [], null)));
    }

    private static byte[] Write(Digest[]? inputs = null, bool failed = false, int? level = 2, SummaryVerifier? verifier = null) => SummaryWriter.Write(
        "Contoso.Widgets.1.2.3.nupkg", PackageId.Create("Contoso.Widgets", "1.2.3"), [Digest.Sha256Of("package"u8), Digest.Sha512(System.Security.Cryptography.SHA512.HashData("package"u8))],
        new SummaryPolicy(SummaryWriter.PolicyUri, [Digest.Parse("sha256", Hex)]), inputs ?? [Digest.Sha256Of("a"u8), Digest.Sha256Of("b"u8)],
        failed ? null : VerificationSummary.Levels(level, signedTag: true), verifier ?? Verifier);

    private static VerificationSummary Read(JsonNode statement) => VerificationSummary.Read(Statement.Parse(Encoding.UTF8.GetBytes(statement.ToJsonString())));
}
