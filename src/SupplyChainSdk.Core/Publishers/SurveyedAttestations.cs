using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>What attestations say as far as it may be remembered.</summary>
/// <param name="Facts">Of packages of which something may be concluded.</param>
/// <param name="Problems">Why nothing, or not all, may be; clauses, safe to print.</param>
internal sealed record SurveyedAttestations(ImmutableDictionary<PackageId, AttestationFacts> Facts, ImmutableSortedDictionary<PackageId, string> Problems)
{
    private const int MostShown = 3;

    /// <summary>Of packages that were read.</summary>
    /// <param name="packages">They.</param>
    /// <param name="attestations">What their attestations say; null where the policy turns that off.</param>
    /// <param name="policy">It may revoke.</param>
    public static SurveyedAttestations Of(PackageReading packages, DependencyAttestations? attestations, EffectivePolicy policy)
    {
        var facts = ImmutableDictionary.CreateBuilder<PackageId, AttestationFacts>();
        var problems = ImmutableSortedDictionary.CreateBuilder<PackageId, string>();
        foreach (var id in packages.Read.Select(p => p.Package.Id))
        {
            if (attestations is null)
            {
                problems[id] = "\"provenance.enforce\" is \"off\"";
                continue;
            }
            if (!attestations.Facts.TryGetValue(id, out var found))
            {
                problems[id] = attestations.Problem!.TrimEnd('.');
                continue;
            }
            if (Revocation.Of(policy.Provenance?.Revoked ?? [], found) is { } revoked)
            {
                problems[id] = revoked.TrimEnd('.');
                continue;
            }
            if (found.Refused is [var refused, ..])
                problems[id] = $"the attestation {SignerText.Shown(refused.Source)} does not hold: {refused.Reason}";
            else if (!found.UnknownSigners.IsEmpty)
                problems[id] = $"an attestation by {Printable.List(found.UnknownSigners.Select(SignerText.Of), MostShown)} cannot be verified";
            facts[id] = found;
        }
        return new SurveyedAttestations(facts.ToImmutable(), problems.ToImmutable());
    }
}
