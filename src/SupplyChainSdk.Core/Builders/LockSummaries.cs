using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Builders;

/// <summary>The verification summaries of a lock file: one of each package about which a rule of the policy decided. docs/verification-summary.md.</summary>
public static class LockSummaries
{
    /// <summary>Every file that may be written, in the order of the packages, with what goes in; null where nothing was decided, so that an earlier one must not stay.</summary>
    /// <param name="verification">Of the lock file.</param>
    /// <param name="verifier">Who verified.</param>
    public static IEnumerable<(string FileName, byte[]? Statement)> Of(LockVerification verification, SummaryVerifier verifier) =>
        verification.Packages.Select(p => ($"{PackageFileName.Of(p.Package).ToLowerInvariant()}.vsa.intoto.unsigned.json", Statement(p, verification.PolicyDigest, verifier)));

    // By the baseline nobody asked for anything: what it remembers is no policy that somebody else could rely on.
    private static byte[]? Statement(LockedPackage package, Digest? policy, SummaryVerifier verifier)
    {
        if (policy is null || package is not { IsAnother: false, Problem: null, Judgment: { Rules: [_, ..] rules } judgment, Facts: { Built: [_, ..] built } facts })
            return null;
        var passed = judgment is { Outcome: ProvenanceOutcome.Verified, IsByBaseline: false };
        if (!passed && !judgment.IsFinding)
            return null;
        ImmutableArray<RuleJudgment> met = [.. rules.Where(r => r.Result == RuleResult.Satisfied)];
        // The least that any rule's attestation proves, which holds whichever of them one looks at. Of a level nothing is said where only another verifier's word was there, and it said nothing.
        var level = passed ? met.Min(r => r.Level) : 0;
        return SummaryWriter.Write(PackageFileName.Of(package.Package), package.Package, built, new SummaryPolicy(SummaryWriter.PolicyUri, [policy]),
            (passed ? met.Select(r => r.Bundle) : facts.Builds.Select(b => b.Bundle).Concat(facts.Summaries.Select(s => s.Bundle))).OfType<Digest>(),
            passed ? VerificationSummary.Levels(level == 0 ? null : level, met.All(r => r.SignedTag)) : null, verifier);
    }
}
