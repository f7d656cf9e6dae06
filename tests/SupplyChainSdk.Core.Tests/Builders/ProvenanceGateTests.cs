using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>Findings of the provenance gate over real packages: each outcome, and its twin that passes.</summary>
[TestClass]
public sealed class ProvenanceGateTests
{
    private static readonly Location Line = new("/src/app/packages.lock.json", 41, 7);
    private static readonly DateTimeOffset Now = TestInstance.Now.AddDays(30);

    [TestMethod]
    public void Without_the_section_nothing_is_verified_and_the_gate_is_not_configured()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        Assert.AreEqual((GateOutcome.NotConfigured, Enforce.Off, 0), Shape(Check(folder, null)));
        folder.Replace(package.Built);
        Assert.AreEqual(GateOutcome.NotConfigured, Check(folder, null).Outcome);
    }

    [TestMethod]
    public void What_was_built_by_whom_a_rule_expects_passes_and_by_another_repository_of_the_same_name_it_does_not()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedPackage.NuGetSign(AttestedFolder.Inside(package)));
        Assert.AreEqual((GateOutcome.Passed, Enforce.Error, 0), Shape(Check(folder, Expecting("1"))));

        var finding = Check(folder, Expecting("2")).Findings.Single();
        Assert.AreEqual((Codes.BuilderNotExpected, Severity.Error, AttestedFolder.Widgets, Given.At(5)), (finding.Code, finding.Severity, finding.Package, finding.Location));
        Assert.Contains(TestInstance.Identity, finding.Message);
        Assert.AreEqual(Severity.Warning, Check(folder, Expecting("2") with { Enforce = new Setting<Enforce>(Enforce.Warning, null) }).Findings.Single().Severity);
    }

    [TestMethod]
    public void An_attestation_that_was_taken_off_is_missed_where_it_is_required_and_not_where_it_only_counts_when_present()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(package.Built);
        var finding = Check(folder, Expecting("1")).Findings.Single();
        Assert.AreEqual((Codes.AttestationMissing, Severity.Error), (finding.Code, finding.Severity));
        Assert.Contains("neither inside its archive nor in contoso.widgets.1.2.3.nupkg.sigstore.json beside it, and the rule for \"Contoso.*\" requires that it is", finding.Message);

        Assert.AreEqual(GateOutcome.Passed, Check(folder, AttestedFolder.Rules(Expecting("1").Rules[0] with { Mode = ProvenanceMode.WhenPresent })).Outcome);
        folder.Put(AttestedFolder.Place + ".sigstore.json", package.Bundle);
        Assert.AreEqual(GateOutcome.Passed, Check(folder, Expecting("1")).Outcome);
    }

    [TestMethod]
    public void One_that_does_not_hold_is_an_error_with_a_rule_without_one_and_where_the_policy_only_warns()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedPackage.Attest(AttestedPackage.Repack(new Recipe(), new Packaging.RawEntry("x.txt", "x")), package.Bundle));
        foreach (var rules in new[] { null, Expecting("1"), Expecting("1") with { Enforce = new Setting<Enforce>(Enforce.Warning, null) }, AttestedFolder.Rules(AttestedFolder.Rule(packages: "Other.*")) })
        {
            var result = Check(folder, rules);
            Assert.AreEqual(GateOutcome.Failed, result.Outcome);
            var finding = result.Findings.Single(f => f.Code != Codes.PolicyEntryUnused);
            Assert.AreEqual((Codes.AttestationRefused, Severity.Error, Line), (finding.Code, finding.Severity, finding.Location));
            Assert.Contains("The attestation inside is refused: the package differs from the attested one (SCSDK8004).", finding.Message);
        }
        Assert.AreEqual(GateOutcome.Off, Check(folder, Expecting("1") with { Enforce = new Setting<Enforce>(Enforce.Off, null) }).Outcome);
    }

    [TestMethod]
    public void A_good_attestation_inside_does_not_hide_a_bad_one_beside_it()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package), "{}"u8.ToArray());
        Assert.AreEqual(Codes.AttestationRefused, Check(folder, Expecting("1")).Findings.Single().Code);
        File.Delete(Path.Combine(folder.Folder, AttestedFolder.Place + ".sigstore.json"));
        Assert.AreEqual(GateOutcome.Passed, Check(folder, Expecting("1")).Outcome);
    }

    [TestMethod]
    public void A_pull_request_or_a_level_that_is_not_reached_is_not_as_expected()
    {
        using var package = new CertifiedPackage(sign: s => s.Claims[20] = "pull_request");
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        Assert.AreEqual(Codes.BuildNotAsExpected, Check(folder, Expecting("1")).Findings.Single().Code);
        Assert.AreEqual(GateOutcome.Passed, Check(folder, AttestedFolder.Rules(Expecting("1").Rules[0] with { Triggers = ["pull_request"] })).Outcome);
        Assert.AreEqual(Codes.BuildNotAsExpected, Check(folder, AttestedFolder.Rules(Expecting("1").Rules[0] with { Triggers = ["pull_request"], Level = 3 })).Findings.Single().Code);
    }

    [TestMethod]
    public void What_is_revoked_is_refused_attested_or_not_by_any_digest()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var built = Digest.Sha256Of(package.Built);
        var plain = Digest.Sha256Of(File.ReadAllBytes(Path.Combine(folder.Folder, "plain/1.0.0/plain.1.0.0.nupkg")));
        foreach (var (digest, id) in new[] { (built, AttestedFolder.Widgets), (plain, AttestedFolder.Plain) })
        {
            var finding = Check(folder, Expecting("1") with { Revoked = [new RevokedEntry(RevokedKind.Package, digest.ToString(), null, "stolen token", Given.At(9))] }).Findings.Single();
            Assert.AreEqual((Codes.AttestationRefused, Severity.Error, id), (finding.Code, finding.Severity, finding.Package));
            Assert.Contains("is revoked: stolen token.", finding.Message);
        }
        Assert.AreEqual(GateOutcome.Passed, Check(folder, Expecting("1") with { Revoked = [new RevokedEntry(RevokedKind.Package, Digest.Sha256Of("x"u8).ToString(), null, null, Given.At(9))] }).Outcome);
    }

    [TestMethod]
    public void Without_a_trusted_root_that_can_be_used_nothing_is_judged_and_that_is_no_pass()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var damaged = Policy(Expecting("1")) with { Trust = Trust("{}") };
        var finding = Check(folder, damaged).Findings.Single();
        Assert.AreEqual((Codes.AttestationsNotJudged, Severity.Error, Given.At(3)), (finding.Code, finding.Severity, finding.Location));

        var root = CertifiedPackage.Instance.Root().ToJsonString();
        Assert.AreEqual(GateOutcome.Passed, Check(folder, damaged with { Trust = Trust(root) }).Outcome);
        var old = damaged with { Trust = Trust(root) with { MaxAge = new Setting<int>(1, Given.At(4)) } };
        Assert.Contains("is older than 1 days, which the policy allows in \"trust.maxAge\"", Check(folder, old).Findings.Single().Message);
        Assert.AreEqual(GateOutcome.Passed, Check(folder, old with { Trust = old.Trust! with { MaxAge = new Setting<int>(3650, Given.At(4)) } }).Outcome);
        // Who has nothing to judge needs none.
        folder.Replace(package.Built);
        Assert.AreEqual(Codes.AttestationMissing, Check(folder, damaged).Findings.Single().Code);
    }

    [TestMethod]
    public void A_package_that_cannot_be_read_is_no_pass_where_a_rule_is_about_it()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder([.. package.Built[..200]]);
        Assert.AreEqual(Codes.AttestationsNotJudged, Check(folder, Policy(Expecting("1")), folder.ReadAsIs()).Findings.Single().Code);
        Assert.AreEqual(GateOutcome.Passed, Check(folder, Policy(AttestedFolder.Rules(AttestedFolder.Rule(packages: "Other.*"))), folder.ReadAsIs()).Outcome);
    }

    [TestMethod]
    public void A_rule_that_is_about_no_package_is_information_and_one_that_is_about_one_is_not()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var misspelt = Check(folder, AttestedFolder.Rules(AttestedFolder.Rule(packages: "Contosso.*")));
        var finding = misspelt.Findings.Single();
        Assert.AreEqual((GateOutcome.Passed, Codes.PolicyEntryUnused, Severity.Information), (misspelt.Outcome, finding.Code, finding.Severity));
        Assert.Contains("rules for \"Contosso.*\".", finding.Message);
        Assert.IsFalse(Check(folder, Expecting("1")).Findings.Any(f => f.Code == Codes.PolicyEntryUnused));
    }

    internal static ProvenanceRules Expecting(string repositoryId) => AttestedFolder.Rules(AttestedFolder.Rule() with
    {
        Identities = [new ExpectedBuilder(TestInstance.Issuer, Given.At(6)) { Repository = CertifiedPackage.Repository, RepositoryId = repositoryId }],
    });

    private static EffectivePolicy Policy(ProvenanceRules? rules) => Given.Policy(null) with { Provenance = rules, Trust = Trust(CertifiedPackage.Instance.Root().ToJsonString()) };

    private static TrustRules Trust(string root) => new(new Setting<TrustedRootFile>(new TrustedRootFile("/src/trusted_root.json", "trusted_root.json", System.Text.Encoding.UTF8.GetBytes(root)), Given.At(3)), null);

    internal static GateResult Check(AttestedFolder folder, ProvenanceRules? rules) => Check(folder, Policy(rules));

    private static GateResult Check(AttestedFolder folder, EffectivePolicy policy, PackageReading? read = null)
    {
        var packages = read ?? folder.Read();
        var locked = ImmutableDictionary.CreateRange([KeyValuePair.Create(AttestedFolder.Widgets, new LockedHash(ContentHash.Of(new byte[64]), Line))]);
        return ProvenanceGate.Check(packages, DependencyAttestations.Read(packages, policy, null, Now, default), policy, locked, Now);
    }

    private static (GateOutcome, Enforce, int) Shape(GateResult result) => (result.Outcome, result.Enforce, result.Findings.Length);
}
