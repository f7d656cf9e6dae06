using System.Collections.Immutable;

namespace SupplyChainSdk.Inventory;

/// <summary>For every package of a graph, the shortest way by which it comes in.</summary>
public sealed class PackagePaths
{
    private readonly string _root;
    private readonly Dictionary<PackageId, ImmutableArray<string>> _paths;

    private PackagePaths(string root, Dictionary<PackageId, ImmutableArray<string>> paths) => (_root, _paths) = (root, paths);

    /// <summary>One breadth-first walk over each target.</summary>
    public static PackagePaths Of(DependencyGraph graph)
    {
        var root = $"{graph.ProjectName} {graph.ProjectVersion}";
        var paths = new Dictionary<PackageId, ImmutableArray<string>>();
        foreach (var target in graph.Targets)
        {
            foreach (var (id, path) in Walk(target, root))
            {
                if (!paths.TryGetValue(id, out var other) || Compare(path, other) < 0)
                    paths[id] = path;
            }
        }
        return new PackagePaths(root, paths);
    }

    /// <summary>
    /// The project, what it references, …, the package itself, each as <c>Id Version</c>. Of several shortest paths the first by ordinal
    /// order; only the project and the package when no edges lead to it.
    /// </summary>
    public ImmutableArray<string> To(PackageId package) => _paths.TryGetValue(package, out var path) ? path : [_root, package.ToString()];

    // Nodes and their dependencies are sorted, so the queue holds each level in the order of its paths and the first arrival is the least.
    private static Dictionary<PackageId, ImmutableArray<string>> Walk(TargetGraph target, string root)
    {
        var nodes = target.Nodes.GroupBy(n => n.Id).ToDictionary(g => g.Key, g => g.First());
        var found = new Dictionary<PackageId, ImmutableArray<string>>(nodes.Count);
        var queue = new Queue<PackageId>();
        foreach (var node in target.Nodes.Where(n => n.Dependency == DependencyKind.Direct))
            Arrive(node.Id, [root]);
        while (queue.TryDequeue(out var id))
        {
            foreach (var dependency in nodes[id].Dependencies.Where(nodes.ContainsKey))
                Arrive(dependency, found[id]);
        }
        return found;

        void Arrive(PackageId id, ImmutableArray<string> before)
        {
            if (found.TryAdd(id, before.Add(nodes[id].Id.ToString())))
                queue.Enqueue(id);
        }
    }

    private static int Compare(ImmutableArray<string> a, ImmutableArray<string> b)
    {
        if (a.Length != b.Length)
            return a.Length.CompareTo(b.Length);
        for (var i = 0; i < a.Length; i++)
        {
            var order = string.CompareOrdinal(a[i], b[i]);
            if (order != 0)
                return order;
        }
        return 0;
    }
}
