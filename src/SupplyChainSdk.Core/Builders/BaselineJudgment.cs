using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>What a baseline says of who built one package. It never outweighs a rule; where no rule speaks, it may expect somebody.</summary>
/// <param name="IsExpected">Whether everybody whom one entry remembers has signed, and as a rule without further words would take it.</param>
/// <param name="IsContradicted">Whether every entry remembers something else.</param>
/// <param name="Sentence">What met or contradicted it; safe to print.</param>
internal sealed record BaselineJudgment(bool IsExpected, bool IsContradicted, string Sentence)
{
    /// <summary>Judges; null where nothing is remembered.</summary>
    /// <param name="remembered">One for each entry about the package.</param>
    /// <param name="facts">What its attestations say; nothing of it is refused or revoked.</param>
    /// <param name="now">The time, UTC.</param>
    public static BaselineJudgment? Judge(ImmutableArray<AttestationMemory> remembered, AttestationFacts facts, DateTimeOffset now)
    {
        if (remembered.IsEmpty || AttestationMemory.Of(facts) is not { } found)
            return null;
        var nearest = remembered.MinBy(m => (m.ChangesTo(found).Length, m.IsEmpty ? 1 : 0))!;
        var changes = nearest.ChangesTo(found);
        if (changes.Any(c => !c.IsGain))
            return new BaselineJudgment(false, true, $"It is not attested as the baseline remembers: {string.Join("; ", changes)}.");
        if (nearest.IsEmpty)
            return new BaselineJudgment(false, false, found.IsEmpty ? "The baseline remembers no attestation of it, and no rule asks for one." : "The baseline remembers no attestation of it, and no rule says who may have built it.");
        ImmutableArray<AttestedBuild> builds = [.. facts.Builds.Where(b => nearest.Builders.Contains(RememberedBuilder.Of(b)))];
        return builds.Select(b => Doubt(b.Signer, now)).FirstOrDefault(d => d is not null) is { } doubt
            ? new BaselineJudgment(false, false, $"It is signed by whom the baseline remembers, but {doubt}, and only a rule can allow that.")
            : new BaselineJudgment(true, false, $"It is signed by {Printable.List(builds.Select(b => SignerText.Of(b.Signer)).Distinct(), 3)}, as the baseline remembers.");
    }

    // What a rule refuses unless it says so is not let through for want of a rule.
    private static string? Doubt(AttestationSigner signer, DateTimeOffset now) =>
        SignerMatch.IsToCome(signer, now) ? "the time of the signature is still to come"
        : signer.Certified?.Trigger is { } trigger && ExpectedIdentity.IsPullRequest(trigger) ? $"a pull request started the build (trigger {SignerText.Shown(trigger)})"
        : signer.Certified?.Runner is { } runner && !ExpectedIdentity.IsHosted(runner) ? $"the runner is {SignerText.Shown(runner)}, not one that the CI system hosts" : null;
}
