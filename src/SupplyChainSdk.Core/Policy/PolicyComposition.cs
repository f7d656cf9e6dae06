using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>Many policy files become one: they compose, the strictest wins, nothing replaces (docs/policy.md, "How files compose").</summary>
public static class PolicyComposition
{
    /// <summary>Composes the files that apply to a project.</summary>
    /// <param name="chains">Every file that applies; the order of chains of one place does not matter to the result.</param>
    /// <param name="probed">See <see cref="EffectivePolicy.Probed"/>.</param>
    /// <param name="today">The day in UTC.</param>
    public static PolicyLoad Compose(ImmutableArray<PolicyChain> chains, ImmutableArray<string> probed, DateOnly today)
    {
        chains = [.. chains.OrderBy(c => c.Place)];
        ImmutableArray<PolicyFile> files = [.. chains.SelectMany(c => c.Files)];
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var overruled = ImmutableArray.CreateBuilder<OverruledSetting>();

        // The files whose silence means the default: those that no other file can speak for.
        ImmutableArray<PolicyFile> heads = [.. chains.Where(c => c.Place == PolicyPlace.Organization).Select(c => c.Files[0])];
        if (heads.IsEmpty)
            heads = [.. files.Take(1)];

        var lockGate = Strictest("lock.enforce", Enforce.Error, [.. files.Select(f => (f.Lock?.Enforce, heads.Contains(f)))], overruled);
        var integrity = Strictest("integrity.enforce", Enforce.Error, [.. files.Select(f => (f.Integrity?.Enforce, heads.Contains(f)))], overruled);
        var licenses = Licenses(chains, files, heads, today, findings, overruled);

        ImmutableArray<Finding> found = [.. findings];
        if (found.Any(f => f.Severity == Severity.Error))
            return new PolicyLoad(null, found, probed);
        var policy = new EffectivePolicy([.. files.Select(f => f.Path)], probed, PolicyDigest.Of(lockGate.Value, integrity.Value, licenses), lockGate, integrity,
            licenses is null ? null : licenses with { Clarifications = Current(licenses.Clarifications, today, findings) })
        {
            Delegations = [.. files.SelectMany(f => f.Delegations)],
            Overruled = overruled.ToImmutable(),
        };
        return new PolicyLoad(policy, findings.ToImmutable(), probed);
    }

    private static LicenseRules? Licenses(ImmutableArray<PolicyChain> chains, ImmutableArray<PolicyFile> files, ImmutableArray<PolicyFile> heads,
        DateOnly today, ImmutableArray<Finding>.Builder findings, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        ImmutableArray<PolicyFile> saying = [.. files.Where(f => f.Licenses is not null)];
        if (saying.IsEmpty)
            return null;
        ImmutableArray<(LicenseSection Section, bool Head)> sections = [.. saying.Select((f, i) => (f.Licenses!, i == 0 || heads.Contains(f)))];
        foreach (var file in saying)
            Delegated.Check(file, chains, today, findings);
        return new LicenseRules(
            Strictest("licenses.enforce", Enforce.Error, [.. sections.Select(s => (s.Section.Enforce, s.Head))], overruled),
            Union(saying.SelectMany(f => f.Licenses!.Deny)),
            Intersection([.. saying.Where(f => f.Licenses!.Allow is not null).Select(f => f.Licenses!.Allow!.Value)], findings, overruled),
            Strictest("licenses.unknown", Enforce.Error, [.. sections.Select(s => (s.Section.Unknown, s.Head))], overruled),
            Strictest("licenses.scope", LicenseScope.Shipped, [.. sections.Select(s => (s.Section.Scope, s.Head))], overruled),
            [.. saying.SelectMany(f => f.Licenses!.Clarifications).OrderBy(c => c.Package.Id, StringComparer.OrdinalIgnoreCase)],
            [.. saying.SelectMany(f => f.Licenses!.Exceptions).OrderBy(e => e.Package.Id, StringComparer.OrdinalIgnoreCase)]);
    }

    // The greatest value is the strictest. Of equals the outermost counts as the origin; a default only where nothing equal is written.
    private static Setting<T> Strictest<T>(string name, T byDefault, ImmutableArray<(Setting<T>? Said, bool Head)> values,
        ImmutableArray<OverruledSetting>.Builder overruled)
        where T : struct, Enum
    {
        ImmutableArray<Setting<T>> said = [.. values.Where(v => v.Said is not null).Select(v => v.Said!)];
        var silentHead = values.IsEmpty || values.Any(v => v.Head && v.Said is null);
        var candidates = silentHead ? said.Add(new Setting<T>(byDefault, null)) : said;
        var strictest = candidates.MaxBy(s => s.Value)!;
        foreach (var other in said.Where(s => Comparer<T>.Default.Compare(s.Value, strictest.Value) < 0))
            overruled.Add(new OverruledSetting(name, PolicyReport.Word(other.Value), other.Origin!, strictest.Origin));
        return strictest;
    }

    private static ImmutableArray<Setting<string>> Union(IEnumerable<Setting<string>> terms) =>
        [.. terms.DistinctBy(t => t.Value, StringComparer.OrdinalIgnoreCase).OrderBy(t => t.Value, StringComparer.OrdinalIgnoreCase)];

    private static ImmutableArray<Setting<string>>? Intersection(ImmutableArray<ImmutableArray<Setting<string>>> lists,
        ImmutableArray<Finding>.Builder findings, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        if (lists.IsEmpty)
            return null;
        ImmutableArray<HashSet<string>> names = [.. lists.Select(l => l.Select(t => t.Value).ToHashSet(StringComparer.OrdinalIgnoreCase))];
        ImmutableArray<Setting<string>> common = [.. Union(lists.SelectMany(l => l)).Where(t => names.All(n => n.Contains(t.Value)))];
        foreach (var term in lists.SelectMany(l => l))
        {
            if (names.FirstOrDefault(n => !n.Contains(term.Value)) is { } without)
                overruled.Add(new OverruledSetting("licenses.allow", term.Value, term.Origin!, lists[names.IndexOf(without)][0].Origin));
        }
        if (common.IsEmpty)
            findings.Add(PolicyFindings.NothingAllowed(lists[^1][0].Origin!, "no name is in every one of the lists that apply"));
        return common;
    }

    private static ImmutableArray<LicenseClarification> Current(
        ImmutableArray<LicenseClarification> clarifications, DateOnly today, ImmutableArray<Finding>.Builder findings)
    {
        foreach (var expired in clarifications.Where(c => c.Expires < today))
            findings.Add(PolicyFindings.EntryExpired("licenses.clarify", expired.Package, expired.Expires!.Value, expired.Origin));
        return [.. clarifications.Where(c => c.Expires is null || c.Expires >= today)];
    }
}
