using System.CommandLine;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain inspect</c>: what is in a package, none of it verified.</summary>
internal static class InspectCommand
{
    private const int MaxSboms = 10;

    public static Command Create()
    {
        var package = CommonOptions.Package();
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("inspect",
            """
            Shows what a package says of itself; verifies nothing.

            Examples:
              supplychain inspect Contoso.Widgets.1.2.3.nupkg
              supplychain inspect Contoso.Widgets.1.2.3.nupkg --format json

            Exit codes: 0 shown, 1 the package is malformed, 2 it is missing or cannot be read.
            """)
        { package, format, noColor };
        command.SetWork((parsed, cancel) =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            if (PackageInspection.Read(parsed.GetRequiredValue(package), out var refusal, cancel) is not { } content)
            {
                terminal.Error($"error {refusal!.Code}: {refusal.Message}");
                return refusal.Code == Codes.InputUnreadable ? ExitCode.Undecided : ExitCode.No;
            }
            if (parsed.GetValue(format) == "json")
                terminal.Json(content.ToJson());
            else
                Print(content, terminal);
            return ExitCode.Yes;
        });
        return command;
    }

    private static void Print(PackageInspection package, Terminal terminal)
    {
        terminal.Title($"{package.Nuspec.Id} {package.Nuspec.Version}");
        terminal.Line();
        terminal.Row("claims", $"licence {package.License}; authors {package.Nuspec.Authors}");
        if (package.Nuspec.Repository is { Url: { } url } repository)
            terminal.Row("", $"repository {url}{(repository.Commit is { } commit ? $" at {commit}" : "")}");
        terminal.Row("file", $"sha256:{package.Layers.AsDownloaded.Sha256.Hex}");
        terminal.Row("content hash", package.ContentHash.Base64);
        terminal.Row("as built", $"sha256:{package.Layers.AsBuilt.Sha256.Hex}");
        terminal.Row("appended", package.Layers switch
        {
            { HasAttestation: true, HasSignature: true } => "an attestation, then a NuGet signature",
            { HasAttestation: true } => "an attestation",
            { HasSignature: true } => "a NuGet signature",
            _ => "nothing",
        });
        var more = package.Sboms.Length - MaxSboms;
        terminal.Row("SBOMs", package.Sboms.Length == 0 ? "none" : string.Join(", ", package.Sboms.Take(MaxSboms)) + (more > 0 ? $" and {more} others" : ""));
        terminal.Row("beside it", package.Beside.Length == 0 ? "no bundle, no statement" : string.Join(", ", package.Beside));
        terminal.Line();
        terminal.Line("Nothing of this was verified.");
    }
}
