using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>How much what is found about a package weighs.</summary>
internal static class PublisherWeight
{
    /// <summary>As the strictest rule that matches says; as the section says where none does.</summary>
    public static Enforce Of(PackageId package, PublisherRules rules)
    {
        var matching = rules.Rules.Where(r => r.Packages.Matches(package)).Select(r => r.Enforce).ToList();
        return matching.Count > 0 ? matching.Max() : rules.Enforce.Value;
    }

    /// <summary>The most that anything can weigh: a baseline that cannot be read weighs as much.</summary>
    public static Enforce Heaviest(PublisherRules rules) => rules.Rules.Select(r => r.Enforce).Append(rules.Enforce.Value).Max();

    /// <summary>
    /// The weight of an attestation that is gone, at least that of other drift: who remembers one requires one, so that it weighs as what <c>provenance</c> requires, an error unless a file says otherwise (decision 0019).
    /// </summary>
    public static Severity OfLoss(Severity drift, ProvenanceRules? provenance) => provenance?.Enforce.Value == Enforce.Warning ? drift : Severity.Error;

    /// <summary>The weight of a finding; never asked of what is off.</summary>
    public static Severity SeverityOf(PackageId package, PublisherRules rules) => Of(package, rules) == Enforce.Error ? Severity.Error : Severity.Warning;
}
