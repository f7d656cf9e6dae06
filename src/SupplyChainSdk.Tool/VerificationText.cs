using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Tool;

/// <summary>Reports of a verification for people: of one package all that there is to say, of several a line each.</summary>
internal static class VerificationText
{
    private const int LabelWidth = 14;

    public static void Print(ImmutableArray<VerificationReport> reports, Terminal terminal)
    {
        if (reports is [var only])
            PrintOne(only, terminal);
        else
            PrintEach(reports, terminal);
        // Of several packages it is about what they have in common.
        foreach (var warning in reports.SelectMany(r => r.Warnings).DistinctBy(w => w.Message))
            terminal.Finding(warning);
        switch (VerificationReport.Of(reports))
        {
            case VerificationResult.Verified:
                terminal.Good("Verified.");
                break;
            case VerificationResult.NotVerified:
                terminal.Bad("Not verified.");
                break;
            default:
                terminal.Bad("Could not decide.");
                break;
        }
    }

    private static void PrintOne(VerificationReport report, Terminal terminal)
    {
        terminal.Title((report.Package?.ToString() ?? report.Path ?? report.FileName) + (report.IsServed ? $", as {report.Source} serves it" : ""));
        terminal.Line();
        PrintRows(report, terminal);
        // Every row is about an attestation that was looked at, or a release.
        if (report.Bundles.Length > 0 || report.Release is not null)
            terminal.Line();
        if (report.Refusal is { } refusal)
            terminal.Bad($"error {refusal.Code}: {refusal.Message}");
    }

    private static void PrintRows(VerificationReport report, Terminal terminal)
    {
        if (report.Signer is { } signer)
            terminal.Row("authentic", SignerText.Authentic(signer));
        if (report.Bundles.Length > 0)
            terminal.Row("attestations", string.Join("; ", report.Bundles.Select(Bundle)));
        if (report.Content is { } content)
            terminal.Row("intact", Intact(content));
        if (report.Claims is { } claims)
            PrintClaims(claims, report.Signer, terminal);
        if (report.Sboms is { } sboms)
            terminal.Row("contents", Contents(sboms));
        if (report.ExtractedFiles is { } extracted)
            terminal.Row("extracted", $"{Count(extracted, "file")} beside it equal to those in the package");
        if (report.Release is { } release)
            terminal.Row("released", Released(release, report.Source));
        if (report.Rebuild is { } rebuild)
            ComparisonText.Print(rebuild, terminal);
        if (report.NotChecked.Length > 0)
            terminal.Row("not checked", string.Join("; ", report.NotChecked));
    }

    // One line each, and what holds for all of them once.
    private static void PrintEach(ImmutableArray<VerificationReport> reports, Terminal terminal)
    {
        foreach (var report in reports)
        {
            var name = report.Path is { } path ? Terminal.RelativePath(path) : $"{report.FileName}{(report.Source is { } source ? $" from {source}" : "")}";
            if (report.Refusal is { } refusal)
                terminal.Bad($"{(report.Result == VerificationResult.NotVerified ? "NOT VERIFIED" : "undecided"),-LabelWidth}{name}: error {refusal.Code}: {refusal.Message}");
            else
                terminal.Text($"{"verified",-LabelWidth}{name}");
        }
        terminal.Line();
        var signers = reports.Select(r => r.Signer).OfType<VerifiedSigner>().Select(SignerText.Who).Distinct().ToList();
        var verified = reports.Where(r => r.Result == VerificationResult.Verified).ToList();
        for (var i = 0; i < signers.Count; i++)
            terminal.Row(i == 0 ? "authentic" : "", signers[i]);
        if (verified.Count > 0)
        {
            terminal.Row("not checked", string.Join("; ", verified.SelectMany(r => r.NotChecked.Distinct()).GroupBy(n => n)
                .Select(n => n.Count() == verified.Count ? n.Key : string.Create(CultureInfo.InvariantCulture, $"of {n.Count()}: {n.Key}"))));
        }
        // Whatever is verified has a signer.
        if (signers.Count > 0)
            terminal.Line();
        terminal.Line(string.Create(CultureInfo.InvariantCulture,
            $"{verified.Count} of {reports.Length} packages verified, {reports.Count(r => r.Result == VerificationResult.NotVerified)} not verified, {reports.Count(r => r.Result == VerificationResult.Undecided)} undecided."));
    }

    private static string Bundle(JudgedBundle bundle) => $"{bundle.Name} {bundle.Verdict switch
    {
        BundleVerdict.Verified => "verifies",
        BundleVerdict.OtherSigner => "is another signer's",
        BundleVerdict.OtherType when bundle.Reproduction is { } reproduction => $"says, by the same signer: {Reproduced(reproduction)}",
        BundleVerdict.OtherType when bundle.Summary is { } summary => $"is a verification summary, not provenance; it claims that {Printable.Text(Printable.Bounded(summary.VerifierId, 200))} verified "
            + $"{Printable.Text(Printable.Bounded(summary.ResourceUri, 200))}: {(summary.IsPassed ? "PASSED" : "FAILED")} ({Printable.List(summary.VerifiedLevels.Select(l => Printable.Text(Printable.Bounded(l, 100))), 5)})",
        BundleVerdict.OtherType => $"is an attestation of type {Printable.Text(Printable.Bounded(bundle.OtherType!, 200))}, not provenance",
        BundleVerdict.OtherSubject => "is about another file",
        _ => "REFUSED",
    }}";

    // A claim, of a rebuild that was not made here.
    private static string Reproduced(ReproductionStatement said) => $"{(said.IsReproduced ? "the same bytes" : "OTHER BYTES")} {(said.IsRebuild ? "in a rebuild" : "in two builds")} of git {Printable.Short(said.Commit)}"
        + $", .NET SDK {Printable.Text(Printable.Bounded(said.Sdk, 40))}"
        + (said.Varied.IsEmpty ? "" : $", varied: {Printable.Text(Printable.Bounded(string.Join(", ", said.Varied), 200))}");

    private static string Released(ReleaseComparison release, string? source) => (release switch
    {
        { IsSameBeforeSigning: true } => $"sha256 {Printable.Short(release.Released.Sha256.Hex)} before signing, the same as {release.ReleasedFile}",
        { IsSameAsBuilt: true } => $"NO: the attestation in it is not that of {release.ReleasedFile}; what was built is the same",
        _ => $"NO: this is not {release.ReleasedFile}",
    }) + release.Signature switch
    {
        SignatureChange.Added => $"; {source} appended a NuGet signature",
        SignatureChange.Replaced => $"; {source} replaced the NuGet signature, as by countersigning it",
        SignatureChange.Removed => $"; {source} REMOVED the NuGet signature",
        SignatureChange.Kept => "; the NuGet signature is that of the release",
        _ => "; nothing was appended",
    };

    private static string Intact(VerifiedContent content)
    {
        if (content.MatchedLayer is not { } layer)
            return "NO: this is not the package that was attested";
        var digest = content.Of(layer).First(d => d.Algorithm == "sha256").Hex;
        var (bytes, later) = layer switch
        {
            PackageLayer.AsBuilt => ("the package as it was built", (content.HasEmbeddedAttestation, content.HasSignature)),
            PackageLayer.WithoutSignature => ("the package as it was before it was signed", (false, content.HasSignature)),
            _ => ("the file as it is", (false, false)),
        };
        return $"sha256 {Printable.Short(digest)} of {bytes}" + later switch
        {
            (true, true) => "; an attestation and a NuGet signature were appended later",
            (true, false) => "; an attestation was appended later",
            (false, true) => "; a NuGet signature was appended later",
            _ => "",
        };
    }

    private static void PrintClaims(ProvenanceClaims claims, VerifiedSigner? signer, Terminal terminal)
    {
        var certified = signer?.Certified;
        ImmutableArray<string> rows = certified is null ? [] : SignerText.Certified(certified);
        for (var i = 0; i < rows.Length; i++)
            terminal.Row(i == 0 ? "built how" : "", rows[i]);
        terminal.Row(rows.Length == 0 ? "built how" : "", $"claimed by the signer, SLSA Build L{signer?.LevelAtMost ?? 1}{(signer?.LevelAtMost > 1 ? " at most" : "")}: {Builder(claims)}");
        // The certificate has said it before, and better, unless the build adds that it was another tree.
        if (claims.Commit is { } commit && (certified?.SourceDigest is null || certified.SourceRepository is null || claims.IsDirty == true))
        {
            terminal.Row("", $"git {Printable.Short(commit)}{(claims.RepositoryUrl is { } url ? $" of {url}" : ", no remote")}"
                + (claims.IsDirty == true ? ", with uncommitted changes" : ""));
        }
        foreach (var (what, signature) in ((string, SourceSignature?)[])[("tag", claims.SourceSignatures?.Tag), ("commit", claims.SourceSignatures?.Commit)])
        {
            if (signature is { Result: CheckedFact.Verified })
                terminal.Row("", $"says that its {what}{(signature.TagName is { } tag ? $" {Printable.Quoted(tag)}" : "")} is signed by {Printable.Name(signature.Signer!)}, key {Printable.Quoted(signature.Key!)}; not checked here");
            else if (signature is { Result: CheckedFact.No })
                terminal.Row("", $"says that its {what} is not signed by whom was expected");
        }
        if (claims.Gates.Length > 0)
        {
            var policies = claims.Gates.Select(g => g.PolicySha256).OfType<string>().Distinct().Select(Printable.Short).ToList();
            terminal.Row("", $"gates {string.Join(", ", claims.Gates.Select(Gate))}; {(policies.Count > 0 ? $"policy {string.Join(", ", policies)}" : "no policy")}");
        }
    }

    private static string Builder(ProvenanceClaims claims) => claims.IsOwnBuildType
        ? $"{(claims.BuilderId == Provenance.LocalBuilder ? "local builder" : "that workflow")}, .NET SDK {claims.DotnetSdk}, {Count(claims.Dependencies, "package")}{Outcomes(claims)}"
        : $"{claims.BuilderId}, build type {claims.BuildType}";

    // What is not verified is said where something is: of a build that expected nobody, there is nothing to say.
    private static string Outcomes(ProvenanceClaims claims) => claims.Outcomes is not { } of || (of.Verified == 0 && of.Refused == 0) ? ""
        : string.Create(CultureInfo.InvariantCulture, $", of which it says {of.Verified} verified{(of.Refused == 0 ? "" : $" and {of.Refused} refused")}");

    private static string Gate(ClaimedGate gate) => gate switch
    {
        { IsOk: true, Exceptions: > 0 } => $"{gate.Name} ok with {Count(gate.Exceptions, "exception")}",
        { IsOk: true } => $"{gate.Name} ok",
        { Result: "passed" } => $"{gate.Name} passed (enforce {gate.Enforce})",
        { Result: "notConfigured" } => $"{gate.Name} not configured",
        { Result: "notRun" } => $"{gate.Name} not run",
        { IsResultKnown: true } => $"{gate.Name} {gate.Result}",
        _ => $"{gate.Name} '{gate.Result}' (not known to this version)",
    };

    private static string Contents(ComparedSboms sboms) => sboms.Equal.Length > 0
        ? $"SBOMs equal to the attested ones: {string.Join(", ", sboms.Equal.Select(s => s.Name))}"
        : sboms.Absent.Length > 0 ? "no SBOM that the statement names is here" : "the statement names no SBOM";

    private static string Count(long number, string what) => string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
