using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool;

/// <summary>Who built the packages of a lock file, for people: a line or two each, and those of which nothing is to be said as a number.</summary>
internal static class LockVerificationText
{
    private const int LabelWidth = 16;

    public static void Print(LockVerification verification, Terminal terminal)
    {
        foreach (var finding in verification.Configuration)
            terminal.Finding(finding);
        foreach (var package in verification.Packages.Where(p => !IsSilent(p)))
            Print(package, terminal);
        var silent = verification.Packages.Count(IsSilent);
        if (silent > 0)
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{(silent == verification.Packages.Length ? "" : "and ")}{silent} {(silent == 1 ? "package that is" : "packages that are")} not attested, of which no rule asks for it"));
        terminal.Line();
        terminal.Row("not checked", "extracted files, licences and what else 'supplychain check' looks at; the source itself; that a rebuild gives the same bytes");
        terminal.Line();
        switch (verification.Result)
        {
            case VerificationResult.Verified:
                terminal.Good($"Every rule is satisfied: {Count(verification, VerificationResult.Verified)} verified.");
                break;
            case VerificationResult.NotVerified:
                terminal.Bad($"Not verified: {Count(verification, VerificationResult.NotVerified)}.");
                break;
            default:
                terminal.Bad($"Could not decide. {verification.Undecided}");
                break;
        }
    }

    private static bool IsSilent(LockedPackage package) => package is { Problem: null, Judgment: { Outcome: ProvenanceOutcome.NotAttested, IsFinding: false, ContradictsBaseline: false }, Facts: { Others.IsEmpty: true, Summaries.IsEmpty: true } };

    private static void Print(LockedPackage package, Terminal terminal)
    {
        // Whom it is signed by, which the words of that outcome hold as well, stands below.
        var label = package.Judgment?.Outcome == ProvenanceOutcome.NotExpected && !package.IsAnother ? "not expected" : package.Words;
        terminal.Text($"{label,-LabelWidth}{package.Package}");
        foreach (var build in package.Facts?.Builds ?? [])
            terminal.Text($"{"",-LabelWidth}{Built(build)}");
        foreach (var summary in package.Facts?.Summaries ?? [])
            terminal.Text($"{"",-LabelWidth}{Summary(summary)}");
        foreach (var other in package.Facts?.Others ?? [])
            terminal.Text($"{"",-LabelWidth}{other.Source} is an attestation of type {Printable.Text(Printable.Bounded(other.PredicateType, 200))}, not provenance{About(other.Layer)}");
        if (package.Result != VerificationResult.Verified || package.Judgment?.IsByBaseline == true)
            terminal.Text($"{"",-LabelWidth}{Reason(package)}");
    }

    private static string Reason(LockedPackage package) => package.Problem
        ?? (package.Judgment is { Outcome: ProvenanceOutcome.NotExpected, IsFinding: false } unexpected ? $"{unexpected.Words}: {unexpected.BaselineSays ?? "no rule says who may have built it."}" : package.Judgment!.Reason);

    // Of who built it, it is the word of whoever signed the summary.
    private static string Summary(AttestedSummary summary) =>
        $"{summary.Source} is a verification summary by {Printable.Text(Printable.Bounded(summary.VerifierId, 200))}: {(summary.Passed ? "PASSED" : "FAILED")}"
        + (summary.Level > 0 ? string.Create(CultureInfo.InvariantCulture, $", SLSA Build level {summary.Level}") : "")
        + $"; {(summary.Signer.Certified is { } certified ? $"certified: {certified.Identity}" : $"signed with the key {Printable.Short(summary.Signer.KeySha256!)}")}{About(summary.Layer)}";

    private static string Built(AttestedBuild build)
    {
        if (build.Signer.Certified is not { } certified)
            return $"signed with the key {Printable.Short(build.Signer.KeySha256!)}; claimed: {Source(build.Claims.Commit, build.Claims.Repository, null)}{About(build.Checked.Layer)}";
        return $"certified: {certified.Identity}; {Source(certified.Commit, certified.Repository, certified.Ref)}{About(build.Checked.Layer)}";
    }

    // As it was built goes without saying.
    private static string About(PackageLayer layer) => layer switch
    {
        PackageLayer.AsBuilt => "",
        PackageLayer.WithoutSignature => "; of the package as it was before it was signed",
        _ => "; of the file as it is",
    };

    private static string Source(string? commit, string? repository, string? at) =>
        $"{(commit is null ? "no commit" : $"git {Printable.Short(commit)}")}{(repository is null ? "" : $" of {repository}")}{(at is null ? "" : $" at {at}")}";

    private static string Count(LockVerification verification, VerificationResult result)
    {
        var count = verification.Packages.Count(p => p.Result == result);
        return string.Create(CultureInfo.InvariantCulture, $"{count} of {verification.Packages.Length} packages");
    }
}
