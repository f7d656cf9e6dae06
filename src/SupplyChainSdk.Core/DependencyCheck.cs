using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;
using SupplyChainSdk.SignedSource;

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

    /// <summary>The folder from which MSBuild imports generated files, <c>MSBuildProjectExtensionsPath</c>; null for that of the assets file.</summary>
    public string? ExtensionsFolder { get; init; }

    /// <summary>What the build has in <c>NuGetPackageRoot</c>, with which generated imports begin; null where nothing is evaluated, for what restore recorded.</summary>
    public string? PackageRoot { get; init; }

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

    /// <summary>Whether the packages are downloaded again and compared.</summary>
    public SourceUse Sources { get; init; }

    /// <summary>What the sources answered earlier in this invocation, or are about to; counts only for the assets file that is checked. Null when they were not asked.</summary>
    public Task<ServedPackages>? Served { get; init; }

    /// <summary>What was begun to be read for this check while something else ran; it counts where it is exactly what the check reads. Null when nothing was.</summary>
    public PackagesAhead? Ahead { get; init; }

    /// <summary>Told how far the questions to the sources are, by several threads at once; null for nobody.</summary>
    public Action<SourceProgress>? Progress { get; init; }

    /// <summary>Told in words when something begins that can take long, by several threads at once; what it returns is disposed when that has ended. Null for nobody.</summary>
    public Func<string, IDisposable?>? Begins { get; init; }

    /// <summary>
    /// Absolute path of a private folder in which digests of extracted files are kept between checks. Only the check of a local build names one; null, for CI, for
    /// <c>supplychain check</c> and before anything is attested, reads and keeps nothing.
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether the sources are asked over the network what they say of packages, where the policy has publishers: in CI, by the tool and before something is signed, never else in a local build.</summary>
    public bool AsksStatus { get; init; }

    /// <summary>What the sources answered about other projects of the same run; null for nothing.</summary>
    public PackageStatusMemory? Statuses { get; init; }

    /// <summary>What compilers were given, where that is judged too: before anything is attested. Null before they ran.</summary>
    public CompilerRecords? Compiled { get; init; }

    /// <summary>
    /// Absolute paths of the assemblies to which the project itself refers by file, where nothing was compiled yet and it is to be said what CI will say of them: in a local
    /// build. Empty elsewhere.
    /// </summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>Whether the signatures of tag and commit are looked at outside CI, and where nothing is attested, too: by the tool.</summary>
    public bool LooksAtSource { get; init; }

    /// <summary>Whether a release is checked: the CI system says so, or something is going to be signed.</summary>
    public bool IsRelease { get; init; }

    /// <summary>The tag that the CI system builds, as <c>refs/tags/…</c>; null where it does not say.</summary>
    public string? ReleaseTag { get; init; }

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
    /// <summary>What the attestations of the packages say; null when there are no packages, and where the policy turns the gate off.</summary>
    public DependencyAttestations? Attestations { get; init; }

    /// <summary>What is remembered of publishers and builders; null when there are no packages.</summary>
    public PublisherBaselines? Baselines { get; init; }

    /// <summary>What the lock file states; null without one that can be read.</summary>
    public ImmutableDictionary<PackageId, LockedHash>? Locked { get; init; }

    /// <summary>What the sources answered; null where they were not asked.</summary>
    public ServedPackages? Served { get; init; }

    /// <summary>What the sources are asked for, or would be; null when there is no graph.</summary>
    public SourceQuestions? AskedOfSources { get; init; }

    /// <summary>What differs from the commit; null where the request does not name the source, and without a commit.</summary>
    public GitChanges? Changes { get; init; }

    /// <summary>What is known of the signatures of tag and commit.</summary>
    public SourceCheck SourceSignatures { get; init; } = SourceCheck.None;

    /// <summary>Whether nothing stops.</summary>
    public bool Passes => Findings.All(f => f.Severity != Severity.Error);
}

/// <summary>All gates over one project: the one place that knows their order and what each is given.</summary>
public static class DependencyCheck
{
    /// <summary>Runs every gate in full.</summary>
    /// <exception cref="IOException">The request names the source, and git could not say what differs from the commit; or a file that a compiler was given cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static CheckReport Run(CheckRequest request, CancellationToken cancel)
    {
        var folder = Path.GetDirectoryName(request.ProjectFile)!;
        var today = DateOnly.FromDateTime(request.Now.UtcDateTime);
        // git is another process, and reading a policy much code of its own: they start while the others read. To start a process takes as long as to read a file.
        var early = request.IsCI || request.NamesSource ? Task.Run(() => GitSource.ReadAsync(folder), cancel) : null;
        var changes = early is not null && request.NamesSource
            ? Task.Factory.StartNew(() => Changes(early.GetAwaiter().GetResult()), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default) : null;
        var policies = request.Policy is { } given ? Task.FromResult(given)
            : Task.Run(() => PolicyLoader.Load(folder, request.SolutionFolder, request.PolicyFiles, today), cancel);
        var (graph, unusable) = request.Ahead?.Graph(request, cancel) is { } ahead ? (ahead, null) : ReadGraph(request.AssetsFile);
        var used = graph is null ? null : Task.Run(() => ToolUse.Of(request.ProjectFile, request.SolutionFolder, graph), cancel);
        var load = policies.GetAwaiter().GetResult();
        // The network takes longest. It is asked only where the policy wants it.
        var serving = graph is null || used is null || load.Policy is not { } wanting || !SourceGate.Asks(wanting, request.Sources)
            ? null : Task.Run(() => ServingAsync(request, graph, used, cancel), cancel);
        var asking = request.AsksStatus && graph is not null && load.Policy is { Publishers: not null } asks
            ? Task.Run(() => StatusesAsync(request, PublisherGate.Asked(graph, asks), cancel), cancel) : null;
        var cache = PackagesAhead.CacheOf(request);
        var packages = graph is null || load.Policy is not { } judged ? null : Compare(request, graph, judged.ComparedFiles, cache, cancel);
        var attesting = packages is null || load.Policy is not { } held || !ProvenanceGate.Looks(held) ? null
            : Task.Run(() => DependencyAttestations.Read(packages, held, cache is null ? null : AttestationCache.Beside(cache), request.Now, cancel), cancel);
        ImmutableArray<Finding> configuration = load.Policy is { Files: [] } ? [.. load.Findings, PolicyFindings.NoPolicy(request.ProjectFile)] : load.Findings;
        var baselines = load.Policy is { } known ? PublisherBaselines.Read(known) : PublisherBaselines.None;
        // A clock that is behind brings back what expired; nothing else of a local check depends on the day, and so on the commit.
        var looks = SignedSourceGate.Looks(request, load.Policy);
        var git = early ?? (!looks && load.Policy?.NextExpiry(today) is null && baselines.NextExpiry(today) is null
            ? Task.FromResult(GitState.Without(GitOutcome.NotAsked, "it was not needed")) : GitSource.ReadAsync(folder));

        var signing = looks ? Task.Run(async () => SignedSourceGate.Run(request, load.Policy!, await git.ConfigureAwait(false), cancel), cancel) : null;

        var inputs = ImmutableArray.CreateBuilder<string>();
        inputs.AddRange(request.AssetsFile, request.LockFile);
        inputs.AddRange(load.Probed);
        inputs.AddRange(request.References);
        if (!request.References.IsEmpty && RepositoryRoot.Find(folder) is { } repository)
            inputs.AddRange(RepositoryRoot.FilesOfCommit(repository));
        var extensions = ProjectExtensions.Find(request.ExtensionsFolder ?? Path.GetDirectoryName(request.AssetsFile)!, request.ProjectFile);
        inputs.AddRange(extensions.Generated.AddRange(extensions.Others));
        if (graph is null || used is null || packages is null || load.Policy is not { } policy)
        {
            var stopped = FindingOrder.Sort([.. configuration, .. unusable is null ? [] : (ReadOnlySpan<Finding>)[unusable]]);
            return new CheckReport(stopped, [.. GateNames.Select(name => GateResult.Skipped(name, GateOutcome.NotRun, Enforce.Error))],
                load.Policy, graph, null, git.GetAwaiter().GetResult(), inputs.ToImmutable());
        }

        inputs.AddRange(packages.Read.SelectMany(p => p.Extracted?.Paths.AsEnumerable() ?? Places(p.ArchivePath)));
        inputs.AddRange(packages.Failed.SelectMany(p => Places(p.Path)));
        // Where a copy comes up in an earlier package folder, that one is built with.
        inputs.AddRange(packages.Read.SelectMany(p => PackageLocation.PassedOver(graph.PackageFolders, p.Package, p.ArchivePath)));
        inputs.AddRange(packages.Failed.SelectMany(p => PackageLocation.PassedOver(graph.PackageFolders, p.Package, null)));
        cancel.ThrowIfCancellationRequested();

        var watched = PublisherGate.Watched(graph, policy, baselines).Select(p => p.Id).ToHashSet();
        var signatures = SignatureReader.Verify([.. packages.Read.Where(p => watched.Contains(p.Package.Id) || SignatureGate.Needs(p.Package.Id, policy))], policy.Signatures, cancel);
        var attestations = attesting?.GetAwaiter().GetResult();
        inputs.AddRange(attestations?.Places ?? []);
        var source = git.GetAwaiter().GetResult();
        var locked = LockInput.Read(request.LockFile);
        var committed = locked.File is { } file && LockGate.NeedsCommit(request.IsCI, request.LockSha256)
            ? GitSource.Compare(source, file.Path, file.Content) : new CommittedFile(CommittedState.Unknown, "it was not needed");
        var use = used.GetAwaiter().GetResult();
        var tools = use.Read(policy, SourceGate.Asks(policy, request.Sources), cache, cancel);
        inputs.AddRange(use.Elsewhere.Add(use.Lock.Path));
        inputs.AddRange(use.Tools.Probed);
        inputs.AddRange(tools.SelectMany(t => t.Paths).Distinct(StringComparer.Ordinal));
        var signed = signing?.GetAwaiter().GetResult();
        ImmutableArray<GateResult> gates =
        [
            ToolLockCheck.Joined(LockGate.Check(graph, locked, request.IsCI, committed, request.LockSha256, policy), ToolLockCheck.Run(use, tools, request.IsCI, source, policy)),
            ToolIntegrity.AddTo(
                CompilerCheck.AddTo(
                    ImportCheck.AddTo(IntegrityGate.Check(graph, packages, locked.File?.Hashes, policy), extensions, request, graph, packages, policy),
                    request, graph, packages, locked.File, policy, source, cancel),
                use, tools, packages, policy),
            SignatureGate.Check(packages, signatures, policy),
            PublisherGate.Check(graph, packages, policy, baselines, signatures, attestations, asking?.GetAwaiter().GetResult(), request.Now),
            ProvenanceGate.Check(packages, attestations ?? DependencyAttestations.None, policy, locked.File?.Hashes, request.Now),
            signed?.Gate ?? SignedSourceGate.Skipped(policy),
            LicenseGate.Check(graph, packages, policy, today, DigestOfFile),
        ];
        var served = serving?.GetAwaiter().GetResult();
        if (served is not null)
            gates = gates.Add(SourceGate.Check(graph, packages, locked.File?.Hashes, use.Expected(tools), served, policy));
        else if (request.Sources == SourceUse.Offline && SourceGate.Asks(policy, SourceUse.Check))
            configuration = configuration.Add(SourceFindings.Offline(policy.AgainstSource.Origin));
        // Beside the gate, whose result it does not change: it is a question, and no fault.
        if (attestations?.OldRoot is { } old)
            configuration = configuration.Add(old);
        var clock = ClockCheck.Check(request.Now, source);
        var assets = request.IsCI && source.Commit is not null && GitSource.Compare(source, request.AssetsFile, default).State is CommittedState.Same or CommittedState.Differs
            ? InputFindings.AssetsCommitted(request.AssetsFile) : null;
        return new CheckReport(FindingOrder.Sort([.. configuration, .. clock is null ? [] : (ReadOnlySpan<Finding>)[clock], .. assets is null ? [] : (ReadOnlySpan<Finding>)[assets], .. Said(gates, packages)]),
            gates, policy, graph, packages, source, inputs.ToImmutable())
        {
            Attestations = attestations,
            Baselines = baselines,
            Locked = locked.File?.Hashes,
            Served = served,
            AskedOfSources = Questions(request, graph, use),
            Changes = changes?.GetAwaiter().GetResult(),
            SourceSignatures = signed?.Check ?? SourceCheck.None,
        };
    }

    private static PackageReading Compare(CheckRequest request, DependencyGraph graph, FileScope files, string? cache, CancellationToken cancel)
    {
        using var working = request.Begins?.Invoke($"comparing {Count(graph.Packages)} with what was locked{(files == FileScope.Hashes ? "" : ", and every file that was extracted from them")}");
        return request.Ahead?.Packages(request, graph, files, cancel) ?? PackageReader.Read(graph, files, cache, cancel);
    }

    private static async Task<ImmutableArray<PackageStatus>> StatusesAsync(CheckRequest request, ImmutableArray<PackageId> packages, CancellationToken cancel)
    {
        using var working = request.Begins?.Invoke($"asking the sources what they say of {Count(packages)}");
        return await PackageStatusReader.AskAsync(request.AssetsFile, packages, request.Statuses, cancel).ConfigureAwait(false);
    }

    private static string Count<T>(ImmutableArray<T> packages) => packages.Length == 1 ? "1 package" : string.Create(CultureInfo.InvariantCulture, $"{packages.Length} packages");

    private static async Task<ServedPackages> ServingAsync(CheckRequest request, DependencyGraph graph, Task<ToolUse> use, CancellationToken cancel)
    {
        var asked = Questions(request, graph, await use.ConfigureAwait(false));
        using var working = request.Begins?.Invoke($"downloading {Count(asked.Packages.AddRange(asked.OfSettings))} again from the sources, to compare them with what was locked");
        return request.Served is { } earlier && await earlier.ConfigureAwait(false) is { AssetsSha256: { } assets } known && assets == RestoredSources.DigestOf(request.AssetsFile) && known.Asked == asked ? known
            : await SourceDownload.AskAsync(request.AssetsFile, graph, asked, SourceLimits.Default, request.Progress, cancel).ConfigureAwait(false);
    }

    private static SourceQuestions Questions(CheckRequest request, DependencyGraph graph, ToolUse use) =>
        SourceQuestions.Of(graph, use.Used.Where(t => !t.IsOfSettings).Select(t => t.Package), use.Used.Where(t => t.IsOfSettings).Select(t => t.Package), request.ProjectFile);

    private static GitChanges? Changes(GitState source) => source.Commit is { } commit ? GitTree.Compare(commit) : null;

    // A package that cannot be read is said once, by its cause. That its licence, signature, publisher and builder are not known then follows; it stays in the results of those
    // gates, which are no pass.
    private static IEnumerable<Finding> Said(ImmutableArray<GateResult> gates, PackageReading packages)
    {
        var causes = gates.Single(g => g.Gate == IntegrityGate.Name).Findings.Where(f => packages.Failed.Any(p => p.Package.Id == f.Package)).ToLookup(f => f.Package);
        ImmutableArray<DiagnosticCode> following = [Codes.LicenseUnknown, Codes.SignatureNotTrusted, Codes.PublisherSignatureChanged, Codes.AttestationsNotJudged];
        var mismatches = Mismatches(gates, packages);
        // What is not the locked package is replaced; that the attestation of the other bytes does not hold follows.
        var replaced = gates.SelectMany(g => g.Findings).Where(f => f.Code == Codes.HashMismatch && f.Severity == Severity.Error).Select(f => f.Package).ToHashSet();
        return gates.SelectMany(g => g.Findings.Where(f => (!following.Contains(f.Code) || !causes[f.Package].Any(cause => cause.Severity >= f.Severity))
            && !(f.Code == Codes.LockDiffers && mismatches.Any(m => m.Package == f.Package && m.Location == f.Location && m.Severity >= f.Severity))
            && !(f.Code == Codes.AttestationRefused && replaced.Contains(f.Package))));
    }

    // A locked hash that neither what was restored nor what lies there has: both gates find it, at the same entry, and it is one cause.
    private static Finding[] Mismatches(ImmutableArray<GateResult> gates, PackageReading packages)
    {
        var asRestored = packages.Read.Where(p => p.Package.ContentHash == p.ContentHash).Select(p => p.Package.Id).ToHashSet();
        return [.. gates.SelectMany(g => g.Findings).Where(f => f.Code == Codes.HashMismatch && f.Package is { } package && asRestored.Contains(package))];
    }

    private static ImmutableArray<string> GateNames { get; } = [LockGate.Name, IntegrityGate.Name, SignatureGate.Name, PublisherGate.Name, ProvenanceGate.Name, SignedSourceGate.Name, LicenseGate.Name];

    // The archive, what NuGet recorded when it extracted it, and the folder: a file that is added or goes changes the folder's time.
    private static string[] Places(string archive)
    {
        var folder = Path.GetDirectoryName(archive)!;
        return [folder, archive, Path.Combine(folder, ExtractionRules.MetadataName)];
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
        return archive.ReadEntry(path, PackageLicenseFile.MaxBytes) is { } content ? Digest.Sha256Of(content) : null;
    }
}
