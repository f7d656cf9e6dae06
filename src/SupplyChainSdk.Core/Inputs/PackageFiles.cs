using System.Collections.Immutable;
using System.IO.Enumeration;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>The package files that somebody names: by file, by folder, or by a pattern that no shell expanded.</summary>
public static class PackageFiles
{
    private const int MaxDepth = 32;
    private const int MaxFolders = 200_000;
    private const string AnyDepth = "**";

    /// <summary>
    /// Finds them. A folder is searched at every depth for *.nupkg and *.snupkg, but not below an installed package, whose files are compared with it; a link to a folder is an error. In a pattern <c>*</c> and <c>?</c> stand for
    /// characters of one name, and <c>**</c> for any number of folders. What leads to no package is returned as it is, so that somebody has to answer for it.
    /// </summary>
    /// <param name="named">As the user wrote it; relative to the current directory.</param>
    /// <returns>In the order named, below one name in ordinal order; no file twice.</returns>
    /// <exception cref="InvalidDataException">More folders, or deeper ones, than are searched, or a link to a folder.</exception>
    /// <exception cref="IOException">A folder may not be read.</exception>
    public static ImmutableArray<string> Find(IEnumerable<string> named) =>
        [.. named.SelectMany(Expand).DistinctBy(Path.GetFullPath, StringComparer.Ordinal)];

    private static List<string> Expand(string name)
    {
        var found = new List<string>();
        if (Directory.Exists(name))
        {
            Search(name, PackageFileName.IsPackage, found);
        }
        else if (!File.Exists(name) && name.AsSpan().ContainsAny('*', '?'))
        {
            var parts = name.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]);
            var plain = Array.FindIndex(parts, part => part.AsSpan().ContainsAny('*', '?'));
            var root = string.Join(Path.DirectorySeparatorChar, parts[..plain]);
            // "/x" is split into "" and "x".
            Match(plain > 0 && root.Length == 0 ? Path.DirectorySeparatorChar.ToString() : root, parts.AsSpan(plain), found);
        }
        found.Sort(StringComparer.Ordinal);
        return found.Count > 0 ? found.Distinct(StringComparer.Ordinal).ToList() : [name];
    }

    private static void Match(string folder, ReadOnlySpan<string> parts, List<string> found)
    {
        var part = parts[0];
        if (part == AnyDepth)
        {
            var rest = parts[1..].ToArray();
            if (rest.Length == 0)
                Search(folder, PackageFileName.IsPackage, found);
            else if (rest.Length == 1)
                Search(folder, file => PackageFileName.IsPackage(file) && IsMatch(rest[0], file), found);
            else
                Visit(folder, below => Match(below, rest, found));
            return;
        }
        if (part is "" or "." or "..")
        {
            if (parts.Length > 1)
                Match(Path.Combine(folder, part), parts[1..], found);
            return;
        }
        foreach (var entry in Entries(folder))
        {
            if (!IsMatch(part, entry.Name))
                continue;
            var path = Path.Combine(folder, entry.Name);
            if (parts.Length == 1 && entry is FileInfo && PackageFileName.IsPackage(entry.Name))
                found.Add(path);
            else if (parts.Length > 1 && entry is DirectoryInfo)
                Match(path, parts[1..], found);
        }
    }

    private static void Search(string folder, Func<string, bool> wanted, List<string> found) =>
        Visit(folder, below => found.AddRange(Entries(below).Where(e => e is FileInfo && wanted(e.Name)).Select(e => Path.Combine(below, e.Name))));

    // The folder and those below it, but not what an installed package holds.
    private static void Visit(string folder, Action<string> visit)
    {
        var open = new Stack<(string Path, int Depth)>([(folder, 0)]);
        var folders = 0;
        while (open.TryPop(out var at))
        {
            if (++folders > MaxFolders || at.Depth > MaxDepth)
                throw BadInput.At(new(folder), $"there are more than {MaxFolders} folders below it, or more than {MaxDepth} inside each other");
            visit(at.Path);
            var entries = Entries(at.Path);
            if (IsInstalled(at.Path, entries))
                continue;
            foreach (var below in entries.OfType<DirectoryInfo>())
            {
                if (below.Attributes.HasFlag(FileAttributes.ReparsePoint))
                    throw BadInput.At(new(Path.Combine(at.Path, below.Name)), "it is a link to a folder, and what it leads to would be passed over: name that folder");
                open.Push((Path.Combine(at.Path, below.Name), at.Depth + 1));
            }
        }
    }

    // id/version/id.version.nupkg, as NuGet installs it: every file below it is compared with the package, or is one too many. The metadata file alone says nothing.
    private static bool IsInstalled(string folder, FileSystemInfo[] entries)
    {
        var full = Path.GetFullPath(folder);
        var archive = $"{Path.GetFileName(Path.GetDirectoryName(full))}.{Path.GetFileName(full)}.nupkg";
        return entries.Any(e => e.Name == ExtractionRules.MetadataName) && entries.Any(e => e is FileInfo && e.Name.Equals(archive, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsMatch(string pattern, string name) =>
        FileSystemName.MatchesSimpleExpression(pattern, name, RealPath.IgnoresCase);

    private static FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder.Length == 0 ? "." : folder).GetFileSystemInfos();
        }
        catch (DirectoryNotFoundException)
        {
            // The plain beginning of a pattern, or a folder that went away: there is no package in it.
            return [];
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{folder}: may not be read.", e);
        }
    }
}
