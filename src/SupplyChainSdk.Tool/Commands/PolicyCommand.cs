using System.CommandLine;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain policy</c>: what all policy files together say, and which file says it.</summary>
internal static class PolicyCommand
{
    public static Command Create()
    {
        var path = CommonOptions.Place("PATH", "a project, or a folder");
        var policies = CommonOptions.Policies();
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("policy",
            """
            Shows the effective policy, and what says it.

            Each value has the file and line that it comes from; the digest is what a statement names.

            Examples:
              supplychain policy
              supplychain policy src/Contoso.Widgets --format json
            """)
        { path, policies, format, noColor };
        command.SetWork((parsed, _) => SdkLibraries.Use(() =>
        {
            var folder = FolderOf(parsed.GetRequiredValue(path));
            var load = PolicyLoader.Load(folder, null, [.. (parsed.GetValue(policies) ?? []).Select(Path.GetFullPath)], Today());
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            if (load.Policy is null)
            {
                foreach (var finding in load.Findings)
                    terminal.Finding(finding);
                return ExitCode.Undecided;
            }
            if (parsed.GetValue(format) == "json")
                terminal.Json(PolicyReport.Json(load.Policy, folder));
            else
                terminal.Line(PolicyReport.Text(load.Policy, Environment.CurrentDirectory).TrimEnd('\n'));
            return ExitCode.Yes;
        }));
        return command;
    }

    /// <summary>The folder that a project lies in, or the folder itself.</summary>
    public static string FolderOf(string path)
    {
        var full = Path.GetFullPath(path);
        return Directory.Exists(full) ? full
            : File.Exists(full) ? Path.GetDirectoryName(full)!
            : throw new UsageException($"{path} is neither a project nor a folder.");
    }

    public static DateOnly Today() => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
}
