using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>The content hash that a package must have, wherever it comes from.</summary>
/// <param name="Hash">The hash.</param>
/// <param name="Place">The line of the lock file that states it; the project where there is none.</param>
/// <param name="IsLocked">Whether a lock file states it; else it is that of the package in the packages folder.</param>
public sealed record ExpectedHash(ContentHash Hash, Location Place, bool IsLocked);

/// <summary>Do the sources serve what was locked? Finds what lock file and packages folder agree on, and nobody else does.</summary>
public static class SourceGate
{
    /// <summary>The name of the gate, and of its setting in the section <c>lock</c> of the policy.</summary>
    public const string Name = "againstSource";

    /// <summary>Whether the sources are asked.</summary>
    /// <param name="policy">Its <c>lock.againstSource</c>; a lock gate that is off asks nothing either.</param>
    /// <param name="use">What the check is for.</param>
    public static bool Asks(EffectivePolicy policy, SourceUse use) => use switch
    {
        SourceUse.Asked => true,
        SourceUse.Offline => false,
        _ when policy.Lock.Value == Enforce.Off => false,
        SourceUse.Signing => policy.AgainstSource.Value != AgainstSource.Off,
        _ => policy.AgainstSource.Value == AgainstSource.Always,
    };

    /// <summary>Judges what the sources answered.</summary>
    /// <param name="graph">What was resolved.</param>
    /// <param name="packages">What lies in the packages folder; stands in where nothing is locked.</param>
    /// <param name="locked">The hashes of the lock file; null when there is none.</param>
    /// <param name="tools">What the project uses and no lock file of NuGet holds: <see cref="ToolUse.Expected"/>.</param>
    /// <param name="served">The answers.</param>
    /// <param name="policy">Its <c>lock</c> says how findings weigh. Who asks although that is off wants an answer, so findings are errors then.</param>
    /// <returns>The result; <see cref="GateOutcome.NotRun"/> when a source gave no answer and nothing else is wrong.</returns>
    public static GateResult Check(
        DependencyGraph graph, PackageReading packages, ImmutableDictionary<PackageId, LockedHash>? locked, ImmutableDictionary<PackageId, ExpectedHash> tools, ServedPackages served, EffectivePolicy policy)
    {
        var enforce = policy.Lock.Value == Enforce.Off ? Enforce.Error : policy.Lock.Value;
        var severity = enforce == Enforce.Error ? Severity.Error : Severity.Warning;
        var project = new Location(graph.ProjectPath);
        if (served.Problem is { } problem)
            return Result(enforce, [], [SourceFindings.NothingAsked(severity, problem, project)]);

        var wrong = ImmutableArray.CreateBuilder<Finding>();
        var ambiguous = ImmutableArray.CreateBuilder<(PackageId, ImmutableArray<string>)>();
        var answers = served.Answers.ToLookup(a => a.Package);
        var read = packages.Read.ToDictionary(p => p.Package.Id);
        foreach (var package in graph.Packages.Select(p => p.Id))
        {
            // One of which neither is known is a finding of the integrity gate.
            var expected = locked?.GetValueOrDefault(package) is { } stated ? new ExpectedHash(stated.Hash, stated.Place, true)
                : read.TryGetValue(package, out var facts) ? new ExpectedHash(facts.ContentHash, project, false) : null;
            if (expected is not null)
                Judge(package, expected, [.. answers[package]], served.IsMapped, severity, wrong, ambiguous);
        }
        // What both locks hold with one hash is judged once; with two, at most one of them can be served.
        foreach (var (package, expected) in tools.Where(t => locked?.GetValueOrDefault(t.Key)?.Hash != t.Value.Hash).OrderBy(t => t.Key))
            Judge(package, expected, [.. answers[package]], served.IsMapped, severity, wrong, ambiguous);
        var config = served.ConfigFile is { } file ? new Location(file) : project;
        if (ambiguous.Count > 0)
            wrong.Add(SourceFindings.Ambiguous(ambiguous.ToImmutable(), served.Origins.Where(o => o.Value.IsNamed).ToImmutableSortedDictionary(o => o.Key, o => o.Value.Name),
                [.. served.Sources.Where(s => s.IsNamed).Select(s => s.Name)], config));
        return Result(enforce, wrong.ToImmutable(), [.. served.Answers.Where(a => a.Kind == SourceAnswerKind.Failed).GroupBy(a => (a.Source, a.Detail))
            .Select(g => SourceFindings.NotAsked(severity, g.Key.Source.Name, g.Key.Detail, [.. g.Select(a => a.Package)], config))]);
    }

    private static void Judge(PackageId package, ExpectedHash expected, ImmutableArray<SourceAnswer> answers, bool isMapped, Severity severity,
        ImmutableArray<Finding>.Builder wrong, ImmutableArray<(PackageId, ImmutableArray<string>)>.Builder ambiguous)
    {
        var same = answers.FirstOrDefault(a => a.Hash == expected.Hash && a.Hash is not null);
        ImmutableArray<SourceAnswer> others = [.. answers.Where(a => a.Hash is not null && a.Hash != expected.Hash)];
        foreach (var other in others)
            wrong.Add(same is not null && !isMapped ? SourceFindings.Confused(severity, package, expected, same, other) : SourceFindings.Differs(severity, package, expected, other));
        if (same is null && others.IsEmpty && answers.All(a => a.Kind != SourceAnswerKind.Failed))
            wrong.Add(SourceFindings.NotServed(severity, package, expected.Place, answers));
        // Folders that nuget.config does not name, such as the SDK's own, come with the machine: no mapping can name them.
        ImmutableArray<string> having = [.. answers.Where(a => a.Source.IsNamed && a.Kind is SourceAnswerKind.Served or SourceAnswerKind.OtherVersions)
            .OrderByDescending(a => a.Source == same?.Source).Select(a => a.Source.Name)];
        if (!isMapped && others.IsEmpty && having.Length > 1)
            ambiguous.Add((package, having));
    }

    private static GateResult Result(Enforce enforce, ImmutableArray<Finding> wrong, ImmutableArray<Finding> undecided)
    {
        var result = GateResult.Of(Name, enforce, wrong.AddRange(undecided));
        return result.Outcome == GateOutcome.Failed && wrong.All(f => f.Severity != Severity.Error) ? result with { Outcome = GateOutcome.NotRun } : result;
    }
}
