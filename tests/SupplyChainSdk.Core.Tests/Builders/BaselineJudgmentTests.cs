using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Publishers;
using static SupplyChainSdk.Core.Tests.Builders.BuilderSamples;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>A baseline may expect a signer where no rule is about the package; no rule becomes less by it.</summary>
[TestClass]
public sealed class BaselineJudgmentTests
{
    private static readonly AttestationMemory Remembered = AttestationMemory.Of(Facts(Signed()))!;

    [TestMethod]
    [DataRow("the same", "verified", false)]
    [DataRow("a new version", "verified", false)]
    [DataRow("a stranger besides", "verified", false)]
    [DataRow("lost", "not attested", true)]
    [DataRow("an unknown key", "signed by a key that calls itself 'k' and that no rule names, not expected", true)]
    [DataRow("another repository of the same name", $"signed by {Workflow}, not expected", true)]
    [DataRow("another issuer", $"signed by {Workflow}, not expected", true)]
    [DataRow("another builder", $"signed by {Workflow}, not expected", true)]
    [DataRow("refused", "refused", false)]
    public void Without_a_rule_it_decides(string state, string words, bool contradicts)
    {
        foreach (var rules in new[] { null, Rules(Rule("require").Replace("Contoso.*", "Other.*", StringComparison.Ordinal)), Rules(Rule("require"), """{"packages":"contoso.widget","mode":"ignore"}""") })
        {
            var judgment = Judge(rules, AttestationDriftTests.State(state)!, Remembered);
            Assert.AreEqual((words, contradicts, words == "verified"), (judgment.Words, judgment.ContradictsBaseline, judgment.IsByBaseline), judgment.Reason);
            // And without it nothing is verified.
            Assert.AreNotEqual(ProvenanceOutcome.Verified, Judge(rules, AttestationDriftTests.State(state)!).Outcome);
        }
    }

    [TestMethod]
    public void It_takes_nothing_from_a_rule()
    {
        var stranger = AttestationMemory.Of(AttestationDriftTests.State("another repository"))!;
        // Remembered is the stranger: the rule does not expect him all the same.
        var judged = Judge(Rules(Rule("whenPresent")), AttestationDriftTests.State("another repository")!, stranger);
        Assert.AreEqual((ProvenanceOutcome.NotExpected, true, false), (judged.Outcome, judged.IsFinding, judged.IsByBaseline));
        // As little as one that falls short.
        judged = Judge(Rules(Rule("require", "\"gates\":[\"licenses\"]")), Facts(Signed()), Remembered);
        Assert.AreEqual((ProvenanceOutcome.Refused, true), (judged.Outcome, judged.IsFinding));
        // The rule expects the signer: what was remembered before it does not outweigh it.
        judged = Judge(Rules(Rule("require")), Facts(Signed()), stranger);
        Assert.AreEqual((ProvenanceOutcome.Verified, false, false), (judged.Outcome, judged.ContradictsBaseline, judged.IsByBaseline));
        // A rule that asks for nothing where nothing is cannot see that something was.
        judged = Judge(Rules(Rule("whenPresent")), Facts(), Remembered);
        Assert.AreEqual((ProvenanceOutcome.NotAttested, true, false), (judged.Outcome, judged.ContradictsBaseline, judged.IsFinding));
        Assert.Contains("the attestation is gone", judged.Reason);
        Assert.IsFalse(Judge(Rules(Rule("whenPresent")), Facts(), new AttestationMemory([])).ContradictsBaseline);
    }

    [TestMethod]
    public void What_is_revoked_stays_refused()
    {
        var judged = Judge(Section($$""" "revoked":[{"identity":"{{Repository}}","issuer":"{{GitHub}}"}]"""), Facts(Signed()), Remembered);
        Assert.AreEqual((ProvenanceOutcome.Refused, true), (judged.Outcome, judged.IsFinding));
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(Section($$""" "revoked":[{"identity":"https://github.com/other/widget","issuer":"{{GitHub}}"}]"""), Facts(Signed()), Remembered).Outcome);
    }

    [TestMethod]
    public void What_a_rule_refuses_without_further_words_the_baseline_does_not_verify()
    {
        Assert.Contains("a pull request started the build (trigger pull_request_target), and only a rule can allow that", Says(Signed(By(Certified with { Trigger = "pull_request_target" }))));
        Assert.Contains("the runner is self-hosted", Says(Signed(By(Certified with { Runner = "self-hosted" }))));
        Assert.Contains("still to come", Says(Signed(By() with { Times = [Now.AddDays(2)] })));

        static string Says(AttestedBuild build)
        {
            var judged = Judge(null, Facts(build), Remembered);
            Assert.AreEqual((ProvenanceOutcome.NotExpected, false), (judged.Outcome, judged.ContradictsBaseline));
            return judged.Reason;
        }
    }

    [TestMethod]
    public void Of_several_entries_one_has_to_be_met()
    {
        var key = AttestationMemory.Of(Facts(Signed(ByKey())))!;
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(null, Facts(Signed()), key, Remembered).Outcome);
        Assert.IsTrue(Judge(null, Facts(), key, Remembered).ContradictsBaseline);
        // A version that never was attested may have an entry of its own.
        Assert.IsFalse(Judge(null, Facts(), new AttestationMemory([]), Remembered).ContradictsBaseline);
        Assert.AreEqual(ProvenanceOutcome.NotExpected, Judge(null, Facts(Signed()), new AttestationMemory([])).Outcome);
    }
}
