using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Core.Tests.Inventory;

[TestClass]
public class PackagePathsTests
{
    [TestMethod]
    public void The_shortest_way_is_found_and_of_several_the_first_by_ordinal_order()
    {
        var paths = PackagePaths.Of(Graph(Target("net10.0",
            Node("B", true, "D"), Node("A", true, "C"), Node("C", false, "D", "E"), Node("D", false, "E"), Node("E", false))));

        Assert.AreEqual("App 1.0.0 → A 1.0.0 → C 1.0.0 → E 1.0.0", string.Join(" → ", paths.To(Id("E"))));
        Assert.AreEqual("App 1.0.0 → B 1.0.0 → D 1.0.0", string.Join(" → ", paths.To(Id("D"))));
        Assert.AreEqual("App 1.0.0 → A 1.0.0", string.Join(" → ", paths.To(Id("A"))));
    }

    [TestMethod]
    public void Every_target_counts_but_no_path_mixes_them()
    {
        var paths = PackagePaths.Of(Graph(
            Target("net10.0", Node("A", true, "B"), Node("B", false, "C"), Node("C", false, "D"), Node("D", false)),
            Target("net9.0", Node("Z", true, "D"), Node("D", false), Node("C", false))));

        Assert.AreEqual("App 1.0.0 → Z 1.0.0 → D 1.0.0", string.Join(" → ", paths.To(Id("D"))));
        Assert.AreEqual("App 1.0.0 → A 1.0.0 → B 1.0.0 → C 1.0.0", string.Join(" → ", paths.To(Id("C"))));
    }

    [TestMethod]
    public void A_cycle_ends_and_a_package_without_edges_stands_below_the_project()
    {
        var paths = PackagePaths.Of(Graph(Target("net10.0", Node("A", true, "B"), Node("B", false, "A", "Gone"), Node("Pinned", false))));

        Assert.AreEqual("App 1.0.0 → A 1.0.0 → B 1.0.0", string.Join(" → ", paths.To(Id("B"))));
        Assert.AreEqual("App 1.0.0 → Pinned 1.0.0", string.Join(" → ", paths.To(Id("Pinned"))));
    }

    private static PackageId Id(string name) => PackageId.Create(name, "1.0.0");

    private static GraphNode Node(string name, bool isDirect, params string[] dependencies) => new(Id(name), NodeKind.Package,
        isDirect ? DependencyKind.Direct : DependencyKind.Transitive, false, null, $"{name}/1.0.0", dependencies.Select(Id));

    private static TargetGraph Target(string framework, params GraphNode[] nodes) => new(framework, null, nodes, []);

    private static DependencyGraph Graph(params TargetGraph[] targets) => new("/repo/App/App.csproj", "App", "1.0.0", targets, [], [], false);
}
