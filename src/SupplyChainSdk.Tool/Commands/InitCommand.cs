using System.CommandLine;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain init</c>: a policy to begin with. Shows what it writes, overwrites nothing.</summary>
internal static class InitCommand
{
    public static Command Create()
    {
        var folder = CommonOptions.Place("FOLDER", "the root of the repository");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would be written." };
        var noColor = CommonOptions.NoColor();
        var command = new Command("init",
            """
            Writes a first policy; overwrites nothing.

            It is a commented supplychain.json, with its schema for the editor and the lock properties; the lines for CI are shown.

            Examples:
              supplychain init
              supplychain init --dry-run
            """)
        { folder, dryRun, noColor };
        command.SetWork((parsed, cancel) =>
        {
            var root = Path.GetFullPath(parsed.GetRequiredValue(folder));
            if (!Directory.Exists(root))
                throw new UsageException($"{parsed.GetRequiredValue(folder)} is not a folder: name the root of the repository.");
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            foreach (var file in PolicyInit.Plan(path => ReadExisting(Path.Combine(root, path))))
            {
                cancel.ThrowIfCancellationRequested();
                if (file.Diff.Length > 0)
                    terminal.Line(file.Diff.TrimEnd('\n'));
                if (!file.Exists && !parsed.GetValue(dryRun))
                    AtomicFile.Create(Path.Combine(root, file.Path), System.Text.Encoding.UTF8.GetBytes(file.Content));
                terminal.Line(terminal.Strong(file.Note));
                terminal.Line();
            }
            terminal.Line(PolicyInit.CiSteps);
            terminal.Line(parsed.GetValue(dryRun) ? "Nothing was written." : PolicyInit.NextStep);
            return ExitCode.Yes;
        });
        return command;
    }

    private static string? ReadExisting(string path) => File.Exists(path) ? File.ReadAllText(path) : null;
}
