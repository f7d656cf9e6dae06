using System.Collections.Immutable;

namespace SupplyChainSdk.Inventory;

/// <summary>
/// What a project was resolved to, as <c>project.assets.json</c> records it: one graph for each target framework and runtime identifier.
/// Immutable, and sorted when created, so that everything written from it has one order.
/// </summary>
public sealed record DependencyGraph
{
    /// <summary>Sorts what it is given; see the properties for shapes.</summary>
    public DependencyGraph(
        string projectPath, string projectName, string projectVersion, IEnumerable<TargetGraph> targets,
        IEnumerable<string> packageFolders, IEnumerable<string> sources, bool restoredLocked)
    {
        ProjectPath = projectPath;
        ProjectName = projectName;
        ProjectVersion = projectVersion;
        Targets = [.. targets.OrderBy(t => t.Framework, StringComparer.Ordinal).ThenBy(t => t.Alias, StringComparer.Ordinal)
            .ThenBy(t => t.RuntimeIdentifier ?? "", StringComparer.Ordinal)];
        PackageFolders = [.. packageFolders];
        Sources = [.. sources.Order(StringComparer.Ordinal)];
        RestoredLocked = restoredLocked;
        Packages = [.. Targets.SelectMany(t => t.Nodes).Where(n => n.Kind == NodeKind.Package)
            .GroupBy(n => n.Id).Select(ResolvedPackage.Merge).OrderBy(p => p.Id)];
    }

    /// <summary>Absolute path of the project file.</summary>
    public string ProjectPath { get; }

    /// <summary>The name that restore gave the project: its package id, unless overridden later.</summary>
    public string ProjectName { get; }

    /// <summary>The version that restore knew.</summary>
    public string ProjectVersion { get; }

    /// <summary>By framework, then runtime identifier.</summary>
    public ImmutableArray<TargetGraph> Targets { get; }

    /// <summary>The global packages folder first, then fallback folders, in the order in which NuGet searches them.</summary>
    public ImmutableArray<string> PackageFolders { get; }

    /// <summary>The feeds that restore was configured with; credentials never stand here.</summary>
    public ImmutableArray<string> Sources { get; }

    /// <summary>Whether the restore that wrote the assets file ran in locked mode.</summary>
    public bool RestoredLocked { get; }

    /// <summary>Absolute paths of the projects that it refers to, directly or not; sorted.</summary>
    public ImmutableArray<string> Projects { get; init; } = [];

    /// <summary>Every distinct package of all targets, sorted by id and version.</summary>
    public ImmutableArray<ResolvedPackage> Packages { get; }

    /// <summary>Packages that restore downloaded without putting them into a graph, and into a lock file: <c>PackageDownload</c> items, and what the .NET SDK adds. Sorted.</summary>
    public ImmutableArray<PackageId> Downloads { get; init; } = [];

    /// <summary>Ids of packages that the .NET SDK references by itself, sorted.</summary>
    public ImmutableArray<string> AutoReferenced { get; init; } = [];

    /// <summary>The version of the .NET SDK that restored; null where the assets file does not show it.</summary>
    public string? DotNetSdkVersion { get; init; }
}

/// <summary>The graph of one target framework, or of one runtime identifier of it.</summary>
public sealed record TargetGraph
{
    /// <summary>Sorts what it is given.</summary>
    public TargetGraph(string framework, string? runtimeIdentifier, IEnumerable<GraphNode> nodes, IEnumerable<string> frameworkReferences, string? alias = null)
    {
        Framework = framework;
        Alias = alias ?? framework;
        RuntimeIdentifier = runtimeIdentifier;
        Nodes = [.. nodes.Order(ByIdAndKind)];
        FrameworkReferences = [.. frameworkReferences.Order(StringComparer.Ordinal)];
    }

    private static Comparer<GraphNode> ByIdAndKind { get; } = Comparer<GraphNode>.Create((one, other) =>
        one.Id.CompareTo(other.Id) is var byId and not 0 ? byId : one.Kind != other.Kind ? one.Kind - other.Kind : string.CompareOrdinal(one.Id.Id, other.Id.Id));

    /// <summary>Short folder name, such as <c>net10.0</c>: the key that lock files use is kept apart from it.</summary>
    public string Framework { get; }

    /// <summary>What the project calls the framework. Differs from <see cref="Framework"/> only where a project has two of one kind.</summary>
    public string Alias { get; }

    /// <summary>Such as <c>linux-x64</c>; null for the graph without a runtime.</summary>
    public string? RuntimeIdentifier { get; }

    /// <summary>Packages and projects, sorted.</summary>
    public ImmutableArray<GraphNode> Nodes { get; }

    /// <summary>Such as <c>Microsoft.NETCore.App</c>.</summary>
    public ImmutableArray<string> FrameworkReferences { get; }
}

/// <summary>Whether a node is a package or another project of the same build.</summary>
public enum NodeKind
{
    /// <summary>A NuGet package.</summary>
    Package,

    /// <summary>A project reference.</summary>
    Project,
}

/// <summary>How a node came into the graph.</summary>
public enum DependencyKind
{
    /// <summary>Named by the project itself.</summary>
    Direct,

    /// <summary>Named by another node.</summary>
    Transitive,

    /// <summary>Transitive, at the version that central package management pins.</summary>
    CentralTransitive,
}

/// <summary>One package or project in one target.</summary>
public sealed record GraphNode
{
    /// <summary>Sorts what it is given.</summary>
    public GraphNode(PackageId id, NodeKind kind, DependencyKind dependency, bool isDevelopmentOnly, ContentHash? contentHash,
        string? relativeFolder, IEnumerable<PackageId> dependencies)
    {
        Id = id;
        Kind = kind;
        Dependency = dependency;
        IsDevelopmentOnly = isDevelopmentOnly;
        ContentHash = contentHash;
        RelativeFolder = relativeFolder;
        Dependencies = [.. dependencies.Distinct().Order()];
    }

    /// <summary>Id and resolved version.</summary>
    public PackageId Id { get; }

    /// <summary>Package or project.</summary>
    public NodeKind Kind { get; }

    /// <summary>Direct, transitive or centrally pinned.</summary>
    public DependencyKind Dependency { get; }

    /// <summary>Reached only by edges that do not ship: PrivateAssets=all, analyzers, build tools.</summary>
    public bool IsDevelopmentOnly { get; }

    /// <summary>The content hash that the assets file states (its <c>sha512</c>); null for projects. A claim until the package's bytes were hashed.</summary>
    public ContentHash? ContentHash { get; }

    /// <summary>Below one of the package folders, with forward slashes, such as <c>newtonsoft.json/13.0.4</c>; null for projects.</summary>
    public string? RelativeFolder { get; }

    /// <summary>Resolved nodes that this one depends on, sorted.</summary>
    public ImmutableArray<PackageId> Dependencies { get; }
}

/// <summary>A package over all targets of a project.</summary>
/// <param name="Id">Id and version.</param>
/// <param name="Dependency">Direct in any target counts as direct, centrally pinned before transitive.</param>
/// <param name="IsDevelopmentOnly">Only when it is so in every target.</param>
/// <param name="ContentHash">As the assets file states it.</param>
/// <param name="RelativeFolder">Below a package folder, forward slashes.</param>
/// <param name="Dependencies">The union of its dependencies in all targets, sorted.</param>
public sealed record ResolvedPackage(
    PackageId Id, DependencyKind Dependency, bool IsDevelopmentOnly, ContentHash? ContentHash, string RelativeFolder, ImmutableArray<PackageId> Dependencies)
{
    /// <summary>A package that no graph has, such as a tool, where NuGet puts every package.</summary>
    internal static ResolvedPackage InNoGraph(PackageId package) =>
        new(package, DependencyKind.Direct, IsDevelopmentOnly: true, ContentHash: null, $"{package.Id}/{package.Version}".ToLowerInvariant(), []);

    internal static ResolvedPackage Merge(IGrouping<PackageId, GraphNode> nodes)
    {
        var first = nodes.First();
        if (nodes.Any(n => n.ContentHash != first.ContentHash))
            throw new InvalidDataException($"The assets file states several content hashes for {first.Id}.");
        var kind = nodes.Any(n => n.Dependency == DependencyKind.Direct) ? DependencyKind.Direct
            : nodes.Any(n => n.Dependency == DependencyKind.CentralTransitive) ? DependencyKind.CentralTransitive
            : DependencyKind.Transitive;
        return new ResolvedPackage(first.Id, kind, nodes.All(n => n.IsDevelopmentOnly), first.ContentHash, first.RelativeFolder!,
            [.. nodes.SelectMany(n => n.Dependencies).Distinct().Order()]);
    }
}
