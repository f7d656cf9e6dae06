using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;

namespace SupplyChainSdk.Tool.Commands;

/// <summary><c>supplychain check</c>: the gates of the build, from outside it.</summary>
internal static class CheckCommand
{
    private const int ManyProjects = 4;
    private const int LeastWidth = 10;

    public static Command Create()
    {
        var path = CommonOptions.Place("PATH", "a project, a solution, or a folder");
        var baseline = new Option<string?>("--base") { Description = "Judges by the policy files of this commit, and lists what the tree loosens: for pull requests.", HelpName = "REF" };
        var ci = new Option<bool>("--ci") { Description = "Applies the rules of a CI build. Default where a CI system shows by its variables." };
        var lockSha256 = new Option<string?>("--lock-sha256") { Description = "The SHA-256 that the lock file must have, where there is no git to compare with.", HelpName = "HEX" };
        var against = new Option<bool>("--against-source") { Description = "Downloads every package again, past all caches, and compares it with the locked one." };
        var offline = new Option<bool>("--offline") { Description = "Asks nothing over the network." };
        var policies = CommonOptions.Policies();
        var format = CommonOptions.FindingsFormat();
        var noColor = CommonOptions.NoColor();
        var command = new Command("check",
            """
            Runs the gates of the build, from outside it.

            No package can interfere there. The gates: lock, integrity, signatures, publishers, provenance, source, licences. Restore first.
            The network is asked only with --against-source, or where the policy says "lock": { "againstSource": "always" }; and where it has
            "publishers", whether packages are unlisted, deprecated, withdrawn or too new.

            Examples:
              supplychain check
              supplychain check Contoso.slnx --ci --format sarif
              supplychain check --base origin/main
              supplychain check --against-source

            Exit codes: 0 nothing stops, 1 something does, 2 could not decide.
            """)
        { path, ci, lockSha256, baseline, against, offline, policies, format, noColor };
        command.SetRules(result =>
        {
            if (result.GetValue(against) && result.GetValue(offline))
                result.AddError("--against-source asks the sources, which --offline forbids.");
        });
        command.SetWork((parsed, cancel) => SdkLibraries.Use(() =>
        {
            var located = ProjectLocator.Find(Path.GetFullPath(parsed.GetRequiredValue(path)));
            var terminal = Terminal.Open(parsed.GetValue(noColor));
            var findings = ImmutableArray.CreateBuilder<Finding>();
            var gates = ImmutableArray.CreateBuilder<GateResult>();
            findings.AddRange(located.Unjudged.Select(p => InputFindings.ProjectNotJudged(p.Path, p.Name, p.Reason)));
            var judgedBy = new List<EffectivePolicy>();
            var statuses = new PackageStatusMemory();
            var served = new List<ServedPackages>();
            var attestations = new List<DependencyAttestations>();
            var system = CIEnvironment.Read(Environment.GetEnvironmentVariable);
            var undecided = located.Projects.Length == 0;
            var sources = parsed.GetValue(against) ? SourceUse.Asked : parsed.GetValue(offline) ? SourceUse.Offline : SourceUse.Check;
            using (var progress = terminal.Progress(isLong: true))
            {
                foreach (var (number, project) in located.Projects.Index())
                {
                    cancel.ThrowIfCancellationRequested();
                    var at = located.Projects.Length < ManyProjects ? "" : $"{number + 1}/{located.Projects.Length} {project.Name}";
                    if (at.Length > 0)
                        progress.Say(at);
                    ImmutableArray<string> further = [.. (parsed.GetValue(policies) ?? []).Select(Path.GetFullPath)];
                    var solutionFolder = located.Solution is { } solution ? Path.GetDirectoryName(solution) : null;
                    var judging = parsed.GetValue(baseline) is { } reference ? Judging(reference, project, solutionFolder, further, findings) : null;
                    var report = DependencyCheck.Run(new CheckRequest
                    {
                        ProjectFile = project.Path,
                        SolutionFolder = solutionFolder,
                        AssetsFile = project.AssetsPath,
                        LockFile = project.LockPath,
                        PolicyFiles = further,
                        Policy = judging,
                        IsCI = parsed.GetValue(ci) || CIEnvironment.IsCI(Environment.GetEnvironmentVariable),
                        LockSha256 = parsed.GetValue(lockSha256),
                        Sources = sources,
                        Progress = progress.Say,
                        Begins = what =>
                        {
                            progress.Say(at.Length == 0 ? what : $"{at}: {what}");
                            return null;
                        },
                        AsksStatus = !parsed.GetValue(offline),
                        LooksAtSource = true,
                        IsRelease = system.IsRelease,
                        ReleaseTag = system.Tag,
                        Statuses = statuses,
                        Now = TimeProvider.System.GetUtcNow(),
                    }, cancel);
                    findings.AddRange(report.Findings);
                    if (report.Policy is { } policy)
                        judgedBy.Add(policy);
                    if (report.Served is { } answers)
                        served.Add(answers);
                    if (report.Attestations is { } attested)
                        attestations.Add(attested);
                    if (report.Packages is { } packages)
                        findings.AddRange(PackageOverrides.Check(packages, report.Locked, cancel));
                    undecided |= report.Gates.Any(g => g.Outcome == GateOutcome.NotRun);
                    gates.AddRange(report.Gates);
                }
            }

            var sorted = FindingOrder.Sort(SharedBaselines.WithoutUsed(findings.ToImmutable(), judgedBy));
            switch (parsed.GetValue(format))
            {
                case "json":
                    terminal.Json(FindingsJson.Write(sorted, gates.ToImmutable(), Environment.CurrentDirectory));
                    break;
                case "sarif":
                    var root = RepositoryRoot.Find(Environment.CurrentDirectory) ?? Environment.CurrentDirectory;
                    terminal.Json(FindingsSarif.Write(sorted, gates.ToImmutable(), root, decided: !undecided));
                    break;
                default:
                    Print(terminal, located, sorted, gates.ToImmutable(), served, attestations);
                    break;
            }
            return undecided ? ExitCode.Undecided : sorted.Any(f => f.Severity == Severity.Error) ? ExitCode.No : ExitCode.Yes;
        }));
        return command;
    }

    // The policy of the commit, whatever the tree says; what the tree says more loosely is only listed.
    private static PolicyLoad Judging(string reference, LocatedProject project, string? solutionFolder, ImmutableArray<string> further, ImmutableArray<Finding>.Builder findings)
    {
        var folder = Path.GetDirectoryName(project.Path)!;
        var commit = CommitFiles.Open(GitSource.Read(folder), reference);
        var judging = PolicyLoader.Load(folder, solutionFolder, further, PolicyCommand.Today(), commit: commit);
        var tree = PolicyLoader.Load(folder, solutionFolder, further, PolicyCommand.Today());
        findings.AddRange(ToolLockLoosening.Find(folder, solutionFolder, commit));
        if (tree.Policy is null)
            findings.AddRange(tree.Findings);
        else if (judging.Policy is not null)
            findings.AddRange(PolicyLoosening.Find(judging.Policy, tree.Policy, reference));
        return judging;
    }

    private static void Print(Terminal terminal, LocatedProjects located, ImmutableArray<Finding> findings, ImmutableArray<GateResult> gates, List<ServedPackages> served, List<DependencyAttestations> attestations)
    {
        foreach (var package in findings.GroupBy(f => f.Package))
        {
            if (package.Key is { } named)
                terminal.Title(named.ToString());
            // One policy over several projects says the same of each; and what is only worth knowing is one line, whatever the number of projects.
            foreach (var same in package.GroupBy(f => (f.Fingerprint, f.Severity == Severity.Information ? null : f.Location)))
                terminal.Finding(same.First(), [.. same.Select(f => f.Location).OfType<Location>().Distinct()], package.Key is null ? "" : "  ");
        }
        if (findings.Length > 0)
            terminal.Line();
        terminal.Line($"{Count(located.Projects.Length, "project")} checked{(located.Unjudged.Length > 0 ? $", {located.Unjudged.Length} not judged" : "")}.");
        var width = gates.Select(g => g.Gate.Length).Append(LeastWidth).Max();
        foreach (var gate in gates.GroupBy(g => g.Gate, StringComparer.Ordinal))
        {
            terminal.Line($"  {gate.Key.PadRight(width)} {string.Join(", ", gate.GroupBy(g => g.Outcome).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Words(g.Key)}"))}{(gate.Key == SourceGate.Name && gate.All(g => g.Outcome == GateOutcome.Passed) ? Compared(served) : "")}{(gate.Key == ProvenanceGate.Name ? Attested(attestations) : "")}");
            foreach (var used in gate.SelectMany(g => g.ExceptionsUsed).GroupBy(u => u.Entry.Origin))
                terminal.Text($"{new string(' ', width + 3)}by exception until {Day(used.First().Entry.Expires)}: {string.Join(", ", used.SelectMany(u => u.Packages).Distinct().Order())}");
        }
    }

    private static string Compared(List<ServedPackages> served)
    {
        var answers = served.SelectMany(s => s.Answers).ToList();
        return $" ({Count(answers.Select(a => a.Package).Distinct().Count(), "package")}, {Count(answers.Select(a => a.Source.Name).Distinct(StringComparer.Ordinal).Count(), "source")})";
    }

    // Worth knowing, and no more: without a rule nobody expected anything.
    private static string Attested(List<DependencyAttestations> attestations)
    {
        var attested = attestations.SelectMany(a => a.Attested).Distinct().Count();
        return attested == 0 ? "" : $" ({Count(attested, "package")} with an attestation; by whom: supplychain verify --lock)";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Words(GateOutcome outcome) => outcome switch
    {
        GateOutcome.NotConfigured => "not configured",
        GateOutcome.NotRun => "not run",
        _ => outcome.ToString().ToLowerInvariant(),
    };

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
