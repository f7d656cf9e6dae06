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
            : $"{package} was resolved, but no source that may serve it has it ({Listed([.. answers.Select(a => a.Source.Name)])}). "
                + "It was deleted there, or never came from there: find out how it came into the packages folder before you use it.",
        $"{package}\nnot served".ToLowerInvariant(), place, package);

    /// <summary>A source gave no answer, so that nothing is decided.</summary>
    public static Finding NotAsked(Severity severity, string source, string reason, ImmutableArray<PackageId> packages, Location place) => Finding.Create(Codes.SourceNotAsked, severity,
        $"{Listed([.. packages.Select(p => p.ToString())])} cannot be compared with {source}: {reason.TrimEnd('.')}. {Remedy}", $"{source}\n{reason}", place, packages is [var only] ? only : null);

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
    /// <param name="sources">All sources that nuget.config names.</param>
    /// <param name="place">The nuget.config, or the project.</param>
    public static Finding Ambiguous(ImmutableArray<(PackageId Package, ImmutableArray<string> Sources)> packages, ImmutableArray<string> sources, Location place)
    {
        var mapping = string.Concat(sources.Select(source => $"<packageSource key=\"{source}\"><package pattern=\"*\" />"
            + string.Concat(packages.Where(p => p.Sources[0] == source).Take(MaxNamed).Select(p => $"<package pattern=\"{p.Package.Id}\" />")) + "</packageSource>"));
        var several = packages.Length > 1;
        return Finding.Create(Codes.SeveralSources, Severity.Warning,
            $"{Listed([.. packages.Select(p => $"{p.Package.Id} ({string.Join(", ", p.Sources)})")])} can come from more than one source, and no package source mapping says from which: "
            + $"whoever can publish to one of them can take the place of the other's package{(several ? "s" : "")}. Say which one counts, in nuget.config: "
            + $"<packageSourceMapping>{mapping}</packageSourceMapping>{(packages.Length > MaxNamed ? ", and so on" : "")}.",
            "several sources", place);
    }

    private const string Remedy = "Nothing is decided without its answer: check the network, the source and its credentials, and try again; lock.againstSource of the policy says when sources are asked.";

    private static string Listed(ImmutableArray<string> names) =>
        names.Length <= MaxNamed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MaxNamed))} and {names.Length - MaxNamed} more";
}
