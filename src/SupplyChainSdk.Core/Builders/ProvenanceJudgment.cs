using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>What is said of who built a package: exactly one of these.</summary>
public enum ProvenanceOutcome
{
    /// <summary>An attestation is as every rule about the package has it, and there is a rule; or, where there is none, as the baseline remembers it.</summary>
    Verified,

    /// <summary>An attestation is genuine, and by somebody whom no rule, or not every rule, expects.</summary>
    NotExpected,

    /// <summary>There is none.</summary>
    NotAttested,

    /// <summary>One is malformed, of another package, badly signed or revoked; or an expected signer signed what its rule does not take.</summary>
    Refused,
}

/// <summary>The judgment about one package: facts, rules and the time in, one outcome out. It reads nothing and asks nobody.</summary>
/// <param name="Package">The package.</param>
/// <param name="Outcome">What is said of it.</param>
/// <param name="Reason">One sentence, safe to print.</param>
/// <param name="Rules">Each rule about the package, in the order of the policy, with what satisfied or failed it; empty without a rule, and where nothing counts any more.</param>
public sealed record ProvenanceJudgment(PackageId Package, ProvenanceOutcome Outcome, string Reason, ImmutableArray<RuleJudgment> Rules)
{
    private const int MostShown = 3;

    /// <summary>Who signed, safe to print; null where nothing genuine is there.</summary>
    public string? Signer { get; private init; }

    /// <summary>Whether it is the baseline that expects the signer, and no rule.</summary>
    public bool IsByBaseline { get; private init; }

    /// <summary>Whether the baseline remembers something else, and no rule says that this is right.</summary>
    public bool ContradictsBaseline { get; private init; }

    /// <summary>What the baseline says, as a sentence that is safe to print; null where it remembers nothing, or a rule spoke.</summary>
    public string? BaselineSays { get; private init; }

    /// <summary>The outcome in the words that every output has for it.</summary>
    public string Words => Outcome switch
    {
        ProvenanceOutcome.Verified => "verified",
        ProvenanceOutcome.NotExpected => $"signed by {Signer}, not expected",
        ProvenanceOutcome.NotAttested => "not attested",
        _ => "refused",
    };

    /// <summary>Whether it is a finding: what is refused always is, the rest where a rule is not satisfied.</summary>
    public bool IsFinding => Outcome == ProvenanceOutcome.Refused || Rules.Any(r => !r.IsSatisfied);

    /// <summary>Judges one package.</summary>
    /// <param name="rules">The policy's; null where it has none.</param>
    /// <param name="package">The package.</param>
    /// <param name="facts">What its attestations say.</param>
    /// <param name="now">The time, UTC: nothing can have been signed after it.</param>
    /// <param name="remembered">What entries of the baseline remember of it: it decides where no rule is about the package, and takes nothing from a rule. Without a rule and this nothing is ever verified.</param>
    public static ProvenanceJudgment Judge(ProvenanceRules? rules, PackageId package, AttestationFacts facts, DateTimeOffset now, ImmutableArray<AttestationMemory> remembered)
    {
        var signer = Signers(facts);
        if (Revocation.Of(rules?.Revoked ?? [], facts) is { } revoked)
            return new ProvenanceJudgment(package, ProvenanceOutcome.Refused, revoked, []) { Signer = signer };
        if (facts.Refused is [var refused, ..])
            return new ProvenanceJudgment(package, ProvenanceOutcome.Refused, $"The attestation {refused.Source} is refused: {refused.Reason.TrimEnd('.')}.", []) { Signer = signer };
        ImmutableArray<RuleJudgment> judged = [.. (rules?.For(package) ?? []).Select(r => RuleJudgment.Judge(r, package, facts, now))];
        // Where no rule names a verifier, nobody asked for the word of one.
        if (judged.All(j => j.Rule.Verifiers.IsEmpty))
        {
            facts = facts.WithoutSummaries;
            signer = Signers(facts);
        }
        var failed = judged.FirstOrDefault(j => j.Result is RuleResult.NotExpected or RuleResult.Missing) ?? judged.FirstOrDefault(j => !j.IsSatisfied);
        var baseline = BaselineJudgment.Judge(remembered, facts, now);
        var outcome = facts.IsEmpty ? ProvenanceOutcome.NotAttested
            : judged.IsEmpty ? baseline?.IsExpected == true ? ProvenanceOutcome.Verified : ProvenanceOutcome.NotExpected
            : failed?.Result == RuleResult.NotExpected ? ProvenanceOutcome.NotExpected
            : failed?.Result == RuleResult.Missing ? ProvenanceOutcome.NotAttested
            : failed is null ? ProvenanceOutcome.Verified : ProvenanceOutcome.Refused;
        var contradicts = outcome != ProvenanceOutcome.Verified && baseline?.IsContradicted == true;
        var says = judged.IsEmpty || contradicts ? baseline?.Sentence : null;
        var reason = failed?.Sentence ?? says ?? (judged.IsEmpty ? facts.IsEmpty ? $"{Absent(facts)}, and no rule asks for one." : $"It is signed by {signer}, and no rule says who may." : judged[0].Sentence);
        return new ProvenanceJudgment(package, outcome, reason, judged)
        {
            Signer = signer,
            IsByBaseline = judged.IsEmpty && outcome == ProvenanceOutcome.Verified,
            ContradictsBaseline = contradicts,
            BaselineSays = says,
        };
    }

    /// <summary>That nothing says who built it, as the first part of a sentence.</summary>
    internal static string Absent(AttestationFacts facts) => facts.OtherTypes.Any() ? $"There is no attestation of a build, but {SignerText.OfOthers(facts)}" : "There is no attestation";

    private static string? Signers(AttestationFacts facts)
    {
        ImmutableArray<string> signers = [.. facts.Builds.Select(b => SignerText.Of(b.Signer)).Concat(facts.Summaries.Select(s => SignerText.Of(s.Signer)))
            .Concat(facts.UnknownSigners.Select(SignerText.Of)).Distinct(StringComparer.Ordinal)];
        return signers.IsEmpty ? null : Printable.List(signers, MostShown);
    }
}
