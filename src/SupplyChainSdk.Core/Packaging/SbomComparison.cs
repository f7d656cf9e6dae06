using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Packaging;

/// <summary>
/// Why two CycloneDX SBOMs of one package differ. The usual reason is no change at all: a feed signs a package again, so that the file of a dependency is
/// another one while its content hash, which is of what was signed, stays.
/// </summary>
internal static class SbomComparison
{
    private const int MaxDepth = 64;
    private const int MaxNamed = 10;
    private const int MaxName = 120;

    /// <summary>What differs, in words that are safe to print.</summary>
    public static ImmutableArray<string> Describe(byte[] first, byte[] second)
    {
        try
        {
            using var one = JsonDocument.Parse(first, new JsonDocumentOptions { MaxDepth = MaxDepth });
            using var two = JsonDocument.Parse(second, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Describe(Parts(one.RootElement), Parts(two.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: a member of another kind than an SBOM has, or text that is not Unicode.
            return ["one of them is no SBOM that can be read"];
        }
    }

    private static ImmutableArray<string> Describe(SortedDictionary<string, JsonElement> one, SortedDictionary<string, JsonElement> two)
    {
        var details = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, part) in one)
        {
            if (!two.TryGetValue(name, out var other))
                details.Add($"{Shown(name)} is gone");
            else if (!JsonElement.DeepEquals(part, other))
                details.Add(ContentHash(part) is { } hash && hash == ContentHash(other) && FileHash(part) != FileHash(other)
                    ? $"{Shown(name)} arrived under another signature: the same content, another file"
                    : $"{Shown(name)} is described in another way");
        }
        details.AddRange(two.Keys.Where(k => !one.ContainsKey(k)).Select(k => $"{Shown(k)} is new"));
        return details.Count <= MaxNamed ? details.ToImmutable() : [.. details.Take(MaxNamed), $"and {details.Count - MaxNamed} more"];
    }

    // The components by their purl, and every other member of the document by its name.
    private static SortedDictionary<string, JsonElement> Parts(JsonElement root)
    {
        var parts = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name != "components")
            {
                parts[member.Name] = member.Value;
                continue;
            }
            foreach (var component in member.Value.EnumerateArray())
                parts[Text(component, "purl") ?? Text(component, "bom-ref") ?? "a component without a name"] = component;
        }
        return parts;
    }

    private static string? ContentHash(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("properties", out var properties)
            ? properties.EnumerateArray().Where(p => Text(p, "name") == SbomProperties.ContentHash).Select(p => Text(p, "value")).FirstOrDefault()
            : null;

    private static string FileHash(JsonElement part) => part.TryGetProperty("hashes", out var hashes) ? hashes.GetRawText() : "";

    private static string? Text(JsonElement part, string name) => part.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Shown(string name) => Printable.Text(Printable.Bounded(name, MaxName));
}
