using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Sigstore.Tests.Verification;
using static SupplyChainSdk.Core.Tests.Attestation.ForeignStatement;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>What other tools attested, in the provenance gate; each with its tampered twin.</summary>
[TestClass]
public sealed class ForeignAttestationsTests
{
    private const string Lined = AttestedFolder.Place + ".sigstore.jsonl";

    [TestMethod]
    [DataRow("lines")]
    [DataRow("digest")]
    public void Several_bundles_beside_an_installed_package_are_facts_each(string how)
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedPackage.NuGetSign(package.Built));
        Assert.IsEmpty(folder.Verify());
        var place = how == "lines" ? Lined : $"contoso.widgets/1.2.3/sha256-{Layers(folder.Package).AsDownloaded.Sha256.Hex}.jsonl";
        folder.Put(place, Lines(package.Bundle, package.Sign(OfNpm(package)), package.KeyBundle));
        var facts = folder.Facts();
        Assert.AreSequenceEqual([Provenance.PredicateType, "https://slsa.dev/provenance/v0.2"], facts.Builds.Select(b => b.Claims.PredicateType));
        Assert.AreEqual((CertifiedPackage.Repository, AttestedPackage.Commit, "https://github.com/actions/runner/github-hosted"), (facts.Builds[1].Claims.Repository, facts.Builds[1].Claims.Commit, facts.Builds[1].Claims.BuilderId));
        Assert.EndsWith("jsonl, line 3", facts.UnknownSigners.Single().Source);
        Assert.IsEmpty(facts.Refused);

        folder.Put(place, Lines(package.Bundle, Flip(package.Bundle)));
        Assert.EndsWith("jsonl, line 2", folder.Facts().Refused.Single().Source);
    }

    [TestMethod]
    public void A_file_for_another_digest_or_of_a_general_name_that_a_package_may_bring_along_is_none_of_it()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        folder.Put($"contoso.widgets/1.2.3/sha256-{new string('0', 64)}.jsonl", "{}"u8.ToArray());
        folder.Put("contoso.widgets/1.2.3/attestation.json", "{}"u8.ToArray());
        folder.Put("contoso.widgets/1.2.3/other.1.2.3.nupkg.sigstore.jsonl", "{}"u8.ToArray());
        Assert.IsTrue(folder.Facts() is { Builds.Length: 1, Refused.IsEmpty: true });
        folder.Replace(package.Built);
        Assert.IsTrue(folder.Facts().IsEmpty);
        for (var i = 0; i < 17; i++)
            folder.Put($"contoso.widgets/1.2.3/sha256-{i:x64}.jsonl", "{}"u8.ToArray());
        Assert.Contains("more than 16 files with attestations", folder.Facts().Refused.Single().Reason);
    }

    [TestMethod]
    public void What_is_kept_is_of_these_files_and_what_is_no_provenance_is_looked_at_again()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built);
        using var home = new Scratch();
        var cache = new AttestationCache(home.At("cache", "attestations-2"));
        folder.Put(Lined, Lines(package.Bundle));
        folder.Facts(cache: cache);
        var kept = Directory.GetFiles(home.At("cache", "attestations-2")).Single();
        File.WriteAllBytes(kept, AttestationFactsJson.Write(folder.Facts() with { Builds = [] }, Path.GetFileName(kept)));
        Assert.IsEmpty(folder.Facts(cache: cache).Builds);
        folder.Put(Lined, Lines(package.Bundle, package.Sign(Other(package.Built))));
        Assert.HasCount(1, folder.Facts(cache: cache).Builds);
        Assert.HasCount(1, Directory.GetFiles(home.At("cache", "attestations-2")));
    }

    [TestMethod]
    public void What_is_no_provenance_stops_no_build_and_satisfies_no_rule()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built);
        folder.Put(Lined, Lines(package.Sign(Other(package.Built))));
        var facts = folder.Facts();
        Assert.IsTrue(facts is { IsEmpty: true, Others: [{ PredicateType: SbomType, Layer: PackageLayer.AsBuilt }] });
        Assert.AreEqual(GateOutcome.NotConfigured, ProvenanceGateTests.Check(folder, null).Outcome);
        var judged = ProvenanceJudgment.Judge(null, AttestedFolder.Widgets, facts, TestInstance.Now.AddDays(30), []);
        Assert.AreEqual(("not attested", $"There is no attestation of a build, but an attestation of type {SbomType}, and no rule asks for one."), (judged.Words, judged.Reason));

        var finding = ProvenanceGateTests.Check(folder, ProvenanceGateTests.Expecting("1")).Findings.Single();
        Assert.AreEqual(Codes.AttestationMissing, finding.Code);
        Assert.Contains($"Contoso.Widgets 1.2.3 has no provenance: what is there is an attestation of type {SbomType}, and the rule for", finding.Message);
        // Beside provenance it takes nothing from it.
        folder.Put(Lined, Lines(package.Sign(Other(package.Built)), package.Bundle));
        Assert.AreEqual(GateOutcome.Passed, ProvenanceGateTests.Check(folder, ProvenanceGateTests.Expecting("1")).Outcome);
        // One that is not genuine, or of another package, stops also without a rule.
        foreach (var wrong in new[] { Flip(package.Sign(Other(package.Built))), package.Sign(Other(AttestedPackage.Repack(new Recipe(), new Packaging.RawEntry("x.txt", "x")))) })
        {
            folder.Put(Lined, Lines(wrong, package.Bundle));
            Assert.AreEqual(Codes.AttestationRefused, ProvenanceGateTests.Check(folder, null).Findings.Single().Code);
        }
    }

    [TestMethod]
    public void Provenance_of_version_0_2_satisfies_a_rule_by_who_is_certified_and_by_its_builder()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built, package.Sign(OfSlsaGenerator(package)));
        var rules = AttestedFolder.Rules(ProvenanceGateTests.Expecting("1").Rules[0] with { Builder = TestInstance.Identity });
        Assert.AreEqual(GateOutcome.Passed, ProvenanceGateTests.Check(folder, rules).Outcome);
        Assert.AreEqual(Codes.BuilderNotExpected, ProvenanceGateTests.Check(folder, ProvenanceGateTests.Expecting("2")).Findings.Single().Code);
        // A trusted builder that is only claimed.
        var forged = OfSlsaGenerator(package);
        forged["predicate"]!["builder"]!["id"] = "https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@refs/tags/v2.1.0";
        folder.Put(AttestedFolder.Place + ".sigstore.json", package.Sign(forged));
        Assert.AreEqual(Codes.AttestationRefused, ProvenanceGateTests.Check(folder, rules).Findings.Single().Code);
    }

    [TestMethod]
    public void A_private_instance_without_a_log_is_judged_by_the_root_that_was_given_and_by_its_timestamps()
    {
        static void Unlogged(TestSigning s) => (s.IsLogged, s.CertificateLogKey) = (false, null);
        var root = CertifiedPackage.Instance.Root();
        _ = (root.Remove("tlogs"), root.Remove("ctlogs"));
        var trusted = TestInstance.Read(root);
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built);
        folder.Put(Lined, Lines(package.Sign(OfNpm(package), Unlogged)));
        var build = folder.Facts(root: trusted).Builds.Single();
        Assert.AreEqual((0, TestInstance.Now), (build.Signer.LogEntries, build.Signer.Times.Single()));
        // Without a timestamp it is of no time; by a root with a log it is not logged; by one that does not know it, it is somebody's.
        folder.Put(Lined, Lines(package.Sign(OfNpm(package), s => { Unlogged(s); s.Timestamps = null; })));
        Assert.HasCount(1, folder.Facts(root: trusted).Refused);
        folder.Put(Lined, Lines(package.Sign(OfNpm(package), Unlogged)));
        Assert.HasCount(1, folder.Facts().Refused);
        Assert.HasCount(1, folder.Facts(root: TrustedRoot.PublicGood).UnknownSigners);
    }

    [TestMethod]
    public void A_file_of_attestations_beside_an_installed_package_is_no_file_of_the_build()
    {
        foreach (var name in new[] { "contoso.widgets.1.2.3.nupkg.sigstore.jsonl", $"sha256:{new string('a', 64)}.jsonl", $"sha512-{new string('a', 128)}.jsonl" })
            Assert.IsTrue(SupplyChainSdk.Inputs.ExtractedPackage.IsEvidence(name, "contoso.widgets.1.2.3.nupkg"), name);
        foreach (var name in new[] { "attestation.json", $"sha256:{new string('g', 64)}.jsonl", $"sha256:{new string('a', 128)}.jsonl", $"sha1:{new string('a', 40)}.jsonl", $"lib/sha256:{new string('a', 64)}.jsonl", "other.nupkg.sigstore.jsonl", "contoso.widgets.1.2.3.nupkg.sigstore.jsonl.targets" })
            Assert.IsFalse(SupplyChainSdk.Inputs.ExtractedPackage.IsEvidence(name, "contoso.widgets.1.2.3.nupkg"), name);
    }
}
