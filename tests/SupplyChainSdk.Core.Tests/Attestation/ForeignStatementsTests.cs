using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Sigstore.Tests.Verification;
using SupplyChainSdk.Tests;
using static SupplyChainSdk.Core.Tests.Attestation.ForeignStatement;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>What other tools say of a package: provenance v0.2, several subjects, and statements that are no provenance; each with its tampered twin.</summary>
[TestClass]
public sealed class ForeignStatementsTests
{
    private const string Lined = $"{AttestedPackage.Name}.sigstore.jsonl";

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Provenance_of_version_0_2_is_read_into_claims(bool npm)
    {
        using var package = new CertifiedPackage();
        package.Write($"{AttestedPackage.Name}.sigstore.json", package.Sign(npm ? OfNpm(package) : OfSlsaGenerator(package)));
        var report = package.Verify();
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreEqual(("https://slsa.dev/provenance/v0.2", npm ? "https://github.com/actions/runner/github-hosted" : TestInstance.Identity, CertifiedPackage.Repository, AttestedPackage.Commit),
            (report.Claims!.PredicateType, report.Claims.BuilderId, report.Claims.RepositoryUrl, report.Claims.Commit));
        Assert.AreEqual(PackageLayer.AsBuilt, report.Content!.MatchedLayer);
    }

    [TestMethod]
    [DataRow("builder", "https://github.com/actions/runner/self-hosted", "it names the builder 'https://github.com/actions/runner/self-hosted'")]
    [DataRow("builder", "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@refs/tags/v2.1.0", "it names the builder 'https://github.com/slsa-framework/")]
    [DataRow("source", "git+https://github.com/victim/widget@refs/tags/v1", "it names the repository 'https://github.com/victim/widget'")]
    [DataRow("sources", "git+https://github.com/victim/widget@refs/tags/v1", "it was built from 'git+https://github.com/victim/widget@refs/tags/v1'")]
    [DataRow("commit", "0000000000000000000000000000000000000000", "it was built from commit '0000000000000000000000000000000000000000'")]
    [DataRow("path", ".github/workflows/other.yml", "it names the workflow '.github/workflows/other.yml@refs/tags/v1'")]
    [DataRow("trigger", "schedule", "it names the trigger 'schedule'")]
    public void What_it_claims_and_the_certificate_denies_is_refused(string part, string value, string says)
    {
        using var package = new CertifiedPackage();
        var statement = OfNpm(package);
        var predicate = statement["predicate"]!;
        var source = predicate["invocation"]!["configSource"]!;
        switch (part)
        {
            case "builder":
                predicate["builder"]!["id"] = value;
                break;
            case "source":
                source["uri"] = value;
                break;
            case "sources":
                source["uri"] = value;
                predicate["materials"]![0]!["uri"] = value;
                break;
            case "commit":
                source["digest"]!["sha1"] = value;
                break;
            case "path":
                source["entryPoint"] = value;
                break;
            default:
                predicate["invocation"]!["environment"]!["GITHUB_EVENT_NAME"] = value;
                break;
        }
        Refused(package, statement, Codes.StatementContradictsCertificate, says);
    }

    [TestMethod]
    public void Of_a_build_type_that_nobody_knows_the_builder_that_names_a_workflow_is_compared_all_the_same()
    {
        using var package = new CertifiedPackage();
        var statement = OfSlsaGenerator(package);
        statement["predicate"]!["buildType"] = "https://example.test/build/v1";
        Verified(package, statement);
        statement["predicate"]!["builder"]!["id"] = "https://example.test/my builder";
        Verified(package, statement);
        statement["predicate"]!["builder"]!["id"] = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@refs/tags/v2.1.0";
        Refused(package, statement, Codes.StatementContradictsCertificate, "it names the builder 'https://github.com/slsa-framework/");
        statement["predicate"]!["builder"]!["id"] = "https://github.com/actions/runner/self-hosted";
        Refused(package, statement, Codes.StatementContradictsCertificate, "and the certificate is of 'https://github.com/actions/runner/github-hosted'");
    }

    [TestMethod]
    [DataRow("builder")]
    [DataRow("buildType")]
    [DataRow("invocation")]
    [DataRow("materials")]
    public void Provenance_of_version_0_2_without_what_it_needs_or_of_another_form_is_refused(string member)
    {
        using var package = new CertifiedPackage();
        var statement = OfNpm(package);
        statement["predicate"]![member] = 1;
        Refused(package, statement, Codes.StatementMalformed, member);
        // Inside a package only version 1 is.
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, package.Sign(OfNpm(package))));
        Assert.AreEqual(Codes.StatementMalformed, package.Verify().Refusal?.Code);
        package.Write(AttestedPackage.Name, package.Built);
        // Ours is of version 1, and nobody else's is ours.
        statement = OfNpm(package);
        statement["predicate"]!["buildType"] = Provenance.BuildType;
        Refused(package, statement, Codes.StatementMalformed, "its build type has https://slsa.dev/provenance/v1");
        statement = JsonNode.Parse(AttestedPackage.StatementOf(new Recipe(), package.Built))!.AsObject();
        statement["_type"] = "https://in-toto.io/Statement/v0.1";
        CertifiedPackage.NameBuilder(statement, TestInstance.Identity);
        Refused(package, statement, Codes.StatementMalformed, "its build type has https://in-toto.io/Statement/v1");
        statement["_type"] = "https://in-toto.io/Statement/v0.2";
        Refused(package, statement, Codes.StatementMalformed, "");
    }

    [TestMethod]
    public void Of_several_subjects_one_is_this_package_by_every_digest_that_both_have_and_the_layer_is_said()
    {
        using var package = new CertifiedPackage();
        // What is inside is somebody else's, so that what lies beside it is shown.
        var signed = AttestedPackage.NuGetSign(AttestedPackage.Attest(package.Built, package.KeyBundle));
        package.Write(AttestedPackage.Name, signed);
        var layers = Layers(signed);
        var zero = Digest.Sha256(new byte[32]);
        foreach (var (layer, digests) in new[] { (PackageLayer.AsBuilt, layers.AsBuilt), (PackageLayer.WithoutSignature, layers.WithoutSignature), (PackageLayer.AsDownloaded, layers.AsDownloaded) })
        {
            var statement = OfNpm(package);
            statement["subject"] = new JsonArray(Subject("other.snupkg", zero), Subject(AttestedPackage.Name, digests.Sha256, digests.Sha512));
            File.Delete(package.At($"{AttestedPackage.Name}.sigstore.json"));
            package.Write(Lined, Lines(package.Sign(statement)));
            var report = package.Verify();
            Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
            Assert.AreEqual(layer, report.Content!.MatchedLayer);
        }
    }

    [TestMethod]
    public void A_subject_whose_digests_are_of_two_layers_or_of_two_files_is_none()
    {
        using var package = new CertifiedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.NuGetSign(package.Built));
        var layers = Layers(File.ReadAllBytes(package.Path));
        foreach (var subjects in new[]
        {
            new JsonArray(Subject(AttestedPackage.Name, layers.AsBuilt.Sha256, layers.AsDownloaded.Sha512)),
            new JsonArray(Subject("a.nupkg", layers.AsBuilt.Sha256, Digest.Sha512(new byte[64])), Subject(AttestedPackage.Name, Digest.Sha256(new byte[32]), layers.AsBuilt.Sha512)),
        })
        {
            var statement = OfNpm(package);
            statement["subject"] = subjects;
            Refused(package, statement, Codes.SubjectMismatch, "differs from the attested package");
        }
        var named = OfNpm(package);
        named["subject"] = new JsonArray(Subject("pkg:nuget/Contoso.Other@1.2.3", layers.AsBuilt.Sha512));
        Refused(package, named, Codes.StatementContradicts, "it is about 'pkg:nuget/Contoso.Other@1.2.3'");
        named["subject"] = new JsonArray(Subject("pkg:nuget/contoso.widgets@1.2.3?x=y", layers.AsBuilt.Sha512));
        Verified(package, named);
    }

    [TestMethod]
    [DataRow(SbomType)]
    [DataRow("https://in-toto.io/attestation/test-result/v0.1")]
    [DataRow("https://slsa.dev/provenance/v9")]
    public void What_is_no_provenance_proves_nothing_of_the_build_and_stands_against_nothing(string type)
    {
        using var package = new CertifiedPackage();
        var other = package.Sign(Other(package.Built, type));
        package.Write(Lined, Lines(other));
        var report = package.Verify();
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreSequenceEqual([BundleVerdict.Verified, BundleVerdict.OtherType], report.Bundles.Select(b => b.Verdict));
        Assert.AreEqual(type, report.Bundles[1].OtherType);
        Assert.Contains($"\"otherType\": \"{type}\"", System.Text.Encoding.UTF8.GetString(VerificationReportJson.Write([report], package.Folder)));

        // Alone it is no answer to who built the package.
        File.Delete(package.At($"{AttestedPackage.Name}.sigstore.json"));
        report = package.Verify();
        Assert.AreEqual((VerificationResult.NotVerified, Codes.NoProvenance), (report.Result, report.Refusal!.Code));
        Assert.Contains($"{Lined} is an attestation of type {type}, not provenance", report.Refusal.Message);
        // Nor in the file that has to verify.
        package.Write($"{AttestedPackage.Name}.sigstore.json", package.Bundle);
        Assert.AreEqual(Codes.NoProvenance, package.Verify(bundles: package.Write("named.json", other)).Refusal?.Code);
        // Inside the package lies provenance and nothing else.
        File.Delete(package.At(Lined));
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, other));
        Assert.AreEqual(Codes.StatementMalformed, package.Verify().Refusal?.Code);
    }

    [TestMethod]
    public void What_is_no_provenance_still_has_to_be_genuine_and_about_this_package()
    {
        using var package = new CertifiedPackage();
        var other = Other(package.Built);
        package.Write(Lined, Lines(Flip(package.Sign(other))));
        Assert.AreEqual(VerificationResult.NotVerified, package.Verify().Result);
        package.Write(Lined, Lines(package.Sign(Other(AttestedPackage.Repack(new Recipe(), new Packaging.RawEntry("x.txt", "x"))))));
        Assert.AreEqual(Codes.SubjectMismatch, package.Verify().Refusal?.Code);
        other["subject"]![0]!["name"] = "Contoso.Other.1.2.3.nupkg";
        package.Write(Lined, Lines(package.Sign(other)));
        Assert.AreEqual(Codes.StatementContradicts, package.Verify().Refusal?.Code);
    }

    [TestMethod]
    public void Real_provenance_of_npm_and_of_GitHub_is_read_and_agrees_with_its_certificate_and_no_other_does()
    {
        string[] files = ["sigstore-js-2.1.0-bundle.json", "sigstore-js-2.1.0-bundle-v0.1.json", "sigstore-js-2.1.0_with_2_bundles.jsonl", "reusable-workflow-attestation.sigstore.json", "custom-issuer.sigstore.json"];
        var bundles = files.SelectMany(f => BundleLines.Of(FoundBundle.Read(BundlePlace.Named, f, TestData.At("sigstore", "github-cli", f)))).ToList();
        Assert.HasCount(6, bundles);
        foreach (var bundle in bundles)
        {
            var verified = BundleVerifier.VerifyEnvelopeOfAnyoneUnsafe(Bundle.Parse(bundle.Bytes), TrustedRoot.PublicGood, VerificationPolicy.ByTrustedRoot);
            var statement = Statement.ParseForeign(verified.Payload.AsMemory());
            var claims = ProvenanceClaims.Read(statement);
            Assert.IsNull(CertificateContradiction.Find(claims, verified.Certified!), bundle.Name);
            Assert.AreEqual((verified.Certified!.SourceRepository, verified.Certified.SourceDigest), (claims.RepositoryUrl, claims.Commit), bundle.Name);
            Assert.IsNotNull(CertificateContradiction.Find(claims with { GitSources = [new ClaimedGitSource("git+https://github.com/victim/widget@refs/heads/main", claims.Commit)] }, verified.Certified));
            Assert.IsNotNull(CertificateContradiction.Find(claims with { BuilderId = "https://github.com/actions/runner/self-hosted" }, verified.Certified));
        }
    }

    [TestMethod]
    public void Real_bundles_of_other_files_prove_nothing_of_a_package_and_those_of_the_private_instance_are_of_nobody_who_is_known()
    {
        using var package = new CertifiedPackage();
        File.Delete(package.At($"{AttestedPackage.Name}.sigstore.json"));
        var two = File.ReadAllBytes(TestData.At("sigstore", "github-cli", "sigstore-js-2.1.0_with_2_bundles.jsonl"));
        var expected = new ExpectedSigner { Identity = "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main", Issuer = "https://token.actions.githubusercontent.com" };
        var named = package.Write("two.jsonl", two);
        var report = PackageVerification.Verify(package.Path, named, expected, CancellationToken.None);
        Assert.AreEqual(Codes.SubjectMismatch, report.Refusal?.Code, report.Refusal?.Message);
        Assert.Contains("is about 'pkg:npm/sigstore@2.1.0', not about", report.Refusal!.Message);
        Assert.AreEqual("two.jsonl, line 1", report.Bundles.Single().Name, "The second line has the same bytes, and is judged once.");

        var ofGitHub = package.Write("private.jsonl", File.ReadAllBytes(TestData.At("sigstore", "github-cli", "github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl")));
        var refused = PackageVerification.Verify(package.Path, ofGitHub, expected, CancellationToken.None).Refusal!;
        Assert.Contains("GitHub, Inc.", refused.Message);
        foreach (var broken in new[] { "missing-cert", "missing-verification-material" })
        {
            var file = package.Write($"{broken}.jsonl", File.ReadAllBytes(TestData.At("sigstore", "github-cli", $"github_provenance_demo-0.0.12-py3-none-any-bundle-{broken}.jsonl")));
            Assert.AreEqual(Codes.BundleMalformed, PackageVerification.Verify(package.Path, file, expected, CancellationToken.None).Refusal?.Code);
        }
    }

    [TestMethod]
    public void Ours_verifies_for_an_independent_verifier_over_the_stripped_file()
    {
        using var package = new CertifiedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.NuGetSign(AttestedPackage.Attest(package.Built, package.Bundle)));
        using var stripped = new MemoryStream();
        using (var file = File.OpenRead(package.Path))
            SupplyChainSdk.Packaging.PackageLayers.CopyAsBuilt(file, stripped);
        var (bundle, built) = (package.At($"{AttestedPackage.Name}.sigstore.json"), package.Write("stripped.nupkg", stripped.ToArray()));
        string[] arguments = [bundle, built, package.At(CertifiedPackage.RootName), TestInstance.Identity, TestInstance.Issuer];
        var result = Oracles.Run("verify-bundle.mjs", arguments);
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        arguments[1] = package.Path;
        Assert.AreEqual(1, Oracles.Run("verify-bundle.mjs", arguments).ExitCode);
    }

    private static void Verified(CertifiedPackage package, JsonNode statement)
    {
        package.Write($"{AttestedPackage.Name}.sigstore.json", package.Sign(statement));
        var report = package.Verify();
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
    }

    private static void Refused(CertifiedPackage package, JsonNode statement, DiagnosticCode code, string says)
    {
        package.Write($"{AttestedPackage.Name}.sigstore.json", package.Sign(statement));
        var report = package.Verify();
        Assert.AreEqual((VerificationResult.NotVerified, code), (report.Result, report.Refusal?.Code), report.Refusal?.Message);
        Assert.Contains(says, report.Refusal!.Message);
    }
}
