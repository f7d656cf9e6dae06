using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>Many policy files become one: they compose, the strictest wins, nothing replaces (docs/policy.md, "How files compose").</summary>
public static class PolicyComposition
{
    private static readonly Digest NoDigest = Digest.Sha256Of([]);
    private static readonly Comparer<PolicyChain> OuterFirst = Comparer<PolicyChain>.Create((one, other) => one.Place - other.Place);

    /// <summary>Composes the files that apply to a project.</summary>
    /// <param name="chains">Every file that applies; the order of chains of one place does not matter to the result.</param>
    /// <param name="probed">See <see cref="EffectivePolicy.Probed"/>.</param>
    /// <param name="today">The day in UTC.</param>
    public static PolicyLoad Compose(ImmutableArray<PolicyChain> chains, ImmutableArray<string> probed, DateOnly today)
    {
        chains = [.. chains.Order(OuterFirst)];
        ImmutableArray<PolicyFile> files = [.. chains.SelectMany(c => c.Files)];
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var overruled = ImmutableArray.CreateBuilder<OverruledSetting>();

        // The files whose silence means the default: those that no other file can speak for.
        ImmutableArray<PolicyFile> heads = [.. chains.Where(c => c.Place == PolicyPlace.Organization).Select(c => c.Files[0])];
        if (heads.IsEmpty)
            heads = [.. files.Take(1)];

        foreach (var file in files)
            Delegated.Check(file, chains, today, findings);
        Setting<T> OfAll<T>(string name, T byDefault, Func<PolicyFile, Setting<T>?> said)
            where T : struct, Enum => Strictest(name, byDefault, [.. files.Select(f => new Said<T>(said(f), heads.Contains(f)))], overruled);
        var policy = new EffectivePolicy([.. files.Select(f => f.Path)], probed, NoDigest,
            OfAll("lock.enforce", Enforce.Error, f => f.Lock?.Enforce),
            OfAll("integrity.enforce", Enforce.Error, f => f.Integrity?.Enforce),
            Licenses(files, heads, findings, overruled))
        {
            AgainstSource = OfAll("lock.againstSource", AgainstSource.Release, f => f.Lock?.AgainstSource),
            FileScope = OfAll("integrity.files", FileScope.Used, f => f.Integrity?.Files),
            DeclaredInputs = [.. files.SelectMany(f => f.Integrity?.Inputs ?? []).OrderBy(i => i.Name, StringComparer.Ordinal)],
            Signatures = Signatures(files, heads, overruled),
            Publishers = PublisherComposition.Compose(chains, files, heads, findings, overruled),
            Provenance = ProvenanceComposition.Compose(files, heads, overruled),
            Trust = TrustComposition.Compose(chains, files, findings, overruled),
            Source = SignedSourceComposition.Compose(files, heads, findings, overruled),
            Delegations = [.. files.SelectMany(f => f.Delegations)],
            Overruled = [.. overruled],
        };
        if (findings.Any(f => f.Severity == Severity.Error))
            return new PolicyLoad(null, findings.ToImmutable(), probed);
        return new PolicyLoad(policy with
        {
            // What has ended is still what the policy says, and the day changes no digest.
            Digest = PolicyDigest.Of(policy),
            Licenses = policy.Licenses is { } licenses ? licenses with { Clarifications = Current(licenses.Clarifications, today, findings) } : null,
            DeclaredInputs = Current(policy.DeclaredInputs, today, findings),
        }, findings.ToImmutable(), probed);
    }

    private static LicenseRules? Licenses(ImmutableArray<PolicyFile> files, ImmutableArray<PolicyFile> heads,
        ImmutableArray<Finding>.Builder findings, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        ImmutableArray<PolicyFile> saying = [.. files.Where(f => f.Licenses is not null)];
        if (saying.IsEmpty)
            return null;
        ImmutableArray<Said<T>> Of<T>(Func<LicenseSection, Setting<T>?> said) => [.. saying.Select((f, i) => new Said<T>(said(f.Licenses!), i == 0 || heads.Contains(f)))];
        return new LicenseRules(
            Strictest("licenses.enforce", Enforce.Error, Of(s => s.Enforce), overruled),
            Union(saying.SelectMany(f => f.Licenses!.Deny)),
            Intersection([.. saying.Select(f => f.Licenses!).Where(l => l.Allow is not null)], findings, overruled),
            Strictest("licenses.unknown", Enforce.Error, Of(s => s.Unknown), overruled),
            Strictest("licenses.scope", LicenseScope.Shipped, Of(s => s.Scope), overruled),
            [.. saying.SelectMany(f => f.Licenses!.Clarifications).OrderBy(c => c.Package.Id, StringComparer.OrdinalIgnoreCase)],
            [.. saying.SelectMany(f => f.Licenses!.Exceptions).OrderBy(e => e.Package.Id, StringComparer.OrdinalIgnoreCase)])
        { TextScore = PublisherComposition.Greatest("licenses.textScore", [.. saying.Select(f => f.Licenses!.TextScore).OfType<Setting<int>>()], PolicyReport.Number, overruled) };
    }

    // Rules about signatures only tighten: those of all files hold together.
    private static SignatureRules? Signatures(ImmutableArray<PolicyFile> files, ImmutableArray<PolicyFile> heads, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        ImmutableArray<PolicyFile> saying = [.. files.Where(f => f.Signatures is not null)];
        return saying.IsEmpty ? null : new SignatureRules(
            Strictest("signatures.enforce", Enforce.Error, [.. saying.Select((f, i) => new Said<Enforce>(f.Signatures!.Enforce, i == 0 || heads.Contains(f)))], overruled),
            [.. saying.SelectMany(f => f.Signatures!.Rules).OrderBy(r => r.Packages.Text, StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>The greatest value is the strictest. Of equals the outermost counts as the origin; a default only where nothing equal is written.</summary>
    /// <param name="name">Of the value, for what is overruled.</param>
    /// <param name="byDefault">What a head means by its silence.</param>
    /// <param name="values">What each file says, outermost first, and whether its silence means the default.</param>
    /// <param name="overruled">Takes what does not count.</param>
    internal static Setting<T> Strictest<T>(string name, T byDefault, ImmutableArray<Said<T>> values,
        ImmutableArray<OverruledSetting>.Builder overruled)
        where T : struct, Enum
    {
        ImmutableArray<Setting<T>> said = [.. values.Where(v => v.Setting is not null).Select(v => v.Setting!)];
        var silentHead = values.IsEmpty || values.Any(v => v.IsHead && v.Setting is null);
        var candidates = silentHead ? said.Add(new Setting<T>(byDefault, null)) : said;
        var strictest = candidates[0];
        foreach (var candidate in candidates.Where(s => s.Value.CompareTo(strictest.Value) > 0))
            strictest = candidate;
        foreach (var other in said.Where(s => s.Value.CompareTo(strictest.Value) < 0))
            overruled.Add(new OverruledSetting(name, PolicyReport.Word(other.Value), other.Origin!, strictest.Origin));
        return strictest;
    }

    /// <summary>What a file says, and whether its silence means the default.</summary>
    internal sealed record Said<T>(Setting<T>? Setting, bool IsHead);

    private static ImmutableArray<Setting<string>> Union(IEnumerable<Setting<string>> terms) =>
        [.. terms.DistinctBy(t => t.Value, StringComparer.OrdinalIgnoreCase).OrderBy(t => t.Value, StringComparer.OrdinalIgnoreCase)];

    private static ImmutableArray<Setting<string>>? Intersection(ImmutableArray<LicenseSection> allowing,
        ImmutableArray<Finding>.Builder findings, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        if (allowing.IsEmpty)
            return null;
        ImmutableArray<ImmutableArray<Setting<string>>> lists = [.. allowing.Select(l => l.Allow!.Value)];
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

    private static ImmutableArray<DeclaredInput> Current(ImmutableArray<DeclaredInput> inputs, DateOnly today, ImmutableArray<Finding>.Builder findings)
    {
        foreach (var expired in inputs.Where(i => i.Expires < today))
            findings.Add(PolicyFindings.EntryExpired("integrity.inputs", expired.Name, expired.Expires!.Value, expired.Origin));
        return [.. inputs.Where(i => i.Expires is null || i.Expires >= today)];
    }
}
