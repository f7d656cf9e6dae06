using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Release;

/// <summary>What a statement says of the packages that the build consumed: from what the check of the same invocation read, and nothing is read again.</summary>
internal static class PackDependencies
{
    /// <summary>Every package, in the order of the graph.</summary>
    /// <param name="check">Passed, so that every package was read.</param>
    /// <param name="now">The time of the check.</param>
    public static ImmutableArray<ResolvedMaterial> Of(CheckReport check, DateTimeOffset now) => [.. check.Packages!.Read.Select(p =>
    {
        var facts = check.Attestations?.Facts.GetValueOrDefault(p.Package.Id);
        return new ResolvedMaterial(p.Package.Id, p.ContentHash, p.FileSha512, p.Package.IsDevelopmentOnly) { AsBuilt = AsBuilt(p, facts), Outcome = Outcome(p.Package.Id, facts, check, now) };
    })];

    // Where nothing was put inside, the package as it was built is the package without its signature: what the content hash is of (docs/attested-packages.md).
    private static ImmutableArray<Digest> AsBuilt(PackageFacts package, AttestationFacts? facts) =>
        facts is { Built.IsEmpty: false } ? facts.Built : package.HoldsAttestation ? [] : [package.ContentHash.ToDigest()];

    // Where the policy turns the gate off nobody looked, and nothing is said.
    private static DependencyOutcome? Outcome(PackageId package, AttestationFacts? facts, CheckReport check, DateTimeOffset now)
    {
        if (check is not { Attestations: { } attestations, Policy: { } policy, Baselines: { } baselines })
            return null;
        if (facts is null)
            return attestations.NotJudged.Contains(package) ? new DependencyOutcome(DependencyOutcome.NotJudged, null) : null;
        var judged = ProvenanceJudgment.Judge(policy.Provenance, package, facts, now, baselines.Expected(package, policy.Publishers, DateOnly.FromDateTime(now.UtcDateTime)));
        return new DependencyOutcome(judged.Words, judged.Outcome != ProvenanceOutcome.Verified ? null : judged.IsByBaseline ? "baseline" : "rule");
    }
}
