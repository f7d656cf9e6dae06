using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Builders;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Publishers;

/// <summary>What of really signed attestations may be remembered, and how the next one compares.</summary>
[TestClass]
public sealed class SurveyedAttestationsTests
{
    private static readonly DateTimeOffset Now = TestInstance.Now.AddDays(30);

    [TestMethod]
    public void A_certificate_is_remembered_and_the_same_name_with_another_number_is_another_repository()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var (remembered, problems) = Survey(folder);
        Assert.IsEmpty(problems);
        Assert.IsTrue(Memory(remembered, AttestedFolder.Plain)!.IsEmpty);
        var before = Memory(remembered, AttestedFolder.Widgets)!;
        var builder = before.Builders.Single();
        Assert.AreEqual((TestInstance.Issuer, CertifiedPackage.Repository, "1", TestInstance.Identity.Split('@')[0]), (builder.Issuer, builder.Repository, builder.RepositoryId, builder.Identity));

        // Signed again, later: the same.
        folder.Replace(AttestedPackage.Attest(package.Built, package.Sign()));
        Assert.IsEmpty(before.ChangesTo(Memory(Survey(folder).Facts, AttestedFolder.Widgets)!));
        folder.Replace(AttestedPackage.Attest(package.Built, package.Sign(sign: s => s.Claims[15] = "4711")));
        var change = before.ChangesTo(Memory(Survey(folder).Facts, AttestedFolder.Widgets)!).Single();
        Assert.AreEqual((AttestationField.RepositoryId, "'1'", "'4711'"), (change.Field, change.Was, change.Now));
        folder.Replace(package.Built);
        Assert.IsTrue(before.ChangesTo(Memory(Survey(folder).Facts, AttestedFolder.Widgets)!).Single().IsLoss);
        folder.Replace(AttestedPackage.Attest(package.Built, package.KeyBundle));
        Assert.IsTrue(before.ChangesTo(Memory(Survey(folder).Facts, AttestedFolder.Widgets)!).Single().IsLoss, "by a key that nobody named nothing is proven");
    }

    [TestMethod]
    public void What_does_not_hold_is_revoked_or_cannot_be_judged_is_not_remembered_and_said()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var revoking = new ProvenanceRules(new Setting<Enforce>(Enforce.Error, null), [], [new RevokedEntry(RevokedKind.Identity, CertifiedPackage.Repository, null, "taken over", Given.At(9))]);
        Assert.AreEqual($"The identity {TestInstance.Identity} that signed is revoked: taken over", Problem(Policy with { Provenance = revoking }));
        Assert.AreEqual("\"provenance.enforce\" is \"off\"", Survey(folder, Policy with { Provenance = revoking with { Enforce = new Setting<Enforce>(Enforce.Off, null) } }).Problems[AttestedFolder.Plain]);
        Assert.Contains("is older than 1 days", Problem(Policy with { Trust = Policy.Trust! with { MaxAge = new Setting<int>(1, Given.At(4)) } }));
        folder.Replace(AttestedPackage.Attest(package.Built, package.KeyBundle));
        var (facts, problems) = Survey(folder);
        Assert.Contains("cannot be verified", problems[AttestedFolder.Widgets]);
        Assert.IsTrue(Memory(facts, AttestedFolder.Widgets)!.IsEmpty);
        folder.Replace(AttestedPackage.Attest(AttestedPackage.Repack(new Recipe(), new Packaging.RawEntry("x.txt", "x")), package.Bundle));
        Assert.AreEqual("the attestation inside does not hold: the package differs from the attested one (SCSDK8004)", Problem(Policy));

        string Problem(EffectivePolicy policy)
        {
            var surveyed = Survey(folder, policy);
            Assert.IsNull(Memory(surveyed.Facts, AttestedFolder.Widgets));
            return surveyed.Problems[AttestedFolder.Widgets];
        }
    }

    [TestMethod]
    public void A_source_that_the_package_names_and_was_not_built_from_is_reported_as_such_and_configures_no_gate()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        var result = Claiming("https://github.com/JamesNK/Newtonsoft.Json");
        Assert.AreEqual(GateOutcome.NotConfigured, result.Outcome);
        var finding = result.Findings.Single();
        Assert.AreEqual((Codes.ClaimedSourceDiffers, Severity.Information, AttestedFolder.Widgets), (finding.Code, finding.Severity, finding.Package));
        Assert.Contains($"names 'https://github.com/JamesNK/Newtonsoft.Json' as its source, but its attestation certifies that it was built from '{CertifiedPackage.Repository}'", finding.Message);
        foreach (var same in new[] { CertifiedPackage.Repository, "http://GitHub.com/Contoso/Widget.git/", null })
            Assert.IsEmpty(Claiming(same).Findings);
        Assert.AreEqual((GateOutcome.Passed, 1), Shape(Claiming("https://github.com/contoso/widget2", ProvenanceGateTests.Expecting("1"))));
        // Without an attestation there is nothing that differs.
        folder.Replace(package.Built);
        Assert.IsEmpty(Claiming("https://github.com/JamesNK/Newtonsoft.Json").Findings);

        GateResult Claiming(string? url, ProvenanceRules? rules = null)
        {
            var read = folder.Read();
            read = read with { Read = [.. read.Read.Select(p => p with { Nuspec = p.Nuspec with { Repository = url is null ? null : new NuspecRepository("git", url, null, null) } })] };
            var policy = Policy with { Provenance = rules };
            return ProvenanceGate.Check(read, DependencyAttestations.Read(read, policy, null, Now, default), policy, null, Now);
        }

        static (GateOutcome, int) Shape(GateResult gate) => (gate.Outcome, gate.Findings.Length);
    }

    private static EffectivePolicy Policy => Given.Policy(null) with
    {
        Trust = new TrustRules(new Setting<TrustedRootFile>(new TrustedRootFile("/src/trusted_root.json", "trusted_root.json", System.Text.Encoding.UTF8.GetBytes(CertifiedPackage.Instance.Root().ToJsonString())), Given.At(3)), null),
    };

    private static SurveyedAttestations Survey(AttestedFolder folder, EffectivePolicy? policy = null)
    {
        var read = folder.Read();
        var judging = policy ?? Policy;
        return SurveyedAttestations.Of(read, ProvenanceGate.Looks(judging) ? DependencyAttestations.Read(read, judging, null, Now, default) : null, judging);
    }

    private static AttestationMemory? Memory(ImmutableDictionary<PackageId, AttestationFacts> facts, PackageId id) => AttestationMemory.Of(facts.GetValueOrDefault(id));
}
