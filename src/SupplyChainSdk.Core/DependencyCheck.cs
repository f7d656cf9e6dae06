using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk;

/// <summary>What a check of one project is about. Every path is absolute.</summary>
public sealed record CheckRequest
{
    /// <summary>The project file.</summary>
    public required string ProjectFile { get; init; }

    /// <summary>The folder of the solution that is built; counts for policies only where there is no git.</summary>
    public string? SolutionFolder { get; init; }

    /// <summary><c>project.assets.json</c>.</summary>
    public required string AssetsFile { get; init; }

    /// <summary>Where the lock file is, or would be.</summary>
    public required string LockFile { get; init; }

    /// <summary>Policy files besides those that are found from the project up.</summary>
    public ImmutableArray<string> PolicyFiles { get; init; } = [];

    /// <summary>The policy, where it is not that of the working tree; null for that one.</summary>
    public PolicyLoad? Policy { get; init; }

    /// <summary>Whether the rules for CI apply.</summary>
    public bool IsCI { get; init; }

    /// <summary>The SHA-256 that the lock file must have, in hexadecimal: stands in for the committed one where there is no git. Null when none was given.</summary>
    public string? LockSha256 { get; init; }

    /// <summary>Whether the report names the commit, and what differs from it, even where no gate needs it, as what is attested does.</summary>
    public bool NamesSource { get; init; }

    /// <summary>What compilers were given, where that is judged too: before anything is attested. Null before they ran.</summary>
    public CompilerRecords? Compiled { get; init; }

    /// <summary>When it is; exceptions expire by its day in UTC. It enters nothing that is written.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>What a check found, and what it looked at.</summary>
/// <param name="Findings">What there is to say, in the order of <see cref="FindingOrder"/>: about the configuration and by the gates, without what only follows from another.</param>
/// <param name="Gates">One result for each gate, whether or not it could run.</param>
/// <param name="Policy">Null when a policy file cannot be used.</param>
/// <param name="Graph">Null when the assets file cannot be used.</param>
/// <param name="Packages">Null when there is no graph.</param>
/// <param name="Git">The source; not asked where neither a gate nor the request needed it.</param>
/// <param name="Inputs">Absolute paths of every file and folder that was read or looked for, present or not: when none of them changes, the
/// result stays the same until the next day.</param>
public sealed record CheckReport(
    ImmutableArray<Finding> Findings, ImmutableArray<GateResult> Gates, EffectivePolicy? Policy, DependencyGraph? Graph, PackageReading? Packages,
    GitState Git, ImmutableArray<string> Inputs)
{
    /// <summary>What the lock file states; null without one that can be read.</summary>
    public ImmutableDictionary<PackageId, LockedHash>? Locked { get; init; }

    /// <summary>What differs from the commit; null where the request does not name the source, and without a commit.</summary>
    public GitChanges? Changes { get; init; }

    /// <summary>Whether nothing stops.</summary>
    public bool Passes => Findings.All(f => f.Severity != Severity.Error);
}

/// <summary>All gates over one project: the one place that knows their order and what each is given.</summary>
public static class DependencyCheck
{
    private const int MaxLicenseFile = 1 << 20;

    /// <summary>Runs every gate in full.</summary>
    /// <exception cref="IOException">The request names the source, and git could not say what differs from the commit; or a file that a compiler was given cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static CheckReport Run(CheckRequest request, CancellationToken cancel)
    {
        var folder = Path.GetDirectoryName(request.ProjectFile)!;
        var today = DateOnly.FromDateTime(request.Now.UtcDateTime);
        // git is another process, and reading a policy much code of its own: they start while the others read.
        var early = request.IsCI || request.NamesSource ? GitSource.ReadAsync(folder) : null;
        var changes = early is not null && request.NamesSource ? ChangesAsync(early) : null;
        var policies = request.Policy is { } given ? Task.FromResult(given)
            : Task.Run(() => PolicyLoader.Load(folder, request.SolutionFolder, request.PolicyFiles, today), cancel);
        var (graph, unusable) = ReadGraph(request.AssetsFile);
        var packages = graph is null ? null : PackageReader.Read(graph, cancel);
        var load = policies.GetAwaiter().GetResult();
        ImmutableArray<Finding> configuration = load.Policy is { Files: [] } ? [.. load.Findings, PolicyFindings.NoPolicy(request.ProjectFile)] : load.Findings;
        // A clock that is behind brings back what expired; nothing else of a local check depends on the day, and so on the commit.
        var git = early ?? (load.Policy?.NextExpiry(today) is null
            ? Task.FromResult(GitState.Without(GitOutcome.NotAsked, "it was not needed")) : GitSource.ReadAsync(folder));

        var inputs = ImmutableArray.CreateBuilder<string>();
        inputs.AddRange(request.AssetsFile, request.LockFile);
        inputs.AddRange(load.Probed);
        if (graph is null || packages is null || load.Policy is not { } policy)
        {
            var stopped = FindingOrder.Sort([.. configuration, .. unusable is null ? [] : (ReadOnlySpan<Finding>)[unusable]]);
            return new CheckReport(stopped, [.. GateNames.Select(name => GateResult.Skipped(name, GateOutcome.NotRun, Enforce.Error))],
                load.Policy, graph, null, git.GetAwaiter().GetResult(), inputs.ToImmutable());
        }

        inputs.AddRange(packages.Read.SelectMany(p => Places(p.ArchivePath)));
        inputs.AddRange(packages.Failed.SelectMany(p => Places(p.Path)));
        cancel.ThrowIfCancellationRequested();

        var source = git.GetAwaiter().GetResult();
        var locked = LockInput.Read(request.LockFile);
        var committed = locked.File is { } file && LockGate.NeedsCommit(request.IsCI, request.LockSha256)
            ? GitSource.Compare(source, file.Path, file.Content) : new CommittedFile(CommittedState.Unknown, "it was not needed");
        var tools = ToolLockCheck.Run(request.ProjectFile, request.SolutionFolder, graph, request.IsCI, source, policy, cancel);
        inputs.AddRange(tools.Inputs);
        ImmutableArray<GateResult> gates =
        [
            tools.Joined(LockGate.Check(graph, locked, request.IsCI, committed, request.LockSha256, policy)),
            CompilerCheck.AddTo(IntegrityGate.Check(graph, packages, locked.File?.Hashes, policy), request, graph, packages, locked.File, policy, source, cancel),
            LicenseGate.Check(graph, packages, policy, today, DigestOfFile),
        ];
        var clock = ClockCheck.Check(request.Now, source);
        var assets = request.IsCI && source.Commit is not null && GitSource.Compare(source, request.AssetsFile, default).State is CommittedState.Same or CommittedState.Differs
            ? InputFindings.AssetsCommitted(request.AssetsFile) : null;
        return new CheckReport(FindingOrder.Sort([.. configuration, .. clock is null ? [] : (ReadOnlySpan<Finding>)[clock], .. assets is null ? [] : (ReadOnlySpan<Finding>)[assets], .. Said(gates, packages)]),
            gates, policy, graph, packages, source, inputs.ToImmutable())
        { Locked = locked.File?.Hashes, Changes = changes?.GetAwaiter().GetResult() };
    }

    private static async Task<GitChanges?> ChangesAsync(Task<GitState> source) =>
        (await source.ConfigureAwait(false)).Commit is { } commit ? await GitTree.CompareAsync(commit).ConfigureAwait(false) : null;

    // A package that cannot be read is said once, by its cause. That its licence is not known then follows; it stays in the result of that gate, which is no pass.
    private static IEnumerable<Finding> Said(ImmutableArray<GateResult> gates, PackageReading packages)
    {
        var causes = gates.Single(g => g.Gate == IntegrityGate.Name).Findings.Where(f => packages.Failed.Any(p => p.Package.Id == f.Package)).ToLookup(f => f.Package);
        return gates.SelectMany(g => g.Findings.Where(f => f.Code != Codes.LicenseUnknown || !causes[f.Package].Any(cause => cause.Severity >= f.Severity)));
    }

    private static ImmutableArray<string> GateNames { get; } = [LockGate.Name, IntegrityGate.Name, LicenseGate.Name];

    // The archive, what NuGet recorded when it extracted it, and the folder: a file that is added or goes changes the folder's time.
    private static string[] Places(string archive)
    {
        var folder = Path.GetDirectoryName(archive)!;
        return [folder, archive, Path.Combine(folder, ".nupkg.metadata")];
    }

    private static (DependencyGraph? Graph, Finding? Unusable) ReadGraph(string assetsFile)
    {
        try
        {
            return (AssetsFile.Read(assetsFile), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, InputFindings.AssetsUnreadable(assetsFile, e));
        }
    }

    private static Digest? DigestOfFile(PackageFacts package, string path)
    {
        using var archive = PackageArchive.Open(package.ArchivePath);
        return archive.ReadEntry(path, MaxLicenseFile) is { } content ? Digest.Sha256Of(content) : null;
    }
}
