using System.Text.Json.Nodes;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class AssetsFileTests
{
    [TestMethod]
    public void A_small_graph_is_read_whole()
    {
        var graph = Assets.Graph(Assets.Small());

        Assert.AreEqual("/src/App/App.csproj", graph.ProjectPath);
        Assert.AreEqual("App", graph.ProjectName);
        Assert.AreEqual("1.2.3", graph.ProjectVersion);
        Assert.AreEqual("/home/u/.nuget/packages/ /fallback/", string.Join(' ', graph.PackageFolders));
        Assert.IsFalse(graph.RestoredLocked);
        Assert.AreEqual("net10.0", graph.Targets.Single().Framework);
        Assert.AreEqual("Microsoft.NETCore.App", graph.Targets.Single().FrameworkReferences.Single());
        Assert.AreEqual("""
            Api 1.0.0 Package Direct ships api/1.0.0 -> Core 2.0.0
            Core 2.0.0 Package Transitive ships core/2.0.0 -> 
            My Lib 1.0.0 Project Direct ships  -> Core 2.0.0
            Tools 3.0.0-rc.1 Package Direct development tools/3.0.0-rc.1 -> 
            """, Describe(graph));
        Assert.AreEqual(Assets.HashA, graph.Packages[0].ContentHash!.Base64);
    }

    [TestMethod]
    public void Every_assets_file_of_the_corpus_parses_or_is_refused_with_file_and_reason()
    {
        int read = 0, refused = 0;
        foreach (var path in Corpus())
        {
            try
            {
                Assert.IsGreaterThan(0, AssetsFile.Read(path).Targets.Length);
                read++;
            }
            catch (InvalidDataException e)
            {
                Assert.AreEqual(path, BadInput.Place(e)?.File);
                Assert.StartsWith(path, e.Message);
                Assert.IsGreaterThan(10, BadInput.Reason(e).Length);
                refused++;
            }
        }
        Assert.AreEqual(27, read + refused);
        Assert.AreEqual(14, read);
    }

    [TestMethod]
    public void The_tree_of_the_corpus_is_the_expected_one()
    {
        var folder = TestData.At("lockfiles", "project.assets", "snyk__dotnet-deps-parser", "test", "fixtures", "dotnet-project-assets-for-deps");
        var graph = AssetsFile.Read(Path.Combine(folder, "project.assets.json"));
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected-tree.json")))!;

        var nodes = graph.Targets.Single().Nodes.ToDictionary(n => n.Id);
        string Tree(GraphNode node) => $"{node.Id}({string.Join(' ', node.Dependencies.Select(d => Tree(nodes[d])))})";
        string Expected(JsonNode node) => string.Join(' ', node["dependencies"]!.AsObject().OrderBy(d => d.Key, StringComparer.OrdinalIgnoreCase)
            .Select(d => $"{d.Value!["name"]} {d.Value["version"]}({Expected(d.Value)})"));
        var inner = nodes.Values.SelectMany(n => n.Dependencies).ToHashSet();
        Assert.AreEqual(Expected(expected), string.Join(' ', nodes.Values.Where(n => !inner.Contains(n.Id)).OrderBy(n => n.Id).Select(Tree)));
    }

    [TestMethod]
    public void Shuffled_input_gives_the_same_graph()
    {
        var shuffled = 0;
        foreach (var path in Corpus())
        {
            if (!TryRead(path, out var graph))
                continue;
            using var scratch = new Scratch();
            var original = JsonNode.Parse(File.ReadAllText(path))!;
            // NuGet reads the rest by the version, so that one must come first.
            var reversed = new JsonObject([KeyValuePair.Create("version", (JsonNode?)original["version"]!.DeepClone()),
                .. Reversed(original).AsObject().Where(p => p.Key != "version").Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))]);
            Assert.AreEqual(Describe(graph), Describe(AssetsFile.Read(scratch.Write("project.assets.json", reversed.ToJsonString()))), path);
            shuffled++;
        }
        Assert.IsGreaterThan(10, shuffled);
    }

    [TestMethod]
    [DataRow("PrivateAssets=all", "suppressParent", "All", true)]
    [DataRow("PrivateAssets without build assets", "suppressParent", "Compile, Runtime", false)]
    [DataRow("only build and analyzers", "include", "Build, Analyzers", true)]
    [DataRow("without runtime assets, but compiled against", "include", "Compile, Build", false)]
    [DataRow("only content files", "include", "ContentFiles", false)]
    public void What_a_reference_includes_decides_whether_it_ships(string reference, string property, string value, bool development)
    {
        var graph = Assets.Graph(a =>
        {
            a.Framework()["dependencies"]!["Api"]![property] = value;
            a.Target()["My Lib/1.0.0"]!.AsObject().Remove("dependencies");
        });

        Assert.AreEqual(development, graph.Packages.Single(p => p.Id.Id == "Api").IsDevelopmentOnly, reference);
        Assert.AreEqual(development, graph.Packages.Single(p => p.Id.Id == "Core").IsDevelopmentOnly, "what it depends on goes with it");
    }

    [TestMethod]
    public void A_package_that_also_comes_in_through_a_project_ships()
    {
        var graph = Assets.Graph(a => a.Framework()["dependencies"]!["Api"]!["suppressParent"] = "All");

        Assert.IsTrue(graph.Packages.Single(p => p.Id.Id == "Api").IsDevelopmentOnly);
        Assert.IsFalse(graph.Packages.Single(p => p.Id.Id == "Core").IsDevelopmentOnly);
    }

    [TestMethod]
    public void Two_targets_of_one_framework_are_told_apart_by_alias()
    {
        var graph = Assets.Graph(a =>
        {
            a["targets"]!["apple"] = a.Target().DeepClone();
            a["targets"]!["apple/linux-x64"] = a.Target().DeepClone();
            var apple = a.Framework().DeepClone();
            apple["targetAlias"] = "apple";
            a["project"]!["frameworks"]!["apple"] = apple;
            a.Restore()["frameworks"]!["apple"] = JsonNode.Parse("""{ "framework": "net10.0", "targetAlias": "apple", "projectReferences": {} }""");
        });

        Assert.AreEqual("net10.0 apple , net10.0 apple linux-x64, net10.0 net10.0 ",
            string.Join(", ", graph.Targets.Select(t => $"{t.Framework} {t.Alias} {t.RuntimeIdentifier}")));
        Assert.AreEqual(DependencyKind.Direct, graph.Targets[1].Nodes[0].Dependency);
    }

    [TestMethod]
    public void Centrally_pinned_packages_are_named_as_that()
    {
        var graph = Assets.Graph(a => a["centralTransitiveDependencyGroups"] =
            JsonNode.Parse("""{ "net10.0": { "Core": { "include": "Runtime", "version": "[2.0.0, )" } } }"""));

        Assert.AreEqual(DependencyKind.CentralTransitive, graph.Packages.Single(p => p.Id.Id == "Core").Dependency);
    }

    [TestMethod]
    public void A_locked_restore_is_recorded() =>
        Assert.IsTrue(Assets.Graph(a => a.Restore()["restoreLockProperties"]!["restoreLockedMode"] = true).RestoredLocked);

    [TestMethod]
    public void Ids_that_differ_in_case_are_both_kept()
    {
        var graph = Assets.Graph(a =>
        {
            a.Target()["core/2.0.0"] = JsonNode.Parse("""{ "type": "package" }""");
            a["libraries"]!["core/2.0.0"] = a["libraries"]!["Core/2.0.0"]!.DeepClone();
        });

        Assert.AreEqual("Core core", string.Join(' ', graph.Targets.Single().Nodes.Where(n => n.Kind == NodeKind.Package && n.Id.Version == "2.0.0").Select(n => n.Id.Id)));
    }

    [TestMethod]
    [DataRow("https://user:secret@feed.example:8443/v3/index.json?token=secret#secret", "https://feed.example:8443/v3/index.json")]
    [DataRow("https://feed.example/v3/index.json", "https://feed.example/v3/index.json")]
    [DataRow("https://user:sec ret@feed.example:port/v3", "https://")]
    [DataRow("/srv/feed", "/srv/feed")]
    [DataRow("../feed", "../feed")]
    public void Sources_never_hold_credentials(string source, string expected) => Assert.AreEqual(expected, AssetsFile.WithoutCredentials(source));

    [TestMethod]
    public void Sources_are_read_without_credentials()
    {
        var graph = Assets.Graph(a => a.Restore()["sources"] = JsonNode.Parse("""{ "https://u:secret@feed.example/index.json?k=secret": {} }"""));

        Assert.AreEqual("https://feed.example/index.json", graph.Sources.Single());
    }

    [TestMethod]
    [DataRow("", "not valid JSON")]
    [DataRow("{}", "it states no version|it does not say which project")]
    [DataRow("[]", "NuGet cannot read it")]
    [DataRow("null", "NuGet cannot read it")]
    [DataRow("""{ "version": 4 } trailing""", "not valid JSON")]
    [DataRow("""{ "version": 4, "version": 4 }""", "not valid JSON")]
    [DataRow("""{ "version": 4, }""", "not valid JSON")]
    [DataRow("""{ "version": 99 }""", "version 99 is not known")]
    [DataRow("""{ "version": 1 }""", "version 1 is not known")]
    public void A_broken_file_is_refused(string content, string reasons)
    {
        using var scratch = new Scratch();
        var path = scratch.Write("project.assets.json", content);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => AssetsFile.Read(path));

        Assert.IsTrue(reasons.Split('|').Any(r => BadInput.Reason(error).Contains(r, StringComparison.Ordinal)), error.Message);
    }

    [TestMethod]
    public void A_file_cut_short_anywhere_is_refused()
    {
        var whole = Assets.Small().ToJsonString();
        using var scratch = new Scratch();
        for (var length = 0; length < whole.Length; length += 97)
        {
            var path = scratch.Write("project.assets.json", whole[..length]);
            Assert.ThrowsExactly<InvalidDataException>(() => AssetsFile.Read(path), $"after {length} characters");
        }
    }

    [TestMethod]
    public void A_failed_restore_is_refused_with_what_failed()
    {
        var error = Refused(a => a["logs"] = JsonNode.Parse("""[ { "code": "NU1004", "level": "Error", "message": "The lock is stale." } ]"""));

        Assert.Contains("NU1004: The lock is stale", error.Message);
    }

    [TestMethod]
    [DataRow("../../etc/1.0.0")]
    [DataRow("/api/1.0.0")]
    [DataRow("core/2.0.0")]
    [DataRow("api\\1.0.0")]
    public void A_folder_that_is_not_id_and_version_is_refused(string folder) =>
        Assert.Contains("not its id and version", Refused(a => a["libraries"]!["Api/1.0.0"]!["path"] = folder).Message);

    [TestMethod]
    public void A_dependency_that_was_not_resolved_is_refused() =>
        Assert.Contains("Absent, which was not resolved", Refused(a => a.Target()["Api/1.0.0"]!["dependencies"]!["Absent"] = "1.0.0").Message);

    [TestMethod]
    public void A_package_without_its_library_is_refused() =>
        Assert.Contains("not among the libraries", Refused(a => a["libraries"]!.AsObject().Remove("Api/1.0.0")).Message);

    [TestMethod]
    public void A_hash_that_is_none_is_refused() =>
        Assert.Contains("content hash", Refused(a => a["libraries"]!["Api/1.0.0"]!["sha512"] = "AAAA").Message);

    [TestMethod]
    public void An_id_that_is_none_is_refused()
    {
        var error = Refused(a =>
        {
            a.Target()["Bad Id/1.0.0"] = JsonNode.Parse("""{ "type": "package" }""");
            a["libraries"]!["Bad Id/1.0.0"] = JsonNode.Parse("""{ "type": "package", "path": "bad id/1.0.0" }""");
        });

        Assert.Contains("not a package id", error.Message);
    }

    [TestMethod]
    public void A_missing_file_is_an_IOException() =>
        Assert.Throws<IOException>(() => AssetsFile.Read(Path.Combine(Path.GetTempPath(), "absent", "project.assets.json")));

    [TestMethod]
    public void The_large_graph_has_its_171_packages_with_the_locked_hashes()
    {
        using var scratch = new Scratch();
        foreach (var file in Directory.EnumerateFiles(TestData.At("graphs", "large")))
            File.Copy(file, scratch.At(Path.GetFileName(file)));
        RealPackages.Dotnet(scratch.Folder, "restore", "--locked-mode");

        var graph = AssetsFile.Read(scratch.At("obj", "project.assets.json"));

        Assert.HasCount(171, graph.Packages);
        Assert.AreEqual(24, graph.Packages.Count(p => p.Dependency == DependencyKind.Direct));
        Assert.IsTrue(graph.RestoredLocked);
        Assert.IsTrue(graph.Packages.All(p => !p.IsDevelopmentOnly));
        var locked = LockFile.Read(scratch.At("packages.lock.json")).Hashes;
        Assert.IsTrue(graph.Packages.All(p => p.ContentHash == locked[p.Id].Hash));
    }

    private static IEnumerable<string> Corpus() =>
        Directory.EnumerateFiles(TestData.At("lockfiles", "project.assets"), "*project.assets.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private static bool TryRead(string path, out DependencyGraph graph)
    {
        try
        {
            graph = AssetsFile.Read(path);
            return true;
        }
        catch (InvalidDataException)
        {
            graph = null!;
            return false;
        }
    }

    private static InvalidDataException Refused(Action<JsonObject> change) => Assert.ThrowsExactly<InvalidDataException>(() => Assets.Graph(change));

    private static JsonNode Reversed(JsonNode node) => node is not JsonObject properties ? node.DeepClone()
        : new JsonObject(properties.Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : Reversed(p.Value))));

    internal static string Describe(DependencyGraph graph) => string.Join('\n', graph.Targets.SelectMany(t => t.Nodes.Select(n =>
        $"{(graph.Targets.Length == 1 ? "" : $"{t.Alias}/{t.RuntimeIdentifier} ")}{n.Id} {n.Kind} {n.Dependency} {(n.IsDevelopmentOnly ? "development" : "ships")} {n.RelativeFolder} -> {string.Join(", ", n.Dependencies)}")));
}
