using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Sbom;

/// <summary>
/// What an SBOM says, in no format: a root, the packages that ship with it, and who depends on whom. Immutable, sorted when created, and
/// free of absolute paths and of the present time, so that equal inputs give equal documents.
/// </summary>
public sealed record SbomDocument
{
    private SbomDocument(SbomRoot root, DateTimeOffset created, ImmutableArray<SbomTarget> targets,
        ImmutableArray<SbomComponent> components, ImmutableArray<SbomDependency> dependencies)
    {
        Root = root;
        Created = created;
        Targets = targets;
        Components = components;
        Dependencies = dependencies;
    }

    /// <summary>What the document is about.</summary>
    public SbomRoot Root { get; }

    /// <summary>The time that the document states: UTC, whole seconds.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>The targets that were resolved, by name.</summary>
    public ImmutableArray<SbomTarget> Targets { get; }

    /// <summary>Every package and project reference that ships, by id and version; the root is not among them.</summary>
    public ImmutableArray<SbomComponent> Components { get; }

    /// <summary>The root's dependencies first, then one entry for each component in their order; a leaf has an entry without edges.</summary>
    public ImmutableArray<SbomDependency> Dependencies { get; }

    /// <summary>Makes a document. What is development-only in every target is not in it.</summary>
    /// <param name="root">What is packed.</param>
    /// <param name="graph">What it was resolved to.</param>
    /// <param name="reading">The archives of the graph's packages.</param>
    /// <param name="created">Never the present time: the commit's, or that of <c>SOURCE_DATE_EPOCH</c>.</param>
    /// <param name="license">The licence of a package; when absent, <see cref="SbomLicense.Declared"/>.</param>
    /// <exception cref="InvalidDataException">
    /// A package that ships could not be read or was not read, an edge leads to nothing, or the root is also one of its dependencies.
    /// </exception>
    public static SbomDocument Create(SbomRoot root, DependencyGraph graph, PackageReading reading, DateTimeOffset created,
        Func<PackageFacts, SbomLicense>? license = null)
    {
        var shipped = ShippedGraph.Of(root.Id, graph);
        var facts = new Dictionary<PackageId, PackageFacts>();
        foreach (var read in reading.Read)
        {
            if (!facts.TryAdd(read.Package.Id, read))
                throw new InvalidDataException($"Package {read.Package.Id} was read twice.");
        }
        license ??= f => SbomLicense.Declared(f.Nuspec);
        var utc = created.ToUniversalTime();
        return new SbomDocument(
            root,
            new DateTimeOffset(utc.Ticks - utc.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero),
            [.. graph.Targets.Select(t => new SbomTarget(ShippedGraph.NameOf(t), t.FrameworkReferences))],
            [.. shipped.Nodes.Select(node => node.IsPackage
                ? SbomComponent.OfPackage(node, FactsOf(node.Id), license)
                : SbomComponent.OfProject(node))],
            shipped.Dependencies);

        PackageFacts FactsOf(PackageId id)
        {
            if (facts.TryGetValue(id, out var found))
                return found;
            var failure = reading.Failed.FirstOrDefault(f => f.Package.Id == id);
            throw new InvalidDataException(failure is null
                ? $"Package {id} ships, but its archive was not read."
                : $"Package {id} ships, but its archive is {failure.Problem.ToString().ToLowerInvariant()}: {failure.Detail}.");
        }
    }
}

/// <summary>One target framework, or one runtime identifier of it.</summary>
/// <param name="Name">Such as <c>net10.0</c> or <c>net10.0/linux-x64</c>, as NuGet names targets.</param>
/// <param name="FrameworkReferences">Such as <c>Microsoft.NETCore.App</c>, sorted: needed, but no package that ships.</param>
public sealed record SbomTarget(string Name, ImmutableArray<string> FrameworkReferences);

/// <summary>What one component or the root depends on.</summary>
/// <param name="From">The root's id, or a component's.</param>
/// <param name="To">Sorted by id and version; empty for a leaf.</param>
public sealed record SbomDependency(PackageId From, ImmutableArray<SbomEdge> To);

/// <summary>One edge.</summary>
/// <param name="To">A component.</param>
/// <param name="Targets">The names of the targets in which the edge holds, sorted; at least one.</param>
public sealed record SbomEdge(PackageId To, ImmutableArray<string> Targets);
