using System.CommandLine;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain verify</c>: is this the package that the expected signer built?</summary>
internal static class VerifyCommand
{
    // Bytes that take long enough to read for somebody to wonder.
    private const long LargePackage = 64 << 20;

    public static Command Create()
    {
        var package = CommonOptions.Package();
        var key = new Option<string?>("--key") { Description = "The publisher's public key (PEM): who is expected to have signed.", HelpName = "FILE" };
        var bundle = new Option<string?>("--bundle") { Description = "A further place of the Sigstore bundle, beside the two that are always looked at: inside it, and PACKAGE.sigstore.json.", HelpName = "FILE|FOLDER|URL" };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("verify",
            """
            Verifies a package against its attestation, offline.

            Examples:
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub --bundle https://example.com/attestations/
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub --format json

            Exit codes: 0 verified, 1 not verified, 2 could not decide.
            """)
        { package, key, bundle, format, noColor };
        command.SetWork((parsed, cancel) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            var report = Verify(terminal, parsed.GetRequiredValue(package), parsed.GetValue(bundle), parsed.GetValue(key), cancel);
            if (parsed.GetValue(format) == "json")
                terminal.Json(VerificationReportJson.Write(report));
            else
                Print(report, terminal);
            return report.Result switch
            {
                VerificationResult.Verified => ExitCode.Yes,
                VerificationResult.NotVerified => ExitCode.No,
                _ => ExitCode.Undecided,
            };
        });
        return command;
    }

    private static VerificationReport Verify(Terminal terminal, string package, string? bundle, string? key, CancellationToken cancel)
    {
        using var progress = terminal.Progress(new FileInfo(package) is { Exists: true, Length: >= LargePackage });
        progress.Say($"reading {Path.GetFileName(package)}");
        return PackageVerification.Verify(package, bundle, key, cancel);
    }

    private static void Print(VerificationReport report, Terminal terminal)
    {
        terminal.Title(report.Package?.ToString() ?? report.FileName);
        terminal.Line();
        if (report.Signer is { } signer)
            terminal.Row("authentic", $"signed with the expected key, {signer.KeyKind}, sha256:{Printable.Short(signer.KeySha256)}; when is not proven");
        if (report.Bundles.Length > 1)
            terminal.Row("attestations", string.Join("; ", report.Bundles.Select(Bundle)));
        if (report.Content is { } content)
            terminal.Row("intact", Intact(content));
        if (report.Claims is { } claims)
            PrintClaims(claims, terminal);
        if (report.Sboms is { } sboms)
            terminal.Row("contents", Contents(sboms));
        if (report.NotChecked.Length > 0)
            terminal.Row("not checked", string.Join("; ", report.NotChecked));
        if (report.Refusal is { } refusal)
            terminal.Bad($"error {refusal.Code}: {refusal.Message}");
        else
            terminal.Line();
        switch (report.Result)
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

    private static string Bundle(JudgedBundle bundle) => $"{bundle.Name} {bundle.Verdict switch
    {
        BundleVerdict.Verified => "verifies",
        BundleVerdict.OtherSigner => "is somebody else's",
        _ => "REFUSED",
    }}";

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

    private static void PrintClaims(ProvenanceClaims claims, Terminal terminal)
    {
        terminal.Row("built how", $"claimed by the signer, SLSA Build L{ProvenanceClaims.Level}: {Builder(claims)}");
        if (claims.Commit is { } commit)
        {
            terminal.Row("", $"git {Printable.Short(commit)}{(claims.RepositoryUrl is { } url ? $" of {url}" : ", no remote")}"
                + (claims.IsDirty == true ? ", with uncommitted changes" : ""));
        }
        if (claims.Gates.Length > 0)
        {
            var policies = claims.Gates.Select(g => g.PolicySha256).OfType<string>().Distinct().Select(Printable.Short).ToList();
            terminal.Row("", $"gates {string.Join(", ", claims.Gates.Select(Gate))}; {(policies.Count > 0 ? $"policy {string.Join(", ", policies)}" : "no policy")}");
        }
    }

    private static string Builder(ProvenanceClaims claims) => claims.IsOwnBuildType
        ? $"local builder, .NET SDK {claims.DotnetSdk}, {claims.Dependencies.ToString(CultureInfo.InvariantCulture)} packages"
        : $"{claims.BuilderId}, build type {claims.BuildType}";

    private static string Gate(ClaimedGate gate) => gate switch
    {
        { IsOk: true, Exceptions: > 0 } => $"{gate.Name} ok with {gate.Exceptions.ToString(CultureInfo.InvariantCulture)} exceptions",
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
}
