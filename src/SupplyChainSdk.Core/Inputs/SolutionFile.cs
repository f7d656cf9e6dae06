using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>A project that a solution names.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Name">The path as the solution writes it.</param>
/// <param name="Place">The line that names it.</param>
public sealed record SolutionProject(string Path, string Name, Location Place);

/// <summary>Reads which projects a solution has: <c>.sln</c>, <c>.slnx</c> and the filter <c>.slnf</c>.</summary>
public static partial class SolutionFile
{
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxProjects = 10_000;
    private const string SolutionFolder = "{2150E333-8FDC-42A3-9474-1A3956D46DE8}";

    /// <summary>Whether a file is a solution by its name.</summary>
    public static bool IsSolution(string path) => Path.GetExtension(path).ToUpperInvariant() is ".SLN" or ".SLNX" or ".SLNF";

    /// <summary>Reads a solution.</summary>
    /// <param name="path">Absolute path.</param>
    /// <returns>In the order of the file. They need not exist.</returns>
    /// <exception cref="InvalidDataException">Not a solution, or one without a project.</exception>
    /// <exception cref="IOException">Missing, or may not be read.</exception>
    public static ImmutableArray<SolutionProject> Read(string path)
    {
        var content = BoundedFile.ReadAllBytes(path, MaxBytes);
        ImmutableArray<SolutionProject> projects = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".SLN" => [.. Classic(content, path)],
            ".SLNX" => [.. Xml(content, path)],
            ".SLNF" => [.. Filtered(content, path)],
            _ => throw BadInput.At(new(path), "not a solution (.sln, .slnx, .slnf)"),
        };
        if (projects.Length > MaxProjects)
            throw BadInput.At(new(path), $"the solution has {projects.Length} projects, more than the {MaxProjects} that are read");
        return projects.IsEmpty ? throw BadInput.At(new(path), "the solution names no project") : projects;
    }

    private static IEnumerable<SolutionProject> Classic(byte[] content, string path)
    {
        var lines = System.Text.Encoding.UTF8.GetString(content).Split('\n');
        if (!lines.Take(5).Any(l => l.Contains("Microsoft Visual Studio Solution File", StringComparison.Ordinal)))
            throw BadInput.At(new(path, 1, 1), "not a Visual Studio solution file");
        for (var i = 0; i < lines.Length; i++)
        {
            var match = ProjectLine().Match(lines[i]);
            if (match.Success && !string.Equals(match.Groups["kind"].Value, SolutionFolder, StringComparison.OrdinalIgnoreCase))
                yield return Project(match.Groups["path"].Value, path, path, new(path, i + 1, match.Groups["path"].Index + 1));
        }
    }

    private static IEnumerable<SolutionProject> Xml(byte[] content, string path)
    {
        var document = BoundedXml.Parse(content, path);
        if (document.Root is not { Name.LocalName: "Solution" } root)
            throw BadInput.At(new(path, 1, 1), "the root element of a .slnx is Solution");
        foreach (var element in root.Descendants("Project"))
        {
            var place = BoundedXml.PlaceOf(element, path);
            yield return Project((string?)element.Attribute("Path") ?? throw BadInput.At(place, "a Project element has no Path"), path, path, place);
        }
    }

    // A filter names projects relative to the solution that it filters, and that solution relative to itself.
    private static IEnumerable<SolutionProject> Filtered(byte[] content, string path)
    {
        using var document = StrictJson.Parse(content, path);
        var root = document.RootElement;
        if (root.ValueKind != System.Text.Json.JsonValueKind.Object || !root.TryGetProperty("solution", out var solution)
            || solution.ValueKind != System.Text.Json.JsonValueKind.Object
            || !solution.TryGetProperty("path", out var of) || of.ValueKind != System.Text.Json.JsonValueKind.String
            || !solution.TryGetProperty("projects", out var projects) || projects.ValueKind != System.Text.Json.JsonValueKind.Array
            || projects.EnumerateArray().Any(p => p.ValueKind != System.Text.Json.JsonValueKind.String))
            throw BadInput.At(new(path, 1, 1), "a solution filter has solution.path and solution.projects, a list of texts");
        var filtered = Absolute(of.GetString()!, path);
        return [.. projects.EnumerateArray().Select(p => Project(p.GetString()!, filtered, path, new(path)))];
    }

    private static SolutionProject Project(string name, string relativeTo, string path, Location place) =>
        name.Length == 0 || name.Contains('\0') ? throw BadInput.At(new(path), "a project has no path") : new(Absolute(name, relativeTo), name, place);

    private static string Absolute(string name, string relativeTo) =>
        Path.GetFullPath(name.Replace('\\', Path.DirectorySeparatorChar), Path.GetDirectoryName(relativeTo)!);

    [GeneratedRegex("""^\s*Project\("(?<kind>\{[0-9A-Fa-f-]{36}\})"\)\s*=\s*"[^"]*"\s*,\s*"(?<path>[^"]+)"\s*,""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectLine();
}
