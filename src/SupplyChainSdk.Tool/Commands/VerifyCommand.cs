using System.Collections.Immutable;
using System.CommandLine;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain verify</c>: are these the packages that the expected signer built?</summary>
internal static class VerifyCommand
{
    // Bytes that take long enough to read for somebody to wonder.
    private const long LargePackage = 64 << 20;
    private const int Many = 4;

    public static Command Create()
    {
        var packages = CommonOptions.Packages();
        var key = new Option<string?>("--key") { Description = "The publisher's public key (PEM): who is expected to have signed.", HelpName = "FILE" };
        var bundle = new Option<string?>("--bundle") { Description = "A further place of the Sigstore bundle, beside the two that are always looked at: inside it, and PACKAGE.sigstore.json.", HelpName = "FILE|FOLDER|URL" };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("verify",
            """
            Verifies packages against their attestations, offline.

            A folder is searched for *.nupkg and *.snupkg. Of several packages all have to verify.

            Examples:
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub
              supplychain verify Contoso.Widgets.1.2.3.nupkg --key contoso.pub --bundle https://example.com/attestations/
              supplychain verify artifacts "downloads/**/Contoso.*.nupkg" --key contoso.pub --format json

            Exit codes: 0 verified, 1 not verified, 2 could not decide.
            """)
        { packages, key, bundle, format, noColor };
        command.SetWork((parsed, cancel) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            var reports = Verify(PackageFiles.Find(parsed.GetRequiredValue(packages)), parsed.GetValue(bundle), parsed.GetValue(key), terminal, cancel);
            if (parsed.GetValue(format) == "json")
                terminal.Json(VerificationReportJson.Write(reports, Environment.CurrentDirectory));
            else
                VerificationText.Print(reports, terminal);
            return VerificationReport.Of(reports) switch
            {
                VerificationResult.Verified => ExitCode.Yes,
                VerificationResult.NotVerified => ExitCode.No,
                _ => ExitCode.Undecided,
            };
        });
        return command;
    }

    private static ImmutableArray<VerificationReport> Verify(
        ImmutableArray<string> paths, string? bundle, string? key, Terminal terminal, CancellationToken cancel)
    {
        using var progress = terminal.Progress(paths.Length >= Many || paths.Any(p => new FileInfo(p) is { Exists: true, Length: >= LargePackage }));
        // One is verified on this thread: what starts others takes longer than the package does.
        if (paths is [var path])
        {
            progress.Say($"reading {Path.GetFileName(path)}");
            return [PackageVerification.Verify(path, bundle, key, cancel)];
        }
        var done = 0;
        return PackageVerification.VerifyAll(paths, bundle, key, report =>
        {
            lock (progress)
                progress.Say($"{++done}/{paths.Length} {report.FileName}");
        }, cancel);
    }
}
