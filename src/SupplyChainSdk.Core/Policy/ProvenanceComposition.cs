using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>provenance</c> sections of many policy files become one: rules and revocations only add up.</summary>
internal static class ProvenanceComposition
{
    public static ProvenanceRules? Compose(ImmutableArray<PolicyFile> files, ImmutableArray<PolicyFile> heads, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        ImmutableArray<PolicyFile> saying = [.. files.Where(f => f.Provenance is not null)];
        if (saying.IsEmpty)
            return null;
        return new ProvenanceRules(
            PolicyComposition.Strictest("provenance.enforce", Enforce.Error,
                [.. saying.Select((f, i) => new PolicyComposition.Said<Enforce>(f.Provenance!.Enforce, i == 0 || heads.Contains(f)))], overruled),
            [.. saying.SelectMany(f => Rules(f.Provenance!.Rules)).OrderBy(r => r.Packages.Text, StringComparer.OrdinalIgnoreCase)],
            [.. saying.SelectMany(f => f.Provenance!.Revoked).DistinctBy(r => (r.Kind, r.Value, r.Issuer)).OrderBy(r => r.Kind).ThenBy(r => r.Value, StringComparer.Ordinal)])
        {
            Ignored = [.. saying.SelectMany(f => f.Provenance!.Rules).Where(r => r.Mode == ProvenanceMode.Ignore).Select(r => new Setting<PackagePattern>(r.Packages, r.Origin))
                .OrderBy(i => i.Value.Text, StringComparer.OrdinalIgnoreCase)],
        };
    }

    // Of one file. What it ignores takes packages out of its own rules only, and out of none that is about less than that: nothing is loosened by the way.
    private static IEnumerable<ProvenanceRule> Rules(ImmutableArray<ProvenanceRule> rules)
    {
        ImmutableArray<PackagePattern> ignored = [.. rules.Where(r => r.Mode == ProvenanceMode.Ignore).Select(r => r.Packages)];
        return rules.Where(r => r.Mode != ProvenanceMode.Ignore && !ignored.Any(i => i.Covers(r.Packages) && r.Packages.Covers(i)))
            .Select(r => r with { Except = [.. ignored.Where(r.Packages.Covers)] });
    }
}
