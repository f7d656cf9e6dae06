using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>What is found by comparing publishers with the baseline.</summary>
internal static class PublisherFindings
{
    private const string Update = "supplychain publishers update";

    /// <summary>SCSDK5001: the policy names a baseline that is not there.</summary>
    public static Finding NoBaseline(Severity severity, string path) => Finding.Create(Codes.BaselineUnusable, severity,
        $"{Path.GetFileName(path)} is not there, so that nobody notices when another publisher takes a package over. To write it: {Update}; then review and commit it.",
        Path.GetFileName(path), new Location(path));

    /// <summary>SCSDK5001: a baseline that is not what it must be.</summary>
    public static Finding BaselineUnreadable(Severity severity, string path, Exception e) => Finding.Create(Codes.BaselineUnusable, severity,
        $"{Path.GetFileName(path)} cannot be read: {BadInput.Reason(e).TrimEnd('.')}. Correct it; nothing that it remembers counts until then.",
        Path.GetFileName(path), BadInput.Place(e) ?? new Location(path));

    /// <summary>SCSDK5002: owners, or what the package says of its source.</summary>
    public static Finding Changed(Severity severity, PackageId package, ImmutableArray<PublisherChange> changes, PublisherEntry entry) => About(Codes.PublisherChanged, severity, package,
        string.Join(',', changes.Select(c => c.Field)), entry.Origin, $"{package} is not published as when somebody looked: {string.Join("; ", changes)}. {Accept(package)}");

    /// <summary>SCSDK5003: an author or repository signature.</summary>
    /// <param name="severity">How it weighs.</param>
    /// <param name="package">The package.</param>
    /// <param name="changes">What is different.</param>
    /// <param name="problems">Why a signature that is there proves nothing; often empty.</param>
    /// <param name="entry">What is remembered.</param>
    public static Finding SignatureChanged(Severity severity, PackageId package, ImmutableArray<PublisherChange> changes, ImmutableArray<string> problems, PublisherEntry entry) =>
        About(Codes.PublisherSignatureChanged, severity, package, string.Join(',', changes.Select(c => c.Field)), entry.Origin,
            $"{package} is not signed as when somebody looked: {string.Join("; ", changes)}{(problems.IsEmpty ? "" : $"; its signature does not verify: {string.Join("; ", problems)}")}. {Accept(package)}");

    /// <summary>SCSDK5003: the archive could not be read, so nothing can be compared.</summary>
    public static Finding NotRead(Severity severity, PackageId package, string reason, Location baseline) => About(Codes.PublisherSignatureChanged, severity, package, "unread", baseline,
        $"{package} cannot be compared with the baseline: its archive could not be read ({reason}). Restore again.");

    /// <summary>SCSDK5004: the last day of an entry has passed.</summary>
    public static Finding Expired(Severity severity, PackageId package, DateOnly last, PublisherEntry entry) => About(Codes.PublisherTrustExpired, severity, package, "", entry.Origin,
        string.Create(CultureInfo.InvariantCulture, $"{package} has a publisher who was trusted until the end of {last:yyyy-MM-dd} (UTC)")
        + $"{(entry.Comment is { } comment ? $", with the comment {Printable.Quoted(comment)}" : "")}. Look again, and write a later \"trustedUntil\" into the entry, or replace the package.");

    /// <summary>SCSDK5004: an inner file may remember publishers for so many days, and the entry lasts longer.</summary>
    public static Finding LastsTooLong(Severity severity, PackageId package, DateOnly latest, int days, PublisherEntry entry) => About(Codes.PublisherTrustExpired, severity, package, "", entry.Origin,
        string.Create(CultureInfo.InvariantCulture, $"{package} has an entry that {(entry.TrustedUntil is { } day ? $"ends on {day:yyyy-MM-dd}" : "has no \"trustedUntil\"")}, but the outer policy delegates this baseline for {days} days. ")
        + string.Create(CultureInfo.InvariantCulture, $"Let it end by {latest:yyyy-MM-dd}, and renew it after looking again."));

    /// <summary>SCSDK5005: an entry that no package of the project needs.</summary>
    public static Finding Unused(Severity severity, PublisherEntry entry) => Finding.Create(Codes.PublisherUnused, severity,
        $"The entry for {entry.Id} is of a publisher that no package of the project has. To remove such entries: supplychain publishers prune",
        $"{entry.Id.ToLowerInvariant()}|{entry.Publisher.Author?.Sha256.Hex}|{entry.Publisher.Repository}|{entry.Publisher.RepositoryCertificate?.Sha256.Hex}", entry.Origin);

    /// <summary>SCSDK5006: nobody has looked yet.</summary>
    public static Finding New(Severity severity, PublishedPackage package, Location baseline) => About(Codes.PublisherNew, severity, package.Package, "", baseline,
        $"{package.Package} has no entry in {Path.GetFileName(baseline.File)}: a new publisher{Signer(package.Publisher)}. Find out who that is; to remember them: {Update}");

    /// <summary>SCSDK5020: an attestation that is remembered is gone.</summary>
    /// <param name="severity">How it weighs.</param>
    /// <param name="package">The package.</param>
    /// <param name="losses">What is gone.</param>
    /// <param name="unproven">What it carries instead and cannot be verified; often empty.</param>
    /// <param name="entry">What is remembered.</param>
    public static Finding AttestationLost(Severity severity, PackageId package, ImmutableArray<AttestationChange> losses, ImmutableArray<UnknownSigner> unproven, PublisherEntry entry) =>
        About(Codes.AttestationLost, severity, package, "", entry.Origin, $"{package} is not attested as when somebody looked: {string.Join("; ", losses)}"
            + (unproven.IsEmpty ? $". Take it from a source that has it as its publisher released it; if its publisher attests no more, accept it: {Update} --package {package.Id}"
                : $"; what it carries is by {Printable.List(unproven.Select(SignerText.Of), 3)}, which proves nothing. Find out whose it is; if it is right, name the key in a rule of \"provenance\"."));

    /// <summary>SCSDK5021: somebody else signs, or it is built from elsewhere.</summary>
    public static Finding BuilderChanged(Severity severity, PackageId package, ImmutableArray<AttestationChange> changes, PublisherEntry entry) => About(Codes.BuilderChanged, severity, package,
        string.Join(',', changes.Select(c => c.Field)), entry.Origin, $"{package} is not built by whom it was when somebody looked: {string.Join("; ", changes)}. {Accept(package)}");

    /// <summary>SCSDK5021: it is attested, and was not; nothing to fear, and worth remembering.</summary>
    public static Finding AttestedNow(PackageId package, ImmutableArray<AttestationChange> gains, PublisherEntry entry) => About(Codes.BuilderChanged, Severity.Information, package, "", entry.Origin,
        $"{package} is attested by {Printable.List(gains.Select(g => g.Now!), 3)}, and was not when somebody looked. To notice when that is gone again: {Update} --package {package.Id}");

    /// <summary>SCSDK5022: the same signer built it by another workflow.</summary>
    public static Finding WorkflowChanged(Severity severity, PackageId package, ImmutableArray<AttestationChange> changes, PublisherEntry entry) => About(Codes.WorkflowChanged, severity, package,
        string.Join(',', changes.Select(c => c.Field)), entry.Origin, $"{package} is not built as when somebody looked: {string.Join("; ", changes)}. {Accept(package)}");

    /// <summary>SCSDK5011: nothing was asked, as it has to be without a network.</summary>
    public static Finding NotAsked(Location baseline) => Finding.Create(Codes.SourcesNotAsked, Severity.Information,
        "The sources were not asked whether packages are unlisted, deprecated, withdrawn or too new: a local build asks only before it signs, and --offline never. To ask them: supplychain check",
        "not asked", baseline);

    private static string Accept(PackageId package) => $"Find out why; if it is right, accept it: {Update} --package {package.Id}";

    private static string Signer(Publisher publisher) =>
        publisher.Author is { } author ? $", signed by {Printable.Quoted(author.Subject)}"
        : publisher.Owners is [var owner, ..] ? $", {(publisher.Owners.Length > 1 ? "owners" : "owner")} {Printable.Quoted(owner)}{(publisher.Owners.Length > 1 ? $" and {publisher.Owners.Length - 1} more" : "")}"
        : ", whom no signature proves";

    private static Finding About(DiagnosticCode code, Severity severity, PackageId package, string key, Location location, string message) =>
        Finding.Create(code, severity, message, $"{package.ToString().ToLowerInvariant()}|{key}", location, package);
}
