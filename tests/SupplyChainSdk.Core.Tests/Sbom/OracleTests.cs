using System.Text.Json;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sbom;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Sbom;

/// <summary>What is written, judged by the official schemas and by someone else's validator.</summary>
[TestClass]
public sealed class OracleTests
{
    [TestMethod]
    public void The_goldens_are_valid_by_the_official_schema()
    {
        var goldens = Directory.GetFiles(CycloneDxGoldenTests.Folder, "*.cdx.json");

        Assert.IsGreaterThan(1, goldens.Length);
        Oracles.AssertCycloneDx(goldens);
    }

    [TestMethod]
    public void A_golden_with_one_letter_changed_is_not_valid()
    {
        var text = File.ReadAllText(Path.Combine(CycloneDxGoldenTests.Folder, "Contoso.Widgets.cdx.json"));
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(text.Replace("\"scope\"", "\"scopf\"", StringComparison.Ordinal)));

        var result = Oracles.Run("validate-cdx.mjs", file.Path);

        Assert.AreEqual(1, result.ExitCode);
        Assert.AreEqual(1, result.Lines("INVALID"));
    }

    [TestMethod]
    public void Hostile_text_leaves_the_document_valid()
    {
        using var hostile = new TemporaryFile(CycloneDxWriter.Write(HostileTextTests.Document(HostileTextTests.Hostile, "https://contoso.example/团队"), SbomSamples.Tool));
        using var surrogate = new TemporaryFile(CycloneDxWriter.Write(HostileTextTests.Document("x\uD83Dy", "https://[::1]/"), SbomSamples.Tool));

        Oracles.AssertCycloneDx(hostile.Path, surrogate.Path);
    }

    [TestMethod]
    public void The_metadata_of_real_packages_gives_a_valid_document()
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(TestData.At("nuspecs", "index.json")));
        var nuspecs = index.RootElement.EnumerateArray().Where(e => e.GetProperty("parses").GetBoolean()).Select(RealNuspec).OfType<Nuspec>()
            .DistinctBy(n => PackageId.Create(n.Id, n.Version)).ToArray();
        Assert.IsGreaterThan(250, nuspecs.Length);
        var graph = SbomSamples.Graph(SbomSamples.Target("net10.0",
            [.. nuspecs.Select(n => SbomSamples.Package($"{n.Id} {n.Version}", DependencyKind.Direct))]));
        var document = SbomDocument.Create(SbomSamples.Root(), graph, SbomSamples.Reading(graph, nuspecs), SbomSamples.Time);

        using var file = new TemporaryFile(CycloneDxWriter.Write(document, SbomSamples.Tool));

        Oracles.AssertCycloneDx(file.Path);
        Assert.HasCount(nuspecs.Length, document.Components);
        foreach (var nuspec in nuspecs.Where(n => n.License is { IsFile: false }))
            Assert.AreEqual(nuspec.License!.Value, document.Components.Single(c => c.Id == PackageId.Create(nuspec.Id, nuspec.Version)).License.Value);
    }

    [TestMethod]
    public void The_large_real_graph_gives_a_valid_document_with_every_package_and_edge()
    {
        var (graph, edges) = LargeGraph();
        var document = SbomDocument.Create(SbomSamples.Root(), graph, SbomSamples.Reading(graph), SbomSamples.Time);

        using var file = new TemporaryFile(CycloneDxWriter.Write(document, SbomSamples.Tool));

        Oracles.AssertCycloneDx(file.Path);
        Assert.HasCount(171, document.Components);
        Assert.AreEqual(edges, document.Dependencies.Skip(1).Sum(d => d.To.Length));
    }

    private static (DependencyGraph Graph, int Edges) LargeGraph()
    {
        using var locked = JsonDocument.Parse(File.ReadAllBytes(TestData.At("graphs", "large", "packages.lock.json")));
        var entries = locked.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject().ToArray();
        var versions = entries.ToDictionary(e => e.Name, e => e.Value.GetProperty("resolved").GetString()!, StringComparer.OrdinalIgnoreCase);
        var edges = 0;
        var nodes = entries.Select(e =>
        {
            string[] dependencies = e.Value.TryGetProperty("dependencies", out var list) ? [.. list.EnumerateObject().Select(d => $"{d.Name} {versions[d.Name]}")] : [];
            edges += dependencies.Length;
            return SbomSamples.Package($"{e.Name} {versions[e.Name]}",
                e.Value.GetProperty("type").GetString() == "Direct" ? DependencyKind.Direct : DependencyKind.Transitive, dependencies);
        }).ToArray();
        return (SbomSamples.Graph(SbomSamples.Target("net10.0", nodes)), edges);
    }

    private static Nuspec? RealNuspec(JsonElement entry)
    {
        var id = Value(entry, "id");
        var version = Value(entry, "version");
        // Templates such as $version$ are nuspecs too, but nobody resolves them.
        if (id is null || version is null || !PackageId.IsValidId(id) || !char.IsAsciiDigit(version[0]))
            return null;
        var license = entry.TryGetProperty("license", out var l) && l.ValueKind == JsonValueKind.Object
            ? new NuspecLicense(Value(l, "type") == "file", Value(l, "value")!) : null;
        var repository = entry.TryGetProperty("repository", out var r) && r.ValueKind == JsonValueKind.Object
            ? new NuspecRepository(Value(r, "type"), Value(r, "url"), Value(r, "branch"), Value(r, "commit")) : null;
        return new Nuspec(id, version, Value(entry, "authors") ?? "", Value(entry, "copyright"), Value(entry, "projectUrl"), null,
            repository, license, Value(entry, "licenseUrl"), [], []);
    }

    private static string? Value(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(byte[] content) => File.WriteAllBytes(Path, content);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.cdx.json");

        public void Dispose() => File.Delete(Path);
    }
}
