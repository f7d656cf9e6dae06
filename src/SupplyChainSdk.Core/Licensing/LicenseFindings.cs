using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>A package whose licence is not accepted, and all that its finding tells.</summary>
/// <param name="Package">The package.</param>
/// <param name="Conclusion">What is known about its licence.</param>
/// <param name="Verdict">What the policy says about it; null when there is no expression to judge.</param>
/// <param name="Hints">Why exceptions for the package do not help; empty, or beginning with a space.</param>
/// <param name="Path">How it comes in.</param>
internal sealed record RefusedPackage(
    PackageId Package, LicenseConclusion Conclusion, LicenseVerdict? Verdict, string Hints, ImmutableArray<string> Path);

/// <summary>Every finding of the licence gate.</summary>
internal static class LicenseFindings
{
    private const string NotThere = "no package that is judged matches it";

    public static Finding Unknown(Severity severity, RefusedPackage refused, Location? location) => About(Codes.LicenseUnknown, severity, refused, "",
        $"The licence of {refused.Package} is not known: {Says(refused)}{Voids(refused)}{Via(refused.Path)}.{refused.Hints} Find out, and say it in "
        + "'licenses.clarify' of the policy (with the sha256 of the licence file where there is one), or except the package in 'licenses.exceptions'.",
        location);

    public static Finding NotRead(Severity severity, PackageId package, string reason, Location? location, ImmutableArray<string> path) =>
        Finding.Create(Codes.LicenseUnknown, severity,
            $"The licence of {package} is not known: its archive could not be read ({reason}){Via(path)}. "
            + "Restore again; no exception of the policy replaces the archive.",
            Key(package), location, package, path);

    public static Finding Denied(Severity severity, RefusedPackage refused)
    {
        var rules = refused.Verdict!.Objections.Where(o => o.Rule is not null).ToList();
        var names = string.Join(", ", rules.Select(o => Rule(o.License, o.Rule!.Value)).Distinct());
        return About(Codes.LicenseDenied, severity, refused, $"|{refused.Conclusion.Expression}",
            $"{Licensed(refused)}, and the policy denies {names}{Via(refused.Path)}.{refused.Hints} "
            + "Replace the package, or let it through in 'licenses.exceptions' with reason, owner and expiry.",
            rules[0].Rule!.Origin);
    }

    public static Finding NotAllowed(Severity severity, RefusedPackage refused, Location? location) =>
        About(Codes.LicenseNotAllowed, severity, refused, $"|{refused.Conclusion.Expression}",
            $"{Licensed(refused)}, and {string.Join(", ", refused.Verdict!.Objections.Select(Missing).Distinct())}{Via(refused.Path)}.{refused.Hints} "
            + "Add it to 'licenses.allow', replace the package, or let it through in 'licenses.exceptions'.",
            location);

    public static Finding Invalid(Severity severity, RefusedPackage refused, Location? location) =>
        About(Codes.LicenseExpressionInvalid, severity, refused, "",
            $"The licence expression '{Shown(refused.Conclusion.Declared!)}' of {refused.Package} is not valid: "
            + $"{Shown(refused.Conclusion.Error!.ToString())}{Voids(refused)}{Via(refused.Path)}.{refused.Hints} "
            + "Ask its author to correct it; until then say what it means in 'licenses.clarify' of the policy.",
            location);

    public static Finding Expired(Severity severity, LicenseExceptionEntry entry, PackageId package, ImmutableArray<string> path) =>
        Finding.Create(Codes.LicenseExceptionExpired, severity,
            $"The exception for {Shown(entry.Package.Id)} expired at the end of {Day(entry.Expires)} (UTC), and {package} still needs it. "
            + $"Ask {Shown(entry.Owner)} whether the reason still holds ('{Shown(entry.Reason)}'): renew it, or replace the package.",
            $"{Key(package)}|{entry.License}", entry.Origin, package, path);

    public static Finding UnusedException(Severity severity, LicenseExceptionEntry entry, bool isInGraph) =>
        Unused(severity, "exception", entry.Package, isInGraph ? "no package that it matches needs it" : NotThere, entry.License ?? "", entry.Origin);

    public static Finding UnusedClarification(Severity severity, LicenseClarification entry, bool isInGraph) =>
        Unused(severity, "clarification", entry.Package,
            isInGraph ? "the package states its licence itself, or an earlier entry decided" : NotThere, entry.Expression, entry.Origin);

    private static Finding Unused(Severity severity, string kind, PackageSelector selector, string why, string what, Location origin) =>
        Finding.Create(Codes.PolicyEntryUnused, severity,
            $"The licence {kind} for {Shown(selector.Id)}{(selector.Versions is null ? "" : $" {selector.Versions}")} has no effect: {why}. Remove it.",
            $"licenses.{kind}|{selector.Id.ToLowerInvariant()}|{selector.Versions}|{what}", origin);

    /// <summary>What stands beside a denial when an exception looks as if it should have helped.</summary>
    public static string Hint(LicenseExceptionEntry entry, bool isExpired) => isExpired
        ? $" The exception of {Day(entry.Expires)} has expired."
        : $" The exception for '{Shown(entry.License ?? "")}' does not cover it.";

    private static Finding About(
        DiagnosticCode code, Severity severity, RefusedPackage refused, string key, string message, Location? location) =>
        Finding.Create(code, severity, message, Key(refused.Package) + key, location, refused.Package, refused.Path);

    private static string Says(RefusedPackage refused) => refused.Verdict is { Objections: [var open, ..] }
        ? $"its expression '{refused.Conclusion.Expression}' rests on {open.License}, which the policy does not name" : Says(refused.Conclusion);

    private static string Says(LicenseConclusion conclusion) => conclusion.Evidence switch
    {
        LicenseEvidence.None => "the package states none",
        LicenseEvidence.File => $"the package names the file '{Shown(conclusion.Declared!)}', and {Shown(conclusion.Identification?.Reason ?? "its text was not identified")}{Nearest(conclusion)}",
        LicenseEvidence.Url => $"the package names the address '{Shown(conclusion.Declared!)}', and {conclusion.Identification?.Reason ?? "it was not identified"}",
        _ => $"the package states '{Shown(conclusion.Declared!)}'",
    };

    // A text that is nearly a denied licence, or holds one among others, is not let through for what it has besides.
    private static string Licensed(RefusedPackage refused) => refused.Conclusion.Expression is null
        ? $"The licence of {refused.Package} is not known: {Says(refused.Conclusion)}"
        : $"{refused.Package} is licensed under '{refused.Conclusion.Expression}' ({Source(refused.Conclusion)})";

    private static string Source(LicenseConclusion conclusion) => conclusion.Evidence switch
    {
        LicenseEvidence.Clarification => "a clarification of the policy",
        LicenseEvidence.ExpressionUrl => "its licenseUrl",
        LicenseEvidence.File => $"the text of its file '{Shown(conclusion.Declared!)}', {How(conclusion.Identification!)}",
        LicenseEvidence.Url => $"its licenseUrl '{Shown(conclusion.Declared!)}', by {conclusion.Identification!.Reason}",
        _ => "its nuspec",
    };

    private static string How(LicenseIdentification found) => found.Way == LicenseWay.ExactText ? "word for word"
        : $"nearly, with a score of {LicenseIdentification.Shown(found.Score)}{(found.Nearest is [var next, ..] ? $"; the next is {next.Ids[0]} with {LicenseIdentification.Shown(next.Score)}" : "")}";

    private static string Nearest(LicenseConclusion conclusion) => conclusion.Identification is { Nearest: [var nearest, ..] }
        ? $" (nearest: {nearest.Ids[0]}, score {LicenseIdentification.Shown(nearest.Score)})" : "";

    private static string Missing(LicenseObjection objection) => objection.Rule is null
        ? $"{objection.License} is not on the allow-list" : $"{Rule(objection.License, objection.Rule.Value)} is denied";

    private static string Rule(string license, string entry) =>
        license.Equals(entry, StringComparison.OrdinalIgnoreCase) ? license : $"{license} (by '{Shown(entry)}')";

    private static string Voids(RefusedPackage refused) =>
        string.Concat(refused.Conclusion.Void.Select(v => $"; a clarification does not count, because {Shown(v.Reason)}"));

    private static string Via(ImmutableArray<string> path) => path.Length < 2 ? "" : $"; it comes in by {string.Join(" → ", path)}";

    private static string Key(PackageId package) => package.ToString().ToLowerInvariant();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Shown(string text) => text.Length <= 300 ? text : $"{text[..300]}…";
}
