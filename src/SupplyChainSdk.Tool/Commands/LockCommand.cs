using System.Collections.Immutable;
using System.CommandLine;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain lock</c>: the lock of what NuGet locks not, and what changed in a lock and why.</summary>
internal static class LockCommand
{
    public static Command Create()
    {
        var path = CommonOptions.Place("PATH", "a project, a solution, or a folder");
        var check = new Option<bool>("--check") { Description = "Writes nothing; exit code 1 when the file would change." };
        var explain = new Option<string[]>("--explain")
        {
            Description = "Says what changed and why: between two lock files, or from the committed lock files to those of the working tree.",
            HelpName = "OLD NEW",
            Arity = new ArgumentArity(0, 2),
            AllowMultipleArgumentsPerToken = true,
        };
        var reproduce = new Option<bool>("--reproduce") { Description = "Resolves again from the project files, with an empty packages folder, and compares packages.lock.json. Runs the code of the project, as every restore does." };
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command("lock",
            """
            Locks SDKs, tools and downloads; explains a lock.

            MSBuild SDKs, local tools, PackageDownload and what the .NET SDK adds by itself are in no lock file of NuGet. This one is supplychain.lock.json,
            beside the outermost policy or at the root of the repository; commit it. Restore first, tools too.

            Examples:
              supplychain lock
              supplychain lock --check
              supplychain lock --explain
              supplychain lock --explain old/packages.lock.json packages.lock.json
              supplychain lock src/Contoso.Widgets --reproduce

            Exit codes: 0 written, unchanged or reproduced; 1 it would change, differs, or holds other bytes under one version; 2 could not decide.
            """)
        { path, check, explain, reproduce, format, noColor };
        command.SetRules(result =>
        {
            var modes = (result.GetValue(check) ? 1 : 0) + (result.GetValue(reproduce) ? 1 : 0) + (result.GetResult(explain) is null ? 0 : 1);
            if (modes > 1)
                result.AddError("--check, --explain and --reproduce are three questions: ask one.");
        });
        command.SetWork((parsed, cancel) => SdkLibraries.Use(() =>
        {
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            var named = Path.GetFullPath(parsed.GetRequiredValue(path));
            var json = parsed.GetValue(format) == "json";
            return parsed.GetResult(explain) is not null ? Explain(terminal, named, parsed.GetValue(explain) ?? [], json)
                : parsed.GetValue(reproduce) ? Reproduce(terminal, named, json, cancel)
                : Record(terminal, named, parsed.GetValue(check), json, cancel);
        }));
        return command;
    }

    private static int Record(Terminal terminal, string named, bool checkOnly, bool json, CancellationToken cancel)
    {
        var plans = Plans(terminal, named, cancel);
        foreach (var problem in plans.SelectMany(p => p.Problems).Distinct(StringComparer.Ordinal))
            terminal.Error($"error {Codes.ToolLockUnreadable}: {problem}");
        if (plans.Any(p => p.Problems.Length > 0))
            return ExitCode.Undecided;
        var conflicts = plans.SelectMany(p => p.Conflicts).ToImmutableArray();
        var writes = !checkOnly && conflicts.IsEmpty;
        if (writes)
        {
            foreach (var plan in plans.Where(p => p.IsChange))
                AtomicFile.Write(plan.Path, plan.After.Write());
        }
        if (json)
            terminal.Json(ToolLockPlanJson.Write(plans, writes, Environment.CurrentDirectory));
        else
            Print(terminal, plans, checkOnly, conflicts);
        return conflicts.Length > 0 || checkOnly && plans.Any(p => p.IsChange) ? ExitCode.No : ExitCode.Yes;
    }

    private static ImmutableArray<ToolLockPlan> Plans(Terminal terminal, string named, CancellationToken cancel)
    {
        using var progress = terminal.Progress(isLong: true);
        progress.Say("reading and hashing what the projects use");
        return ToolLockRecorder.Plan(ProjectLocator.Find(named), named, cancel);
    }

    private static void Print(Terminal terminal, ImmutableArray<ToolLockPlan> plans, bool checkOnly, ImmutableArray<Finding> conflicts)
    {
        foreach (var plan in plans.Where(p => p.IsChange))
        {
            terminal.Title(Terminal.RelativePath(plan.Path));
            foreach (var line in plan.Difference())
                terminal.Text($"  {line}");
        }
        foreach (var conflict in conflicts)
            terminal.Finding(conflict);
        terminal.Line(conflicts.Length > 0 ? "Nothing was written: a locked version has other bytes now. To accept them, first remove the entry from the file by hand."
            : !plans.Any(p => p.IsChange) ? plans.Any(p => p.After.Entries.Length > 0) ? "Unchanged." : "There is nothing to lock."
            : checkOnly ? "Would change. Nothing was written." : "Written. Read the difference, and commit it.");
    }

    private static int Explain(Terminal terminal, string named, string[] files, bool json)
    {
        var explained = files switch
        {
            [var before, var after] => [ExplainedLock.OfFiles(Path.GetFullPath(before), Path.GetFullPath(after))],
            [var file] when Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase) => SinceHead(Path.GetDirectoryName(Path.GetFullPath(file))!, [Path.GetFullPath(file)]),
            [var other] => SinceHead(PolicyCommand.FolderOf(other), LocksOf(Path.GetFullPath(other))),
            _ => SinceHead(PolicyCommand.FolderOf(named), LocksOf(named)),
        };
        if (json)
        {
            terminal.Json(ExplainedLock.Json(explained, Environment.CurrentDirectory));
        }
        else
        {
            foreach (var file in explained)
                Print(terminal, file.Path, file.Note, file.Changes);
            if (explained.IsEmpty)
                terminal.Line("There is no lock file.");
        }
        return explained.Any(f => f.Changes.Any(c => c.IsAlarm)) ? ExitCode.No : ExitCode.Yes;
    }

    private static ImmutableArray<ExplainedLock> SinceHead(string folder, IEnumerable<string> locks) => ExplainedLock.OfCommit(CommitFiles.Open(GitSource.Read(folder), "HEAD"), locks);

    private static IEnumerable<string> LocksOf(string path)
    {
        var located = ProjectLocator.Find(path);
        return [.. located.Projects.Select(p => p.LockPath), .. ToolLockRecorder.Paths(located)];
    }

    private static int Reproduce(Terminal terminal, string named, bool json, CancellationToken cancel)
    {
        var located = ProjectLocator.Find(named);
        var results = ImmutableArray.CreateBuilder<(LocatedProject Project, Reproduction Result)>();
        using (var progress = terminal.Progress(true))
        {
            foreach (var (number, project) in located.Projects.Index())
            {
                progress.Say($"{number + 1}/{located.Projects.Length} {project.Name}");
                results.Add((project, LockReproduction.Run(project.Path, project.LockPath, cancel)));
            }
        }
        if (json)
        {
            terminal.Json(ReproductionJson.Write([.. results.Select(r => (r.Project.LockPath, r.Result))], Environment.CurrentDirectory));
        }
        else
        {
            foreach (var (project, result) in results)
            {
                Print(terminal, project.LockPath, result.Outcome switch
                {
                    ReproductionOutcome.Same => "reproduced: resolving again gives the same bytes",
                    ReproductionOutcome.Differs => $"differs: resolving again gives another lock file{(result.Reason.Length > 0 ? $" ({result.Reason})" : "")}",
                    _ => $"cannot be reproduced: {result.Reason}",
                }, result.Changes);
            }
        }
        return located.Projects.Length == 0 || results.Any(r => r.Result.Outcome == ReproductionOutcome.Impossible) ? ExitCode.Undecided
            : results.Any(r => r.Result.Outcome == ReproductionOutcome.Differs) ? ExitCode.No : ExitCode.Yes;
    }

    private static void Print(Terminal terminal, string path, string note, ImmutableArray<LockChange> changes)
    {
        terminal.Title(Terminal.RelativePath(path));
        if (note.Length > 0 || changes.IsEmpty)
            terminal.Text($"  {(note.Length > 0 ? note : "no package changed")}");
        foreach (var change in changes)
            terminal.Text($"  {change}{(change.Targets.Length > 0 ? $" ({string.Join(", ", change.Targets)})" : "")}");
    }
}
