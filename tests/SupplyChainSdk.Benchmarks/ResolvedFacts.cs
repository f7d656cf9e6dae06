using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;

namespace SupplyChainSdk.Benchmarks;

/// <summary>What is true of a restored project: by its lock file, and by the packages as they lie in the packages folder. Read without the product.</summary>
internal sealed record ResolvedFacts(
    IReadOnlyDictionary<string, ResolvedFacts.Package> Packages, IReadOnlySet<(string From, string To)> Edges, IReadOnlySet<string> Direct)
{
    /// <summary>One package.</summary>
    /// <param name="Version">As resolved.</param>
    /// <param name="FileSha512">Of the nupkg, hexadecimal.</param>
    /// <param name="ContentHash">Of the lock file, base64.</param>
    /// <param name="Expression">The licence expression of its nuspec; null when it has none.</param>
    internal sealed record Package(string Version, string FileSha512, string ContentHash, string? Expression);

    public static ResolvedFacts Read(string project)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(project, "packages.lock.json")));
        var packages = new Dictionary<string, Package>(StringComparer.OrdinalIgnoreCase);
        var edges = new HashSet<(string, string)>();
        var direct = new HashSet<string>();
        foreach (var entry in file.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject())
        {
            var id = entry.Name.ToLowerInvariant();
            var version = entry.Value.GetProperty("resolved").GetString()!;
            var folder = Path.Combine(Workspace.Packages, id, version.ToLowerInvariant());
            var license = XDocument.Load(Path.Combine(folder, $"{id}.nuspec")).Descendants().FirstOrDefault(e => e.Name.LocalName == "license");
            packages[id] = new Package(version, Convert.ToHexStringLower(SHA512.HashData(File.ReadAllBytes(Path.Combine(folder, $"{id}.{version}.nupkg".ToLowerInvariant())))),
                entry.Value.GetProperty("contentHash").GetString()!, license?.Attribute("type")?.Value == "expression" ? license.Value : null);
            if (entry.Value.GetProperty("type").GetString() == "Direct")
                direct.Add(id);
            if (entry.Value.TryGetProperty("dependencies", out var dependencies))
                edges.UnionWith(dependencies.EnumerateObject().Select(d => (id, d.Name.ToLowerInvariant())));
        }
        return new ResolvedFacts(packages, edges, direct);
    }
}
