using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>A project to judge.</summary>
/// <param name="Path">Absolute path of the project file.</param>
/// <param name="Name">As the solution writes it, or relative to the folder that was searched.</param>
/// <param name="AssetsPath">Absolute path of its assets file; where it is expected when there is none.</param>
/// <param name="IsRestored">Whether there is an assets file of this project.</param>
/// <param name="LockPath">Absolute path of its lock file, whether or not there is one.</param>
public sealed record LocatedProject(string Path, string Name, string AssetsPath, bool IsRestored, string LockPath);

/// <summary>A project that cannot be judged; said, never passed over.</summary>
/// <param name="Path">Absolute path of the project file.</param>
/// <param name="Name">As the solution writes it, or relative to the folder that was searched.</param>
/// <param name="Reason">One sentence without a full stop.</param>
public sealed record UnjudgedProject(string Path, string Name, string Reason);

/// <summary>What a path names.</summary>
/// <param name="Solution">Absolute path of the solution; null when the path names none.</param>
/// <param name="Projects">Sorted by path.</param>
/// <param name="Unjudged">Sorted by path.</param>
public sealed record LocatedProjects(string? Solution, ImmutableArray<LocatedProject> Projects, ImmutableArray<UnjudgedProject> Unjudged);

/// <summary>Finds the projects that a path names, and their assets and lock files, without evaluating anything.</summary>
public static class ProjectLocator
{
    private const int MostNamed = 5;
    private static readonly string[] ProjectPatterns = ["*.csproj", "*.fsproj", "*.vbproj", "*.vcxproj", "*.sqlproj", "*.esproj", "*.wixproj", "*.wapproj", "*.proj"];

    /// <summary>Finds projects.</summary>
    /// <param name="path">Absolute path of a project, a solution, or a folder: then its solution, or without one every project in it and below.</param>
    /// <exception cref="UsageException">It is none of these, or has several solutions, or no project.</exception>
    /// <exception cref="InvalidDataException">A solution names a project that is not there; a broken file.</exception>
    /// <exception cref="IOException">A file may not be read.</exception>
    public static LocatedProjects Find(string path)
    {
        if (Directory.Exists(path))
            return InFolder(path);
        if (!File.Exists(path))
            throw new UsageException($"{path} is not there: name a project, a solution, or a folder.");
        return SolutionFile.IsSolution(path) ? InSolution(path)
            : Path.GetExtension(path).EndsWith("proj", StringComparison.OrdinalIgnoreCase) ? Locate([(path, Path.GetFileName(path))], null, path)
            : throw new UsageException($"{path} is neither a project, a solution nor a folder: name one of these.");
    }

    private static LocatedProjects InFolder(string folder)
    {
        var solutions = Directory.EnumerateFiles(folder).Where(f => SolutionFile.IsSolution(f) && !f.EndsWith(".slnf", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToList();
        if (solutions is [var solution])
            return InSolution(solution);
        if (solutions.Count > 1)
            throw new UsageException($"{folder} has several solutions ({Printable.List(solutions.Select(s => Path.GetFileName(s)!), MostNamed)}): name one of them.");
        var projects = FolderWalk.Files(folder, file => ProjectPatterns.Any(p => file.EndsWith(p[1..], StringComparison.OrdinalIgnoreCase)), FolderWalk.IsOutput)
            .Select(p => (p, Path.GetRelativePath(folder, p).Replace(Path.DirectorySeparatorChar, '/'))).ToList();
        return projects.Count > 0 ? Locate(projects, null, folder) : throw new UsageException($"{folder} has neither a solution nor a project, nor has a folder below it: name one.");
    }

    private static LocatedProjects InSolution(string solution)
    {
        var projects = SolutionFile.Read(solution);
        foreach (var project in projects.Where(p => !File.Exists(p.Path) && !Directory.Exists(p.Path)))
            throw BadInput.At(project.Place, $"the solution names {project.Name}, which is not there");
        return Locate([.. projects.Select(p => (p.Path, p.Name))], solution, solution);
    }

    private static LocatedProjects Locate(IReadOnlyList<(string Path, string Name)> projects, string? solution, string from)
    {
        var folder = Directory.Exists(from) ? from : Path.GetDirectoryName(from)!;
        var repository = RepositoryRoot.Find(folder);
        var assets = new AssetsLocator(repository, repository ?? folder);
        var located = new List<LocatedProject>();
        var unjudged = new List<UnjudgedProject>();
        foreach (var (path, name) in projects.DistinctBy(p => p.Path).OrderBy(p => p.Path, StringComparer.Ordinal))
        {
            if (Directory.Exists(path))
                unjudged.Add(new(path, name, "it is a folder (a web site project)"));
            else if (ProjectKind.WhyNot(path) is { } reason)
                unjudged.Add(new(path, name, reason));
            else if (assets.Find(path) is { } info)
                located.Add(new(path, name, info.AssetsPath, true, LockFile.PathFor(path, info.NuGetLockFilePath)));
            else
                located.Add(new(path, name, AssetsLocator.Default(path), false, LockFile.PathFor(path)));
        }
        return new(solution, [.. located], [.. unjudged]);
    }
}
