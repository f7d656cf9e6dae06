using System.Collections.Immutable;
using System.IO.Enumeration;

namespace SupplyChainSdk.Inputs;

/// <summary>A file, or a link of any kind, in the folder of a package.</summary>
/// <param name="Path">Below that folder, with forward slashes.</param>
/// <param name="Size">In bytes; says nothing of a link.</param>
/// <param name="IsLink">Whether it is a link, to a file or to a folder.</param>
internal sealed record FoundFile(string Path, long Size, bool IsLink);

/// <summary>What lies in the folder of a package in a packages folder, links not followed.</summary>
/// <param name="Path">Absolute path of the folder.</param>
/// <param name="Files">In ordinal order.</param>
/// <param name="Folders">Those below it, with forward slashes.</param>
internal sealed record PackageFolder(string Path, ImmutableArray<FoundFile> Files, ImmutableArray<string> Folders)
{
    private const int MaxEntries = 200_000;

    /// <exception cref="IOException">The folder cannot be read, or holds more than is compared.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static PackageFolder List(string path)
    {
        var root = System.IO.Path.TrimEndingDirectorySeparator(path);
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        var files = new List<FoundFile>();
        var folders = ImmutableArray.CreateBuilder<string>();
        var entries = new FileSystemEnumerable<string?>(
            root,
            (ref FileSystemEntry entry) =>
            {
                var relative = Relative(ref entry, root.Length);
                var isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
                if (entry.IsDirectory && !isLink)
                    folders.Add(relative);
                else
                    files.Add(new FoundFile(relative, isLink ? 0 : entry.Length, isLink));
                return null;
            },
            options)
        {
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        if (entries.Take(MaxEntries + 1).Count() > MaxEntries)
            throw new IOException($"there are more than {MaxEntries} files and folders in the folder {path}");
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new PackageFolder(root, [.. files], folders.ToImmutable());
    }

    /// <summary>Absolute paths of the folder and of all that is in it.</summary>
    public IEnumerable<string> Paths =>
        Folders.Concat(Files.Select(f => f.Path)).Select(relative => System.IO.Path.Combine(Path, relative)).Prepend(Path);

    private static string Relative(ref FileSystemEntry entry, int rootLength)
    {
        var folder = entry.Directory.Length > rootLength ? entry.Directory[(rootLength + 1)..] : [];
        var path = folder.IsEmpty ? entry.FileName.ToString() : string.Concat(folder, "/", entry.FileName);
        return OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
    }
}
