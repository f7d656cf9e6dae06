using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>How a rule was met.</summary>
public enum RuleResult
{
    /// <summary>An attestation is as the rule has it.</summary>
    Satisfied,

    /// <summary>There is no attestation, and the rule asks for none.</summary>
    NothingAsked,

    /// <summary>There is no attestation, and the rule requires one.</summary>
    Missing,

    /// <summary>Nobody whom the rule expects has signed.</summary>
    NotExpected,

    /// <summary>Somebody whom the rule expects has signed, and something else is not as the rule has it.</summary>
    FallsShort,

    /// <summary>Somebody whom the rule expects has signed, and nobody whom it names for that says that the package comes out again.</summary>
    NotReproduced,

    /// <summary>The same, and one of those says that other bytes come out.</summary>
    Differs,
}

/// <summary>What one rule says of one package.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Result">How it was met.</param>
/// <param name="Sentence">What satisfied or failed it; safe to print.</param>
/// <param name="Source">Where the attestation lies that the sentence is about; null for none.</param>
public sealed record RuleJudgment(ProvenanceRule Rule, RuleResult Result, string Sentence, string? Source)
{
    /// <summary>Whether the rule lets the package through.</summary>
    public bool IsSatisfied => Result is RuleResult.Satisfied or RuleResult.NothingAsked;

    /// <summary>The SLSA Build level that the attestation proves, or whose verifier says so; 0 where it satisfies nothing, or says nothing of it.</summary>
    public int Level { get; private init; }

    /// <summary>Whether the tag of the source was verified as signed here; the word of a verifier is none of that.</summary>
    public bool SignedTag { get; private init; }

    /// <summary>Of the bundle that satisfied it; null where nothing did.</summary>
    public Digest? Bundle { get; private init; }

    // One attestation has to be all that the rule says; of those that are not, the one that came furthest explains it.
    internal static RuleJudgment Judge(ProvenanceRule rule, PackageId package, AttestationFacts all, DateTimeOffset now)
    {
        var facts = rule.Verifiers.IsEmpty ? all.WithoutSummaries : all;
        if (facts.IsEmpty)
        {
            var absent = ProvenanceJudgment.Absent(facts);
            return rule.Mode == ProvenanceMode.Require
                ? new RuleJudgment(rule, RuleResult.Missing, $"{absent}, and the rule for \"{rule.Packages.Text}\" requires one.", null)
                : new RuleJudgment(rule, RuleResult.NothingAsked, $"{absent}, and the rule for \"{rule.Packages.Text}\" asks for none where none is present.", null);
        }
        var summaries = facts.Summaries.Select(s => Judge(rule, package, s, now)).ToList();
        // Whom the rule believes that it passed is believed that it did not, whatever others say: which of two came last, nobody vouches for.
        if (facts.Summaries.Zip(summaries).FirstOrDefault(s => !s.First.Passed && s.Second.Result == RuleResult.FallsShort).Second is { } failed)
            return failed;
        var judged = facts.Builds.Select(b => Judge(rule, b, facts, now)).Concat(summaries)
            .Concat(facts.UnknownSigners.Select(s => new RuleJudgment(rule, RuleResult.NotExpected, $"It is signed by {SignerText.Of(s)}.", s.Source)));
        var nearest = judged.MinBy(j => j.Result switch { RuleResult.Satisfied => 0, RuleResult.Differs => 1, RuleResult.NotReproduced => 2, RuleResult.FallsShort => 3, _ => 4 })!;
        // Whoever names a verifier waits for his word, and who built it explains nothing.
        return nearest.Result == RuleResult.NotExpected && !rule.Verifiers.IsEmpty && facts.Summaries.IsEmpty
            ? nearest with { Sentence = $"{nearest.Sentence} No verification summary by a verifier whom the rule names lies beside it as {PackageFileName.Of(package).ToLowerInvariant()}{BundleFiles.SummarySuffix}." }
            : nearest;
    }

    private static RuleJudgment Judge(ProvenanceRule rule, AttestedBuild build, AttestationFacts facts, DateTimeOffset now)
    {
        var signer = SignerText.Of(build.Signer);
        var match = SignerMatch.Of(rule.Identities, rule.Keys, build.Signer, now);
        if (match.Mismatch is { } mismatch)
            return new RuleJudgment(rule, RuleResult.NotExpected, $"It is signed by {signer}: {mismatch}.", build.Source);
        if (RuleDemands.Unmet(rule, build, match) is { } unmet)
            return new RuleJudgment(rule, RuleResult.FallsShort, $"It is signed by {signer}, as expected, but {unmet}.", build.Source);
        return ReproductionDemand.Unmet(rule, build, facts, now) is { } open
            ? new RuleJudgment(rule, open.Result, $"It is signed by {signer}, as expected, but {open.Clause}.", open.Source)
            : new RuleJudgment(rule, RuleResult.Satisfied, $"It is signed by {signer}, as the rule for \"{rule.Packages.Text}\" expects{(rule.Reproduced is null ? "" : ", and was built again with the same bytes")}.", build.Source)
            {
                Level = RuleDemands.LevelOf(build.Signer, match),
                SignedTag = build.Checked.SignedTag == CheckedFact.Verified,
                Bundle = build.Bundle,
            };
    }

    // A summary stands in place of the attestations that its verifier saw: of the build itself only what it states can be asked.
    private static RuleJudgment Judge(ProvenanceRule rule, PackageId package, AttestedSummary summary, DateTimeOffset now)
    {
        var signer = SignerText.Of(summary.Signer);
        var id = SignerText.Shown(summary.VerifierId);
        string? mismatch = null;
        SignerMatch? match = null;
        foreach (var verifier in rule.Verifiers.Where(v => v.Id == summary.VerifierId))
        {
            match = SignerMatch.Of(verifier.Identities, verifier.Keys, summary.Signer, now);
            if (match.Mismatch is null)
                break;
            mismatch ??= match.Mismatch;
        }
        if (match is null)
            return NotExpected($"a verification summary is by {id}, and the rule for \"{rule.Packages.Text}\" names another verifier");
        if (match.Mismatch is not null)
            return NotExpected($"a verification summary by {id} is signed by {signer}: {mismatch}");
        return RuleDemands.Unmet(rule, package, summary) is { } unmet
            ? new RuleJudgment(rule, RuleResult.FallsShort, $"A verification summary by {id} is signed as expected, but {unmet}.", summary.Source)
            : new RuleJudgment(rule, RuleResult.Satisfied, $"It was verified by {id}, as the rule for \"{rule.Packages.Text}\" allows.", summary.Source) { Level = summary.Level, Bundle = summary.Bundle };

        RuleJudgment NotExpected(string clause) => new(rule, RuleResult.NotExpected, $"{char.ToUpperInvariant(clause[0])}{clause[1..]}.", summary.Source);
    }
}
