using SupplyChainSdk.Builders;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Builders.BuilderSamples;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>What attestations say, and what rules say, give exactly one of four outcomes.</summary>
[TestClass]
public sealed class ProvenanceJudgmentTests
{
    private const string Stranger = "https://github.com/stranger/widget/.github/workflows/release.yml@refs/tags/v1.2.3";

    // State of the attestation × mode of the rule.
    [TestMethod]
    [DataRow("require", "expected", "verified", false)]
    [DataRow("require", "stranger", $"signed by {Stranger}, not expected", true)]
    [DataRow("require", "unknown key", "signed by a key that calls itself 'k' and that no rule names, not expected", true)]
    [DataRow("require", "none", "not attested", true)]
    [DataRow("require", "refused", "refused", true)]
    [DataRow("require", "expected and refused", "refused", true)]
    [DataRow("require", "expected and stranger", "verified", false)]
    [DataRow("whenPresent", "expected", "verified", false)]
    [DataRow("whenPresent", "stranger", $"signed by {Stranger}, not expected", true)]
    [DataRow("whenPresent", "unknown key", "signed by a key that calls itself 'k' and that no rule names, not expected", true)]
    [DataRow("whenPresent", "none", "not attested", false)]
    [DataRow("whenPresent", "refused", "refused", true)]
    [DataRow("whenPresent", "expected and refused", "refused", true)]
    [DataRow("ignore", "expected", $"signed by {Workflow}, not expected", false)]
    [DataRow("ignore", "stranger", $"signed by {Stranger}, not expected", false)]
    [DataRow("ignore", "none", "not attested", false)]
    [DataRow("ignore", "refused", "refused", true)]
    [DataRow("no rule", "expected", $"signed by {Workflow}, not expected", false)]
    [DataRow("no rule", "stranger", $"signed by {Stranger}, not expected", false)]
    [DataRow("no rule", "none", "not attested", false)]
    [DataRow("no rule", "refused", "refused", true)]
    [DataRow("no section", "expected", $"signed by {Workflow}, not expected", false)]
    [DataRow("no section", "none", "not attested", false)]
    [DataRow("no section", "refused", "refused", true)]
    public void Each_state_under_each_mode_has_one_outcome(string mode, string state, string words, bool finding)
    {
        var rules = mode switch
        {
            "no section" => null,
            "no rule" => Rules(Rule("require").Replace("Contoso.*", "Other.*", StringComparison.Ordinal)),
            "ignore" => Rules(Rule("require"), """{"packages":"contoso.widget","mode":"ignore"}"""),
            _ => Rules(Rule(mode)),
        };
        var stranger = Signed(By(Certified with { Identity = Stranger, Repository = "https://github.com/stranger/widget", Workflow = Stranger, RepositoryId = "9", OwnerId = "8" }));
        var refused = new RefusedAttestation("its subject is another package.", "inside");
        var facts = state switch
        {
            "expected" => Facts(Signed()),
            "stranger" => Facts(stranger),
            "expected and stranger" => Facts(stranger, Signed()),
            "unknown key" => Facts() with { UnknownSigners = [new UnknownSigner("k", "beside")] },
            "none" => Facts(),
            "refused" => Facts() with { Refused = [refused] },
            _ => Facts(Signed()) with { Refused = [refused] },
        };

        var judgment = Judge(rules, facts);

        Assert.AreEqual(words, judgment.Words);
        Assert.AreEqual(finding, judgment.IsFinding, judgment.Reason);
        Assert.EndsWith(".", judgment.Reason);
        if (state.EndsWith("refused", StringComparison.Ordinal))
            Assert.AreEqual("The attestation inside is refused: its subject is another package.", judgment.Reason);
    }

    // Revoked counts under every mode, and without any rule; the twin is what is revoked beside it.
    [TestMethod]
    [DataRow("require")]
    [DataRow("whenPresent")]
    [DataRow("ignore")]
    [DataRow("no rule")]
    public void What_is_revoked_is_refused_under_every_mode(string mode)
    {
        var rule = mode switch { "no rule" => "", "ignore" => """{"packages":"*","mode":"ignore"}""", _ => Rule(mode) };
        ProvenanceJudgment With(string revoked, AttestationFacts facts) => Judge(Section($"\"rules\":[{rule}],\"revoked\":[{revoked}]"), facts);
        var byKey = Facts(Signed(ByKey()));

        foreach (var (revoked, facts) in new[]
        {
            ($"\"{Content}\"", Facts(Signed())),
            ($"\"{Content}\"", Facts()),
            ($$"""{"package":"{{Facts().Digests[1]}}"}""", Facts(Signed())),
            ($$"""{"key":"{{Key.ToUpperInvariant()}}"}""", byKey),
            ($$"""{"identity":"{{Workflow}}"}""", Facts(Signed())),
            ($$"""{"identity":"{{Repository}}/.github/workflows/*@refs/tags/*","issuer":"{{GitHub}}"}""", Facts(Signed())),
            ($$"""{"identity":"{{Repository}}"}""", Facts(Signed())),
        })
        {
            var judgment = With(revoked, facts);
            Assert.AreEqual(("refused", true), (judgment.Words, judgment.IsFinding), revoked);
            Assert.EndsWith("is revoked.", judgment.Reason);
        }
        foreach (var (other, facts) in new[]
        {
            ($"\"{Digest.Sha256Of("another"u8)}\"", Facts(Signed())),
            ($$"""{"key":"{{Digest.Sha256Of("another"u8).Hex}}"}""", byKey),
            ($$"""{"identity":"{{Repository}}/.github/*@refs/tags/*"}""", Facts(Signed())),
            ($$"""{"identity":"{{Workflow}}","issuer":"https://issuer.example"}""", Facts(Signed())),
        })
            Assert.AreNotEqual(ProvenanceOutcome.Refused, With(other, facts).Outcome, other);
    }

    [TestMethod]
    public void The_reason_of_a_revocation_is_told_and_safe_to_print() =>
        Assert.AreEqual($"The package with the digest sha512:{Printable.Short(Content.Hex)} is revoked: the token\\u{{001B}} was stolen.",
            Judge(Section($$"""  "revoked":[{"package":"{{Content}}","reason":"the token\u001b was stolen."}]  """), Facts()).Reason);

    [TestMethod]
    public void Every_rule_must_hold_and_one_attestation_must_be_all_that_a_rule_says()
    {
        var two = Rules(Rule("require"), Rule("whenPresent", "\"gates\":[\"licenses\"]"));
        var judgment = Judge(two, Facts(Signed()));
        Assert.AreEqual(ProvenanceOutcome.Refused, judgment.Outcome);
        Assert.AreEqual("Satisfied FallsShort", string.Join(' ', judgment.Rules.Select(r => r.Result)));

        // The expected one has no gate, the one with the gate is nobody's.
        var gate = Rules(Rule("require", "\"gates\":[\"lock\"]"));
        var stranger = Signed(By(Certified with { RepositoryId = "9" }));
        var bare = Signed(claims: Claims with { Gates = [] });
        Assert.AreEqual("FallsShort", Judge(gate, Facts(stranger, bare)).Rules.Single().Result.ToString());
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(gate, Facts(stranger, bare, Signed())).Outcome);
    }

    [TestMethod]
    public void Of_several_reasons_that_somebody_is_not_expected_the_nearest_is_told()
    {
        var far = $$"""{"issuer":"https://issuer.example","ownerId":"1"}""";
        var near = Identity.Replace("release.yml", "publish.yml", StringComparison.Ordinal);

        Assert.AreEqual($"It is signed by {Workflow}: its workflow is {Workflow}, expected .github/workflows/publish.yml.", Judge(Rules(Rule("require", "", $"{far},{near},{far}")), Facts(Signed())).Reason);
    }

    // In place of verification, and from nobody but the verifier that the rule names.
    [TestMethod]
    [DataRow("https://verify.contoso.com", "PASSED", 2, "verified")]
    [DataRow("https://verify.contoso.com/", "PASSED", 2, "not expected")]
    [DataRow("https://verify.contoso.com", "FAILED", 2, "refused")]
    [DataRow("https://verify.contoso.com", "PASSED", 1, "refused")]
    public void A_summary_counts_from_the_verifier_that_a_rule_names(string id, string result, int level, string outcome)
    {
        var verifier = $$"""{"packages":"*","mode":"require","level":2,"verifiers":[{"id":"https://verify.contoso.com","identities":[{{Identity}}]}]}""";
        var summary = new AttestedSummary(By(), id, Widget.Purl.ToLowerInvariant(), result == "PASSED", level, "beside");
        var facts = Facts() with { Summaries = [summary] };

        Assert.EndsWith(outcome, Judge(Rules(verifier), facts).Words);
        if (outcome != "verified")
            return;
        Assert.AreEqual(ProvenanceOutcome.NotExpected, Judge(Rules(verifier), Facts() with { Summaries = [summary with { Signer = By(Certified with { RepositoryId = "9" }) }] }).Outcome);
        Assert.AreEqual(ProvenanceOutcome.Refused, Judge(Rules(verifier.Replace("\"level\":2", $"\"reproduced\":{{\"identities\":[{Identity}]}}", StringComparison.Ordinal)), facts).Outcome, "A summary says nothing of a rebuild.");
        Assert.AreEqual(ProvenanceOutcome.NotAttested, Judge(Rules(Rule("require")), facts).Outcome, "A rule without a verifier takes no summary, though its builder signed it.");
        Assert.AreEqual(ProvenanceOutcome.NotExpected, Judge(Rules(verifier), Facts(Signed())).Outcome, "A verifier is no builder.");
        Assert.Contains("No verification summary by a verifier whom the rule names lies beside it as ", Judge(Rules(verifier), Facts(Signed())).Reason);
    }

    // Each demand, and what it takes from a summary that is otherwise as the rule has it.
    [TestMethod]
    public void A_summary_is_held_to_what_it_states_and_its_verifier_answers_for_the_rest()
    {
        string Verifier(string more) => $$"""{"packages":"*","mode":"require",{{more}}"verifiers":[{"id":"https://verify.contoso.com","identities":[{{Identity}}]}]}""";
        var summary = new AttestedSummary(By(), "https://verify.contoso.com", Widget.Purl, true, 2, "beside");
        ProvenanceJudgment With(string more, AttestedSummary changed) => Judge(Rules(Verifier(more)), Facts() with { Summaries = [changed] });

        foreach (var (more, changed, reason) in new[]
        {
            ("", summary with { ResourceUri = "pkg:nuget/Contoso.Widget@1.2.4" }, "it is about pkg:nuget/Contoso.Widget@1.2.4, expected pkg:nuget/Contoso.Widget@1.2.3."),
            ("", summary with { ResourceUri = "pkg:nuget/Contoso.Other@1.2.3" }, "it is about pkg:nuget/Contoso.Other@1.2.3"),
            ("", summary with { ResourceUri = Widget.Purl + "?x=1" }, "it is about pkg:nuget/Contoso.Widget@1.2.3?x=1"),
            ("", summary with { Passed = false }, "its result is FAILED."),
            ("", summary with { Signer = By(Certified with { Trigger = "pull_request" }) }, "it comes from a pull request"),
            ("\"level\":3,", summary, "it verified SLSA Build level 2, and 3 is required."),
            ("\"logged\":true,", summary with { Signer = By() with { LogEntries = 0 } }, "it stands in no transparency log"),
            ("\"source\":{\"signedTag\":\"require\"},", summary, "it does not say SUPPLYCHAINSDK_SIGNED_TAG, and a signed tag is required."),
        })
        {
            var judgment = With(more, changed);
            Assert.AreEqual(("refused", true), (judgment.Words, judgment.IsFinding), reason);
            Assert.Contains(reason, judgment.Reason);
        }
        foreach (var (more, taken) in new[]
        {
            ("", summary), ("\"level\":2,", summary), ("\"logged\":true,", summary),
            ("\"source\":{\"signedTag\":\"require\"},", summary with { SignedTag = true }),
            // Of these it states nothing: the rule takes the verifier's word that they were looked at.
            ("\"gates\":[\"lock\"],\"triggers\":[\"push\"],\"builder\":\"https://example.com/b\",", summary),
        })
            Assert.AreEqual(ProvenanceOutcome.Verified, With(more, taken).Outcome, more);
    }

    [TestMethod]
    public void A_verifier_counts_for_its_time_and_by_its_key_alone_and_not_when_revoked()
    {
        string Verifier(string who) => $$"""{"packages":"*","mode":"require","verifiers":[{"id":"https://verify.contoso.com",{{who}}}]}""";
        var facts = Facts() with { Summaries = [new AttestedSummary(By(), "https://verify.contoso.com", Widget.Purl, true, 2, "beside")] };
        string Until(string day) => Verifier($$""" "identities":[{{Identity[..^1]}},"notAfter":"{{day}}"}] """);
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(Rules(Until("2026-06-01")), facts).Outcome);
        Assert.EndsWith("counts until 2026-05-31, and it was signed at 2026-06-01 23:59:59 UTC.", Judge(Rules(Until("2026-05-31")), facts).Reason);
        Assert.AreEqual(ProvenanceOutcome.NotExpected, Judge(Rules(Until("2026-05-31")), facts).Outcome);

        var byKey = facts with { Summaries = [facts.Summaries[0] with { Signer = ByKey() }] };
        var rules = Rules(Verifier(""" "keys":[{"file":"verifier.pub"}] """));
        ProvenanceRules Named(string fingerprint) => rules with { Rules = [.. rules.Rules.Select(r => r with { Verifiers = [.. r.Verifiers.Select(v => v with { Keys = [.. v.Keys.Select(k => k with { Fingerprint = fingerprint })] })] })] };
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(Named(Key), byKey).Outcome);
        Assert.AreEqual(ProvenanceOutcome.NotExpected, Judge(Named(Digest.Sha256Of("another"u8).Hex), byKey).Outcome);
        Assert.AreEqual(ProvenanceOutcome.Refused, Judge(Named(Key) with { Revoked = [new RevokedEntry(RevokedKind.Key, Key, null, null, rules.Rules[0].Origin)] }, byKey).Outcome);
    }

    [TestMethod]
    public void A_summary_beside_a_good_provenance_takes_nothing_from_it_unless_the_verifier_that_the_rule_names_says_FAILED()
    {
        string Both(string mode = "require") => $$"""{"packages":"*","mode":"{{mode}}","identities":[{{Identity}}],"verifiers":[{"id":"https://verify.contoso.com","identities":[{{Identity}}]}]}""";
        var stranger = By(Certified with { Identity = Stranger, Repository = "https://github.com/stranger/widget", RepositoryId = "9" });
        var failed = new AttestedSummary(By(), "https://verify.contoso.com", Widget.Purl, false, 0, "beside");
        AttestationFacts With(params AttestedSummary[] summaries) => Facts(Signed()) with { Summaries = [.. summaries] };

        foreach (var harmless in new[] { failed with { Signer = stranger }, failed with { VerifierId = "https://other.example" }, failed with { Signer = stranger, Passed = true } })
            Assert.AreEqual(ProvenanceOutcome.Verified, Judge(Rules(Both()), With(harmless)).Outcome, harmless.ToString());
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(Rules(Rule("require")), With(failed)).Outcome, "The rule names no verifier.");

        foreach (var said in new[] { With(failed), With(failed with { Passed = true, Level = 2 }, failed) })
        {
            var judgment = Judge(Rules(Both()), said);
            Assert.AreEqual(("refused", true), (judgment.Words, judgment.IsFinding));
            Assert.AreEqual("A verification summary by https://verify.contoso.com is signed as expected, but its result is FAILED.", judgment.Reason);
        }
        // Alone, and by nobody whom the rule names, it is what it says: signed by somebody else.
        Assert.AreEqual($"signed by {Stranger}, not expected", Judge(Rules(Both("whenPresent")), Facts() with { Summaries = [failed with { Signer = stranger }] }).Words);
        // To a rule that names no verifier, and without any, it says nothing of who built the package.
        Assert.AreEqual(("not attested", false), (Judge(Rules(Rule("whenPresent")), Facts() with { Summaries = [failed] }).Words, Judge(Rules(Rule("whenPresent")), Facts() with { Summaries = [failed] }).IsFinding));
        Assert.AreEqual("not attested", Judge(null, Facts() with { Summaries = [failed] }).Words);
        // One rule that takes it does not make another that wants the build.
        var two = Judge(Rules(Rule("require"), Both()), Facts() with { Summaries = [failed with { Passed = true, Level = 2 }] });
        Assert.AreEqual(("not attested", true), (two.Words, two.IsFinding));
        Assert.StartsWith("There is no attestation of a build, but an attestation of type https://slsa.dev/verification_summary/v1, and the rule for", two.Reason);
    }
}
