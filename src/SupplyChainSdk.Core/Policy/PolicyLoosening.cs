using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Policy;

/// <summary>What one policy allows and another does not: a change does not approve itself.</summary>
public static class PolicyLoosening
{
    /// <summary>Everything in which a tree is looser than what it is judged by.</summary>
    /// <param name="judging">The policy that judges.</param>
    /// <param name="tree">The policy of the tree.</param>
    /// <param name="reference">The commit of <paramref name="judging"/>, as it was named.</param>
    /// <returns>Warnings, rule by rule; empty when the tree is as strict or stricter.</returns>
    public static ImmutableArray<Finding> Find(EffectivePolicy judging, EffectivePolicy tree, string reference)
    {
        var found = ImmutableArray.CreateBuilder<Finding>();
        Compare("lock.enforce", judging.Lock, tree.Lock);
        Compare("integrity.enforce", judging.Integrity, tree.Integrity);
        if (judging.Licenses is not null && tree.Licenses is null)
            Add("the section \"licenses\" is gone", "licenses", null);
        if (judging.Licenses is not null && tree.Licenses is not null)
            Licenses(judging.Licenses, tree.Licenses);
        foreach (var delegation in tree.Delegations.Where(d => !judging.Delegations.Any(j => j.Value.Rule == d.Value.Rule && j.Value.Days >= d.Value.Days)))
            Add(string.Create(CultureInfo.InvariantCulture, $"\"delegate\" lets inner files use \"{delegation.Value.Rule}\" for {delegation.Value.Days} days, and not there"), $"delegate {delegation.Value.Rule}", delegation.Origin);
        return found.ToImmutable();

        void Licenses(LicenseRules before, LicenseRules now)
        {
            Compare("licenses.enforce", before.Enforce, now.Enforce);
            Compare("licenses.unknown", before.Unknown, now.Unknown);
            Compare("licenses.scope", before.Scope, now.Scope);
            foreach (var term in Missing(before.Deny, now.Deny))
                Add($"\"licenses.deny\" no longer has \"{term.Value}\"", $"licenses.deny {term.Value}", null);
            if (before.Allow is { } allowed && now.Allow is null)
                Add("the list \"licenses.allow\" is gone", "licenses.allow", null);
            if (before.Allow is { } few && now.Allow is { } more)
            {
                foreach (var term in Missing(more, few))
                    Add($"\"licenses.allow\" has \"{term.Value}\", which is not there", $"licenses.allow {term.Value}", term.Origin);
            }
            var entries = Entries(before).ToList();
            foreach (var entry in Entries(now).Where(e => !entries.Any(e.IsWithin)))
                Add($"\"{entry.Rule}\" has {entry.What} until {Day(entry.Until)}, which is not there", $"{entry.Rule} {entry.What} until {Day(entry.Until)}", entry.Origin);
        }

        void Compare<T>(string rule, Setting<T> before, Setting<T> now)
            where T : struct, Enum
        {
            if (Comparer<T>.Default.Compare(now.Value, before.Value) < 0)
                Add($"\"{rule}\" is {PolicyReport.Word(now.Value)} here and {PolicyReport.Word(before.Value)} there", rule, now.Origin);
        }

        void Add(string what, string key, Location? at) => found.Add(PolicyFindings.Loosened(what, key, reference, at));
    }

    private static IEnumerable<Setting<string>> Missing(ImmutableArray<Setting<string>> from, ImmutableArray<Setting<string>> others) =>
        from.Where(t => !others.Any(o => string.Equals(o.Value, t.Value, StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<Entry> Entries(LicenseRules rules) =>
        rules.Clarifications.Select(c => new Entry("licenses.clarify",
                $"{Package(c.Package)} as {c.Expression}{(c.Sha256 is { } digest ? $" by {c.File} ({digest})" : "")}", c.Expires, c.Origin))
            .Concat(rules.Exceptions.Select(e => new Entry("licenses.exceptions", $"{Package(e.Package)} as {e.License ?? "any licence"}", e.Expires, e.Origin)));

    private static string Package(PackageSelector package) => package.Versions is null ? package.Id : $"{package.Id} {package.Versions}";

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "further notice";

    // Who wrote an entry and why does not loosen; what it is about and how long it lasts does.
    private sealed record Entry(string Rule, string What, DateOnly? Until, Location Origin)
    {
        public bool IsWithin(Entry other) => other.Rule == Rule && other.What == What && (other.Until is null || Until <= other.Until);
    }
}
