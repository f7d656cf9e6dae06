using System.Collections.Immutable;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore.Tests.Verification;
using static SupplyChainSdk.Core.Tests.Attestation.ForeignStatement;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>Verification summaries beside packages of a packages folder: what they are taken for, and each with its tampered twin.</summary>
[TestClass]
public sealed class SummariesOfDependenciesTests
{
    private const string Beside = AttestedFolder.Place + ".vsa.sigstore.json";
    private const string Id = "https://verify.contoso.com";

    [TestMethod]
    public void A_summary_beside_a_package_is_found_and_verified_in_place_of_its_build()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedPackage.NuGetSign(package.Built));
        folder.Put(Beside, package.Sign(Summary(package)));
        var summary = folder.Facts().Summaries.Single();
        Assert.AreEqual((Id, "pkg:nuget/Contoso.Widgets@1.2.3", true, 2, PackageLayer.AsBuilt, "contoso.widgets.1.2.3.nupkg.vsa.sigstore.json"),
            (summary.VerifierId, summary.ResourceUri, summary.Passed, summary.Level, summary.Layer, summary.Source));
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(folder).Outcome);
        Assert.AreEqual($"It was verified by {Id}, as the rule for \"Contoso.*\" allows.", Judge(folder).Reason);
        Assert.AreEqual(GateOutcome.Passed, ProvenanceGateTests.Check(folder, Rules()).Outcome);
    }

    [TestMethod]
    [DataRow("verifier", "not expected")]
    [DataRow("FAILED", "refused")]
    [DataRow("level", "refused")]
    [DataRow("resource", "refused")]
    [DataRow("version", "refused")]
    [DataRow("subject", "refused")]
    [DataRow("digest", "refused")]
    [DataRow("levels", "refused")]
    [DataRow("signature", "refused")]
    [DataRow("other workflow", "not expected")]
    public void What_is_not_as_the_rule_has_it_does_not_count(string what, string outcome)
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built);
        var statement = Summary(package);
        var predicate = statement["predicate"]!;
        switch (what)
        {
            case "verifier": predicate["verifier"]!["id"] = Id + "/"; break;
            case "FAILED": (predicate["verificationResult"], predicate["verifiedLevels"]) = ("FAILED", new JsonArray("FAILED")); break;
            case "level": predicate["verifiedLevels"] = new JsonArray("SLSA_BUILD_LEVEL_1"); break;
            case "resource": predicate["resourceUri"] = "pkg:nuget/Contoso.Other@1.2.3"; break;
            case "version": predicate["resourceUri"] = "pkg:nuget/Contoso.Widgets@1.2.2"; break;
            case "subject": statement["subject"]![0]!["name"] = "Contoso.Widgets.1.2.2.nupkg"; break;
            case "digest": statement["subject"] = new JsonArray(Subject(AttestedPackage.Name, Digest.Sha256Of("another"u8))); break;
            case "levels": predicate["verifiedLevels"] = new JsonArray("SLSA_BUILD_LEVEL_3", "SLSA_BUILD_LEVEL_2"); break;
        }
        var bundle = package.Sign(statement, s => { if (what == "other workflow") s.Claims[15] = "2"; });
        folder.Put(Beside, what == "signature" ? Flip(bundle) : bundle);
        Assert.EndsWith(outcome, Judge(folder).Words, Judge(folder).Reason);
        Assert.AreEqual(GateOutcome.Failed, ProvenanceGateTests.Check(folder, Rules()).Outcome);
    }

    // Of an older version, which was verified truly.
    [TestMethod]
    public void A_summary_of_another_version_that_is_put_beside_this_one_is_refused()
    {
        using var package = new CertifiedPackage();
        using var older = new CertifiedPackage(new Recipe { Version = "1.2.2" });
        using var folder = new AttestedFolder(package.Built);
        folder.Put(Beside, older.Sign(Summary(older, "1.2.2")));
        Assert.AreEqual("refused", Judge(folder).Words);
        folder.Put(Beside, package.Sign(Summary(package)));
        Assert.AreEqual("verified", Judge(folder).Words);
    }

    [TestMethod]
    public void A_summary_by_a_key_counts_by_the_key_of_the_verifier_alone()
    {
        using var package = new AttestedPackage();
        using var certified = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built);
        var recipe = new Recipe { Payload = _ => System.Text.Encoding.UTF8.GetBytes(Summary(package.Built, "1.2.3").ToJsonString()) };
        ProvenanceJudgment By(string key, byte[] bundle)
        {
            folder.Put(Beside, bundle);
            var rule = AttestedFolder.Rule() with { Verifiers = [new ExpectedVerifier(Id, [], [AttestedFolder.Key(package.At(key))], Given.At(7))] };
            return ProvenanceJudgment.Judge(AttestedFolder.Rules(rule), AttestedFolder.Widgets, folder.Facts(AttestedFolder.Rules(rule)), TestInstance.Now, []);
        }
        Assert.AreEqual("verified", By("release.pub", package.AnotherBundle(recipe)).Words);
        Assert.EndsWith("not expected", By("other.pub", package.AnotherBundle(recipe)).Words);
        Assert.EndsWith("not expected", By("release.pub", package.AnotherBundle(recipe with { ByOtherKey = true })).Words);
        Assert.EndsWith("not expected", By("release.pub", certified.Sign(Summary(certified))).Words);
    }

    [TestMethod]
    public void One_that_no_rule_asks_for_says_nothing_of_who_built_the_package()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built);
        folder.Put(Beside, package.Sign(Summary(package)));
        Assert.AreEqual("not attested", ProvenanceJudgment.Judge(null, AttestedFolder.Widgets, folder.Facts(), TestInstance.Now, []).Words);
        Assert.AreEqual(GateOutcome.NotConfigured, ProvenanceGateTests.Check(folder, null).Outcome);
        var rules = AttestedFolder.Rules(AttestedFolder.Rule() with { Identities = Builders });
        Assert.Contains("what is there is an attestation of type https://slsa.dev/verification_summary/v1", ProvenanceGateTests.Check(folder, rules).Findings.Single().Message);
        // Beside a good provenance it takes nothing from it.
        folder.Put(AttestedFolder.Place + ".sigstore.json", package.Bundle);
        Assert.AreEqual(GateOutcome.Passed, ProvenanceGateTests.Check(folder, rules).Outcome);
    }

    [TestMethod]
    public void What_was_kept_of_a_summary_is_the_same_and_of_these_bytes()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        using var home = new Scratch();
        var cache = new AttestationCache(home.At("cache", "attestations-2"));
        folder.Put(Beside, package.Sign(Summary(package)));
        var first = folder.Facts(cache: cache);
        var kept = Directory.GetFiles(home.At("cache", "attestations-2")).Single();
        Assert.AreSequenceEqual(AttestationFactsJson.Write(first, "key"), AttestationFactsJson.Write(folder.Facts(cache: cache), "key"));
        File.WriteAllBytes(kept, AttestationFactsJson.Write(first with { Summaries = [first.Summaries[0] with { Source = "kept" }] }, Path.GetFileName(kept)));
        Assert.AreEqual("kept", folder.Facts(cache: cache).Summaries.Single().Source);
        // Another summary, or none, is another entry.
        var failed = Summary(package);
        (failed["predicate"]!["verificationResult"], failed["predicate"]!["verifiedLevels"]) = ("FAILED", new JsonArray("FAILED"));
        folder.Put(Beside, package.Sign(failed));
        Assert.IsFalse(folder.Facts(cache: cache).Summaries.Single().Passed);
        File.Delete(folder.At("packages/" + Beside));
        Assert.IsEmpty(folder.Facts(cache: cache).Summaries);
    }

    // What the rule rests on is a certificate, whatever it signed.
    [TestMethod]
    public void An_old_trusted_root_is_said_where_a_summary_was_judged_by_it()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built);
        using var project = new Scratch();
        folder.Put(Beside, package.Sign(Summary(package)));
        var request = ProvenanceInCheckTests.Request(project, folder) with { Now = TestInstance.Start.AddDays(181) };
        Assert.AreEqual(1, DependencyCheck.Run(request, default).Findings.Count(f => f.Code == Codes.TrustedRootOld));
        Assert.IsFalse(DependencyCheck.Run(request with { Now = TestInstance.Start.AddDays(180) }, default).Findings.Any(f => f.Code == Codes.TrustedRootOld));
    }

    private static ImmutableArray<ExpectedBuilder> Builders => [new ExpectedBuilder(TestInstance.Issuer, Given.At(6)) { Repository = CertifiedPackage.Repository, RepositoryId = "1" }];

    private static ProvenanceRules Rules() => AttestedFolder.Rules(AttestedFolder.Rule() with { Level = 2, Verifiers = [new ExpectedVerifier(Id, Builders, [], Given.At(7))] });

    private static ProvenanceJudgment Judge(AttestedFolder folder) => ProvenanceJudgment.Judge(Rules(), AttestedFolder.Widgets, folder.Facts(), TestInstance.Now, []);

    private static JsonObject Summary(CertifiedPackage package, string version = "1.2.3") => Summary(package.Built, version);

    private static JsonObject Summary(byte[] built, string version)
    {
        var layers = Layers(built).AsBuilt;
        return JsonNode.Parse(SummaryWriter.Write($"Contoso.Widgets.{version}.nupkg", PackageId.Create("Contoso.Widgets", version), [layers.Sha256, layers.Sha512],
            new SummaryPolicy(SummaryWriter.PolicyUri, [Digest.Sha256Of("policy"u8)]), [], VerificationSummary.Levels(2, false), new SummaryVerifier(Id, null)))!.AsObject();
    }
}
