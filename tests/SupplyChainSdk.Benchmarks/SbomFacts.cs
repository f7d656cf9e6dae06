using System.Text.Json;

namespace SupplyChainSdk.Benchmarks;

/// <summary>What a CycloneDX document says, counted where it is right.</summary>
internal sealed record SbomFacts(string Root, IReadOnlyList<JsonElement> Components, IReadOnlySet<(string From, string To)> Edges)
{
    public static SbomFacts Read(string path)
    {
        var root = JsonDocument.Parse(File.ReadAllBytes(path)).RootElement;
        return new SbomFacts(
            Id(root.GetProperty("metadata").GetProperty("component").GetProperty("bom-ref").GetString()!),
            [.. root.GetProperty("components").EnumerateArray()],
            root.GetProperty("dependencies").EnumerateArray()
                .SelectMany(d => Items(d, "dependsOn").Select(to => (Id(d.GetProperty("ref").GetString()!), Id(to.GetString()!)))).ToHashSet());
    }

    /// <summary>Rights out of all, where something that should not be there takes one off.</summary>
    public IEnumerable<(string What, int Right, int Total)> CountAgainst(ResolvedFacts truth)
    {
        bool IsPackage(JsonElement c, out ResolvedFacts.Package package) =>
            truth.Packages.TryGetValue(c.GetProperty("name").GetString()!, out package!) && package.Version == c.GetProperty("version").GetString();

        int Count(Func<JsonElement, ResolvedFacts.Package, bool> isRight) => Components.Count(c => IsPackage(c, out var package) && isRight(c, package));
        var surplus = Components.Count(c => !IsPackage(c, out _));
        yield return ("packages, less what is none", Count((_, _) => true) - surplus, truth.Packages.Count);

        var edges = Edges.Where(e => e.From != Root).ToHashSet();
        yield return ("edges between them, less surplus ones", edges.Count(truth.Edges.Contains) - edges.Count(e => !truth.Edges.Contains(e)), truth.Edges.Count);
        var direct = Edges.Where(e => e.From == Root).Select(e => e.To).ToHashSet();
        yield return ("edges of the project, less surplus ones", direct.Count(truth.Direct.Contains) - direct.Count(d => !truth.Direct.Contains(d)), truth.Direct.Count);

        yield return ("hashes that are the file's SHA-512", Count((c, p) => Items(c, "hashes").Any(h => h.GetProperty("alg").GetString() == "SHA-512"
            && h.GetProperty("content").GetString() == p.FileSha512)), truth.Packages.Count);
        yield return ("NuGet content hashes, named as such", Count((c, p) => Items(c, "properties").Any(q => q.GetProperty("value").GetString() == p.ContentHash)), truth.Packages.Count);
        yield return ("licence expressions of the nuspec", Count((c, p) => p.Expression is not null && Items(c, "licenses").Any(l => Expression(l) == p.Expression)),
            truth.Packages.Values.Count(p => p.Expression is not null));
    }

    private static string? Expression(JsonElement license) =>
        license.TryGetProperty("expression", out var expression) ? expression.GetString()
        : license.TryGetProperty("license", out var named) && named.TryGetProperty("id", out var id) ? id.GetString() : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) => element.TryGetProperty(name, out var items) ? items.EnumerateArray() : default;

    // pkg:nuget/Id@version
    private static string Id(string purl) => purl[(purl.LastIndexOf('/') + 1)..].Split('@')[0].ToLowerInvariant();
}
