using System.CommandLine;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain inspect</c>: what is in a package, none of it verified.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var package = new Argument<string>("PACKAGE") { Description = "The .nupkg or .snupkg." };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("inspect",
            """
            Shows what a package says about itself and what was appended to it. Verifies nothing: that is 'supplychain verify'.

              supplychain inspect Contoso.Widget.1.2.3.nupkg
            """)
        { package, format, noColor };
        command.SetWork((parsed, cancel) =>
        {
            var content = PackageInspection.Read(parsed.GetRequiredValue(package), cancel);
            var terminal = Terminal.Open(parsed.GetValue(noColor));
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
        terminal.Line(terminal.Strong(Printable.Text($"{package.Nuspec.Id} {package.Nuspec.Version}")));
        terminal.Line();
        Row("claims", $"licence {package.License}; authors {package.Nuspec.Authors}");
        if (package.Nuspec.Repository is { Url: { } url } repository)
            Row("", $"repository {url}{(repository.Commit is { } commit ? $" at {commit}" : "")}");
        Row("file", $"sha256:{package.Layers.AsDownloaded.Sha256.Hex}");
        Row("content hash", package.ContentHash.Base64);
        Row("as built", $"sha256:{package.Layers.AsBuilt.Sha256.Hex}");
        Row("appended", package.Layers switch
        {
            { HasAttestation: true, HasSignature: true } => "an attestation, then a NuGet signature",
            { HasAttestation: true } => "an attestation",
            { HasSignature: true } => "a NuGet signature",
            _ => "nothing",
        });
        Row("SBOMs", package.Sboms.Length == 0 ? "none" : string.Join(", ", package.Sboms));
        Row("beside it", package.Beside.Length == 0 ? "no bundle, no statement" : string.Join(", ", package.Beside));
        terminal.Line();
        terminal.Line("Nothing of this was verified.");

        void Row(string label, string text) => terminal.Line($"  {label,-14}{Printable.Text(text)}");
    }
}
