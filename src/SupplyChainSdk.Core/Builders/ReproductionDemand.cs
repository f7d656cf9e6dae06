using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>
/// What a rule asks with <c>reproduced</c>: that one whom it names for that built the package again, from the commit of the attestation that meets the rule, and the same bytes came out. Who may have
/// built it is not asked about that: a builder reproduces its own package only where the rule names it here, too.
/// </summary>
internal static class ReproductionDemand
{
    /// <summary>What is missing, as a clause, and where it lies; null when nothing is.</summary>
    public static (RuleResult Result, string Clause, string? Source)? Unmet(ProvenanceRule rule, AttestedBuild build, AttestationFacts facts, DateTimeOffset now)
    {
        if (rule.Reproduced is not { } expected)
            return null;
        // On the word of the authority, where there is one; else on the word of the signer, whom the rule expects.
        if ((build.Signer.Certified?.Commit ?? build.Claims.Commit) is not { } commit)
            return (RuleResult.NotReproduced, "it names no commit that could be built again", null);
        if (facts.Reproductions.IsEmpty)
            return (RuleResult.NotReproduced, "no statement of a rebuild is there", null);
        var judged = facts.Reproductions.Select(r => (Found: r, Why: Why(rule, expected, r, commit, now))).ToList();
        // One who is named and says that other bytes come out is not outweighed by another.
        if (judged.Find(j => j is { Why: null, Found.Claims.IsReproduced: false }).Found is { } differs)
            return (RuleResult.Differs, $"{SignerText.Of(differs.Signer)}, whom the rule names, built other bytes from its commit {Printable.Short(commit)} ({differs.Source})", differs.Source);
        if (judged.Exists(j => j is { Why: null, Found.Claims: { IsReproduced: true, IsRebuild: true } }))
            return null;
        var (found, why) = judged[0];
        return (RuleResult.NotReproduced, $"the statement of a rebuild {found.Source} does not count: {why ?? "it says that a project gave one package twice, and not that this one was built again"}", found.Source);
    }

    // Why it counts neither for the package nor against it; null when it does.
    private static string? Why(ProvenanceRule rule, ExpectedReproducers expected, AttestedReproduction found, string commit, DateTimeOffset now) =>
        SignerMatch.Of(expected.Identities, expected.Keys, found.Signer, now).Mismatch is { } mismatch ? $"it is signed by {SignerText.Of(found.Signer)}: {mismatch}"
        : RuleDemands.Signed(rule, found.Signer)
        ?? (found.Layer != PackageLayer.AsBuilt ? "it is not about the package as it was built"
        : !string.Equals(found.Claims.Commit, commit, StringComparison.OrdinalIgnoreCase) ? $"it is of commit {Printable.Short(found.Claims.Commit)}, and the package of {Printable.Short(commit)}" : null);
}
