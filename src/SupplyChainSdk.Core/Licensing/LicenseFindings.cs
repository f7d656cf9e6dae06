using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>Every finding of the licence gate.</summary>
internal static class LicenseFindings
{
    public static Finding Unknown(Severity severity, PackageId package, LicenseConclusion conclusion, LicenseVerdict? verdict, string hints, Location? location, ImmutableArray<string> path)
    {
        var open = verdict is { Objections: [var first, ..] } ? first.License : null;
        return Finding.Create(Codes.LicenseUnknown, severity,
            $"The licence of {package} is not known: {Says(conclusion, open)}{Voids(conclusion)}{Via(path)}.{hints} "
            + "Find out, and say it in 'licenses.clarify' of the policy (with the sha256 of the licence file where there is one), or except the package in 'licenses.exceptions'.",
            Key(package), location, package, path);
    }

    public static Finding NotRead(Severity severity, PackageId package, string reason, Location? location, ImmutableArray<string> path) =>
        Finding.Create(Codes.LicenseUnknown, severity,
            $"The licence of {package} is not known: its archive could not be read ({reason}){Via(path)}. Restore again; no exception of the policy replaces the archive.",
            Key(package), location, package, path);

    public static Finding Denied(Severity severity, PackageId package, LicenseConclusion conclusion, LicenseVerdict verdict, string hints, ImmutableArray<string> path)
    {
        var rules = verdict.Objections.Where(o => o.Rule is not null).ToList();
        var names = string.Join(", ", rules.Select(o => Rule(o.License, o.Rule!.Value)).Distinct());
        return Finding.Create(Codes.LicenseDenied, severity,
            $"{package} is licensed under '{conclusion.Expression}' ({Source(conclusion)}), and the policy denies {names}{Via(path)}.{hints} "
            + "Replace the package, or let it through in 'licenses.exceptions' with reason, owner and expiry.",
            $"{Key(package)}|{conclusion.Expression}", rules[0].Rule!.Origin, package, path);
    }

    public static Finding NotAllowed(Severity severity, PackageId package, LicenseConclusion conclusion, LicenseVerdict verdict, string hints, Location? location, ImmutableArray<string> path) =>
        Finding.Create(Codes.LicenseNotAllowed, severity,
            $"{package} is licensed under '{conclusion.Expression}' ({Source(conclusion)}), and {string.Join(", ", verdict.Objections.Select(Missing).Distinct())}{Via(path)}.{hints} "
            + "Add it to 'licenses.allow', replace the package, or let it through in 'licenses.exceptions'.",
            $"{Key(package)}|{conclusion.Expression}", location, package, path);

    public static Finding Invalid(Severity severity, PackageId package, LicenseConclusion conclusion, string hints, Location? location, ImmutableArray<string> path) =>
        Finding.Create(Codes.LicenseExpressionInvalid, severity,
            $"The licence expression '{Shown(conclusion.Declared!)}' of {package} is not valid: {conclusion.Error}{Voids(conclusion)}{Via(path)}.{hints} "
            + "Ask its author to correct it; until then say what it means in 'licenses.clarify' of the policy.",
            Key(package), location, package, path);

    public static Finding Expired(Severity severity, LicenseExceptionEntry entry, PackageId package, ImmutableArray<string> path) =>
        Finding.Create(Codes.LicenseExceptionExpired, severity,
            $"The exception for {Shown(entry.Package.Id)} expired at the end of {Day(entry.Expires)} (UTC), and {package} still needs it. "
            + $"Ask {Shown(entry.Owner)} whether the reason still holds ('{Shown(entry.Reason)}'): renew it, or replace the package.",
            $"{Key(package)}|{entry.License}", entry.Origin, package, path);

    public static Finding UnusedException(Severity severity, LicenseExceptionEntry entry, bool isInGraph) => Unused(severity, "exception", entry.Package, isInGraph
        ? "no package that it matches needs it" : "no package that is judged matches it", entry.License ?? "", entry.Origin);

    public static Finding UnusedClarification(Severity severity, LicenseClarification entry, bool isInGraph) => Unused(severity, "clarification", entry.Package, isInGraph
        ? "the package states its licence itself, or an earlier entry decided" : "no package that is judged matches it", entry.Expression, entry.Origin);

    private static Finding Unused(Severity severity, string kind, PackageSelector selector, string why, string what, Location origin) =>
        Finding.Create(Codes.PolicyEntryUnused, severity,
            $"The licence {kind} for {Shown(selector.Id)}{(selector.Versions is null ? "" : $" {selector.Versions}")} has no effect: {why}. Remove it.",
            $"licenses.{kind}|{selector.Id.ToLowerInvariant()}|{selector.Versions}|{what}", origin);

    /// <summary>What stands beside a denial when an exception looks as if it should have helped.</summary>
    public static string Hint(LicenseExceptionEntry entry, bool isExpired) => isExpired
        ? $" The exception of {Day(entry.Expires)} has expired."
        : $" The exception for '{Shown(entry.License ?? "")}' does not cover it.";

    private static string Says(LicenseConclusion conclusion, string? open) => conclusion.Evidence switch
    {
        _ when open is not null => $"its expression '{conclusion.Expression}' rests on {open}, which the policy does not name",
        LicenseEvidence.None => "the package states none",
        LicenseEvidence.File => $"the package names the file '{Shown(conclusion.Declared!)}', whose text this version does not identify",
        LicenseEvidence.Url => $"the package names the address '{Shown(conclusion.Declared!)}', which this version does not identify",
        _ => $"the package states '{Shown(conclusion.Declared!)}'",
    };

    private static string Source(LicenseConclusion conclusion) => conclusion.Evidence switch
    {
        LicenseEvidence.Clarification => "a clarification of the policy",
        LicenseEvidence.ExpressionUrl => "its licenseUrl",
        _ => "its nuspec",
    };

    private static string Missing(LicenseObjection objection) => objection.Rule is null
        ? $"{objection.License} is not on the allow-list" : $"{Rule(objection.License, objection.Rule.Value)} is denied";

    private static string Rule(string license, string entry) =>
        license.Equals(entry, StringComparison.OrdinalIgnoreCase) ? license : $"{license} (by '{Shown(entry)}')";

    private static string Voids(LicenseConclusion conclusion) =>
        string.Concat(conclusion.Void.Select(v => $"; a clarification does not count, because {Shown(v.Reason)}"));

    private static string Via(ImmutableArray<string> path) => path.Length < 2 ? "" : $"; it comes in by {string.Join(" → ", path)}";

    private static string Key(PackageId package) => package.ToString().ToLowerInvariant();

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Shown(string text) => text.Length <= 300 ? text : $"{text[..300]}…";
}
