using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Policy;

/// <summary>The findings about policy files.</summary>
public static class PolicyFindings
{
    private const int LongestShown = 60;

    /// <summary>SCSDK1001: not there, not readable, too big, or not JSON.</summary>
    /// <param name="at">The file, the place in it, or the place that names it.</param>
    /// <param name="name">The file's path relative to the repository.</param>
    /// <param name="problem">A clause; with what to do.</param>
    public static Finding Unreadable(Location at, string name, string problem) =>
        Error(Codes.PolicyUnreadable, at, name, $"The policy file {name} cannot be read: {problem}.");

    /// <summary>SCSDK1002: a property that nothing reads.</summary>
    public static Finding UnknownName(Location at, string key, string name, string place, string? nearest, ImmutableArray<string> known) =>
        Error(Codes.PolicyInvalid, at, key, $"\"{Shown(name)}\" is not a name that {place} takes{DidYouMean(nearest, known)}");

    /// <summary>SCSDK1002: a property that stands twice.</summary>
    public static Finding DuplicateName(Location at, string key, string name, int firstLine) =>
        Error(Codes.PolicyInvalid, at, key, string.Create(CultureInfo.InvariantCulture,
            $"\"{Shown(name)}\" stands twice; the first is on line {firstLine}. Keep one, since only one could count."));

    /// <summary>SCSDK1002: a value of another JSON type.</summary>
    public static Finding WrongType(Location at, string key, string expected, string found) =>
        Error(Codes.PolicyInvalid, at, key, $"\"{key}\" takes {expected}, not {found}.");

    /// <summary>SCSDK1002: a value of the right type that is not one of those that count.</summary>
    public static Finding UnknownValue(Location at, string key, string found, string? nearest, ImmutableArray<string> known) =>
        Error(Codes.PolicyInvalid, at, key, $"\"{key}\" does not take \"{Shown(found)}\"{DidYouMean(nearest, known)}");

    /// <summary>SCSDK1002: a licence that is neither an SPDX id nor anything else that a policy may name.</summary>
    public static Finding UnknownLicense(Location at, string key, string found, ImmutableArray<string> nearest) =>
        Error(Codes.PolicyInvalid, at, key, $"\"{Shown(found)}\" is not a licence that is known{(nearest.IsEmpty
            ? "; write an SPDX id, id WITH exception, LicenseRef-…, or the name of a set."
            : $"; did you mean {NearestName.Listed(nearest, '"')}?")}");

    /// <summary>SCSDK1002: a property that must be there.</summary>
    public static Finding Missing(Location at, string key, string example) =>
        Error(Codes.PolicyInvalid, at, key, $"\"{key}\" is missing. Add {example}.");

    /// <summary>SCSDK1002: any other rule of docs/policy.md that a value breaks.</summary>
    /// <param name="at">The value.</param>
    /// <param name="key">Its path in the file.</param>
    /// <param name="found">The value.</param>
    /// <param name="rule">What it must be, with what to write.</param>
    public static Finding BadValue(Location at, string key, string found, string rule) =>
        Error(Codes.PolicyInvalid, at, key, $"\"{key}\" is \"{Shown(found)}\": {rule}.");

    /// <summary>SCSDK1002: an allow-list, or what is left of several, lets nothing through.</summary>
    public static Finding NothingAllowed(Location at, string why) =>
        Error(Codes.PolicyInvalid, at, "licenses.allow", $"\"licenses.allow\" allows no licence at all: {why}. Name what is allowed, or leave \"allow\" out.");

    /// <summary>SCSDK1002: a rule about signatures that every package follows.</summary>
    public static Finding DemandsNothing(Location at, string key) =>
        Error(Codes.PolicyInvalid, at, key, $"\"{key}\" demands nothing of a signature. Add \"requireAuthor\", \"requireRepository\", \"fingerprints\", \"repositoryFingerprints\" or \"owners\", or take the rule out.");

    /// <summary>SCSDK1002: <c>extends</c> leads back to a file that it came from.</summary>
    public static Finding ExtendsCycle(Location at, string name) =>
        Error(Codes.PolicyInvalid, at, $"{name} extends", $"\"extends\" leads back to {name}, which is being read. Remove one of the two.");

    /// <summary>SCSDK1003: a section, name or value of a version to come.</summary>
    public static Finding NeedsNewer(Location at, string key, string what) =>
        Error(Codes.PolicyNeedsNewerVersion, at, key, $"{what} needs a newer version of SupplyChainSdk than this. Update it, or take that out of the file.");

    /// <summary>SCSDK1004: a link or path that leads out of the repository.</summary>
    public static Finding OutsideRoot(Location at, string name, string how) =>
        Error(Codes.PolicyOutsideRoot, at, name, $"{how} leads out of the repository, where nobody who reviews it would see a change. "
            + "Move the file into the repository, or name it with @(SupplyChainPolicy) or --policy.");

    /// <summary>SCSDK1004: a baseline outside the repository.</summary>
    public static Finding BaselineOutsideRoot(Location at, string name) => Error(Codes.PolicyOutsideRoot, at, $"publishers.baseline {name}",
        $"The baseline {name} lies outside the repository, where nobody who reviews it would see a change. Move it into the repository.");

    /// <summary>SCSDK1004: a key or a trusted root outside the repository.</summary>
    /// <param name="at">Where it is named.</param>
    /// <param name="key">What names it, such as <c>trust.root</c>.</param>
    /// <param name="name">The file.</param>
    public static Finding NamedFileOutsideRoot(Location at, string key, string name) => Error(Codes.PolicyOutsideRoot, at, $"{key} {name}",
        $"{Shown(name)}, which \"{key}\" names, lies outside the repository, where nobody who reviews it would see a change. Move it into the repository.");

    /// <summary>SCSDK1025: a key or a trusted root that a policy names, and that cannot be used.</summary>
    /// <param name="at">Where it is named.</param>
    /// <param name="key">What names it, such as <c>trust.root</c>.</param>
    /// <param name="name">The file, relative to the repository.</param>
    /// <param name="problem">A sentence; with what to do.</param>
    public static Finding NamedFileUnusable(Location at, string key, string name, string problem) =>
        Error(Codes.PolicyFileUnusable, at, $"{key} {name}", $"{Shown(name)}, which \"{key}\" names, cannot be used. {problem}");

    /// <summary>SCSDK1005: a trusted root that an inner file names.</summary>
    /// <param name="at">Where it is named.</param>
    /// <param name="name">The trusted root.</param>
    /// <param name="outer">The outer file.</param>
    /// <param name="theirs">The trusted root that it names; null for none.</param>
    public static Finding TrustedRootNotOuter(Location at, string name, string outer, string? theirs) => Error(Codes.LooseningNotDelegated, at, $"trust.root {name}",
        $"The trusted root {Shown(name)} does not count: {outer} is the outer policy and names {(theirs is null ? "none" : $"{Shown(theirs)}, which is another")}. Name it there, or take it out here.");

    /// <summary>SCSDK1005: a trusted root that an organisation's file alone names, for rules of the repository about identities.</summary>
    /// <param name="at">The first such rule.</param>
    /// <param name="file">The outermost file of the repository.</param>
    /// <param name="organization">The organisation's file.</param>
    /// <param name="name">The trusted root.</param>
    public static Finding TrustedRootNotOfRepository(Location at, string file, string organization, string name) => Error(Codes.LooseningNotDelegated, at, $"trust.root {name}",
        $"{file} expects identities and names no trusted root, and {organization}, which a build finds by what its packages say, names {Shown(name)}. Name the same one as \"trust.root\" in {file}, or let {organization} name none.");

    /// <summary>SCSDK1002: two files of which none is outer to the other name different trusted roots.</summary>
    public static Finding TrustedRootsDiffer(Location at, string name, string other, string theirs) => Error(Codes.PolicyInvalid, at, $"trust.root {name}",
        $"\"trust.root\" names {Shown(name)}, and {other} names {Shown(theirs)}, which is another trusted root; neither is stricter. Let both name the same, or one of them none.");

    /// <summary>SCSDK1005: an entry that loosens, in a file that may not.</summary>
    /// <param name="at">The entry.</param>
    /// <param name="rule">Such as <c>licenses.exceptions</c>.</param>
    /// <param name="package">Which package or file the entry is about.</param>
    /// <param name="outer">The file, relative to the repository, that does not delegate.</param>
    public static Finding NotDelegated(Location at, string rule, string package, string outer) =>
        Error(Codes.LooseningNotDelegated, at, $"{rule} {package}", $"The entry for {Shown(package)} in \"{rule}\" does not count: "
            + $"{outer} is the outer policy and does not delegate it. Move the entry there, or add \"delegate\": {{ \"{rule}\": \"90d\" }} there.");

    /// <summary>SCSDK1005: an entry that lasts longer than the outer policy lets it, or for ever.</summary>
    public static Finding LastsTooLong(Location at, string rule, string package, DateOnly? expires, DateOnly latest, Setting<Delegation> by, string outer) =>
        Error(Codes.LooseningNotDelegated, at, $"{rule} {package}", string.Create(CultureInfo.InvariantCulture,
            $"The entry for {Shown(package)} in \"{rule}\" {(expires is { } day ? $"ends on {day:yyyy-MM-dd}" : "has no \"expires\"")}, but {outer}")
            + string.Create(CultureInfo.InvariantCulture,
                $" delegates it for {by.Value.Days} days, until {latest:yyyy-MM-dd} today. Let it end by then, and renew it when it is still needed."));

    /// <summary>SCSDK1006: no policy file at all.</summary>
    /// <param name="projectFile">The project that has none: of several, others may have one.</param>
    public static Finding NoPolicy(string projectFile) =>
        Finding.Create(Codes.NoPolicy, Severity.Information, "There is no supplychain.json from the project up to the repository root: "
            + "lock and integrity are checked; signatures, publishers, provenance, source and licences are not configured. To start one: supplychain init", "policy", new Location(projectFile));

    /// <summary>SCSDK1023: a clarification whose last day has passed.</summary>
    public static Finding EntryExpired(string rule, PackageSelector package, DateOnly expires, Location at) => EntryExpired(rule, Describe(package), expires, at);

    /// <summary>SCSDK1023: an entry whose last day has passed.</summary>
    /// <param name="rule">Such as <c>integrity.inputs</c>.</param>
    /// <param name="subject">Which package or file the entry is about.</param>
    /// <param name="expires">Its last day.</param>
    /// <param name="at">The entry.</param>
    public static Finding EntryExpired(string rule, string subject, DateOnly expires, Location at) =>
        Finding.Create(Codes.PolicyEntryExpired, Severity.Warning, string.Create(CultureInfo.InvariantCulture,
            $"The entry for {Shown(subject)} in \"{rule}\" ended on {expires:yyyy-MM-dd} and no longer counts. Look again, then renew or remove it."),
            $"{rule} {subject}", at);

    /// <summary>SCSDK1024: what the tree allows and the policy that judges it does not.</summary>
    /// <param name="what">The rule and both values, such as <c>"lock.enforce" is warning here and error there</c>.</param>
    /// <param name="key">The rule, and what it is about.</param>
    /// <param name="reference">The commit whose policy judges, as it was named.</param>
    /// <param name="at">Where the tree says it; null where it says nothing any more.</param>
    public static Finding Loosened(string what, string key, string reference, Location? at) => Finding.Create(Codes.PolicyLoosened, Severity.Warning,
        $"The policy of the tree is looser than that of {reference}: {what}. It does not count here; it would once this is merged, so whoever merges has to want it.", key, at);

    private static string Describe(PackageSelector package) => package.Versions is null ? package.Id : $"{package.Id} {package.Versions}";

    private static Finding Error(DiagnosticCode code, Location at, string key, string message) =>
        Finding.Create(code, Severity.Error, message, key, at);

    private static string DidYouMean(string? nearest, ImmutableArray<string> known) =>
        nearest is null ? $"; known here: {string.Join(", ", known)}." : $"; did you mean \"{nearest}\"?";

    private static string Shown(string text) => text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…");
}
