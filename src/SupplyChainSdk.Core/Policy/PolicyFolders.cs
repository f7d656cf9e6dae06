using System.Collections.Immutable;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Policy;

/// <summary>The folders whose policy files apply to a project, and the folders that those files may not lead out of.</summary>
/// <param name="Folders">Without links; outermost first, the project's last.</param>
/// <param name="Roots">The repository root; without git each folder that is in no other.</param>
internal sealed record PolicyFolders(ImmutableArray<string> Folders, ImmutableArray<string> Roots)
{
    /// <summary>From the project's folder up to the one that holds <c>.git</c>; without one, the project's and the solution's folder alone.</summary>
    /// <exception cref="IOException">A loop of links.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be searched.</exception>
    public static PolicyFolders Of(string projectFolder, string? solutionFolder)
    {
        var project = RealPath.Of(projectFolder);
        var upwards = ImmutableArray.CreateBuilder<string>();
        for (var folder = project; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            upwards.Add(folder);
            // A folder in a clone, a file in a worktree or a submodule.
            if (RepositoryRoot.Is(folder))
                return new PolicyFolders([.. upwards.AsEnumerable().Reverse()], [folder]);
        }
        var solution = solutionFolder is null ? project : RealPath.Of(solutionFolder);
        if (solution == project)
            return new PolicyFolders([project], [project]);
        return new PolicyFolders([solution, project], RealPath.IsWithin(project, solution) ? [solution] : [solution, project]);
    }

    /// <summary>The root that a path without links is in; null when it is outside.</summary>
    public string? RootOf(string path) => Roots.FirstOrDefault(root => RealPath.IsWithin(path, root));
}
