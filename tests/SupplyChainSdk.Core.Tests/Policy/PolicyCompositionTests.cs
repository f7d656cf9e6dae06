using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PolicyCompositionTests
{
    private static readonly string[] Words = ["off", "warning", "error"];

    [TestMethod]
    [DataRow("lock")]
    [DataRow("integrity")]
    [DataRow("signatures")]
    [DataRow("publishers")]
    [DataRow("licenses")]
    public void The_strictest_enforce_wins_whichever_file_says_it(string section)
    {
        for (var outer = 0; outer < 3; outer++)
        {
            for (var inner = 0; inner < 3; inner++)
            {
                var policy = Tree($"\"{section}\":{{\"enforce\":\"{Words[outer]}\"}}", $"\"{section}\":{{\"enforce\":\"{Words[inner]}\"}}").Policy();
                var setting = section switch { "lock" => policy.Lock, "integrity" => policy.Integrity, "signatures" => policy.Signatures!.Enforce, "publishers" => policy.Publishers!.Enforce, _ => policy.Licenses!.Enforce };

                Assert.AreEqual((Enforce)Math.Max(outer, inner), setting.Value);
                Assert.Contains(outer >= inner ? "Tree0" : "Tree1", setting.Origin!.File);
                Assert.HasCount(outer == inner ? 0 : 1, policy.Overruled);
            }
        }
    }

    [TestMethod]
    [DataRow("unknown", "off", "warning", "warning")]
    [DataRow("unknown", "error", "off", "error")]
    [DataRow("unknown", "warning", "error", "error")]
    [DataRow("scope", "shipped", "all", "all")]
    [DataRow("scope", "all", "shipped", "all")]
    [DataRow("scope", "shipped", "shipped", "shipped")]
    public void The_strictest_of_unknown_and_scope_wins(string name, string outer, string inner, string expected)
    {
        var licenses = Tree($$""" "licenses":{"{{name}}":"{{outer}}"} """, $$""" "licenses":{"{{name}}":"{{inner}}"} """).Policy().Licenses!;

        Assert.AreEqual(expected, name == "scope" ? PolicyReport.Word(licenses.Scope.Value) : PolicyReport.Word(licenses.Unknown.Value));
    }

    [TestMethod]
    public void Without_files_lock_and_integrity_are_errors_and_licences_not_configured()
    {
        var policy = PolicyComposition.Compose([], [], Today).Policy();

        Assert.AreEqual((Enforce.Error, Enforce.Error, null), (policy.Lock.Value, policy.Integrity.Value, policy.Licenses));
        Assert.AreEqual((AgainstSource.Release, FileScope.Used), (policy.AgainstSource.Value, policy.FileScope.Value));
        Assert.IsTrue(policy is { Signatures: null, Publishers: null, DeclaredInputs: [] });
        Assert.IsNull(policy.Lock.Origin);
    }

    [TestMethod]
    public void A_lone_file_may_lower_the_defaults()
    {
        var policy = Tree("""  "lock":{"enforce":"warning"},"integrity":{"enforce":"off"} """).Policy();

        Assert.AreEqual((Enforce.Warning, Enforce.Off), (policy.Lock.Value, policy.Integrity.Value));
    }

    [TestMethod]
    [DataRow("", DisplayName = "silent")]
    [DataRow("\"lock\":{}", DisplayName = "section without enforce")]
    public void An_inner_file_may_not_lower_what_the_outermost_leaves_at_the_default(string outer)
    {
        var policy = Tree(outer, """ "lock":{"enforce":"off"} """).Policy();

        Assert.AreEqual(new Setting<Enforce>(Enforce.Error, null), policy.Lock);
        var overruled = policy.Overruled.Single();
        Assert.AreEqual(("lock.enforce", "off", null), (overruled.Name, overruled.Value, overruled.By));
    }

    [TestMethod]
    public void An_empty_nearer_file_changes_nothing()
    {
        const string outer = """
            "lock":{"enforce":"warning"},"licenses":{"enforce":"warning","deny":["MIT"],"allow":["Apache-2.0"],"unknown":"off","scope":"all"}
            """;
        var alone = Tree(outer).Policy();
        var together = Tree(outer, "").Policy();

        Assert.AreEqual(alone.Digest, together.Digest);
        Assert.IsEmpty(together.Overruled);
    }

    [TestMethod]
    public void An_inner_section_that_does_not_say_leaves_what_the_outer_says()
    {
        var licenses = Tree(""" "licenses":{"enforce":"warning","unknown":"off"} """, """ "licenses":{"deny":["MIT"]} """).Policy().Licenses!;

        Assert.AreEqual((Enforce.Warning, Enforce.Off), (licenses.Enforce.Value, licenses.Unknown.Value));
        Assert.AreEqual("MIT", licenses.Deny.Single().Value);
    }

    [TestMethod]
    public void An_outer_section_that_does_not_say_means_the_default_and_cannot_be_lowered()
    {
        var licenses = Tree(""" "licenses":{"deny":["MIT"]} """, """ "licenses":{"enforce":"off","unknown":"off"} """).Policy().Licenses!;

        Assert.AreEqual((Enforce.Error, Enforce.Error), (licenses.Enforce.Value, licenses.Unknown.Value));
    }

    [TestMethod]
    [DataRow("off", "release", "release")]
    [DataRow("always", "off", "always")]
    [DataRow("off", null, "off", DisplayName = "a lone word")]
    [DataRow(null, "off", "release", DisplayName = "the silence of the outermost is the default")]
    [DataRow(null, "always", "always")]
    public void The_strictest_of_against_source_wins(string? outer, string? inner, string expected)
    {
        static string With(string? value) => value is null ? "" : $$""" "lock":{"againstSource":"{{value}}"} """;

        Assert.AreEqual(expected, PolicyReport.Word(Tree(With(outer), With(inner)).Policy().AgainstSource.Value));
    }

    [TestMethod]
    [DataRow("hashes", "all", "all")]
    [DataRow("used", "hashes", "used")]
    [DataRow("hashes", null, "hashes")]
    [DataRow(null, "hashes", "used")]
    public void The_widest_of_files_wins(string? outer, string? inner, string expected)
    {
        static string With(string? value) => value is null ? "" : $$""" "integrity":{"files":"{{value}}"} """;

        Assert.AreEqual(expected, PolicyReport.Word(Tree(With(outer), With(inner)).Policy().FileScope.Value));
    }

    [TestMethod]
    public void Rules_about_signatures_add_up()
    {
        var policy = Tree(""" "signatures":{"enforce":"warning","rules":[{"packages":"B","requireAuthor":true}]} """, """ "signatures":{"rules":[{"packages":"a.*","owners":["o"]},{"packages":"B","requireRepository":true}]} """).Policy();

        Assert.AreEqual("a.*: owner o|B: author signature|B: repository signature", string.Join('|', policy.Signatures!.Rules.Select(PolicyReport.Words)));
        Assert.AreEqual(Enforce.Warning, policy.Signatures.Enforce.Value);
        Assert.AreEqual(Enforce.Error, Tree("", """ "signatures":{} """).Policy().Signatures!.Enforce.Value);
    }

    [TestMethod]
    public void Deny_is_the_union_with_the_outermost_as_origin()
    {
        var deny = Tree(""" "licenses":{"deny":["MIT","GPL-3.0-only"]} """, """ "licenses":{"deny":["mit","AGPL-3.0-only"]} """).Policy().Licenses!.Deny;

        Assert.AreEqual("AGPL-3.0-only,GPL-3.0-only,MIT", string.Join(',', deny.Select(d => d.Value)));
        Assert.Contains("Tree0", deny[2].Origin!.File);
    }

    [TestMethod]
    [DataRow(null, null, null)]
    [DataRow("MIT", null, "MIT")]
    [DataRow(null, "MIT", "MIT")]
    [DataRow("MIT,Apache-2.0", "mit", "MIT")]
    [DataRow("MIT", "MIT,Apache-2.0", "MIT")]
    [DataRow("MIT,BSD-3-Clause", "BSD-3-Clause,MIT", "BSD-3-Clause,MIT")]
    public void Allow_is_the_intersection_of_the_lists_that_there_are(string? outer, string? inner, string? expected)
    {
        var allow = Tree(Allowing(outer), Allowing(inner)).Policy().Licenses!.Allow;

        Assert.AreEqual(expected, allow is { } terms ? string.Join(',', terms.Select(t => t.Value)) : null);
    }

    [TestMethod]
    public void An_intersection_without_a_name_is_an_error_and_no_policy()
    {
        var load = Tree(Allowing("MIT"), Allowing("Apache-2.0"));

        Assert.IsNull(load.Policy);
        Assert.AreEqual("SCSDK1002", load.Findings.Single().Code.Id);
        Assert.Contains("Tree1", load.Findings[0].Location!.File);
    }

    [TestMethod]
    public void What_an_allow_list_loses_is_told()
    {
        var overruled = Tree(Allowing("MIT,Apache-2.0"), Allowing("MIT")).Policy().Overruled.Single();

        Assert.AreEqual(("licenses.allow", "Apache-2.0"), (overruled.Name, overruled.Value));
        Assert.Contains("Tree1", overruled.By!.File);
    }

    [TestMethod]
    public void Every_organisation_counts_whatever_the_order_of_the_items()
    {
        PolicyChain[] chains =
        [
            Chain(PolicyPlace.Organization, """ "lock":{"enforce":"warning"},"licenses":{"deny":["MIT"]} """),
            new(PolicyPlace.Organization, [Read(Body(""" "integrity":{"enforce":"warning"},"licenses":{"deny":["GPL-3.0-only"],"enforce":"warning"} """), "other.json")]),
            TreeChain(""" "lock":{"enforce":"off"},"integrity":{"enforce":"off"} """),
        ];
        var forwards = PolicyComposition.Compose([.. chains], [], Today).Policy();
        var backwards = PolicyComposition.Compose([.. chains.Reverse()], [], Today).Policy();

        Assert.AreEqual(forwards.Digest, backwards.Digest);
        // Each organisation's silence is the default.
        Assert.AreEqual((Enforce.Error, Enforce.Error, Enforce.Error), (forwards.Lock.Value, forwards.Integrity.Value, forwards.Licenses!.Enforce.Value));
        Assert.HasCount(2, forwards.Licenses.Deny);
    }

    private static string Allowing(string? terms) => terms is null
        ? """ "licenses":{} """
        : $$""" "licenses":{"allow":[{{string.Join(',', terms.Split(',').Select(t => $"\"{t}\""))}}]} """;
}
