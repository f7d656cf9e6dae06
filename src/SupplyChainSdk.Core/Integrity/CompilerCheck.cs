using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>The records of what compilers were given.</summary>
/// <param name="Files">Absolute paths, one for each target framework, whether or not they are there.</param>
/// <param name="AreRequired">Whether something was compiled, so that a missing one means that it cannot be known.</param>
public sealed record CompilerRecords(ImmutableArray<string> Files, bool AreRequired)
{
    /// <summary>How many target frameworks keep none, because they do not reference SupplyChainSdk.</summary>
    public int FrameworksWithout { get; init; }
}

/// <summary>Checks what compilers were given: the part of the integrity gate that can only run after them.</summary>
public static class CompilerCheck
{
    /// <summary>Right after a compiler, with no other gate: packages that gave something are hashed again.</summary>
    /// <param name="request">With <see cref="CheckRequest.Compiled"/>.</param>
    /// <param name="cancel">Ends hashing.</param>
    /// <exception cref="InvalidDataException">A policy or the assets file cannot be used.</exception>
    /// <exception cref="IOException">A file cannot be read, or git could not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static ImmutableArray<Finding> Run(CheckRequest request, CancellationToken cancel)
    {
        var folder = Path.GetDirectoryName(request.ProjectFile)!;
        var today = DateOnly.FromDateTime(request.Now.UtcDateTime);
        var git = GitSource.ReadAsync(folder, withRemote: false);
        var policy = PolicyLoader.Load(folder, request.SolutionFolder, request.PolicyFiles, today).Policy
            ?? throw new InvalidDataException("The policy cannot be used.");
        if (policy.Integrity.Value == Enforce.Off)
            return [];
        var graph = AssetsFile.Read(request.AssetsFile);
        var records = request.Compiled ?? new CompilerRecords([], AreRequired: true);
        var (inputs, findings) = Read(records, request.ProjectFile, policy);
        var sorted = SortedInputs.Of(inputs, graph.PackageFolders);
        var packages = PackageReader.Read(graph.PackageFolders, sorted.Of(graph), cancel);
        var context = Context(request, records, sorted, graph, LockInput.Read(request.LockFile).File, policy, git.GetAwaiter().GetResult());
        return findings.AddRange(CompilerInputs.Check(sorted, packages, context, cancel));
    }

    /// <summary>As a part of all gates. Before the compiler ran, what a project refers to by file is looked at.</summary>
    /// <param name="integrity">What the gate found before; returned as it is where it is off, where it only warns and nothing was compiled, or the request has neither records nor references.</param>
    /// <param name="request">What is checked.</param>
    /// <param name="graph">What was resolved.</param>
    /// <param name="packages">What the archives of its packages hold.</param>
    /// <param name="locked">The lock file; null without one that can be read.</param>
    /// <param name="policy">How findings weigh.</param>
    /// <param name="git">The source.</param>
    /// <param name="cancel">Asked before each file.</param>
    /// <exception cref="IOException">A file cannot be read, or git could not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    internal static GateResult AddTo(GateResult integrity, CheckRequest request, DependencyGraph graph, PackageReading packages,
        LockFile? locked, EffectivePolicy policy, GitState git, CancellationToken cancel)
    {
        if (integrity.Outcome == GateOutcome.Off)
            return integrity;
        if (request.Compiled is not { } records)
        {
            // Where the gate only warns, nothing stops in CI, and so nothing has to be said before.
            return request.References.IsEmpty || policy.Integrity.Value != Enforce.Error ? integrity
                : GateResult.Of(integrity.Gate, integrity.Enforce, [.. integrity.Findings, .. Ahead(request, graph, policy, git, cancel)]);
        }
        var (inputs, findings) = Read(records, request.ProjectFile, policy);
        var sorted = SortedInputs.Of(inputs, graph.PackageFolders);
        var found = CompilerInputs.Check(sorted, packages, Context(request, records, sorted, graph, locked, policy, git), cancel);
        // That the files of a package cannot be compared follows from what is said of its archive.
        return GateResult.Of(integrity.Gate, integrity.Enforce, [.. integrity.Findings, .. findings,
            .. found.Where(f => f.Package is null || !integrity.Findings.Any(before => before.Package == f.Package))]);
    }

    private static ImmutableArray<Finding> Ahead(CheckRequest request, DependencyGraph graph, EffectivePolicy policy, GitState git, CancellationToken cancel)
    {
        // What a package gives is compared with all the rest of it; what is not there, the compiler's targets say.
        var others = SortedInputs.Of([.. request.References.Distinct(StringComparer.Ordinal).Where(File.Exists).Select(path => new CompilerInput(CompilerInputKind.Reference, path))],
            graph.PackageFolders) with
        { Packages = [] };
        if (others.Others.IsEmpty)
            return [];
        var known = git.Outcome == GitOutcome.NotAsked ? GitSource.ReadAsync(Path.GetDirectoryName(request.ProjectFile)!, withRemote: false).GetAwaiter().GetResult() : git;
        return CompilerInputs.Check(others, new PackageReading([], []), Context(request, new CompilerRecords([], AreRequired: false), others, graph, null, policy, known) with { IsAhead = true }, cancel);
    }

    private static (ImmutableArray<CompilerInput> Inputs, ImmutableArray<Finding> Findings) Read(CompilerRecords records, string project, EffectivePolicy policy)
    {
        var severity = policy.Integrity.Value == Enforce.Warning ? Severity.Warning : Severity.Error;
        var folder = Path.GetDirectoryName(project)!;
        var inputs = new List<CompilerInput>();
        var findings = ImmutableArray.CreateBuilder<Finding>();
        if (records is { AreRequired: true, FrameworksWithout: > 0 })
            findings.Add(CompilerInputFindings.NotKnown(severity, project, "a target framework that is packed does not reference SupplyChainSdk, and so no record of it was kept"));
        else if (records is { Files: [], AreRequired: true })
            findings.Add(CompilerInputFindings.NotKnown(severity, project, "no record of it was kept"));
        foreach (var file in records.Files)
        {
            try
            {
                inputs.AddRange(CompilerRecord.Read(file, folder));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException && !File.Exists(file))
            {
                if (records.AreRequired)
                    findings.Add(CompilerInputFindings.NotKnown(severity, project, $"there is no record of it ({Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')})"));
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                findings.Add(CompilerInputFindings.NotKnown(severity, project, BadInput.Place(e) is { } place
                    ? $"{Path.GetRelativePath(folder, place.File).Replace(Path.DirectorySeparatorChar, '/')}: {BadInput.Reason(e)}" : e.Message.TrimEnd('.')));
            }
        }
        return ([.. inputs.Distinct()], findings.ToImmutable());
    }

    // A record lies where its compiler writes.
    private static CompilerContext Context(
        CheckRequest request, CompilerRecords records, SortedInputs inputs, DependencyGraph graph, LockFile? locked, EffectivePolicy policy, GitState git) =>
        new(request.ProjectFile, request.SolutionFolder, [.. records.Files.Append(request.AssetsFile).Select(file => Path.GetDirectoryName(file)!).Distinct(StringComparer.Ordinal)],
            graph, inputs.Packages.Length == inputs.Of(graph).Length ? ImmutableDictionary<PackageId, ContentHash?>.Empty : Beside(request, graph), locked?.Hashes, policy, git, SdkFolders.OfThisProcess())
        { WorkloadFolders = SdkFolders.OfWorkloads(Environment.GetEnvironmentVariable) };

    // Which packages are used beside the graph is asked only when one of them gave something.
    private static ImmutableDictionary<PackageId, ContentHash?> Beside(CheckRequest request, DependencyGraph graph)
    {
        var folders = PolicyFolders.Of(Path.GetDirectoryName(request.ProjectFile)!, request.SolutionFolder);
        var entries = ToolLockInput.Read(ToolLockInput.PathFor(folders)).File?.Entries ?? [];
        return BuildTools.Read(request.ProjectFile, folders.Folders, graph).Tools.Where(tool => tool.Kind != ToolLockKind.Tool).DistinctBy(tool => tool.Package)
            .ToImmutableDictionary(tool => tool.Package, tool => entries.FirstOrDefault(entry => entry.Package == tool.Package)?.Hash);
    }
}
