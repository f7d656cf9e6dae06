using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>A local tool of a manifest.</summary>
/// <param name="Package">Id as written, version normalised.</param>
/// <param name="Place">Its line.</param>
public sealed record LocalTool(PackageId Package, Location Place);

/// <summary>Reads the manifests of local tools: <c>.config/dotnet-tools.json</c>, and <c>dotnet-tools.json</c> in the folder itself.</summary>
public static class ToolManifest
{
    private const string FileName = "dotnet-tools.json";
    private const int MaxBytes = 1 << 20;

    /// <summary>The tools that are there for a project, nearest first, up to a manifest that says <c>isRoot</c>.</summary>
    /// <param name="folders">Absolute paths, outermost first; nothing above them is looked at.</param>
    /// <param name="probed">Gets every path that was looked at.</param>
    /// <exception cref="InvalidDataException">A manifest cannot be understood.</exception>
    /// <exception cref="IOException">A manifest may not be read.</exception>
    /// <remarks>The nearest manifest that names a tool counts. Source: dotnet/sdk, ToolManifestFinder.</remarks>
    public static ImmutableArray<LocalTool> ReadAll(ImmutableArray<string> folders, ICollection<string> probed)
    {
        var tools = new Dictionary<string, LocalTool>(StringComparer.OrdinalIgnoreCase);
        foreach (var folder in folders.Reverse())
        {
            foreach (var path in (string[])[Path.Combine(folder, ".config", FileName), Path.Combine(folder, FileName)])
            {
                probed.Add(path);
                if (!File.Exists(path))
                    continue;
                var (found, isRoot) = Read(path);
                foreach (var tool in found)
                    tools.TryAdd(tool.Package.Id, tool);
                if (isRoot)
                    return [.. tools.Values.OrderBy(t => t.Package)];
            }
        }
        return [.. tools.Values.OrderBy(t => t.Package)];
    }

    private static (List<LocalTool> Tools, bool IsRoot) Read(string path)
    {
        var json = CommentedJson.Read(path, MaxBytes);
        var root = json.Members(json.Root, StringComparer.OrdinalIgnoreCase);
        if (root.GetValueOrDefault("version") is not { Value: { Kind: JsonValueKind.Number, Text: "1" } })
            throw BadInput.At(root.GetValueOrDefault("version") is { } other ? json.At(other.Offset) : new(path, 1, 1), "a manifest of tools has the version 1");
        var found = new List<LocalTool>();
        if (root.GetValueOrDefault("tools") is { } tools)
        {
            foreach (var (id, tool) in json.Members(tools.Value, StringComparer.OrdinalIgnoreCase))
                found.Add(Tool(json, id, tool));
        }
        return (found, root.GetValueOrDefault("isRoot")?.Value.Kind == JsonValueKind.True);
    }

    private static LocalTool Tool(CommentedJson json, string id, PolicyMember tool)
    {
        var place = json.At(tool.Offset);
        var version = json.Members(tool.Value, StringComparer.OrdinalIgnoreCase).GetValueOrDefault("version") is { } member
            ? json.Text(member) : throw BadInput.At(place, $"the tool {Printable.Quoted(id)} has no version");
        try
        {
            return new LocalTool(PackageId.Create(id, NuspecVersion.Normalize(version)), place);
        }
        catch (InvalidDataException e)
        {
            throw BadInput.At(place, e.Message.TrimEnd('.'), e);
        }
    }
}
