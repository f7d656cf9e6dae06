using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Builders;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;
using static SupplyChainSdk.Core.Tests.Builders.BuilderSamples;
using static SupplyChainSdk.Core.Tests.Publishers.GivenPublishers;

namespace SupplyChainSdk.Core.Tests.Publishers;

/// <summary>Who built a package, compared with what the baseline remembers: each change, and the release that changes nothing.</summary>
[TestClass]
public sealed class AttestationDriftTests
{
    private const string Path = ".github/workflows/release.yml";
    private static readonly PackageId Foo = PackageId.Create("Foo", "1.0.0");
    private static readonly AttestationMemory ByWorkflow = AttestationMemory.Of(BuilderSamples.Facts(Signed()))!;
    private static readonly AttestationMemory ByAKey = AttestationMemory.Of(BuilderSamples.Facts(Signed(ByKey())))!;

    [TestMethod]
    [DataRow("the same", "")]
    [DataRow("a new version", "")]
    [DataRow("a stranger besides", "")]
    [DataRow("lost", "error SCSDK5020")]
    [DataRow("an unknown key", "error SCSDK5020")]
    [DataRow("another repository", "warning SCSDK5021")]
    [DataRow("another repository of the same name", "warning SCSDK5021")]
    [DataRow("another owner of the same name", "warning SCSDK5021")]
    [DataRow("another issuer", "warning SCSDK5021")]
    [DataRow("a key", "warning SCSDK5021")]
    [DataRow("a number that is not certified", "warning SCSDK5021")]
    [DataRow("signed by another workflow", "warning SCSDK5021")]
    [DataRow("another workflow", "warning SCSDK5022")]
    [DataRow("another builder", "warning SCSDK5022")]
    [DataRow("another workflow and number", "warning SCSDK5021")]
    // The provenance gate says that it does not hold, as an error.
    [DataRow("refused", "")]
    // The provenance gate says that nothing can be judged, or is off.
    [DataRow("not judged", "")]
    public void Each_change_is_found_without_any_rule(string state, string codes) => Assert.AreEqual(codes, Codes_(Check(State(state), ByWorkflow)));

    [TestMethod]
    [DataRow("lost", $"the attestation is gone, it was '{Repository}/{Path}' from '{Repository}', repository '123', owner '7', issuer '{GitHub}'")]
    [DataRow("an unknown key", "; what it carries is by a key that calls itself 'k' and that no rule names, which proves nothing. Find out whose it is; if it is right, name the key in a rule of \"provenance\".")]
    [DataRow("another repository of the same name", ": the number of the repository is now '999', it was '123'.")]
    [DataRow("another owner of the same name", ": the number of its owner is now '8', it was '7'.")]
    [DataRow("another issuer", $": the issuer is now 'https://gitlab.com', it was '{GitHub}'.")]
    [DataRow("a number that is not certified", ": the number of the repository is gone, it was '123'.")]
    [DataRow("another workflow", $": the workflow is now '.github/workflows/nightly.yml', it was '{Path}'.")]
    [DataRow("another builder", $": the builder that it names is now 'https://builder.test/2', it was '{Repository}/{Path}'.")]
    [DataRow("another repository", $": the repository is now 'https://github.com/stranger/widget', it was '{Repository}'; the number of the repository is now '9', it was '123'; the number of its owner is now '8', it was '7'.")]
    public void A_finding_names_the_old_and_the_new_value_once(string state, string words) => Assert.Contains(words, Findings(Check(State(state), ByWorkflow)).Single().Message);

    [TestMethod]
    public void A_key_in_place_of_an_identity_and_another_key_are_found_with_the_whole_fingerprint()
    {
        var key = Findings(Check(State("a key"), ByWorkflow)).Single().Message;
        Assert.Contains($"who signs is now the key {Key}, it was '{Repository}/{Path}'", key);
        var other = Digest.Sha256Of("another key"u8).Hex;
        Assert.Contains($"who signs is now the key {other}, it was the key {Key}", Findings(Check(BuilderSamples.Facts(Signed(ByKey(other))), ByAKey)).Single().Message);
        Assert.Contains($"who signs is now '{Repository}/{Path}'", Findings(Check(BuilderSamples.Facts(Signed()), ByAKey)).Single().Message);
        Assert.AreEqual("", Codes_(Check(BuilderSamples.Facts(Signed(ByKey())), ByAKey)));
    }

    // With both, a way down to the key alone would be open.
    [TestMethod]
    public void Each_of_several_that_are_remembered_has_to_stay()
    {
        var both = AttestationMemory.Of(BuilderSamples.Facts(Signed(), Signed(ByKey())))!;
        Assert.AreEqual("", Codes_(Check(BuilderSamples.Facts(Signed(ByKey()), Signed()), both)));
        var finding = Findings(Check(BuilderSamples.Facts(Signed(ByKey())), both)).Single();
        Assert.AreEqual(Codes.AttestationLost, finding.Code);
        Assert.Contains($"the attestation is gone, it was '{Repository}/{Path}'", finding.Message);
    }

    [TestMethod]
    public void What_nobody_remembers_is_not_missed_and_what_is_attested_now_is_information()
    {
        // Written before there was such a memory.
        Assert.AreEqual(GateOutcome.Passed, Check(State("lost"), (AttestationMemory?)null).Outcome);
        Assert.AreEqual(GateOutcome.Passed, Check(State("another repository"), (AttestationMemory?)null).Outcome);
        var none = new AttestationMemory([]);
        Assert.AreEqual("", string.Join(' ', Check(State("lost"), none).Findings.Where(f => f.Code != Codes.SourcesNotAsked)));
        var gained = Check(State("the same"), none).Findings.Single(f => f.Code == Codes.BuilderChanged);
        Assert.AreEqual(Severity.Information, gained.Severity);
        Assert.Contains($"Foo 1.0.0 is attested by '{Repository}/{Path}' from '{Repository}'", gained.Message);
    }

    [TestMethod]
    public void A_loss_weighs_as_what_provenance_requires_and_other_drift_as_drift_does()
    {
        var strict = GivenPublishers.Rules(Enforce.Error);
        ProvenanceRules Provenance(Enforce enforce) => new(new Setting<Enforce>(enforce, null), [], []);
        Assert.AreEqual("error SCSDK5020", Codes_(Check(State("lost"), ByWorkflow, provenance: Provenance(Enforce.Error))));
        Assert.AreEqual("warning SCSDK5020", Codes_(Check(State("lost"), ByWorkflow, provenance: Provenance(Enforce.Warning))));
        Assert.AreEqual("error SCSDK5020", Codes_(Check(State("lost"), ByWorkflow, strict, Provenance(Enforce.Warning))));
        Assert.AreEqual("error SCSDK5021", Codes_(Check(State("another repository"), ByWorkflow, strict)));
        Assert.AreEqual("warning SCSDK5021", Codes_(Check(State("another repository"), ByWorkflow, provenance: Provenance(Enforce.Error))));
        Assert.AreEqual("", Codes_(Check(State("lost"), ByWorkflow, GivenPublishers.Rules(Enforce.Error, null, ("Foo", Enforce.Off)))));
    }

    [TestMethod]
    public void Of_several_entries_one_has_to_match()
    {
        PublisherEntry[] entries = [Entry("Foo", Same with { Attested = ByAKey }, line: 4), Entry("Foo", Same with { Attested = ByWorkflow }, line: 9)];
        Assert.AreEqual("warning SCSDK5005", Codes_(Check(State("a new version"), entries)));
        var finding = Findings(Check(State("another workflow"), entries)).Single(f => f.Code != Codes.PublisherUnused);
        Assert.AreEqual((Codes.WorkflowChanged, new Location(BaselinePath, 9, 5)), (finding.Code, finding.Location));
    }

    internal static AttestationFacts? State(string state)
    {
        const string NextWorkflow = $"{Repository}/{Path}@refs/tags/v2.0.0";
        const string Nightly = $"{Repository}/.github/workflows/nightly.yml@refs/tags/v1.2.3";
        const string Stranger = $"https://github.com/stranger/widget/{Path}@refs/tags/v1.2.3";
        var stranger = Of(Certified with { Identity = Stranger, Repository = "https://github.com/stranger/widget", RepositoryId = "9", OwnerId = "8", Workflow = Stranger }, Stranger);
        return state switch
        {
            "the same" => BuilderSamples.Facts(Signed()),
            "a new version" => BuilderSamples.Facts(Of(Certified with { Identity = NextWorkflow, Workflow = NextWorkflow, SignerWorkflow = NextWorkflow, Ref = "refs/tags/v2.0.0", Commit = new string('1', 40) }, NextWorkflow)),
            "a stranger besides" => BuilderSamples.Facts(stranger, Signed()),
            "lost" => BuilderSamples.Facts(),
            "an unknown key" => BuilderSamples.Facts() with { UnknownSigners = [new UnknownSigner("k", "beside")] },
            "another repository" => BuilderSamples.Facts(stranger),
            "another repository of the same name" => BuilderSamples.Facts(Of(Certified with { RepositoryId = "999" })),
            "another owner of the same name" => BuilderSamples.Facts(Of(Certified with { OwnerId = "8" })),
            "another issuer" => BuilderSamples.Facts(Of(Certified with { Issuer = "https://gitlab.com" })),
            "a key" => BuilderSamples.Facts(Signed(ByKey())),
            "a number that is not certified" => BuilderSamples.Facts(Of(Certified with { RepositoryId = null })),
            "signed by another workflow" => BuilderSamples.Facts(Of(Certified with { Identity = Generator, SignerWorkflow = Generator })),
            "another workflow" => BuilderSamples.Facts(Of(Certified with { Identity = Nightly, Workflow = Nightly }, Nightly)),
            "another builder" => BuilderSamples.Facts(Of(Certified, "https://builder.test/2")),
            "another workflow and number" => BuilderSamples.Facts(Of(Certified with { Identity = Nightly, Workflow = Nightly, RepositoryId = "999" }, Nightly)),
            "refused" => BuilderSamples.Facts(stranger) with { Refused = [new RefusedAttestation("its subject is another package", "inside")] },
            "not judged" => null,
            _ => throw new ArgumentException(state),
        };

        static AttestedBuild Of(CertifiedSigner certified, string? builder = null) => Signed(By(certified), Claims with { BuilderId = builder ?? Claims.BuilderId });
    }

    private static string Codes_(GateResult result) => string.Join(' ', Findings(result).Select(f => $"{(f.Severity == Severity.Error ? "error" : "warning")} {f.Code}"));

    private static IEnumerable<Finding> Findings(GateResult result) => result.Findings.Where(f => f.Severity != Severity.Information);

    private static GateResult Check(AttestationFacts? facts, AttestationMemory? remembered, PublisherRules? rules = null, ProvenanceRules? provenance = null) =>
        Check(facts, [Entry("Foo", Same with { Attested = remembered })], rules, provenance);

    private static GateResult Check(AttestationFacts? facts, PublisherEntry[] entries, PublisherRules? rules = null, ProvenanceRules? provenance = null) => PublisherGate.Check(
        Given.Graph(Given.Node("Foo")), new PackageReading([GivenPublishers.Facts("Foo", Same)], []), PolicyOf(rules ?? GivenPublishers.Rules()) with { Provenance = provenance }, Baselines(entries),
        ImmutableDictionary<PackageId, PackageSignatures>.Empty.Add(Foo, Signatures(Same)),
        DependencyAttestations.None with { Facts = facts is null ? ImmutableDictionary<PackageId, AttestationFacts>.Empty : ImmutableDictionary<PackageId, AttestationFacts>.Empty.Add(Foo, facts) }, null, Now);
}
