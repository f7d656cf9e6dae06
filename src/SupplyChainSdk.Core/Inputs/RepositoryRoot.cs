namespace SupplyChainSdk.Inputs;

/// <summary>Finds the repository that a folder is in, without asking git.</summary>
public static class RepositoryRoot
{
    /// <summary>The nearest folder, from the given one upwards, that holds a git repository.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <returns>Absolute path; null when there is none up to the root of the disk.</returns>
    /// <remarks>A <c>.git</c> folder counts only when git would take it for one: an empty folder of that name must not hide what lies above.</remarks>
    public static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Is(at.FullName))
                return at.FullName;
        }
        return null;
    }

    /// <summary>Whether a folder itself holds a git repository.</summary>
    /// <param name="folder">Absolute path.</param>
    public static bool Is(string folder) => Path.Combine(folder, ".git") is var git && (IsRepository(git) || IsLink(git));

    /// <summary>The files of git of which at least one is another after files were added or committed.</summary>
    /// <param name="root">What <see cref="Find"/> found.</param>
    /// <exception cref="IOException">The link of a worktree cannot be read.</exception>
    public static IEnumerable<string> FilesOfCommit(string root)
    {
        var git = Path.Combine(root, ".git");
        if (File.Exists(git))
            git = Path.GetFullPath(File.ReadAllText(git)["gitdir: ".Length..].Trim(), root);
        return [Path.Combine(git, "index"), Path.Combine(git, "logs", "HEAD")];
    }

    // Source: git, setup.c, is_git_directory.
    private static bool IsRepository(string git) =>
        File.Exists(Path.Combine(git, "HEAD")) && Directory.Exists(Path.Combine(git, "objects")) && Directory.Exists(Path.Combine(git, "refs"));

    // The .git file of a worktree or a submodule: "gitdir: <path>".
    private static bool IsLink(string git)
    {
        if (!File.Exists(git))
            return false;
        using var file = File.OpenRead(git);
        Span<byte> start = stackalloc byte[8];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("gitdir: "u8);
    }
}
