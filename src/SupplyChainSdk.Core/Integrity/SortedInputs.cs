using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>A file that the compiler was given out of no package.</summary>
/// <param name="Input">As it was given.</param>
/// <param name="RealPath">Its path without links.</param>
internal sealed record OtherInput(CompilerInput Input, string RealPath);

/// <summary>What the compiler was given, by where it really lies.</summary>
/// <param name="Packages">Out of package folders, by package; sorted by name.</param>
/// <param name="Others">Everything else, sorted by the path without links.</param>
internal sealed record SortedInputs(ImmutableArray<PackagedInputs> Packages, ImmutableArray<OtherInput> Others)
{
    /// <summary>Follows links and sorts.</summary>
    /// <exception cref="IOException">A loop of links.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be searched.</exception>
    public static SortedInputs Of(ImmutableArray<CompilerInput> inputs, ImmutableArray<string> packageFolders)
    {
        ImmutableArray<string> roots = [.. packageFolders.Select(folder => RealPath.Of(Path.TrimEndingDirectorySeparator(folder)))];
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        var packaged = new Dictionary<string, ImmutableArray<PackagedInput>.Builder>(StringComparer.Ordinal);
        var others = new List<OtherInput>();
        foreach (var input in inputs)
        {
            var real = Real(input.Path, folders);
            // id/version/path: a file that lies less deep is in no package.
            if (roots.FirstOrDefault(root => RealPath.IsWithin(real, root)) is not { } root || Path.GetRelativePath(root, real).Split(Path.DirectorySeparatorChar) is not [var id, var version, _, ..] parts)
            {
                others.Add(new OtherInput(input, real));
                continue;
            }
            var folder = Path.Combine(root, id, version);
            if (!packaged.TryGetValue(folder, out var files))
                packaged.Add(folder, files = ImmutableArray.CreateBuilder<PackagedInput>());
            files.Add(new PackagedInput(input, real, string.Join('/', parts[2..])));
        }
        return new SortedInputs(
            [.. packaged.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new PackagedInputs(p.Key,
                $"{Path.GetFileName(Path.GetDirectoryName(p.Key))}/{Path.GetFileName(p.Key)}", [.. p.Value.OrderBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.Input, CompilerInput.ByKind)]))],
            [.. others.OrderBy(o => o.RealPath, StringComparer.Ordinal).ThenBy(o => o.Input, CompilerInput.ByKind)]);
    }

    /// <summary>The packages of a graph that gave something.</summary>
    public ImmutableArray<ResolvedPackage> Of(DependencyGraph graph)
    {
        var names = Packages.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. graph.Packages.Where(p => names.Contains(p.RelativeFolder))];
    }

    // Most files lie in few folders, and a link in the way to a folder is followed once.
    private static string Real(string path, Dictionary<string, string> folders)
    {
        var folder = Path.GetDirectoryName(path);
        if (folder is null || new FileInfo(path) is { Exists: true } file && file.Attributes.HasFlag(FileAttributes.ReparsePoint))
            return RealPath.Of(path);
        if (!folders.TryGetValue(folder, out var real))
            folders.Add(folder, real = RealPath.Of(folder));
        return Path.Combine(real, Path.GetFileName(path));
    }
}
