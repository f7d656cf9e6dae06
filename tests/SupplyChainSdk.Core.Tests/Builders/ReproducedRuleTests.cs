using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore.Tests.Verification;
using static SupplyChainSdk.Core.Tests.Attestation.ForeignStatement;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>A rule with <c>reproduced</c> over real packages: what satisfies it, and each thing that does not although it looks like it.</summary>
[TestClass]
public sealed class ReproducedRuleTests : IDisposable
{
    private const string Place = AttestedFolder.Place + ".reproduction.sigstore.json";

    private readonly CertifiedPackage _package = new();
    private readonly AttestedPackage _rebuilder = new();
    private readonly AttestedFolder _folder;

    public ReproducedRuleTests() => _folder = new AttestedFolder(AttestedPackage.NuGetSign(AttestedFolder.Inside(_package)));

    // Built by an identity; reproduced by the holder of another key.
    private ProvenanceRules Rules => AttestedFolder.Rules(Rule);

    private ProvenanceRule Rule => ProvenanceGateTests.Expecting("1").Rules[0] with { Reproduced = new ExpectedReproducers([], [AttestedFolder.Key(_rebuilder.At("other.pub"))], Given.At(7)) };

    [TestMethod]
    public void A_rebuild_with_the_same_bytes_by_one_whom_the_rule_names_satisfies_it_beside_the_package_and_as_a_line()
    {
        Fails(Codes.NotReproduced, "as expected, but no statement of a rebuild is there. Put the statement of one whom the rule names beside it as contoso.widgets.1.2.3.nupkg.reproduction.sigstore.json");
        _folder.Put(Place, _rebuilder.ByKey(RebuildStatement.Same(_package.Built)));
        Passes();
        var fact = _folder.Facts(Rules).Reproductions.Single();
        Assert.AreEqual((true, true, AttestedPackage.Commit, "https://github.com/contoso/widget", "10.0.401", PackageLayer.AsBuilt, "contoso.widgets.1.2.3.nupkg.reproduction.sigstore.json"),
            (fact.Claims.IsReproduced, fact.Claims.IsRebuild, fact.Claims.Commit, fact.Claims.Repository, fact.Claims.Sdk, fact.Layer, fact.Source));
        File.Delete(_folder.At("packages/" + Place));
        _folder.Put(AttestedFolder.Place + ".sigstore.jsonl", Lines(_package.Bundle, _rebuilder.ByKey(RebuildStatement.Same(_package.Built))));
        Passes();
    }

    [TestMethod]
    public void Other_bytes_by_one_who_is_named_count_whatever_another_says()
    {
        _folder.Put(Place, _rebuilder.ByKey(RebuildStatement.Other(_package.Built)));
        Fails(Codes.ReproductionDiffers, "whom the rule names, built other bytes from its commit 9f8e7d…5432 (contoso.widgets.1.2.3.nupkg.reproduction.sigstore.json)");
        _folder.Put(AttestedFolder.Place + ".sigstore.jsonl", Lines(_rebuilder.ByKey(RebuildStatement.Same(_package.Built))));
        Fails(Codes.ReproductionDiffers, "does not come out of its commit");
        // By somebody whom nobody named it is nothing.
        _folder.Put(Place, _package.Sign(RebuildStatement.Other(_package.Built)));
        Passes();
    }

    [TestMethod]
    public void The_builder_itself_counts_only_where_the_rule_names_it_and_never_from_a_pull_request()
    {
        _folder.Put(Place, _package.Sign(RebuildStatement.Same(_package.Built)));
        Fails(Codes.NotReproduced, $"does not count: it is signed by {TestInstance.Identity}: the rule expects a key, and no identity");
        var named = AttestedFolder.Rules(Rule with { Reproduced = new ExpectedReproducers(Rule.Identities, [], Given.At(7)) });
        Assert.IsEmpty(ProvenanceGateTests.Check(_folder, named).Findings);

        _folder.Put(Place, _package.Sign(RebuildStatement.Same(_package.Built), s => s.Claims[20] = "pull_request"));
        Assert.Contains("it comes from a pull request (trigger pull_request)", ProvenanceGateTests.Check(_folder, named).Findings.Single().Message);
    }

    [TestMethod]
    public void A_key_that_no_rule_names_proves_nothing()
    {
        _folder.Put(Place, _rebuilder.ByKey(RebuildStatement.Same(_package.Built), ofRelease: true));
        Fails(Codes.NotReproduced, "no statement of a rebuild is there");
        Assert.HasCount(1, _folder.Facts(Rules).UnknownSigners);
    }

    [TestMethod]
    public void Another_commit_another_method_and_another_layer_do_not_count()
    {
        _folder.Put(Place, _rebuilder.ByKey(RebuildStatement.Same(_package.Built, new string('1', 40))));
        Fails(Codes.NotReproduced, "does not count: it is of commit 111111…1111, and the package of 9f8e7d…5432");

        var twice = RebuildStatement.Same(_package.Built);
        twice["predicate"]!["method"] = "twice";
        twice["predicate"]!["variations"] = JsonNode.Parse("""[{"name":"umask","first":"022","second":"077"}]""");
        _folder.Put(Place, _rebuilder.ByKey(twice));
        Fails(Codes.NotReproduced, "a project gave one package twice, and not that this one was built again");
        Assert.AreSequenceEqual(["umask"], _folder.Facts(Rules).Reproductions.Single().Claims.Varied);

        _folder.Put(Place, _rebuilder.ByKey(RebuildStatement.Of(PackageLayers.Read(new MemoryStream(_folder.Package)).AsDownloaded)));
        Fails(Codes.NotReproduced, "it is not about the package as it was built");
    }

    [TestMethod]
    [DataRow("unsigned")]
    [DataRow("another package")]
    [DataRow("signature")]
    [DataRow("result")]
    [DataRow("half")]
    [DataRow("differences")]
    [DataRow("one digest")]
    public void What_does_not_hold_stops_the_build_and_not_only_the_rule(string what)
    {
        var statement = RebuildStatement.Same(what == "another package" ? AttestedPackage.Repack(new Recipe(), new RawEntry("x.txt", "x")) : _package.Built);
        var predicate = statement["predicate"]!;
        if (what == "result")
            predicate["result"] = "differs";
        if (what == "half")
            predicate["rebuilt"]!["digest"]!["sha512"] = new string('a', 128);
        if (what == "differences")
            predicate["differences"] = JsonNode.Parse("""[{"entry":"x","change":"content"}]""");
        if (what == "one digest")
            statement["subject"]![0]!["digest"]!.AsObject().Remove("sha512");
        var bundle = _rebuilder.ByKey(statement);
        _folder.Put(Place, what switch { "unsigned" => Encoding.UTF8.GetBytes(statement.ToJsonString()), "signature" => Flip(bundle), _ => bundle });
        Assert.AreEqual(Codes.AttestationRefused, ProvenanceGateTests.Check(_folder, Rules).Findings.Single().Code);
    }

    [TestMethod]
    public void A_reproducer_whose_key_is_revoked_and_one_whose_key_has_ended_do_not_count()
    {
        _folder.Put(Place, _rebuilder.ByKey(RebuildStatement.Same(_package.Built)));
        Passes();
        var key = Rule.Reproduced!.Keys[0];
        var finding = ProvenanceGateTests.Check(_folder, Rules with { Revoked = [new RevokedEntry(RevokedKind.Key, key.Fingerprint, null, "lost", Given.At(8))] }).Findings.Single();
        Assert.AreEqual(Codes.AttestationRefused, finding.Code);
        Assert.Contains("is revoked: lost", finding.Message);

        var ended = AttestedFolder.Rules(Rule with { Reproduced = new ExpectedReproducers([], [key with { NotAfter = new DateOnly(2020, 1, 1) }], Given.At(7)) });
        Assert.Contains("no trusted time says when it was signed", ProvenanceGateTests.Check(_folder, ended).Findings.Single().Message);
    }

    [TestMethod]
    public void A_reproduction_says_nothing_of_who_built_the_package()
    {
        _folder.Replace(_package.Built);
        _folder.Put(Place, _rebuilder.ByKey(RebuildStatement.Same(_package.Built)));
        var finding = ProvenanceGateTests.Check(_folder, Rules).Findings.Single();
        Assert.AreEqual(Codes.AttestationMissing, finding.Code);
        Assert.Contains("has no provenance: what is there is an attestation of type https://github.com/supplychainsdk/supplychainsdk/blob/main/docs/predicates/reproduction-v1.md", finding.Message);
        Assert.IsEmpty(ProvenanceGateTests.Check(_folder, AttestedFolder.Rules(Rule with { Mode = ProvenanceMode.WhenPresent })).Findings);
    }

    [TestMethod]
    public void What_is_known_of_a_rebuild_is_looked_at_again_each_time_and_another_rule_asks_for_other_keys()
    {
        using var home = new Scratch();
        var cache = new AttestationCache(home.At("cache", "attestations-2"));
        _folder.Facts(Rules, cache);
        Assert.HasCount(1, Directory.GetFiles(home.At("cache", "attestations-2")));
        _folder.Put(Place, _rebuilder.ByKey(RebuildStatement.Same(_package.Built)));
        Assert.HasCount(1, _folder.Facts(Rules, cache).Reproductions);
        Assert.HasCount(1, Directory.GetFiles(home.At("cache", "attestations-2")), "neither under the key of before nor under one of its own");
        Assert.IsEmpty(_folder.Facts(AttestedFolder.Rules(Rule with { Reproduced = null }), cache).Reproductions);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _rebuilder.Dispose();
        _package.Dispose();
    }

    private void Passes() => Assert.IsEmpty(ProvenanceGateTests.Check(_folder, Rules).Findings);

    private void Fails(DiagnosticCode code, string said)
    {
        var finding = ProvenanceGateTests.Check(_folder, Rules).Findings.Single();
        Assert.AreEqual(code, finding.Code, finding.Message);
        Assert.Contains(said, finding.Message);
    }
}
