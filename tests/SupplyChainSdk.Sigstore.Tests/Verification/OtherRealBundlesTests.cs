using System.Text;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>Bundles of other producers, by the tables in the README of the shared data.</summary>
[TestClass]
public sealed class OtherRealBundlesTests
{
    private const string GitHub = "https://token.actions.githubusercontent.com";
    private const string MockIdentity = "https://github.com/octo/widgets/.github/workflows/release.yml@refs/heads/main";
    private const string SigstoreJs = "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main";
    private const string SigstoreJsDigest =
        "sha512:90f223f992e4c88dd068cd2a5fc57f9d2b30798343dd6e38f29c240e04ba090ef831f84490847c4e82b9232c78e8a258463b1e55c0f7469f730265008fa6633f";

    [TestMethod]
    [DataRow("sigstore-js-2.1.0-bundle.json", 0)]
    [DataRow("sigstore-js-2.1.0-bundle-v0.1.json", 0)]
    [DataRow("sigstore-js-2.1.0_with_2_bundles.jsonl", 0)]
    [DataRow("sigstore-js-2.1.0_with_2_bundles.jsonl", 1)]
    public void Npms_provenance_verifies_for_its_sha512_and_no_other(string file, int line)
    {
        var verified = Verify(file, line, SigstoreJsDigest, IdentityPolicy.Exact(SigstoreJs, GitHub));
        Assert.AreEqual("intoto/0.0.2", verified.LogEntries.Single().Kind);
        Assert.AreEqual("pkg:npm/sigstore@2.1.0", verified.Claimed!.SubjectName);
        var e = Refused.With(VerificationFailure.SubjectMismatch, () => Verify(file, line, SigstoreJsDigest[..^1] + "0", IdentityPolicy.Exact(SigstoreJs, GitHub)));
        StringAssert.Contains(e.Message, "pkg:npm/sigstore@2.1.0", StringComparison.Ordinal);
        Refused.With(VerificationFailure.SubjectMismatch, () => Verify(file, line, $"sha256:{new string('0', 64)}", IdentityPolicy.Exact(SigstoreJs, GitHub)));
    }

    [TestMethod]
    public void With_a_reusable_workflow_identity_and_source_repository_differ()
    {
        const string File = "reusable-workflow-attestation.sigstore.json";
        const string Digest = "sha256:49a3aa6075e0f49f82843e74b5baa614ad2a588e6675612bf108a0a008c5ac25";
        var any = IdentityPolicy.Matching("https://github\\.com/.*", GitHub);
        var certified = Verify(File, 0, Digest, any).Certified!;
        Assert.IsFalse(certified.Identity.StartsWith(certified.SourceRepository! + "/", StringComparison.Ordinal), $"{certified.Identity} {certified.SourceRepository}");
        Assert.AreEqual(certified.Identity, certified.SignerWorkflow);
        Verify(File, 0, Digest, any with { SourceRepository = certified.SourceRepository, Workflow = certified.Workflow, RunnerEnvironment = "github-hosted" });
        Refused.With(VerificationFailure.ExtensionMismatch, () => Verify(File, 0, Digest, any with { SourceRepository = certified.Identity[..certified.Identity.IndexOf("/.github/", StringComparison.Ordinal)] }));
    }

    [TestMethod]
    public void An_enterprise_issuer_is_not_the_plain_one()
    {
        const string File = "custom-issuer.sigstore.json";
        const string Digest = "sha256:afa27b44d43b02a9fea41d13cedc2e4016cfcf87c5dbf990e593669aa8ce286d";
        Assert.AreEqual($"{GitHub}/hammer-time", Verify(File, 0, Digest, IdentityPolicy.Matching(".*", $"{GitHub}/hammer-time")).Certified!.Issuer);
        Refused.With(VerificationFailure.IssuerMismatch, () => Verify(File, 0, Digest, IdentityPolicy.Matching(".*", GitHub)));
    }

    [TestMethod]
    public void Another_instance_is_refused_by_the_name_of_its_authority()
    {
        var e = Refused.With(VerificationFailure.TimestampUntrusted, () => Verify("github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl", 0, $"sha256:{new string('0', 64)}", IdentityPolicy.Matching(".*", GitHub)));
        StringAssert.Contains(e.Message, "GitHub, Inc.", StringComparison.Ordinal);
        StringAssert.Contains(e.Message, "the embedded trusted root of sigstore.dev, its newest service of 2025-09-23", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Another_signature_is_refused()
    {
        var bundle = Read("sigstoreBundle-invalid-signature.json", 0);
        var e = Assert.ThrowsExactly<VerificationException>(() =>
            BundleVerifier.Verify(bundle, Artifact.FromDigest(SigstoreJsDigest), TrustedRoot.PublicGood, IdentityPolicy.Matching(".*", "https://github.com/login/oauth")));
        Assert.AreEqual((7, VerificationFailure.SignatureInvalid), (e.Step, e.Failure), e.Message);
    }

    [TestMethod]
    public void A_root_without_timestamp_authorities_still_serves_bundles_without_timestamps()
    {
        var root = TrustedRoot.Load(TestData.At("sigstore", "github-cli", "trusted_root.json"));
        BundleVerifier.Verify(Read("sigstore-js-2.1.0-bundle.json", 0), Artifact.FromDigest(SigstoreJsDigest), root, IdentityPolicy.Exact(SigstoreJs, GitHub));
    }

    [TestMethod]
    [DataRow("dsse-rekor1", null)]
    [DataRow("msg-rekor1", null)]
    [DataRow("msg-rekor2", null)]
    [DataRow("dsse-rekor2", VerificationFailure.LogEntryUnsupported)]
    public void What_another_client_signed_is_decided_by_the_list_of_kinds(string name, VerificationFailure? refusal)
    {
        string At(string file) => TestData.At("sigstore", "mock-samples", file);
        void Verify(ReadOnlySpan<byte> artifact) => BundleVerifier.Verify(
            Bundle.Parse(File.ReadAllBytes(At($"{name}.sigstore.json"))), Artifact.FromBytes(artifact), TrustedRoot.Load(At("trusted_root.json")), IdentityPolicy.Exact(MockIdentity, GitHub));

        var artifact = File.ReadAllBytes(At("artifact.txt"));
        if (refusal is { } failure)
        {
            StringAssert.Contains(Refused.With(failure, () => Verify(artifact)).Message, "'dsse/0.0.2'", StringComparison.Ordinal);
            return;
        }
        Verify(artifact);
        artifact[0] ^= 1;
        var e = Assert.ThrowsExactly<VerificationException>(() => Verify(artifact));
        Assert.AreEqual(name.StartsWith("dsse", StringComparison.Ordinal) ? VerificationFailure.SubjectMismatch : VerificationFailure.ArtifactMismatch, e.Failure);
    }

    private static VerifiedBundle Verify(string file, int line, string digest, IdentityPolicy identity) =>
        BundleVerifier.Verify(Read(file, line), Artifact.FromDigest(digest), TrustedRoot.PublicGood, identity);

    private static Bundle Read(string file, int line)
    {
        var path = TestData.At("sigstore", "github-cli", file);
        return Bundle.Parse(Encoding.UTF8.GetBytes(file.EndsWith(".jsonl", StringComparison.Ordinal) ? File.ReadAllLines(path)[line] : File.ReadAllText(path)));
    }
}
