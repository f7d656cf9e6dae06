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
        Compare("lock.againstSource", judging.AgainstSource, tree.AgainstSource);
        Compare("integrity.enforce", judging.Integrity, tree.Integrity);
        Compare("integrity.files", judging.FileScope, tree.FileScope);
        New(Entries(judging.DeclaredInputs), Entries(tree.DeclaredInputs));
        if (judging.Signatures is not null && tree.Signatures is null)
            Add("the section \"signatures\" is gone", "signatures", null);
        if (judging.Signatures is not null && tree.Signatures is not null)
            Signatures(judging.Signatures, tree.Signatures);
        if (judging.Publishers is not null && tree.Publishers is null)
            Add("the section \"publishers\" is gone", "publishers", null);
        if (judging.Publishers is not null && tree.Publishers is not null)
            Publishers(judging.Publishers, tree.Publishers);
        if (judging.Provenance is not null && tree.Provenance is null)
            Add("the section \"provenance\" is gone", "provenance", null);
        if (judging.Provenance is not null && tree.Provenance is not null)
        {
            Compare("provenance.enforce", judging.Provenance.Enforce, tree.Provenance.Enforce);
            All(ProvenanceLoosening.Find(judging.Provenance, tree.Provenance));
        }
        All(ProvenanceLoosening.Find(judging.Trust, tree.Trust));
        All(SignedSourceComposition.Loosened(judging.Source, tree.Source));
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
            if (before.TextScore is { } score && !(now.TextScore?.Value >= score.Value))
                Add($"\"licenses.textScore\" is {(now.TextScore is { } less ? PolicyReport.Number(less.Value) : "gone")} here and {PolicyReport.Number(score.Value)} there", "licenses.textScore", now.TextScore?.Origin);
            foreach (var term in Missing(before.Deny, now.Deny))
                Add($"\"licenses.deny\" no longer has \"{term.Value}\"", $"licenses.deny {term.Value}", null);
            if (before.Allow is { } allowed && now.Allow is null)
                Add("the list \"licenses.allow\" is gone", "licenses.allow", null);
            if (before.Allow is { } few && now.Allow is { } more)
            {
                foreach (var term in Missing(more, few))
                    Add($"\"licenses.allow\" has \"{term.Value}\", which is not there", $"licenses.allow {term.Value}", term.Origin);
            }
            New(Entries(before), Entries(now));
        }

        void Signatures(SignatureRules before, SignatureRules now)
        {
            Compare("signatures.enforce", before.Enforce, now.Enforce);
            foreach (var rule in before.Rules.Where(r => !now.Rules.Any(n => Implies(n, r))))
                Add($"\"signatures.rules\" no longer demands {PolicyReport.Words(rule)}", $"signatures.rules {PolicyReport.Words(rule)}", null);
            // Besides what it demands, a rule says of a certificate that it is a repository's.
            var known = before.Rules.SelectMany(r => r.RepositoryFingerprints).Concat(NuGetOrg.Certificates).ToHashSet();
            foreach (var (rule, named) in now.Rules.SelectMany(r => r.RepositoryFingerprints.Where(f => !known.Contains(f)).Select(f => (r, f))))
                Add($"\"signatures.rules\" trusts the repository certificate {named.Hex} for {rule.Packages.Text}, and not there", $"signatures.rules {rule.Packages.Text} {named.Hex}", rule.Origin);
        }

        void Publishers(PublisherRules before, PublisherRules now)
        {
            Compare("publishers.enforce", before.Enforce, now.Enforce);
            if (before.MinimumAge is { } age && !(now.MinimumAge?.Value >= age.Value))
                Add($"\"publishers.minimumAge\" is {(now.MinimumAge is { } less ? PolicyReport.Days(less.Value) : "gone")} here and {PolicyReport.Days(age.Value)} there",
                    "publishers.minimumAge", now.MinimumAge?.Origin);
            foreach (var packages in before.Rules.Concat(now.Rules).Select(r => r.Packages).Distinct().Where(p => now.EnforceOf(p) < before.EnforceOf(p)))
                Add($"\"publishers.rules\" is {PolicyReport.Word(now.EnforceOf(packages))} for {packages.Text} here and {PolicyReport.Word(before.EnforceOf(packages))} there",
                    $"publishers.rules {packages.Text}", now.Rules.FirstOrDefault(r => r.Packages == packages)?.Origin);
            foreach (var baseline in now.Baselines.Where(b => !before.Files.Values.Any(f => Same(f, now.Files[b.Value]))))
                Add($"the baseline {now.Files[baseline.Value].Name} is not what it is there", $"publishers.baseline {now.Files[baseline.Value].Name}", baseline.Origin);
            foreach (var name in before.Files.Values.Select(f => f.Name).Except(now.Files.Values.Select(f => f.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal))
                Add($"the baseline {name} does not count any more", $"publishers.baseline {name}", null);
        }

        void New(IEnumerable<Entry> before, IEnumerable<Entry> now)
        {
            ImmutableArray<Entry> entries = [.. before];
            foreach (var entry in now.Where(e => !entries.Any(e.IsWithin)))
                Add($"\"{entry.Rule}\" has {entry.What} until {Until(entry.Until)}, which is not there", $"{entry.Rule} {entry.What} until {Until(entry.Until)}", entry.Origin);
        }

        void Compare<T>(string rule, Setting<T> before, Setting<T> now)
            where T : struct, Enum
        {
            if (Comparer<T>.Default.Compare(now.Value, before.Value) < 0)
                Add($"\"{rule}\" is {PolicyReport.Word(now.Value)} here and {PolicyReport.Word(before.Value)} there", rule, now.Origin);
        }

        void All(IEnumerable<ProvenanceLoosening.Item> items)
        {
            foreach (var item in items)
                Add(item.What, item.Key, item.At);
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

    private static string Until(DateOnly? day) => day is { } until ? PolicyReport.Day(until) : "further notice";

    private static IEnumerable<Entry> Entries(ImmutableArray<DeclaredInput> inputs) =>
        inputs.Select(i => new Entry("integrity.inputs", i.Name + (i.Sha256 is { } digest ? $" ({digest})" : ""), i.Expires, i.Origin));

    // Whether what one rule lets through the other does too; several rules together may, and are not asked.
    // Who names certificates of repositories asks for a repository signature too.
    private static bool Implies(SignatureRule rule, SignatureRule other) =>
        rule.Packages.Covers(other.Packages) && (rule.RequireAuthor || !other.RequireAuthor)
        && (rule.RequireRepository || !rule.RepositoryFingerprints.IsEmpty || !other.RequireRepository)
        && IsWithin(rule.Fingerprints, other.Fingerprints) && IsWithin(rule.Owners, other.Owners) && IsWithin(rule.Repositories, other.Repositories);

    // An empty list lets everything through.
    private static bool IsWithin<T>(ImmutableArray<T> few, ImmutableArray<T> many) => many.IsEmpty || !few.IsEmpty && few.All(many.Contains);

    private static bool Same(BaselineFile before, BaselineFile now) => before.Name == now.Name
        && (before.Content is { } one ? now.Content is { } other && one.Span.SequenceEqual(other.Span) : now.Content is null);

    // Who wrote an entry and why does not loosen; what it is about and how long it lasts does.
    private sealed record Entry(string Rule, string What, DateOnly? Until, Location Origin)
    {
        public bool IsWithin(Entry other) => other.Rule == Rule && other.What == What && (other.Until is null || Until <= other.Until);
    }
}
