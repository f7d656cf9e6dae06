using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain publishers</c>: remembers who publishes the packages that are used.</summary>
internal static class PublishersCommand
{
    public static Command Create() => new("publishers",
        """
        Remembers who publishes your packages, so that a change is noticed.

        Examples:
          supplychain publishers update
          supplychain publishers update Contoso.slnx --check
          supplychain publishers prune

        Exit codes: 0 written, or nothing to write; 1 --check found a difference; 2 could not decide.
        """)
    {
        Update(),
        Prune(),
    };

    private static Command Update()
    {
        var all = new Option<bool>("--all") { Description = "Every package, not only those that a project names itself." };
        var only = new Option<string[]>("--package") { Description = "Only this package, direct or not; may be given more than once.", HelpName = "ID" };
        return Create("update",
            """
            Writes who publishes each direct dependency.

            What you wrote into the file, trustedUntil and comment, stays. Restore first.

            Examples:
              supplychain publishers update
              supplychain publishers update --all
              supplychain publishers update --package Newtonsoft.Json
            """, [all, only], parsed =>
            {
                ImmutableArray<string> ids = [.. parsed.GetValue(only) ?? []];
                if (parsed.GetValue(all) && !ids.IsEmpty)
                    throw new ArgumentException("Give --all or --package, not both.");
                return new Work(parsed.GetValue(all), (before, found) => PublisherUpdate.Update(before, found, parsed.GetValue(all), ids)) { Only = ids };
            });
    }

    private static Command Prune() => Create("prune",
        """
        Removes the entries that no package needs.

        Name every project that shares the file: what only another one uses is removed as well.

        Examples:
          supplychain publishers prune
          supplychain publishers prune Contoso.slnx --check
        """, [], _ => new Work(false, PublisherUpdate.Prune));

    private static Command Create(string name, string description, ImmutableArray<Option> more, Func<ParseResult, Work> work)
    {
        var path = CommonOptions.Place("PATH", "A project, a solution, or a folder. Default: the current folder.");
        var check = new Option<bool>("--check") { Description = "Writes nothing; exit code 1 when something would change." };
        var baseline = new Option<string?>("--baseline") { Description = "The file. Default: the one that the policy names, or publishers.json beside it.", HelpName = "FILE" };
        var policies = CommonOptions.Policies();
        var noColor = CommonOptions.NoColor();
        var command = new Command(name, description) { path, check, baseline, policies, noColor };
        foreach (var option in more)
            command.Add(option);
        command.SetWork((parsed, cancel) => SdkLibraries.Use(() =>
        {
            var located = ProjectLocator.Find(Path.GetFullPath(parsed.GetRequiredValue(path)));
            var solutionFolder = located.Solution is { } solution ? Path.GetDirectoryName(solution) : null;
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            ImmutableArray<string> further = [.. (parsed.GetValue(policies) ?? []).Select(Path.GetFullPath)];
            ImmutableArray<SurveyedProject> projects = [.. located.Projects.Select(p => PublisherSurvey.Locate(p, solutionFolder, further, PolicyCommand.Today()))];
            var named = parsed.GetValue(baseline) is { } file ? Path.GetFullPath(file) : null;
            if (Refuse(terminal, located, projects, named))
                return ExitCode.Undecided;
            var exit = ExitCode.Yes;
            var todo = work(parsed);
            if (todo.Only.FirstOrDefault(id => !projects.Any(p => PublisherSurvey.Has(p.Project, id))) is { } unknown)
                throw new ArgumentException($"No project has a package {Printable.Quoted(unknown)}, or it is not restored.");
            foreach (var sharing in projects.GroupBy(p => named ?? p.Baselines.FirstOrDefault(p.DefaultBaseline), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
                exit = Math.Max(exit, Run(terminal, sharing.Key, [.. sharing], todo, parsed.GetValue(check), cancel));
            return exit;
        }));
        return command;
    }

    private static bool Refuse(Terminal terminal, LocatedProjects located, ImmutableArray<SurveyedProject> projects, string? named)
    {
        ImmutableArray<Finding> findings = [.. located.Unjudged.Select(p => InputFindings.ProjectNotJudged(p.Path, p.Name, p.Reason)), .. projects.SelectMany(p => p.Findings)];
        foreach (var finding in findings.DistinctBy(f => (f.Fingerprint, f.Location)))
            terminal.Finding(finding);
        if (named is null && projects.FirstOrDefault(p => p.Baselines.Length > 1) is { } several)
            throw new ArgumentException($"The policy of {several.Project.Name} names several baselines ({string.Join(", ", several.Baselines.Select(Terminal.RelativePath))}): name the one to write with --baseline.");
        return projects.IsEmpty || projects.Any(p => !p.Findings.IsEmpty);
    }

    private static int Run(Terminal terminal, string path, ImmutableArray<SurveyedProject> projects, Work work, bool isCheck, CancellationToken cancel)
    {
        var before = PublisherBaseline.Read(path)?.Entries;
        var known = (before ?? []).Select(e => e.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = projects.Select(p => PublisherSurvey.Read(p.Project, p.Signatures, package => work.Wants(package.Id.Id) || package.Dependency == DependencyKind.Direct || known.Contains(package.Id.Id), cancel)).ToList();
        if (found.SelectMany(f => f.Findings).ToList() is { Count: > 0 } errors)
        {
            errors.ForEach(terminal.Finding);
            return ExitCode.Undecided;
        }
        var after = work.Change(before ?? [], found.SelectMany(f => f.Packages));
        var differences = PublisherUpdate.Compare(before ?? [], after);
        terminal.Title(Terminal.RelativePath(path));
        foreach (var line in differences.SelectMany(d => d.Lines))
            terminal.Text($"  {line}");
        foreach (var (package, problem) in found.SelectMany(f => f.Unproven).DistinctBy(u => u.Key).OrderBy(u => u.Key))
            terminal.Text($"  ! {package}: its signature does not verify, so nothing of it is remembered: {problem}");
        var isWritten = before is null || !differences.IsEmpty;
        if (isWritten && !isCheck)
            AtomicFile.Write(path, PublisherBaseline.Write(after));
        terminal.Line(Summary(differences, after.Length, isWritten, isCheck));
        if (projects.Any(p => p.Baselines.IsEmpty))
            terminal.Line("No policy asks for it yet: add \"publishers\": { } to supplychain.json.");
        return isWritten && isCheck ? ExitCode.No : ExitCode.Yes;
    }

    private static string Summary(ImmutableArray<PublisherDifference> differences, int entries, bool isWritten, bool isCheck)
    {
        if (!isWritten)
            return string.Create(CultureInfo.InvariantCulture, $"Up to date: {(entries == 1 ? "1 entry" : $"{entries} entries")}.");
        var (added, removed) = (differences.Count(d => d.Before is null), differences.Count(d => d.After is null));
        var what = string.Create(CultureInfo.InvariantCulture, $"{added} added, {differences.Length - added - removed} changed, {removed} removed");
        return isCheck ? $"Not up to date: {what}." : $"Written: {what}. Look at each before you commit it: it says whom you trust.";
    }

    private sealed record Work(bool IsAll, Func<ImmutableArray<PublisherEntry>, IEnumerable<PublishedPackage>, ImmutableArray<PublisherEntry>> Change)
    {
        /// <summary>The ids that are asked for; empty for no such limit.</summary>
        public ImmutableArray<string> Only { get; init; } = [];

        public bool Wants(string id) => IsAll || Only.Contains(id, StringComparer.OrdinalIgnoreCase);
    }
}
