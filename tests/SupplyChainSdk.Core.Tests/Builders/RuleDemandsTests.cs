using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using static SupplyChainSdk.Core.Tests.Builders.BuilderSamples;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>An expected signer is not enough: what else a rule asks, each with the twin that has it.</summary>
[TestClass]
public sealed class RuleDemandsTests
{
    [TestMethod]
    [DataRow("", "pull_request", "github-hosted", "a pull request started the build (trigger pull_request), and the rule does not allow that in \"triggers\"")]
    [DataRow("", "pull_request_target", "github-hosted", "a pull request started the build")]
    [DataRow("", "merge_request_event", "gitlab-hosted", "a pull request started the build")]
    [DataRow("", "push", "github-hosted", null)]
    [DataRow("", null, null, null, DisplayName = "a CI system that does not say it is let through unless the rule asks")]
    [DataRow("\"triggers\":[\"pull_request\"]", "pull_request", "github-hosted", null)]
    [DataRow("\"triggers\":[\"release\",\"push\"]", "push", "github-hosted", null)]
    [DataRow("\"triggers\":[\"release\"]", "push", "github-hosted", "what started the build is push, and the rule allows release")]
    [DataRow("\"triggers\":[\"push\"]", "Push", "github-hosted", "what started the build is Push")]
    [DataRow("\"triggers\":[\"push\"]", null, "github-hosted", "what started the build is not certified, and the rule allows push")]
    [DataRow("", "push", "self-hosted", "the runner is self-hosted, not one that the CI system hosts")]
    [DataRow("\"runners\":[\"self-hosted\"]", "push", "self-hosted", null)]
    [DataRow("\"runners\":[\"self-hosted\"]", "push", "github-hosted", "the runner is github-hosted, and the rule allows self-hosted")]
    [DataRow("\"runners\":[\"github-hosted\"]", "push", null, "the runner is not certified")]
    public void Pull_requests_and_runners_of_ones_own_are_refused_unless_the_rule_allows_them(string more, string? trigger, string? runner, string? unmet) =>
        Holds(more, Signed(By(Certified with { Trigger = trigger, Runner = runner })), unmet);

    [TestMethod]
    [DataRow("\"gates\":[\"integrity\",\"lock\"]", null)]
    [DataRow("\"gates\":[\"lock\",\"advisories\"]", "its statement does not name the gate advisories")]
    [DataRow("\"gates\":[\"licenses\"]", "its gate licenses says 'warned' with enforce warning, and the rule requires that it passed with enforce error")]
    [DataRow("\"gates\":[\"lock\"],\"policyDigest\":\"sha256:1C7E000000000000000000000000000000000000000000000000000000001c7e\"", null)]
    [DataRow("\"policyDigest\":\"sha256:1c7e000000000000000000000000000000000000000000000000000000001c7e\"", null)]
    [DataRow("\"policyDigest\":\"sha256:1c7e000000000000000000000000000000000000000000000000000000001c7f\"", "its gate integrity was judged by the policy 1c7e00…1c7e, and 1c7e00…1c7f is required")]
    [DataRow($"\"builder\":\"{Workflow}\"", null)]
    [DataRow($"\"builder\":\"{Repository}\"", $"its builder is {Workflow}, and the rule requires {Repository}")]
    public void Gates_policy_and_builder_must_be_as_the_rule_says(string more, string? unmet)
    {
        Holds(more, Signed(), unmet);
        // A foreign statement says nothing of it.
        if (unmet is null)
            Assert.AreEqual(RuleResult.FallsShort, Judge(Rules(Rule("require", more)), Facts(Signed(claims: new ClaimedBuild(Provenance.PredicateType, "https://example.com/other", null)))).Rules.Single().Result);
    }

    [TestMethod]
    [DataRow("passed", "warning")]
    [DataRow("failed", "error")]
    [DataRow("off", "off")]
    [DataRow("notConfigured", "off")]
    [DataRow("notRun", "error")]
    [DataRow("Passed", "error")]
    public void Only_a_gate_that_passed_and_would_have_stopped_the_build_counts(string result, string enforce) =>
        Holds("\"gates\":[\"lock\"]", Signed(claims: Claims with { Gates = [new ClaimedGate("lock", result, enforce, PolicySha256, 0)] }), $"with enforce {enforce}, and the rule requires that it passed");

    [TestMethod]
    public void A_gate_that_judged_by_no_policy_is_not_one_of_the_policy() =>
        Holds($"\"policyDigest\":\"sha256:{PolicySha256}\"", Signed(claims: Claims with { Gates = [new ClaimedGate("lock", "passed", "error", null, 0)] }), "its gate lock was judged by no policy");

    [TestMethod]
    [DataRow(2, "github-hosted", true, null)]
    [DataRow(1, "github-hosted", true, null)]
    [DataRow(2, null, true, "it proves SLSA Build level 1, and 2 is required")]
    [DataRow(2, "github-hosted", false, "it proves SLSA Build level 1, and 2 is required", DisplayName = "a person is no builder")]
    public void An_identity_in_the_building_job_proves_level_2_at_most(int level, string? runner, bool workload, string? unmet) =>
        Holds($"\"level\":{level}", Signed(By(Certified with { Runner = runner, IsWorkload = workload })), unmet);

    [TestMethod]
    public void Level_2_is_not_proven_on_a_runner_of_ones_own_though_the_rule_allows_it() =>
        Holds("\"level\":2,\"runners\":[\"self-hosted\"]", Signed(By(Certified with { Runner = "self-hosted" })), "it proves SLSA Build level 1, and 2 is required");

    [TestMethod]
    public void Level_3_is_proven_by_a_workflow_that_the_rule_calls_isolated_and_that_is_not_the_one_that_started_the_build()
    {
        var isolated = $$"""{"issuer":"{{GitHub}}","repositoryId":"123","identity":"https://github.com/slsa/generator/.github/workflows/pack.yml@refs/tags/*","isolatedBuilder":true}""";
        var generated = Certified with { Identity = Generator, SignerWorkflow = Generator };
        RuleJudgment Of(string identities, CertifiedSigner certified) => Judge(Rules(Rule("require", "\"level\":3", identities)), Facts(Signed(By(certified)))).Rules.Single();

        Assert.AreEqual(RuleResult.Satisfied, Of(isolated, generated).Result);
        Assert.Contains("level 2, and 3", Of(isolated, generated with { Workflow = Generator }).Sentence);
        Assert.Contains("level 2, and 3", Of(isolated, generated with { SignerWorkflow = Workflow }).Sentence);
        Assert.Contains("level 2, and 3", Of(isolated, generated with { Workflow = null }).Sentence);
        // Another identity of the same rule is expected, and not as an isolated builder.
        Assert.Contains("level 2, and 3", Of($"{Identity},{isolated}", Certified).Sentence);
        Assert.Contains("not one that the CI system hosts", Of(isolated, generated with { Runner = "self-hosted" }).Sentence);
    }

    [TestMethod]
    public void A_downgrade_from_a_log_to_none_and_from_an_identity_to_a_key_is_seen()
    {
        var logged = Rules(Rule("require", "\"logged\":true"));
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(logged, Facts(Signed())).Outcome);
        var unlogged = Judge(logged, Facts(Signed(By() with { LogEntries = 0 })));
        Assert.AreEqual((ProvenanceOutcome.Refused, $"It is signed by {Workflow}, as expected, but it stands in no transparency log, and the rule requires that."), (unlogged.Outcome, unlogged.Reason));

        var key = Judge(Rules(Rule("require")), Facts(Signed(ByKey())));
        Assert.AreEqual(ProvenanceOutcome.NotExpected, key.Outcome);
        Assert.EndsWith("the rule expects an identity, and a key proves none.", key.Reason);
    }

    [TestMethod]
    public void A_tag_whose_signature_nobody_checked_is_not_signed()
    {
        const string Tag = "\"source\":{\"signedTag\":\"require\"}";

        Holds(Tag, Signed(seen: new CheckedBuild(PackageLayer.AsBuilt) { SignedTag = CheckedFact.Verified }), null);
        Holds(Tag, Signed(seen: new CheckedBuild(PackageLayer.AsBuilt) { SignedTag = CheckedFact.No }), "the tag of its source is not signed");
        Holds(Tag, Signed(), "whether the tag of its source is signed was not checked");
    }

    private static void Holds(string more, AttestedBuild build, string? unmet)
    {
        var judgment = Judge(Rules(Rule("require", more)), Facts(build));

        Assert.AreEqual(unmet is null ? ProvenanceOutcome.Verified : ProvenanceOutcome.Refused, judgment.Outcome, judgment.Reason);
        Assert.AreEqual(unmet is not null, judgment.IsFinding);
        Assert.Contains(unmet is null ? "as the rule for \"Contoso.*\" expects." : $"as expected, but {unmet}", judgment.Reason);
    }
}
