using System.CommandLine;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain strip</c>: a package as it was before something was appended to it.</summary>
internal static class StripCommand
{
    public static Command Create()
    {
        var package = CommonOptions.Package();
        var output = new Option<string>("--output", "-o") { Description = "The file to write; never the package itself.", HelpName = "FILE", Required = true };
        var keep = new Option<bool>("--keep-attestation") { Description = "Takes off the NuGet signature only: the file whose content hash a lock file has." };
        var force = new Option<bool>("--force") { Description = "Replaces FILE when it exists." };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("strip",
            """
            Writes a package as it was built.

            What was appended later, the NuGet signature and the attestation, is taken off: for verifiers that compare the file as it is.
            'verify' wants a package under its own name, so write into another folder, which is made when it is missing.

            Examples:
              supplychain strip Contoso.Widgets.1.2.3.nupkg -o built/Contoso.Widgets.1.2.3.nupkg
              supplychain strip Contoso.Widgets.1.2.3.nupkg -o unsigned/Contoso.Widgets.1.2.3.nupkg --keep-attestation --format json

            Exit codes: 0 written, 1 the package is malformed, 2 it cannot be read or FILE cannot be written.
            """)
        { package, output, keep, force, format, noColor };
        command.SetWork((parsed, cancel) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            var strip = PackageStrip.Run(parsed.GetRequiredValue(package), parsed.GetRequiredValue(output), parsed.GetValue(keep), parsed.GetValue(force), out var refusal, cancel);
            if (strip is null)
            {
                terminal.Error($"error {refusal!.Code}: {refusal.Message}");
                return refusal.Code == Codes.PackageMalformed || refusal.Code == Codes.PackageZip64 ? ExitCode.No : ExitCode.Undecided;
            }
            if (parsed.GetValue(format) == "json")
                terminal.Json(strip.ToJson());
            else
                Print(strip, terminal);
            return ExitCode.Yes;
        });
        return command;
    }

    private static void Print(PackageStrip strip, Terminal terminal)
    {
        terminal.Title(strip.FileName);
        terminal.Line();
        terminal.Row("read", $"sha256:{strip.Read.AsDownloaded.Sha256.Hex}");
        terminal.Row("taken off", (strip.RemovedSignature, strip.RemovedAttestation) switch
        {
            (true, true) => "the NuGet signature, the attestation",
            (true, false) => "the NuGet signature",
            (false, true) => "the attestation",
            _ => "nothing",
        });
        terminal.Row("written", $"sha256:{strip.Written.Sha256.Hex}  {Terminal.RelativePath(Path.GetFullPath(strip.Output))}");
        terminal.Line();
        terminal.Line("Nothing of this was verified.");
    }
}
