using System.Globalization;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>What the sources say of packages, as findings.</summary>
internal static class PackageStatusFindings
{
    private const int MaxReason = 300;

    /// <summary>SCSDK5007: its publisher hides it from people who search.</summary>
    public static Finding Unlisted(Severity severity, PackageId package, VersionStatus answer, Location at) => About(Codes.PackageUnlisted, severity, package, at,
        $"{package} is unlisted at {Printable.Quoted(answer.Source)}: its publisher hides it, often because something is wrong with it. Find out why, or use a version that is listed.");

    /// <summary>SCSDK5008: its publisher advises against it.</summary>
    public static Finding Deprecated(Severity severity, PackageId package, VersionStatus answer, Location at) => About(Codes.PackageDeprecated, severity, package, at,
        $"{package} is deprecated at {Printable.Quoted(answer.Source)}: {Printable.Text(Printable.Bounded(answer.Deprecation!, MaxReason)).TrimEnd('.')}. Replace it.");

    /// <summary>SCSDK5009: no source has it any more.</summary>
    public static Finding Withdrawn(Severity severity, PackageStatus package, Location at) => About(Codes.PackageWithdrawn, severity, package.Package, at,
        $"{package.Package} is no longer served by {string.Join(", ", package.Asked.Select(Printable.Quoted))}: it was deleted, as malicious packages are, or its source is no longer configured. "
        + "Find out which, and replace the package if it was deleted.");

    /// <summary>SCSDK5010: nobody had time to notice what is wrong with it.</summary>
    public static Finding TooNew(Severity severity, PackageId package, DateTimeOffset published, DateTimeOffset now, Setting<int> age) => About(Codes.PackageTooNew, severity, package, age.Origin,
        string.Create(CultureInfo.InvariantCulture, $"{package} was published on {published.UtcDateTime:yyyy-MM-dd}, {Days((int)Math.Max(0, Math.Floor((now - published).TotalDays)))} ago, ")
        + $"and \"publishers.minimumAge\" asks for {Days(age.Value)}. Use an older version until then.");

    /// <summary>SCSDK5011: a source did not answer.</summary>
    public static Finding SourceFailed(Severity severity, string failure, string packages, Location at) => Unknown(severity, failure, at,
        $"Whether packages are unlisted, deprecated, withdrawn or too new is not known: {failure.TrimEnd('.')} ({packages}). Try again when the source can be reached; to ask none: supplychain check --offline");

    /// <summary>SCSDK5011: there is no source that may serve a package.</summary>
    public static Finding NoSource(Severity severity, string packages, Location at) => Unknown(severity, "no source", at,
        $"Whether packages are unlisted, deprecated, withdrawn or too new is not known: no source is configured, or mapped, for {packages}. Add one to nuget.config, or map them to theirs.");

    /// <summary>SCSDK5011: the age of packages cannot be judged.</summary>
    /// <param name="severity">How they all weigh.</param>
    /// <param name="packages">Named.</param>
    /// <param name="first">The id of one of them.</param>
    /// <param name="isRuled">Whether a rule matches that one, which would outweigh another.</param>
    /// <param name="age">The setting.</param>
    public static Finding NoDate(Severity severity, string packages, string first, bool isRuled, Setting<int> age) => Unknown(severity, "no date", age.Origin,
        $"Whether packages are too new for \"publishers.minimumAge\" is not known: their sources do not say when they were published ({packages}). Use a source that says it, or judge no publisher of such packages by a rule in \"publishers\""
        + $"{(isRuled ? ", in place of the one that matches now" : "")}: {{ \"packages\": \"{first}\", \"enforce\": \"off\" }}");

    private static string Days(int number) => number == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{number} days");

    private static Finding About(DiagnosticCode code, Severity severity, PackageId package, Location? at, string message) =>
        Finding.Create(code, severity, message, package.ToString().ToLowerInvariant(), at, package);

    private static Finding Unknown(Severity severity, string key, Location? at, string message) => Finding.Create(Codes.SourcesNotAsked, severity, message, $"{key}\n{severity}", at);
}
