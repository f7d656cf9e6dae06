namespace SupplyChainSdk.Policy;

/// <summary>Paths without links: what a path means, whoever wrote it.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>Whether file names that differ only in case are usually one file on this system.</summary>
    public static bool IgnoresCase { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>How names of files are compared here.</summary>
    public static StringComparison Names { get; } = IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The path with every link in it followed; parts that do not exist stay as they are.</summary>
    /// <param name="path">Absolute.</param>
    /// <exception cref="IOException">More than 40 links, as in a loop of them.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be searched.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(Parts(full[real.Length..]).Reverse());
        for (var links = 0; rest.TryPop(out var part);)
        {
            if (part == ".")
                continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }
            var next = Path.Combine(real, part);
            if (LinkTarget(next) is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks)
                throw new IOException($"{path} goes through more than {MostLinks} links.");
            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target)!;
                target = target[real.Length..];
            }
            foreach (var targetPart in Parts(target).Reverse())
                rest.Push(targetPart);
        }
        return real;
    }

    /// <summary>Whether a path is in a folder or below it; both without links.</summary>
    public static bool IsWithin(string path, string folder) =>
        Path.GetRelativePath(folder, path) is var relative && relative != ".."
        && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !Path.IsPathRooted(relative);

    /// <summary>Whether something is there, a link that leads nowhere included.</summary>
    /// <exception cref="UnauthorizedAccessException">It cannot be known: a folder on the way may not be searched.</exception>
    public static bool Exists(string path) => Attributes(path) is not null;

    private static string? LinkTarget(string path) =>
        Attributes(path) is { } attributes && attributes.HasFlag(FileAttributes.ReparsePoint) ? new FileInfo(path).LinkTarget : null;

    // File.Exists answers 'no' where the answer is 'not allowed to look', and a policy would vanish.
    private static FileAttributes? Attributes(string path)
    {
        try
        {
            return File.GetAttributes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string[] Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
