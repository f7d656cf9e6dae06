using System.CommandLine;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain reproduce</c>: does one commit give the same package in another environment?</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var project = CommonOptions.Place("PROJECT", "a project, or a folder with one");
        var configuration = new Option<string>("--configuration", "-c") { Description = "What is packed. Default: Release.", HelpName = "NAME", DefaultValueFactory = _ => "Release" };
        var timeout = new Option<string?>("--timeout") { Description = "How long checking out, restoring and packing may take, each. Default: 30m.", HelpName = "TIME" };
        var statement = new Option<string?>("--statement") { Description = "Writes what came out as a statement to attest.", HelpName = "FILE" };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("reproduce",
            """
            Packs HEAD twice, in two environments, and compares.

            The two differ in folder, home, user, time zone, locale, umask, cores and packages folder; both are built as in CI, in clones of the commit that are removed
            afterwards. Runs the code of the project, as every pack does.

            Examples:
              supplychain reproduce
              supplychain reproduce src/Contoso.Widgets --format json
              supplychain reproduce src/Contoso.Widgets --statement reproduced.json

            Exit codes: 0 the same bytes, 1 other bytes, 2 could not decide (also a working tree with changes).
            """)
        { project, configuration, timeout, statement, format, noColor };
        command.SetRules(result =>
        {
            if (result.GetValue(timeout) is { } time && Duration.Parse(time) is not { Ticks: > 0 })
                result.AddError($"'{Printable.Text(time)}' is no time, which is a number and s, m or h, such as 90s or 15m, and at most 24h.");
        });
        command.SetWork((parsed, cancel) => SdkLibraries.Use(() =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            var named = parsed.GetRequiredValue(project);
            if (ProjectLocator.Find(Path.GetFullPath(named)).Projects is not [var only])
                throw new UsageException($"{Printable.Quoted(named)} has not one project: name the one to pack.");
            var reproduction = Reproduce(only.Path, parsed.GetRequiredValue(configuration), parsed.GetValue(timeout), terminal, cancel);
            if (parsed.GetValue(statement) is { } file)
                StatementFile.Write(file, ReproductionStatement.Of(reproduction), terminal);
            if (parsed.GetValue(format) == "json")
                terminal.Json(PackageComparisonJson.Write(reproduction));
            else
                Print(reproduction, terminal);
            return reproduction.Outcome switch
            {
                RebuildOutcome.Reproduced => ExitCode.Yes,
                RebuildOutcome.Differs => ExitCode.No,
                _ => ExitCode.Undecided,
            };
        }));
        return command;
    }

    private static ProjectReproduction Reproduce(string project, string configuration, string? timeout, Terminal terminal, CancellationToken cancel)
    {
        using var progress = terminal.Progress(isLong: true);
        var request = new ReproductionRequest { Project = project, Configuration = configuration, Progress = progress.Say };
        return ProjectReproduction.Run(timeout is null ? request : request with { Limit = Duration.Parse(timeout)!.Value }, cancel);
    }

    private static void Print(ProjectReproduction reproduction, Terminal terminal)
    {
        terminal.Title(reproduction.Project);
        terminal.Line();
        if (reproduction.Commit is { } commit)
            terminal.Row("source", $"git {Printable.Short(commit)}{(reproduction.Repository is { } url ? $" of {url}" : ", no remote")}{(reproduction.Sdk is { } sdk ? $", .NET SDK {sdk}" : "")}");
        foreach (var package in reproduction.Packages)
        {
            terminal.Row("packed", $"{package.FileName}: " + (package.Comparison.IsSame
                ? $"the same bytes twice, sha256 {Printable.Short(package.Comparison.First.Sha256.Hex)}"
                : $"NO: sha256 {Printable.Short(package.Comparison.First.Sha256.Hex)}, then {Printable.Short(package.Comparison.Second.Sha256.Hex)}"));
            ComparisonText.Print(package.Comparison, terminal);
        }
        if (reproduction.Variations.Length > 0)
            terminal.Row("varied", string.Join("; ", reproduction.Variations.Select(v => $"{v.Name} ({v.First} → {v.Second})")));
        terminal.Line();
        if (reproduction.Finding is { } finding)
            terminal.Bad($"error {finding.Code}: {finding.Message}");
        switch (reproduction.Outcome)
        {
            case RebuildOutcome.Reproduced:
                terminal.Good("Reproduced.");
                break;
            case RebuildOutcome.Differs:
                terminal.Bad("Not reproduced.");
                break;
            default:
                terminal.Bad("Could not decide.");
                break;
        }
    }
}
