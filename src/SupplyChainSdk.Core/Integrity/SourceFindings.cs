using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What the comparison with the sources can find.</summary>
public static class SourceFindings
{
    private const int MaxNamed = 3;

    /// <summary>A source serves other bytes than those that were locked.</summary>
    public static Finding Differs(Severity severity, PackageId package, ExpectedHash expected, SourceAnswer answer)
    {
        var (found, stated) = ContentHash.Apart(answer.Hash!, expected.Hash);
        return Finding.Create(Codes.SourceDiffers, severity,
            expected.IsLocked
                ? $"{package} as {answer.Source.Name} serves it is not the package that was locked (content hash {found}, locked {stated}). "
                    + "Either the lock file and the packages folder were changed together, or the source serves another package than it did: compare the lock file with its history before you change either."
                : $"{package} as {answer.Source.Name} serves it is not the package in the packages folder (content hash {found}, in the folder {stated}; no lock file states one). "
                    + "Delete it there and restore; if it happens again, the source serves another package each time.",
            $"{package}\n{answer.Source.Name}".ToLowerInvariant(), expected.Place, package);
    }

    /// <summary>No source has the package.</summary>
    public static Finding NotServed(Severity severity, PackageId package, Location place, ImmutableArray<SourceAnswer> answers) => Finding.Create(Codes.SourceDiffers, severity,
        answers.IsEmpty
            ? $"{package} was resolved, but no source may serve it: none that the package source mapping of nuget.config names for it was used by restore. Map it to the source that it comes from, and restore again."
            : $"{package} was resolved, but no source that may serve it has it ({Printable.List(answers.Select(a => a.Source.Name), MaxNamed)}). "
                + "It was deleted there, or never came from there: find out how it came into the packages folder before you use it.",
        $"{package}\nnot served".ToLowerInvariant(), place, package);

    /// <summary>A source gave no answer, so that nothing is decided.</summary>
    public static Finding NotAsked(Severity severity, string source, string reason, ImmutableArray<PackageId> packages, Location place) => Finding.Create(Codes.SourceNotAsked, severity,
        $"{source} gave no answer, and {(packages is [var one] ? one.ToString() : $"{packages.Length} packages")} cannot be compared with it: {reason.TrimEnd('.')}. {Remedy}", $"{source}\n{reason}", place, packages is [var only] ? only : null);

    /// <summary>No source could be asked about anything.</summary>
    public static Finding NothingAsked(Severity severity, string reason, Location place) => Finding.Create(Codes.SourceNotAsked, severity,
        $"The packages cannot be compared with their sources: {reason}. {Remedy}", "sources", place);

    /// <summary>The policy wants the sources asked, and whoever called does not.</summary>
    public static Finding Offline(Location? origin) => Finding.Create(Codes.SourceNotAsked, Severity.Information,
        "The packages were not compared with their sources: --offline was given, and lock.againstSource of the policy says always. Check once more with a network.", "offline", origin);

    /// <summary>Two sources serve different packages under one id and version, and nothing says which one counts.</summary>
    public static Finding Confused(Severity severity, PackageId package, ExpectedHash expected, SourceAnswer same, SourceAnswer other) => Finding.Create(Codes.SeveralSources, severity,
        $"{package} is another package at {other.Source.Name} (content hash {ContentHash.Apart(other.Hash!, expected.Hash).One}) than at {same.Source.Name} ({ContentHash.Apart(other.Hash!, expected.Hash).Other}, "
        + $"as {(expected.IsLocked ? "locked" : "in the packages folder")}), and no package source mapping says which one counts. Find out who publishes at {other.Source.Name}, and map it in nuget.config: "
        + $"<packageSource key=\"{same.Source.Name}\"><package pattern=\"{package.Id}\" /></packageSource>.",
        $"{package}\n{other.Source.Name}".ToLowerInvariant(), expected.Place, package);

    /// <summary>More than one source has packages of these ids, and nothing says which one counts.</summary>
    /// <param name="packages">Each with the sources that have it, that of the locked bytes first.</param>
    /// <param name="origins">The names of the sources that packages of the project came from, as far as that is recorded.</param>
    /// <param name="sources">All sources that nuget.config names, in its order.</param>
    /// <param name="place">The nuget.config, or the project.</param>
    public static Finding Ambiguous(
        ImmutableArray<(PackageId Package, ImmutableArray<string> Sources)> packages, ImmutableSortedDictionary<PackageId, string> origins, ImmutableArray<string> sources, Location place)
    {
        ImmutableArray<string> open = [.. packages.Where(p => !(origins.TryGetValue(p.Package, out var origin) && p.Sources.Contains(origin))).Select(p => p.Package.Id)];
        return Finding.Create(Codes.SeveralSources, Severity.Warning,
            $"{Printable.List(packages.Select(p => $"{p.Package.Id} ({string.Join(", ", p.Sources)})"), MaxNamed)} can come from more than one source, and no package source mapping says from which: "
            + $"whoever can publish to one of them can take the place of the other's package{(packages.Length > 1 ? "s" : "")}. "
            + (open.IsEmpty ? Mapping([.. packages.Select(p => p.Package)], origins, sources)
                : $"It is not recorded from which of them {Printable.List(open, MaxNamed)} came: decide which source counts, and say so in nuget.config by a packageSourceMapping."),
            "several sources", place);
    }

    // Each where it came from, and whatever is not named from one source alone: that of most packages.
    private static string Mapping(ImmutableArray<PackageId> packages, ImmutableSortedDictionary<PackageId, string> origins, ImmutableArray<string> sources)
    {
        var rest = sources.MaxBy(source => origins.Count(o => o.Value == source));
        var patterns = sources.Select(source => (Source: source, Ids: packages.Concat(source == rest ? [] : origins.Keys).Where(p => origins[p] == source).Select(p => p.Id)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList())).Where(s => s.Source == rest || s.Ids.Count > 0).ToList();
        return $"Say which one counts, in nuget.config: <packageSourceMapping>{string.Concat(patterns.Select(s => $"<packageSource key=\"{s.Source}\">{(s.Source == rest ? "<package pattern=\"*\" />" : "")}"
            + string.Concat(s.Ids.Take(MaxNamed).Select(id => $"<package pattern=\"{id}\" />")) + "</packageSource>"))}</packageSourceMapping>{(patterns.Any(s => s.Ids.Count > MaxNamed) ? ", and so on" : "")}.";
    }

    private const string Remedy = "Nothing is decided without its answer: check the network, the source and its credentials, and try again; lock.againstSource of the policy says when sources are asked.";
}
