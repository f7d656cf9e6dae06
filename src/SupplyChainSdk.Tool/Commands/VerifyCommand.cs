using System.CommandLine;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain verify</c>: is this the package that the expected signer built?</summary>
internal static class VerifyCommand
{
    private const int LabelWidth = 14;

    public static Command Create()
    {
        var package = new Argument<string>("PACKAGE") { Description = "The .nupkg or .snupkg, as built or as downloaded." };
        var key = new Option<string?>("--key") { Description = "The publisher's public key (PEM): who is expected to have signed.", HelpName = "FILE" };
        var bundle = new Option<string?>("--bundle") { Description = "The Sigstore bundle. Default: PACKAGE.sigstore.json beside it, then the one inside it.", HelpName = "FILE" };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("verify",
            """
            Verifies a package against its attestation, offline, and says what was proven and what was not.

              supplychain verify Contoso.Widget.1.2.3.nupkg --key contoso.pub
              supplychain verify Contoso.Widget.1.2.3.nupkg --key contoso.pub --format json

            Exit codes: 0 verified, 1 not verified, 2 could not decide.
            """)
        { package, key, bundle, format, noColor };
        command.SetWork((parsed, cancel) =>
        {
            var report = PackageVerification.Verify(
                parsed.GetRequiredValue(package), parsed.GetValue(bundle), parsed.GetValue(key), cancel);
            var terminal = Terminal.Open(parsed.GetValue(noColor));
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

    private static void Print(VerificationReport report, Terminal terminal)
    {
        terminal.Line(terminal.Strong(Printable.Text(report.Package ?? report.FileName)));
        terminal.Line();
        if (report.Signer is { } signer)
            Row(terminal, "authentic", $"signed with the expected key, {signer.KeyKind}, sha256:{Short(signer.KeySha256)}; when is not proven");
        if (report.Content is { } content)
            Row(terminal, "intact", Intact(content));
        if (report.Claims is { } claims)
            PrintClaims(claims, terminal);
        if (report.Result == VerificationResult.Verified)
            Row(terminal, "contents", Contents(report));
        if (report.NotChecked.Length > 0)
            Row(terminal, "not checked", string.Join("; ", report.NotChecked));
        if (report.Refusal is { } refusal)
            terminal.Bad($"{refusal.Code}  {refusal.Message}");
        else
            terminal.Line();
        if (report.Result == VerificationResult.Verified)
            terminal.Good("Verified.");
        else
            terminal.Bad(report.Result == VerificationResult.NotVerified ? "Not verified." : "Could not decide.");
    }

    private static string Intact(VerifiedContent content)
    {
        if (!content.Matches)
            return "NO: this is not the package that was attested";
        var digest = content.AsBuilt.First(d => d.Algorithm == "sha256").Hex;
        var appended = content.HasSignature ? "; a NuGet signature was appended later" : "";
        return content.MatchedLayer == VerifiedContent.LayerAsBuilt
            ? $"sha256 {Short(digest)} of the package as it was built{appended}"
            : $"the statement names the package {content.MatchedLayer}{appended}";
    }

    private static void PrintClaims(ProvenanceClaims claims, Terminal terminal)
    {
        Row(terminal, "built how", $"claimed by the signer, SLSA Build L{ProvenanceClaims.Level}: {Printable.Text(Builder(claims))}");
        if (claims.Commit is { } commit)
            Row(terminal, "", $"git {Short(commit)}{(claims.RepositoryUrl is { } url ? $" of {Printable.Text(url)}" : ", no remote")}{(claims.IsDirty == true ? ", with uncommitted changes" : "")}");
        if (claims.Gates.Length > 0)
            Row(terminal, "", $"gates {Printable.Text(string.Join(", ", claims.Gates.Select(Gate)))}{(claims.Gates[0].PolicySha256 is { } policy ? $"; policy {Short(policy)}" : "; no policy")}");
    }

    private static string Builder(ProvenanceClaims claims) => claims.IsOwnBuildType
        ? $"local builder, .NET SDK {claims.DotnetSdk}, {claims.Dependencies.ToString(CultureInfo.InvariantCulture)} packages"
        : $"{claims.BuilderId}, build type {claims.BuildType}";

    private static string Gate(ClaimedGate gate) => gate.IsOk
        ? $"{gate.Name} ok{(gate.Exceptions > 0 ? $" with {gate.Exceptions.ToString(CultureInfo.InvariantCulture)} exceptions" : "")}"
        : $"{gate.Name} {gate.Result}{(gate.Result == "passed" ? $" (enforce {gate.Enforce})" : "")}";

    private static string Contents(VerificationReport report) => report.SbomsCompared.Length > 0
        ? $"equal to the attested ones: {Printable.Text(string.Join(", ", report.SbomsCompared.Select(s => s.Name)))}"
        : "the statement names no SBOM";

    private static void Row(Terminal terminal, string label, string text) => terminal.Line($"  {label.PadRight(LabelWidth)}{text}");

    private static string Short(string hex) => hex.Length > 12 ? $"{hex[..6]}…{hex[^4..]}" : hex;
}
