using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Rebuild;

/// <summary>What is packed twice.</summary>
public sealed record ReproductionRequest
{
    /// <summary>Absolute path of the project file.</summary>
    public required string Project { get; init; }

    /// <summary>Such as <c>Release</c>.</summary>
    public string Configuration { get; init; } = "Release";

    /// <summary>How long fetching, restoring and packing may take, each.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Says what is done now; null for nothing.</summary>
    public Action<string>? Progress { get; init; }
}

/// <summary>A package that came out twice.</summary>
/// <param name="FileName">Of both.</param>
/// <param name="Package">Id and version.</param>
/// <param name="Comparison">The first beside the second.</param>
public sealed record ReproducedPackage(string FileName, PackageId Package, PackageComparison Comparison);

/// <summary>
/// One's own project packed twice from HEAD, in two environments that differ in what a build must not take in, and compared: before a release, and before a stranger
/// does it with <c>verify --rebuild</c>. It runs the code of the project, as every pack does.
/// </summary>
public sealed record ProjectReproduction
{
    /// <summary>The project, relative to the root of its repository; as it was named when there is none.</summary>
    public required string Project { get; init; }

    /// <summary>The commit; null when it is not known.</summary>
    public string? Commit { get; private init; }

    /// <summary>The remote, without credentials; null for none.</summary>
    public string? Repository { get; private init; }

    /// <summary>Version of the .NET SDK that the repository's global.json chooses; null when it was not asked.</summary>
    public string? Sdk { get; private init; }

    /// <summary>What was varied, from the first build to the second.</summary>
    public ImmutableArray<Variation> Variations { get; private init; } = [];

    /// <summary>Sorted by name; empty when nothing could be compared.</summary>
    public ImmutableArray<ReproducedPackage> Packages { get; private init; } = [];

    /// <summary>Why it is impossible, or what differs; null when all packages came out again.</summary>
    public Finding? Finding { get; private init; }

    /// <summary>The answer.</summary>
    public RebuildOutcome Outcome => Packages.IsEmpty ? RebuildOutcome.Impossible : Packages.All(p => p.Comparison.IsSame) ? RebuildOutcome.Reproduced : RebuildOutcome.Differs;

    /// <summary>Packs twice.</summary>
    /// <param name="request">What, and how.</param>
    /// <param name="cancel">Ends everything that was started.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing is left of it.</exception>
    /// <exception cref="IOException">A file or a program that it needs cannot be used.</exception>
    public static ProjectReproduction Run(ReproductionRequest request, CancellationToken cancel)
    {
        var named = Path.GetFileName(request.Project);
        var state = GitSource.Read(Path.GetDirectoryName(request.Project)!);
        if (state.Commit is not { } commit)
            return new ProjectReproduction { Project = named, Finding = RebuildFindings.TreeUnknown(named, state.Detail) };
        var project = Path.GetRelativePath(commit.Root, RealPath.Of(request.Project)).Replace(Path.DirectorySeparatorChar, '/');
        var result = new ProjectReproduction { Project = project, Commit = commit.Id, Repository = commit.Remote };
        var changes = GitTree.Compare(commit);
        if (changes.IsDirty)
        {
            return result with
            {
                Finding = RebuildFindings.TreeUnknown(project,
                    $"the working tree is not that of the commit: {Printable.List(changes.Changed.Concat(changes.Untracked).Select(p => Printable.Bounded(p, 80)), 3)}"),
            };
        }
        // The version is that of the packages, which nothing has said yet.
        var parameters = new BuildParameters(project, request.Configuration, [], "0");
        if (PackRun.Refuse(parameters) is { } unusable)
            return result with { Finding = RebuildFindings.TreeUnknown(project, unusable) };
        using var work = new WorkFolder();
        var source = new RebuildSource(commit.Remote, commit.Id, SourceWitness.WorkingTree, SourceWitness.WorkingTree, commit.Root, IsNamed: false);
        return Run(result, request, parameters, source, work.Path, cancel);
    }

    private static ProjectReproduction Run(
        ProjectReproduction result, ReproductionRequest request, BuildParameters parameters, RebuildSource source, string work, CancellationToken cancel)
    {
        var outputs = new List<string>();
        foreach (var place in BuildPlace.Two(work, Environment.GetEnvironmentVariables()))
        {
            void Say(string what) => request.Progress?.Invoke($"{place.Number}/2 {what}");
            Say("checking out");
            if (SourceCheckout.Run(source, place.Tree, ScrubbedEnvironment.In(Path.Combine(work, "git"), Environment.GetEnvironmentVariable), request.Limit, cancel) is { } problem)
                return result with { Finding = RebuildFindings.Failed(result.Project, "checking it out", $"failed: {problem}") };
            if (InstalledSdks.Of(Path.GetDirectoryName(Path.GetFullPath(parameters.Project, place.Tree))!, place.Environment, cancel) is not { } sdk)
                return result with { Finding = RebuildFindings.Failed(result.Project, "dotnet", "finds no .NET SDK that its global.json accepts") };
            result = result with { Sdk = sdk.Version };
            var pack = new PackRun(sdk, place.Tree, parameters, place.Output, place.Environment, request.Limit, Say) { NeedsLock = false, Processes = place.Processes, Umask = place.Umask };
            if (pack.Run(null, out var step, out problem, cancel) is not { } output)
                return result with { Finding = RebuildFindings.Failed(result.Project, step, problem) };
            outputs.Add(output);
        }
        request.Progress?.Invoke("comparing");
        return Compare(result with { Variations = BuildPlace.Variations }, outputs[0], outputs[1], cancel);
    }

    private static ProjectReproduction Compare(ProjectReproduction result, string first, string second, CancellationToken cancel)
    {
        static string[] Names(string folder) => [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f))
            .Where(PackageFileName.IsPackage).Order(StringComparer.Ordinal)];
        var names = Names(first);
        if (names.Length == 0 || !names.SequenceEqual(Names(second), StringComparer.Ordinal))
        {
            return result with
            {
                Finding = RebuildFindings.Failed(result.Project, "dotnet pack",
                    names.Length == 0 ? "made no package" : $"made {Printable.List(names, 3)}, and then {Printable.List(Names(second), 3)}"),
            };
        }
        var packages = ImmutableArray.CreateBuilder<ReproducedPackage>();
        foreach (var name in names)
        {
            using var one = new FileStream(Path.Combine(first, name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            using var two = new FileStream(Path.Combine(second, name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            using var archive = PackageArchive.Open(one.Name);
            var nuspec = archive.ReadNuspec();
            packages.Add(new ReproducedPackage(name, PackageId.Create(nuspec.Id, NuspecVersion.Normalize(nuspec.Version)), PackageComparison.Compare(one, two, cancel)));
        }
        return result with
        {
            Packages = packages.ToImmutable(),
            Finding = packages.FirstOrDefault(p => !p.Comparison.IsSame) is { } differs ? RebuildFindings.NotReproducible(result.Project, result.Commit!, differs.Comparison, differs.FileName) : null,
        };
    }
}
