using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>Is each package built by whom the policy expects, and as it expects? (docs/dependencies.md)</summary>
public static class ProvenanceGate
{
    /// <summary>The name of the gate and of its policy section.</summary>
    public const string Name = "provenance";

    /// <summary>Whether attestations are looked at: everywhere but where the policy turns the gate off, since one that does not hold stops without a rule too.</summary>
    public static bool Looks(EffectivePolicy policy) => policy.Provenance?.Enforce.Value != Enforce.Off;

    /// <summary>Compares who built each package with every rule that is about it.</summary>
    /// <param name="packages">What the archives hold.</param>
    /// <param name="attestations">Of every package that was read, where <see cref="Looks"/> says so.</param>
    /// <param name="policy">The effective policy; without the section the gate is not configured, unless an attestation does not hold.</param>
    /// <param name="locked">Where the lock file has each package; null without one.</param>
    /// <param name="now">The time, UTC.</param>
    public static GateResult Check(PackageReading packages, DependencyAttestations attestations, EffectivePolicy policy, ImmutableDictionary<PackageId, LockedHash>? locked, DateTimeOffset now)
    {
        var rules = policy.Provenance;
        if (!Looks(policy))
            return GateResult.Skipped(Name, GateOutcome.Off, Enforce.Off);
        var enforce = rules?.Enforce.Value ?? Enforce.Error;
        var severity = enforce == Enforce.Error ? Severity.Error : Severity.Warning;
        var findings = packages.Read.Where(p => attestations.Facts.ContainsKey(p.Package.Id))
            .SelectMany(p => Findings(p, attestations.Facts[p.Package.Id], severity, locked?.GetValueOrDefault(p.Package.Id)?.Place))
            .Concat(packages.Failed.SelectMany(f => (rules?.For(f.Package.Id) ?? []).Take(1).Select(r => ProvenanceFindings.NotRead(severity, f, r))))
            .Concat(NotJudged(attestations, policy, severity))
            .Concat(packages.Read.Select(p => ProvenanceFindings.ClaimedSourceDiffers(p, attestations.Facts.GetValueOrDefault(p.Package.Id), locked?.GetValueOrDefault(p.Package.Id)?.Place)).OfType<Finding>());
        ImmutableArray<Finding> sorted = [.. findings.OrderBy(f => f.Package).ThenBy(f => f.Code.Id, StringComparer.Ordinal)];
        return rules is null && sorted.All(f => f.Severity == Severity.Information) ? GateResult.Skipped(Name, GateOutcome.NotConfigured, Enforce.Off) with { Findings = sorted }
            : GateResult.Of(Name, enforce, sorted);

        IEnumerable<Finding> Findings(PackageFacts package, AttestationFacts facts, Severity weight, Location? place)
        {
            var judged = ProvenanceJudgment.Judge(rules, package.Package.Id, facts, now, []);
            // Where no rule was asked, it is because of a revocation or of the attestation itself, of which no policy makes less.
            return !judged.IsFinding ? []
                : judged.Rules.IsEmpty ? [Revocation.Of(rules?.Revoked ?? [], facts) is not null ? ProvenanceFindings.Revoked(judged, place) : ProvenanceFindings.Refused(judged, place)]
                : judged.Rules.Where(r => !r.IsSatisfied).Select(r => r.Result switch
                {
                    RuleResult.Missing => ProvenanceFindings.Missing(weight, package, r.Rule, facts.WithoutSummaries),
                    RuleResult.NotExpected => ProvenanceFindings.NotExpected(weight, judged, r),
                    RuleResult.NotReproduced => ProvenanceFindings.NotReproduced(weight, package, r),
                    RuleResult.Differs => ProvenanceFindings.ReproductionDiffers(weight, judged, r),
                    _ => ProvenanceFindings.FallsShort(weight, judged, r),
                });
        }
    }

    // Without a rule nothing was asked of them; but one that does not hold would not have been seen.
    private static IEnumerable<Finding> NotJudged(DependencyAttestations attestations, EffectivePolicy policy, Severity severity) => attestations.Problem is not { } problem ? []
        : [ProvenanceFindings.NoTrustedRoot(policy.Provenance is null && policy.Trust is null ? Severity.Warning : severity, attestations.NotJudged.Length, problem, policy.Trust?.Root?.Origin ?? policy.Trust?.MaxAge?.Origin)];
}
