using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Sbom;

/// <summary>A node that ships in at least one target.</summary>
/// <param name="Id">As its package spells it.</param>
/// <param name="IsPackage">A package in some target; one that is a project elsewhere is still a package with an archive.</param>
/// <param name="IsProject">A project reference in some target.</param>
/// <param name="Targets">The names of the targets in which it ships, sorted.</param>
internal sealed record ShippedNode(PackageId Id, bool IsPackage, bool IsProject, ImmutableArray<string> Targets);

/// <summary>The graphs of all targets in one, without what is development-only, each edge with the targets that it belongs to.</summary>
internal sealed record ShippedGraph(ImmutableArray<ShippedNode> Nodes, ImmutableArray<SbomDependency> Dependencies)
{
    public static string NameOf(TargetGraph target) =>
        target.RuntimeIdentifier is null ? target.Framework : $"{target.Framework}/{target.RuntimeIdentifier}";

    /// <exception cref="InvalidDataException">An edge leads to no node, two targets have one name, or the root is its own dependency.</exception>
    public static ShippedGraph Of(PackageId root, DependencyGraph graph)
    {
        var nodes = new SortedDictionary<PackageId, List<(GraphNode Node, string Target)>>();
        var edges = new Dictionary<PackageId, SortedDictionary<PackageId, List<string>>> { [root] = [] };
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var target in graph.Targets)
        {
            var name = NameOf(target);
            if (!names.Add(name))
                throw new InvalidDataException($"Two targets of {graph.ProjectName} are called {name}.");
            var known = target.Nodes.Select(n => n.Id).ToHashSet();
            var ships = target.Nodes.Where(n => !n.IsDevelopmentOnly).Select(n => n.Id).ToHashSet();
            foreach (var node in target.Nodes.Where(n => !n.IsDevelopmentOnly))
            {
                if (node.Id == root)
                    throw new InvalidDataException($"{root} depends on itself in {name}.");
                Values(nodes, node.Id).Add((node, name));
                if (node.Dependency == DependencyKind.Direct)
                    Values(edges[root], node.Id).Add(name);
                if (!edges.TryGetValue(node.Id, out var outgoing))
                    edges[node.Id] = outgoing = [];
                foreach (var dependency in node.Dependencies)
                {
                    if (!known.Contains(dependency))
                        throw new InvalidDataException($"{node.Id} depends on {dependency}, which is not in the graph of {name}.");
                    if (ships.Contains(dependency))
                        Values(outgoing, dependency).Add(name);
                }
            }
        }
        return new ShippedGraph(
            [.. nodes.Select(n => new ShippedNode(n.Key,
                n.Value.Exists(v => v.Node.Kind == NodeKind.Package), n.Value.Exists(v => v.Node.Kind == NodeKind.Project),
                [.. n.Value.Select(v => v.Target).Distinct().Order(StringComparer.Ordinal)]))],
            [.. nodes.Keys.Prepend(root).Select(from => new SbomDependency(from,
                [.. edges[from].Select(e => new SbomEdge(e.Key, [.. e.Value.Distinct().Order(StringComparer.Ordinal)]))]))]);
    }

    private static List<T> Values<T>(SortedDictionary<PackageId, List<T>> map, PackageId key)
    {
        if (!map.TryGetValue(key, out var values))
            map[key] = values = [];
        return values;
    }
}
