using System.Globalization;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Core.Tests.Sbom;

[TestClass]
public sealed class DeterminismTests
{
    [TestMethod]
    public void Shuffled_input_gives_the_same_bytes()
    {
        var expected = SbomSamples.Text(SbomSamples.WidgetDocument());
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var graph = Shuffled(SbomSamples.WidgetGraph, random);
            var reading = SbomSamples.Reading(graph, [.. SbomSamples.WidgetNuspecs]);
            var shuffled = reading.Read.ToArray();
            random.Shuffle(shuffled);
            SbomFile[] files = [SbomSamples.File("lib/net10.0/Contoso.Widgets.dll"), SbomSamples.File("lib/net8.0/Contoso.Widgets.dll")];
            random.Shuffle(files);

            var document = SbomDocument.Create(SbomSamples.Root(files), graph, new PackageReading([.. shuffled], []), SbomSamples.Time);

            Assert.AreEqual(expected, SbomSamples.Text(document), $"seed {seed}");
        }
    }

    [TestMethod]
    public void A_missing_edge_gives_other_bytes()
    {
        var net8 = SbomSamples.WidgetGraph.Targets.Single(t => t.Framework == "net8.0");
        var changed = SbomSamples.Graph(
            SbomSamples.WidgetGraph.Targets.Single(t => t.Framework == "net10.0"),
            SbomSamples.Target("net8.0", [.. net8.Nodes.Where(n => n.Id.Id != "Alpha"), SbomSamples.Package("Alpha 1.0.0", DependencyKind.Direct, "Old.Shim 0.9.0")]));

        var document = SbomDocument.Create(SbomSamples.Root(), changed, SbomSamples.Reading(changed, [.. SbomSamples.WidgetNuspecs]), SbomSamples.Time);
        var whole = SbomDocument.Create(SbomSamples.Root(), SbomSamples.WidgetGraph,
            SbomSamples.Reading(SbomSamples.WidgetGraph, [.. SbomSamples.WidgetNuspecs]), SbomSamples.Time);

        Assert.AreNotEqual(SbomSamples.Text(whole), SbomSamples.Text(document));
    }

    [TestMethod]
    [DataRow("tr-TR")]
    [DataRow("ar-SA")]
    [DataRow("th-TH")]
    public void Another_culture_gives_the_same_bytes(string name)
    {
        var culture = CultureOrInconclusive(name);
        var expected = SbomSamples.Text(Made());
        string actual = "", shown = "";
        var thread = new Thread(() =>
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
            shown = string.Create(culture, $"{SbomSamples.Time:yyyy} {"I".ToLower(culture)}");
            actual = SbomSamples.Text(Made());
        });
        thread.Start();
        thread.Join();

        Assert.AreNotEqual("2026 i", shown, "The culture changes nothing here, so the test proves nothing.");
        Assert.AreEqual(expected, actual);

        static SbomDocument Made()
        {
            var graph = SbomSamples.Graph(SbomSamples.Target("net10.0", SbomSamples.Package("INI.Io 1.0.0-RC.I", DependencyKind.Direct)));
            return SbomDocument.Create(SbomSamples.Root(), graph, SbomSamples.Reading(graph), SbomSamples.Time);
        }
    }

    [TestMethod]
    public void The_same_moment_in_another_zone_or_with_fractions_gives_the_same_bytes()
    {
        var graph = SbomSamples.WidgetGraph;
        var reading = SbomSamples.Reading(graph);
        var expected = SbomSamples.Text(SbomDocument.Create(SbomSamples.Root(), graph, reading, SbomSamples.Time));

        var moved = SbomSamples.Time.ToOffset(TimeSpan.FromMinutes(345)).AddMilliseconds(999);
        var later = SbomSamples.Time.AddSeconds(1);

        Assert.AreEqual(expected, SbomSamples.Text(SbomDocument.Create(SbomSamples.Root(), graph, reading, moved)));
        Assert.AreNotEqual(expected, SbomSamples.Text(SbomDocument.Create(SbomSamples.Root(), graph, reading, later)));
        StringAssert.Contains(expected, "\"timestamp\": \"2026-03-01T12:30:45Z\"");
    }

    [TestMethod]
    public void Neither_folders_nor_feeds_of_the_machine_are_written()
    {
        var text = SbomSamples.Text(SbomSamples.WidgetDocument());
        var moved = new DependencyGraph("/elsewhere/W.csproj", "Contoso.Widgets", "1.2.3", SbomSamples.WidgetGraph.Targets, ["/p/"], ["/f"], false);
        var reading = SbomSamples.Reading(moved, [.. SbomSamples.WidgetNuspecs]);
        reading = reading with { Read = [.. reading.Read.Select(f => f with { ArchivePath = "/p/other.nupkg" })] };

        var document = SbomDocument.Create(SbomSamples.Root(
            SbomSamples.File("lib/net8.0/Contoso.Widgets.dll"), SbomSamples.File("lib/net10.0/Contoso.Widgets.dll")), moved, reading, SbomSamples.Time);

        Assert.AreEqual(text, SbomSamples.Text(document));
        Assert.DoesNotContain("secret", text);
    }

    private static DependencyGraph Shuffled(DependencyGraph graph, Random random)
    {
        var targets = graph.Targets.Select(t =>
        {
            var nodes = t.Nodes.Select(n =>
            {
                var dependencies = n.Dependencies.ToArray();
                random.Shuffle(dependencies);
                return new GraphNode(n.Id, n.Kind, n.Dependency, n.IsDevelopmentOnly, n.ContentHash, n.RelativeFolder, dependencies);
            }).ToArray();
            random.Shuffle(nodes);
            return new TargetGraph(t.Framework, t.RuntimeIdentifier, nodes, t.FrameworkReferences.Reverse());
        }).ToArray();
        random.Shuffle(targets);
        return new DependencyGraph(graph.ProjectPath, graph.ProjectName, graph.ProjectVersion, targets, graph.PackageFolders, graph.Sources, graph.RestoredLocked);
    }

    private static CultureInfo CultureOrInconclusive(string name)
    {
        try
        {
            return CultureInfo.GetCultureInfo(name, predefinedOnly: true);
        }
        catch (CultureNotFoundException)
        {
            Assert.Inconclusive($"This machine has no {name}: it runs without ICU (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT).");
            throw;
        }
    }
}
