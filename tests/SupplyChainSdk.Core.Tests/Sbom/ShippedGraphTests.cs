using System.Text.Json.Nodes;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Core.Tests.Sbom;

[TestClass]
public sealed class ShippedGraphTests
{
    [TestMethod]
    public void Every_package_that_ships_is_there_and_nothing_that_is_development_only()
    {
        var document = SbomSamples.WidgetDocument();

        Assert.AreEqual("Alpha 1.0.0; Beta 2.0.0-rc.1; Contoso.Parts 1.2.3; Gamma 3.0.0.1; Old.Shim 0.9.0", Joined(document.Components.Select(c => c.Id.ToString())));
        Assert.DoesNotContain("Style.Analyzers", SbomSamples.Text(document));
    }

    [TestMethod]
    public void A_development_only_package_that_also_ships_in_one_target_is_there_for_that_target()
    {
        var document = Document(
            SbomSamples.Target("net8.0", SbomSamples.Development("Both 1.0.0")),
            SbomSamples.Target("net10.0", SbomSamples.Package("Both 1.0.0", DependencyKind.Direct)));

        Assert.AreEqual("net10.0", Joined(document.Components.Single().Targets));
        Assert.AreEqual("net10.0", Joined(document.Dependencies[0].To.Single().Targets));
    }

    [TestMethod]
    public void The_edges_are_exactly_those_of_the_graph()
    {
        var document = SbomSamples.WidgetDocument();

        string[] expected =
        [
            "Contoso.Widgets 1.2.3 -> Alpha 1.0.0 [net10.0 net8.0]",
            "Contoso.Widgets 1.2.3 -> Contoso.Parts 1.2.3 [net10.0 net8.0]",
            "Alpha 1.0.0 -> Beta 2.0.0-rc.1 [net10.0 net8.0]",
            "Alpha 1.0.0 -> Old.Shim 0.9.0 [net8.0]",
            "Beta 2.0.0-rc.1 -> Gamma 3.0.0.1 [net10.0]",
            "Contoso.Parts 1.2.3 -> Beta 2.0.0-rc.1 [net10.0 net8.0]",
        ];
        CollectionAssert.AreEqual(expected, document.Dependencies
            .SelectMany(d => d.To.Select(e => $"{d.From} -> {e.To} [{string.Join(' ', e.Targets)}]")).ToArray());
    }

    [TestMethod]
    public void A_leaf_has_an_entry_without_edges()
    {
        var dependencies = JsonNode.Parse(SbomSamples.Text(SbomSamples.WidgetDocument()))!["dependencies"]!.AsArray();

        var gamma = dependencies.Single(d => d!["ref"]!.GetValue<string>() == "pkg:nuget/Gamma@3.0.0.1")!.AsObject();

        Assert.HasCount(6, dependencies);
        Assert.HasCount(1, gamma);
    }

    [TestMethod]
    public void Every_reference_is_unique_and_leads_somewhere()
    {
        var bom = JsonNode.Parse(SbomSamples.Text(SbomSamples.WidgetDocument()))!;
        var root = bom["metadata"]!["component"]!;
        var references = bom["components"]!.AsArray().Append(root).Concat(root["components"]!.AsArray()).Select(c => c!["bom-ref"]!.GetValue<string>()).ToArray();

        CollectionAssert.AllItemsAreUnique(references);
        var used = bom["dependencies"]!.AsArray().SelectMany(d => (d!["dependsOn"]?.AsArray() ?? []).Append(d["ref"]))
            .Concat(bom["compositions"]!.AsArray().SelectMany(c => (c!["assemblies"] ?? c["dependencies"])!.AsArray()))
            .Select(r => r!.GetValue<string>()).Distinct().ToArray();
        Assert.HasCount(6, used);
        CollectionAssert.IsSubsetOf(used, references);
    }

    [TestMethod]
    public void A_project_reference_says_so_and_has_no_hashes()
    {
        var parts = SbomSamples.WidgetDocument().Components.Single(c => c.Id.Id == "Contoso.Parts");

        Assert.IsTrue(parts.IsProjectReference);
        Assert.IsNull(parts.FileSha512);
        Assert.IsNull(parts.ContentHash);
        Assert.AreEqual("pkg:nuget/Contoso.Parts@1.2.3", parts.Id.Purl);
    }

    [TestMethod]
    public void A_package_that_is_a_project_in_another_target_is_one_component_with_hashes()
    {
        var document = Document(
            SbomSamples.Target("net8.0", SbomSamples.Package("Mixed 1.0.0", DependencyKind.Direct)),
            SbomSamples.Target("net10.0", SbomSamples.Project("Mixed 1.0.0", DependencyKind.Direct)));

        var mixed = document.Components.Single();
        Assert.IsTrue(mixed.IsProjectReference);
        Assert.IsNotNull(mixed.FileSha512);
    }

    [TestMethod]
    public void A_runtime_identifier_is_a_target_of_its_own()
    {
        var document = Document(
            SbomSamples.Target("net10.0", SbomSamples.Package("Alpha 1.0.0", DependencyKind.Direct)),
            new TargetGraph("net10.0", "linux-x64", [SbomSamples.Package("Alpha 1.0.0", DependencyKind.Direct, "Native 1.0.0"),
                SbomSamples.Package("Native 1.0.0", DependencyKind.Transitive)], []));

        Assert.AreEqual("net10.0; net10.0/linux-x64", Joined(document.Targets.Select(t => t.Name)));
        StringAssert.Contains(SbomSamples.Text(document), "\"value\": \"net10.0/linux-x64 pkg:nuget/Native@1.0.0\"");
    }

    [TestMethod]
    public void A_package_that_was_not_read_is_refused()
    {
        var graph = SbomSamples.WidgetGraph;
        var reading = SbomSamples.Reading(graph);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => SbomDocument.Create(SbomSamples.Root(), graph,
            reading with { Read = [.. reading.Read.Where(f => f.Package.Id.Id != "Gamma")] }, SbomSamples.Time));

        Assert.AreEqual("Package Gamma 3.0.0.1 ships, but its archive was not read.", error.Message);
    }

    [TestMethod]
    public void A_package_that_could_not_be_read_is_refused_with_the_reason()
    {
        var graph = SbomSamples.WidgetGraph;
        var reading = SbomSamples.Reading(graph);
        var failed = new PackageReading([.. reading.Read.Where(f => f.Package.Id.Id != "Gamma")],
            [new PackageFailure(graph.Packages.Single(p => p.Id.Id == "Gamma"), PackageProblem.Malformed, "/x", "it ends inside an entry")]);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => SbomDocument.Create(SbomSamples.Root(), graph, failed, SbomSamples.Time));

        Assert.AreEqual("Package Gamma 3.0.0.1 ships, but its archive is malformed: it ends inside an entry.", error.Message);
    }

    [TestMethod]
    public void A_development_only_package_need_not_be_readable()
    {
        var reading = SbomSamples.Reading(SbomSamples.WidgetGraph, [.. SbomSamples.WidgetNuspecs]);

        var without = SbomDocument.Create(SbomSamples.Root(), SbomSamples.WidgetGraph,
            reading with { Read = [.. reading.Read.Where(f => f.Package.Id.Id != "Style.Analyzers")] }, SbomSamples.Time);

        Assert.HasCount(5, without.Components);
    }

    [TestMethod]
    public void A_package_read_twice_is_refused()
    {
        var reading = SbomSamples.Reading(SbomSamples.WidgetGraph);

        Assert.ThrowsExactly<InvalidDataException>(() => SbomDocument.Create(SbomSamples.Root(), SbomSamples.WidgetGraph,
            reading with { Read = reading.Read.Add(reading.Read[0]) }, SbomSamples.Time));
    }

    [TestMethod]
    public void An_edge_to_nothing_is_refused() => Assert.ThrowsExactly<InvalidDataException>(() =>
        Document(SbomSamples.Target("net10.0", SbomSamples.Package("Alpha 1.0.0", DependencyKind.Direct, "Nowhere 1.0.0"))));

    [TestMethod]
    public void A_root_that_depends_on_itself_is_refused() => Assert.ThrowsExactly<InvalidDataException>(() =>
        Document(SbomSamples.Target("net10.0", SbomSamples.Package("contoso.widgets 1.2.3", DependencyKind.Direct))));

    [TestMethod]
    public void An_older_version_of_the_root_is_an_ordinary_dependency() =>
        Assert.HasCount(1, Document(SbomSamples.Target("net10.0", SbomSamples.Package("Contoso.Widgets 1.2.2", DependencyKind.Direct))).Components);

    [TestMethod]
    public void Two_targets_of_one_name_are_refused() =>
        Assert.ThrowsExactly<InvalidDataException>(() => Document(SbomSamples.Target("net10.0"), SbomSamples.Target("net10.0")));

    private static string Joined(IEnumerable<string> values) => string.Join("; ", values);

    private static SbomDocument Document(params TargetGraph[] targets)
    {
        var graph = SbomSamples.Graph(targets);
        return SbomDocument.Create(SbomSamples.Root(), graph, SbomSamples.Reading(graph), SbomSamples.Time);
    }
}
