using System.Collections.Immutable;
using System.Xml.Linq;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>A place where a project, or a file that it imports, names an MSBuild SDK.</summary>
/// <param name="Name">As written.</param>
/// <param name="Version">As written; null where global.json or nobody states one.</param>
/// <param name="Place">The element.</param>
public sealed record SdkReference(string Name, string? Version, Location Place);

/// <summary>
/// Finds the MSBuild SDKs that a project names, without evaluating it: in the project, in the files that MSBuild imports by their names from the project
/// up to the repository root, and in what these import by a path that can be read without evaluating anything.
/// </summary>
public static class SdkReferences
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int MostFiles = 256;

    private static readonly string[] ImportedByName = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Directory.Solution.props", "Directory.Solution.targets"];

    /// <summary>Reads the references of a project.</summary>
    /// <param name="project">Absolute path of the project file.</param>
    /// <param name="folders">Absolute paths, outermost first: where imports by name are looked for, and what imports by path may not lead out of.</param>
    /// <param name="probed">Gets every path that was looked at.</param>
    /// <exception cref="InvalidDataException">A file is not XML, or there are more of them than are read.</exception>
    /// <exception cref="IOException">A file may not be read.</exception>
    public static ImmutableArray<SdkReference> Read(string project, ImmutableArray<string> folders, ICollection<string> probed)
    {
        var found = ImmutableArray.CreateBuilder<SdkReference>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([project, project + ".user", .. folders.SelectMany(folder => ImportedByName.Select(name => Path.Combine(folder, name)))]);
        while (waiting.TryDequeue(out var path))
        {
            if (!seen.Add(path))
                continue;
            if (seen.Count > MostFiles)
                throw BadInput.At(new(project), $"the project imports more than {MostFiles} files");
            probed.Add(path);
            if (!File.Exists(path) || BoundedXml.Parse(BoundedFile.ReadAllBytes(path, MaxBytes), path).Root is not { } root)
                continue;
            found.AddRange(References(root, path));
            foreach (var import in root.Descendants().Where(e => e.Name.LocalName == "Import" && e.Attribute("Sdk") is null))
            {
                if (Target((string?)import.Attribute("Project"), path, project) is { } target && folders.Any(folder => RealPath.IsWithin(target, folder)))
                    waiting.Enqueue(target);
            }
        }
        return found.ToImmutable();
    }

    private static IEnumerable<SdkReference> References(XElement root, string path)
    {
        var place = BoundedXml.PlaceOf(root, path);
        foreach (var named in ((string?)root.Attribute("Sdk") ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var slash = named.IndexOf('/', StringComparison.Ordinal);
            yield return Reference(slash < 0 ? named : named[..slash], slash < 0 ? null : named[(slash + 1)..], place);
        }
        // Elsewhere an element of this name is a property or an item.
        foreach (var sdk in root.Elements().Where(e => e.Name.LocalName == "Sdk" && e.Attribute("Name") is not null))
            yield return Reference((string)sdk.Attribute("Name")!, (string?)sdk.Attribute("Version"), BoundedXml.PlaceOf(sdk, path));
        foreach (var import in root.Descendants().Where(e => e.Name.LocalName == "Import" && e.Attribute("Sdk") is not null))
            yield return Reference((string)import.Attribute("Sdk")!, (string?)import.Attribute("Version"), BoundedXml.PlaceOf(import, path));
    }

    // "min=1.0.0" asks for nothing that the resolver of packages looks at.
    private static SdkReference Reference(string name, string? version, Location place) =>
        new(name.Trim(), version?.Trim() is { Length: > 0 } stated && !stated.StartsWith("min=", StringComparison.OrdinalIgnoreCase) ? stated : null, place);

    private static string? Target(string? import, string path, string project)
    {
        if (string.IsNullOrWhiteSpace(import))
            return null;
        var plain = import.Trim()
            .Replace("$(MSBuildThisFileDirectory)", Path.GetDirectoryName(path) + "/", StringComparison.OrdinalIgnoreCase)
            .Replace("$(MSBuildProjectDirectory)", Path.GetDirectoryName(project), StringComparison.OrdinalIgnoreCase)
            .Replace('\\', '/');
        return plain.AsSpan().ContainsAny("$%@*?;\0") ? null : Path.GetFullPath(plain, Path.GetDirectoryName(path)!);
    }
}
