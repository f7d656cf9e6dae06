using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>publishers</c> sections of many policy files become one.</summary>
internal static class PublisherComposition
{
    public static PublisherRules? Compose(ImmutableArray<PolicyChain> chains, ImmutableArray<PolicyFile> files, ImmutableArray<PolicyFile> heads,
        ImmutableArray<Finding>.Builder findings, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        ImmutableArray<PolicyFile> saying = [.. files.Where(f => f.Publishers is not null)];
        if (saying.IsEmpty)
            return null;
        var baselines = Baselines(chains, saying, findings);
        return new PublisherRules(
            PolicyComposition.Strictest("publishers.enforce", Enforce.Warning,
                [.. saying.Select((f, i) => new PolicyComposition.Said<Enforce>(f.Publishers!.Enforce, i == 0 || heads.Contains(f)))], overruled),
            [.. baselines.Select(b => b.Path)],
            Greatest("publishers.minimumAge", [.. saying.Select(f => f.Publishers!.MinimumAge).OfType<Setting<int>>()], PolicyReport.Days, overruled),
            Rules(saying, heads, overruled))
        {
            Files = baselines.ToImmutableDictionary(b => b.Path.Value, b => b.File, StringComparer.Ordinal),
        };
    }

    // Where no file names one, the file that stands for the section has one beside it: each organisation's outermost, or without one the first.
    private static ImmutableArray<(Setting<string> Path, BaselineFile File)> Baselines(
        ImmutableArray<PolicyChain> chains, ImmutableArray<PolicyFile> saying, ImmutableArray<Finding>.Builder findings)
    {
        ImmutableArray<(PolicyFile File, string Relative, Location Place)> named =
            [.. saying.Where(f => f.Publishers!.Baseline is not null).Select(f => (f, f.Publishers!.Baseline!.Value, f.Publishers.Baseline.Origin!))];
        if (named.IsEmpty)
        {
            ImmutableArray<PolicyFile> standing = [.. chains.Where(c => c.Place == PolicyPlace.Organization).Select(c => c.Files.FirstOrDefault(saying.Contains)).OfType<PolicyFile>()];
            named = [.. (standing.IsEmpty ? saying[..1] : standing).Select(f => (f, PublisherRules.DefaultBaseline, f.Publishers!.Origin))];
        }
        var found = ImmutableArray.CreateBuilder<(Setting<string>, BaselineFile)>();
        foreach (var same in named.GroupBy(n => Path.GetFullPath(n.Relative, Path.GetDirectoryName(n.File.Path)!), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var name = PolicyPath.Combine(same.First().File.Name, same.First().Relative);
            // Named by several files: the one whose entries count for the longest says what all could.
            ImmutableArray<int?> days = [.. same.Select(n => Delegated.Baseline(n.File, name, n.Place, chains, findings))];
            found.Add((new Setting<string>(same.Key, same.First().Place), new BaselineFile(name, days.Contains(null) ? null : days.Max(), null)));
        }
        return found.ToImmutable();
    }

    /// <summary>The greatest number is the strictest; null where no file says one.</summary>
    internal static Setting<int>? Greatest(
        string name, ImmutableArray<Setting<int>> said, Func<int, string> word, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        var greatest = said.MaxBy(s => s.Value);
        foreach (var other in said.Where(s => s.Value < greatest!.Value))
            overruled.Add(new OverruledSetting(name, word(other.Value), other.Origin!, greatest!.Origin));
        return greatest;
    }

    // A rule says otherwise than the section of its own file, and never less than another file says of the same packages.
    private static ImmutableArray<PublisherRule> Rules(ImmutableArray<PolicyFile> saying, ImmutableArray<PolicyFile> heads, ImmutableArray<OverruledSetting>.Builder overruled)
    {
        var rules = ImmutableArray.CreateBuilder<PublisherRule>();
        foreach (var file in saying)
        {
            foreach (var rule in file.Publishers!.Rules)
            {
                var strictest = saying.Where(f => f != file).Select(f => Said(f, f == saying[0] || heads.Contains(f), rule.Packages)).OfType<Setting<Enforce>>()
                    .Where(s => s.Value > rule.Enforce).MaxBy(s => s.Value);
                if (strictest is not null)
                    overruled.Add(new OverruledSetting("publishers.rules", $"{rule.Packages.Text}: {PolicyReport.Word(rule.Enforce)}", rule.Origin, strictest.Origin));
                rules.Add(strictest is null ? rule : new PublisherRule(rule.Packages, strictest.Value, strictest.Origin ?? rule.Origin));
            }
        }
        return [.. rules.OrderBy(r => r.Packages.Text, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Enforce)];
    }

    private static Setting<Enforce>? Said(PolicyFile file, bool meansDefault, PackagePattern packages) =>
        file.Publishers!.Rules.Where(r => r.Packages.Covers(packages)).MaxBy(r => r.Enforce) is { } rule ? new Setting<Enforce>(rule.Enforce, rule.Origin)
            : file.Publishers.Enforce ?? (meansDefault ? new Setting<Enforce>(Enforce.Warning, null) : null);
}
