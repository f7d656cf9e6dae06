namespace SupplyChainSdk.Inputs;

/// <summary>Walks the folders of a repository, within bounds and without following links.</summary>
internal static class FolderWalk
{
    private const int MaxDepth = 32;
    private const int MaxFolders = 200_000;

    /// <summary>What a build writes: a copy of a project in it is no project.</summary>
    public static bool IsOutput(string folder) => folder is "bin" or "obj" or "artifacts";

    /// <param name="folder">Absolute path.</param>
    /// <param name="wanted">Which file names.</param>
    /// <param name="skipped">Which folder names are passed over, beside those of git and npm.</param>
    /// <returns>Absolute paths, in ordinal order.</returns>
    /// <exception cref="InvalidDataException">More folders, or deeper ones, than are searched.</exception>
    /// <exception cref="IOException">A folder may not be read.</exception>
    public static IReadOnlyList<string> Files(string folder, Func<string, bool> wanted, Func<string, bool> skipped)
    {
        var found = new List<string>();
        var open = new Stack<(string Path, int Depth)>([(folder, 0)]);
        var folders = 0;
        while (open.TryPop(out var at))
        {
            if (++folders > MaxFolders || at.Depth > MaxDepth)
                throw BadInput.At(new(folder), $"there are more than {MaxFolders} folders below it, or more than {MaxDepth} inside each other: name a project or a solution");
            foreach (var entry in Entries(at.Path))
            {
                if (entry is FileInfo && wanted(entry.Name))
                    found.Add(entry.FullName);
                else if (entry is DirectoryInfo && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                    && entry.Name is not (".git" or "node_modules") && !skipped(entry.Name))
                    open.Push((entry.FullName, at.Depth + 1));
            }
        }
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{folder}: may not be read.", e);
        }
    }
}
