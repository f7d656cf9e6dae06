using System.Collections.Immutable;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;
using static SupplyChainSdk.Core.Tests.Publishers.GivenPublishers;

namespace SupplyChainSdk.Core.Tests.Publishers;

[TestClass]
public sealed class PublisherGateTests
{
    private static readonly DateTimeOffset Now = new(2027, 6, 30, 23, 59, 0, TimeSpan.Zero);

    [TestMethod]
    public void Without_the_section_the_gate_is_not_configured_and_off_is_off()
    {
        Assert.AreEqual(GateOutcome.NotConfigured, Check(Same, Baselines(), null).Outcome);
        Assert.AreEqual(GateOutcome.Off, Check(Same, Baselines(), Rules(Enforce.Off)).Outcome);
        // A rule that is not off keeps the gate on.
        Assert.AreEqual("error SCSDK5006", Codes_(Check(Same, Baselines(), Rules(Enforce.Off, null, ("Fo*", Enforce.Error)))));
    }

    [TestMethod]
    public void The_same_publisher_passes() => Assert.AreEqual(GateOutcome.Passed, Check(Same, Baselines(Entry("foo"))).Outcome);

    [TestMethod]
    public void Another_set_of_owners_is_found_with_both_sets()
    {
        var finding = Check(Same with { Owners = ["alice", "mallory"] }, Baselines(Entry("Foo", line: 9))).Findings.Single(f => f.Severity == Severity.Warning);
        Assert.AreEqual(Codes.PublisherChanged, finding.Code);
        Assert.AreEqual(new Location(BaselinePath, 9, 5), finding.Location);
        StringAssert.Contains(finding.Message, "the set of owners is now 'alice', 'mallory', it was 'alice', 'bob'", StringComparison.Ordinal);
        Assert.AreEqual(GateOutcome.Passed, Check(Same with { Owners = ["Bob", "ALICE"] }, Baselines(Entry("Foo"))).Outcome);
    }

    [TestMethod]
    public void A_source_repository_that_moved_is_found_with_both_places() => StringAssert.Contains(
        Check(Same with { SourceRepository = "https://github.com/mallory/foo" }, Baselines(Entry("Foo"))).Findings[0].Message,
        "the source repository that it names is now 'https://github.com/mallory/foo', it was 'https://github.com/alice/foo'", StringComparison.Ordinal);

    [TestMethod]
    public void An_author_signature_that_is_gone_or_anothers_is_found()
    {
        var gone = Check(Same with { Author = null }, Baselines(Entry("Foo"))).Findings[0];
        Assert.AreEqual(Codes.PublisherSignatureChanged, gone.Code);
        StringAssert.Contains(gone.Message, $"the author signature is gone, it was 'CN=Alice' (certificate {Printable.Short(Alice.Sha256.Hex)})", StringComparison.Ordinal);
        var other = Check(Same with { Author = Mallory }, Baselines(Entry("Foo"))).Findings[0];
        Assert.AreEqual(Codes.PublisherSignatureChanged, other.Code);
        // The one that is compared with what the publisher announces is whole.
        StringAssert.Contains(other.Message, $"is now 'CN=Mallory' (certificate {Mallory.Sha256.Hex}), it was 'CN=Alice' (certificate {Printable.Short(Alice.Sha256.Hex)})", StringComparison.Ordinal);
        // The same name on another certificate is another signer.
        Assert.AreEqual(Codes.PublisherSignatureChanged, Check(Same with { Author = Mallory with { Subject = "CN=Alice" } }, Baselines(Entry("Foo"))).Findings[0].Code);
        Assert.AreEqual("warning SCSDK5003", Codes_(Check(Same, Baselines(Entry("Foo", Same with { Author = null })))));
    }

    [TestMethod]
    public void A_repository_signature_that_is_gone_is_found_once() => Assert.AreEqual("warning SCSDK5003", Codes_(Check(Same with { Repository = null, Owners = [] }, Baselines(Entry("Foo")))));

    [TestMethod]
    public void A_repository_of_the_same_address_with_another_certificate_is_found_and_owners_besides()
    {
        var finding = Check(Same with { RepositoryCertificate = Mallory }, Baselines(Entry("Foo"))).Findings.Single(f => f.Severity == Severity.Warning);
        Assert.AreEqual(Codes.PublisherSignatureChanged, finding.Code);
        StringAssert.Contains(finding.Message, "the certificate of the repository, which repositories renew every few years, is now 'CN=Mallory' (certificate "
            + $"{Mallory.Sha256.Hex}), it was 'CN=Gallery'", StringComparison.Ordinal);
        Assert.AreEqual("warning SCSDK5003 warning SCSDK5002", Codes_(Check(Same with { RepositoryCertificate = Mallory, Owners = ["mallory"] }, Baselines(Entry("Foo")))));
        // An entry that remembers none says nothing of who it was.
        Assert.AreEqual("warning SCSDK5003", Codes_(Check(Same, Baselines(Entry("Foo", Same with { RepositoryCertificate = null })))));
        Assert.AreEqual(GateOutcome.Passed, Check(Same with { RepositoryCertificate = GalleryCertificate with { Subject = "CN=Renamed" } }, Baselines(Entry("Foo"))).Outcome, "the fingerprint says who it is");
    }

    [TestMethod]
    public void A_signature_that_does_not_verify_proves_nothing_and_the_finding_says_why()
    {
        var finding = Check(Same, Baselines(Entry("Foo")), Rules(), DependencyKind.Direct, "NU3008: the content was changed").Findings.First(f => f.Code == Codes.PublisherSignatureChanged);
        StringAssert.Contains(finding.Message, "the author signature is gone", StringComparison.Ordinal);
        StringAssert.Contains(finding.Message, "does not verify: NU3008: the content was changed", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_direct_dependency_without_an_entry_is_found_and_a_transitive_one_is_not_watched()
    {
        var finding = Check(Same, Baselines()).Findings[0];
        Assert.AreEqual(Codes.PublisherNew, finding.Code);
        StringAssert.Contains(finding.Message, "signed by 'CN=Alice'", StringComparison.Ordinal);
        Assert.AreEqual(GateOutcome.Passed, Check(Same, Baselines(), kind: DependencyKind.Transitive).Outcome);
        Assert.AreEqual("warning SCSDK5002", Codes_(Check(Same with { Owners = ["mallory"] }, Baselines(Entry("Foo")), kind: DependencyKind.Transitive)));
    }

    [TestMethod]
    public void Trust_ends_at_the_end_of_its_day()
    {
        Assert.AreEqual(GateOutcome.Passed, Check(Same, Baselines(Entry("Foo", until: new DateOnly(2027, 6, 30)))).Outcome);
        var finding = Check(Same, Baselines(Entry("Foo", until: new DateOnly(2027, 6, 29), comment: "a new maintainer"))).Findings[0];
        Assert.AreEqual(Codes.PublisherTrustExpired, finding.Code);
        StringAssert.Contains(finding.Message, "until the end of 2027-06-29 (UTC), with the comment 'a new maintainer'", StringComparison.Ordinal);
        Assert.AreEqual(new DateOnly(2027, 7, 1), Baselines(Entry("A", until: new DateOnly(2027, 6, 1)), Entry("B", until: new DateOnly(2027, 7, 1)), Entry("C")).NextExpiry(new DateOnly(2027, 6, 30)));
    }

    [TestMethod]
    public void An_entry_of_a_delegated_baseline_has_to_end_in_time()
    {
        Assert.AreEqual(GateOutcome.Passed, Delegated(new DateOnly(2027, 7, 30)).Outcome);
        Assert.AreEqual("warning SCSDK5004", Codes_(Delegated(new DateOnly(2027, 7, 31))));
        Assert.AreEqual("warning SCSDK5004", Codes_(Delegated(null)));

        static GateResult Delegated(DateOnly? until) => Check(Same, Baselines(Entry("Foo", until: until)) with { Days = ImmutableDictionary<string, int>.Empty.Add(BaselinePath, 30) });
    }

    [TestMethod]
    public void An_entry_that_no_package_needs_is_found_and_is_only_information_where_the_file_is_shared()
    {
        Assert.AreEqual("warning SCSDK5005", Codes_(Check(Same, Baselines(Entry("Foo"), Entry("Gone")))));
        Assert.AreEqual("warning SCSDK5005", Codes_(Check(Same, Baselines(Entry("Foo"), Entry("Foo", Same with { Owners = ["mallory"] })))));
        var shared = Check(Same, Baselines(Entry("Foo"), Entry("Gone", path: "/repo/publishers.json")));
        Assert.AreEqual(GateOutcome.Passed, shared.Outcome);
        Assert.AreEqual(Severity.Information, shared.Findings.Single(f => f.Code == Codes.PublisherUnused).Severity);
    }

    [TestMethod]
    public void Of_projects_that_share_a_baseline_only_what_none_of_them_needs_is_unused()
    {
        var policy = PolicyOf(Rules() with { Baselines = [new Setting<string>("/repo/publishers.json", null)] });
        ImmutableArray<Finding> one = [Unused("A"), Unused("B")];
        ImmutableArray<Finding> other = [Unused("B"), Unused("C")];
        var left = SharedBaselines.WithoutUsed([.. one, .. other], [policy, policy]);
        Assert.AreEqual("B B", string.Join(' ', left.Select(f => f.Message.Split(' ')[3])));
        Assert.HasCount(2, SharedBaselines.WithoutUsed(one, [policy]));

        static Finding Unused(string id) => Check(Same, Baselines(Entry("Foo"), Entry(id, path: "/repo/publishers.json"))).Findings.Single(f => f.Code == Codes.PublisherUnused);
    }

    [TestMethod]
    public void The_strictest_rule_that_matches_decides_how_drift_weighs()
    {
        var drifted = Same with { Owners = ["mallory"] };
        Assert.AreEqual("error SCSDK5002", Codes_(Check(drifted, Baselines(Entry("Foo")), Rules(Enforce.Warning, null, ("F*", Enforce.Error), ("Foo", Enforce.Warning)))));
        Assert.AreEqual("warning SCSDK5002", Codes_(Check(drifted, Baselines(Entry("Foo")), Rules(Enforce.Error, null, ("Foo", Enforce.Warning)))));
        Assert.AreEqual("", Codes_(Check(drifted, Baselines(Entry("Foo")), Rules(Enforce.Error, null, ("Foo", Enforce.Off)))));
    }

    [TestMethod]
    public void A_baseline_that_is_missing_or_broken_is_said_once_and_weighs_as_much_as_anything_can()
    {
        var rules = Rules(Enforce.Warning, null, ("Bar", Enforce.Error)).WithContent(null);
        var missing = Check(Same, PublisherBaselines.Read(PolicyOf(rules)), rules);
        Assert.AreEqual("error SCSDK5001", Codes_(missing));
        StringAssert.Contains(missing.Findings[0].Message, "supplychain publishers update", StringComparison.Ordinal);
        Assert.AreEqual("warning SCSDK5001", Codes_(Check(Same, PublisherBaselines.Read(PolicyOf(Rules().WithContent("{ \"version\": 1,\n  \"packages\": 1 }"))))));
        var broken = PublisherBaselines.Read(PolicyOf(Rules().WithContent("{ \"version\": 1,\n  \"packages\": 1 }"))).Unusable.Single();
        Assert.AreEqual(new Location(BaselinePath, 2, 15), broken.Location);
        Assert.IsEmpty(PublisherBaselines.Read(PolicyOf(Rules().WithContent("{ \"version\": 1, \"packages\": [] }"))).Unusable);
        Assert.AreEqual(PublisherBaselines.None, PublisherBaselines.Read(PolicyOf(Rules(Enforce.Off).WithContent("?"))));
    }

    [TestMethod]
    public void A_package_that_could_not_be_read_is_not_taken_for_unchanged()
    {
        var graph = Given.Graph(Given.Node("Foo"));
        var reading = new PackageReading([], [new PackageFailure(graph.Packages[0], PackageProblem.Missing, "/packages/foo.nupkg", "there is no such file")]);
        var result = PublisherGate.Check(graph, reading, PolicyOf(Rules()), Baselines(Entry("Foo")), ImmutableDictionary<PackageId, PackageSignatures>.Empty, null, null, Now);
        Assert.AreEqual("warning SCSDK5003", Codes_(result));
    }

    [TestMethod]
    public void That_no_source_was_asked_is_information_and_said_once()
    {
        var finding = Check(Same, Baselines(Entry("Foo"))).Findings.Single();
        Assert.AreEqual((Codes.SourcesNotAsked, Severity.Information), (finding.Code, finding.Severity));
    }

    private static string Codes_(GateResult result) => string.Join(' ', result.Findings.Where(f => f.Severity != Severity.Information)
        .Select(f => $"{(f.Severity == Severity.Error ? "error" : "warning")} {f.Code}"));

    private static GateResult Check(Publisher now, PublisherBaselines baselines) => Check(now, baselines, Rules());

    private static GateResult Check(Publisher now, PublisherBaselines baselines, DependencyKind kind) => Check(now, baselines, Rules(), kind);

    private static GateResult Check(Publisher now, PublisherBaselines baselines, PublisherRules? rules, DependencyKind kind = DependencyKind.Direct, params ImmutableArray<string> problems) =>
        PublisherGate.Check(Given.Graph(Given.Node("Foo", kind: kind)), new PackageReading([Facts("Foo", now)], []), PolicyOf(rules), baselines,
            ImmutableDictionary<PackageId, PackageSignatures>.Empty.Add(PackageId.Create("Foo", "1.0.0"), Signatures(now, problems)), null, null, Now);
}
