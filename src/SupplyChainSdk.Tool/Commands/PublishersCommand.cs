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
    private const int MostShown = 5;

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
                    throw new UsageException("--all means every package, --package only some: give one of them.");
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
        """, [], _ => new Work(false, PublisherUpdate.Prune) { IsPrune = true });

    private static Command Create(string name, string description, ImmutableArray<Option> more, Func<ParseResult, Work> work)
    {
        var path = CommonOptions.Place("PATH", "a project, a solution, or a folder");
        var check = new Option<bool>("--check") { Description = "Writes nothing; exit code 1 when something would change." };
        var baseline = new Option<string?>("--baseline") { Description = "The file. Default: the one that the policy names, or publishers.json beside it.", HelpName = "FILE" };
        var policies = CommonOptions.Policies();
        var format = CommonOptions.Format();
        var noColor = CommonOptions.NoColor();
        var command = new Command(name, description) { path, check, baseline, policies, format, noColor };
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
            var todo = work(parsed) with { IsCheck = parsed.GetValue(check) };
            if (named is null && projects.FirstOrDefault(p => p.Baselines.Length > 1) is { } several)
                throw new UsageException($"The policy of {several.Project.Name} names several baselines ({string.Join(", ", several.Baselines.Select(Terminal.RelativePath))}): name the one to write with --baseline.");
            ImmutableArray<Finding> findings = [.. located.Unjudged.Select(p => InputFindings.ProjectNotJudged(p.Path, p.Name, p.Reason)), .. projects.SelectMany(p => p.Findings)];
            var isRefused = projects.IsEmpty || projects.Any(p => !p.Findings.IsEmpty);
            if (!isRefused && todo.Only.FirstOrDefault(id => !projects.Any(p => PublisherSurvey.Has(p.Project, id))) is { } unknown)
                throw new UsageException($"No project has a package {Printable.Quoted(unknown)}, or it is not restored: run dotnet restore, or name another.");
            var shared = projects.GroupBy(p => named ?? p.Baselines.FirstOrDefault(p.DefaultBaseline), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
            var plans = new List<PublisherPlan>();
            using (var progress = terminal.Progress(isLong: true))
            {
                foreach (var (number, sharing) in (isRefused ? [] : shared).Index())
                {
                    progress.Say($"{number + 1}/{shared.Count} {Terminal.RelativePath(sharing.Key)}: verifying the signatures of packages");
                    var (plan, problems) = Plan(sharing.Key, [.. sharing], todo, cancel);
                    findings = findings.AddRange(problems);
                    if (plan is not null)
                        plans.Add(plan);
                }
            }
            foreach (var plan in plans.Where(p => p.IsChange && !todo.IsCheck))
                AtomicFile.Write(plan.Path, PublisherBaseline.Write(plan.After));
            ImmutableArray<Finding> said = [.. findings.DistinctBy(f => (f.Fingerprint, f.Location))];
            if (parsed.GetValue(format) == "json")
                terminal.Json(PublisherPlanJson.Write(plans, written: !todo.IsCheck, said, Environment.CurrentDirectory));
            else
                Print(terminal, plans, said, todo);
            return plans.Count < shared.Count || projects.IsEmpty ? ExitCode.Undecided : todo.IsCheck && plans.Exists(p => p.IsChange) ? ExitCode.No : ExitCode.Yes;
        }));
        return command;
    }

    private static (PublisherPlan? Plan, ImmutableArray<Finding> Problems) Plan(string path, ImmutableArray<SurveyedProject> projects, Work work, CancellationToken cancel)
    {
        var (before, unreadable) = PublisherSurvey.Baseline(path);
        if (unreadable is not null)
            return (null, [unreadable]);
        if (before is null && work.IsPrune)
            throw new UsageException($"{Terminal.RelativePath(path)} is not there, so there is nothing to prune. To write it: supplychain publishers update");
        var known = (before ?? []).Select(e => e.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var found = projects.Select(p => PublisherSurvey.Read(p.Project, p.Policy!, package => work.Wants(package.Id.Id) || package.Dependency == DependencyKind.Direct || known.Contains(package.Id.Id), TimeProvider.System.GetUtcNow(), cancel)).ToList();
        ImmutableArray<Finding> problems = [.. found.SelectMany(f => f.Findings)];
        return problems.IsEmpty
            ? (new PublisherPlan(path, before, work.Change(before ?? [], found.SelectMany(f => f.Packages)), found.SelectMany(f => f.Unproven).DistinctBy(u => u.Key).ToImmutableSortedDictionary())
            {
                IsInPolicy = !projects.Any(p => p.Baselines.IsEmpty),
                Unremembered = found.SelectMany(f => f.Unremembered).DistinctBy(u => u.Key).ToImmutableSortedDictionary(),
            }, problems)
            : (null, problems);
    }

    private static void Print(Terminal terminal, List<PublisherPlan> plans, ImmutableArray<Finding> findings, Work work)
    {
        foreach (var finding in findings)
            terminal.Finding(finding);
        foreach (var plan in plans)
        {
            terminal.Title(Terminal.RelativePath(plan.Path));
            foreach (var line in plan.Differences.SelectMany(d => d.Lines))
                terminal.Text($"  {line}");
            foreach (var (package, problem) in plan.Unproven)
                terminal.Text($"  ! {package}: its signature does not verify, so nothing of it is remembered: {problem}");
            if (!work.IsPrune)
            {
                foreach (var (package, problem) in plan.Unremembered)
                    terminal.Text($"  ! {package}: {problem}, so nothing of it is remembered.");
                if (!plan.WithoutAttestations.IsEmpty)
                    terminal.Text($"  Nothing is remembered of attestations for {Printable.List(plan.WithoutAttestations, MostShown)}.");
            }
            terminal.Line(work.IsPrune ? Pruned(plan, work.IsCheck) : Updated(plan, work.IsCheck));
            if (!plan.IsInPolicy)
                terminal.Line("No policy asks for it yet: add \"publishers\": { } to supplychain.json.");
        }
    }

    private static string Updated(PublisherPlan plan, bool isCheck)
    {
        if (!plan.IsChange)
            return $"Up to date: {Entries(plan.After.Length)}.";
        var (added, removed) = (plan.Differences.Count(d => d.Before is null), plan.Differences.Count(d => d.After is null));
        var what = string.Create(CultureInfo.InvariantCulture, $"{added} added, {plan.Differences.Length - added - removed} changed, {removed} removed");
        return isCheck ? $"Not up to date: {what}." : $"Written: {what}. Look at each before you commit it: it says whom you trust.";
    }

    private static string Pruned(PublisherPlan plan, bool isCheck) =>
        !plan.IsChange ? $"Nothing to prune: every entry is of a package that these projects use ({Entries(plan.After.Length)})."
        : isCheck ? $"To prune: {Entries(plan.Differences.Length)}, which no package of these projects needs; {Entries(plan.After.Length)} would stay."
        : $"Pruned: {Entries(plan.Differences.Length)}, which no package of these projects needs; {Entries(plan.After.Length)} left. Commit the file.";

    private static string Entries(int number) => number == 1 ? "1 entry" : string.Create(CultureInfo.InvariantCulture, $"{number} entries");

    private sealed record Work(bool IsAll, Func<ImmutableArray<PublisherEntry>, IEnumerable<PublishedPackage>, ImmutableArray<PublisherEntry>> Change)
    {
        /// <summary>Whether entries only go.</summary>
        public bool IsPrune { get; init; }

        /// <summary>Whether nothing is written.</summary>
        public bool IsCheck { get; init; }

        /// <summary>The ids that are asked for; empty for no such limit.</summary>
        public ImmutableArray<string> Only { get; init; } = [];

        public bool Wants(string id) => IsAll || Only.Contains(id, StringComparer.OrdinalIgnoreCase);
    }
}
