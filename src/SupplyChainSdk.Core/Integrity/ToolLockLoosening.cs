using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What the lock of SDKs and tools of a commit holds and that of the tree does not: of that, nothing states any more which bytes were meant.</summary>
public static class ToolLockLoosening
{
    /// <summary>Compares the two.</summary>
    /// <param name="projectFolder">Absolute path.</param>
    /// <param name="solutionFolder">Counts only where there is no git.</param>
    /// <param name="commit">What the tree is judged by.</param>
    /// <returns>Warnings, in the order of the lock. One that cannot be read in the tree is the lock gate's finding.</returns>
    /// <exception cref="InvalidDataException">A folder of the commit has the name of a file.</exception>
    /// <exception cref="IOException">git failed.</exception>
    public static ImmutableArray<Finding> Find(string projectFolder, string? solutionFolder, CommitFiles commit)
    {
        var folders = PolicyFolders.Of(projectFolder, solutionFolder);
        // Where it counted there, which is elsewhere when the outermost policy moved.
        var path = Path.Combine(folders.Folders.FirstOrDefault(folder => commit.Covers(folder) && commit.Read(Path.Combine(folder, PolicyFile.FileName)) is not null) ?? folders.Folders[0], ToolLock.FileName);
        if (!commit.Covers(path) || commit.Read(path) is not { } content)
            return [];
        ToolLock before;
        try
        {
            before = ToolLock.Parse(content, path);
        }
        catch (InvalidDataException e)
        {
            return [ToolLockFindings.NotComparable(commit.Name, BadInput.Reason(e))];
        }
        var now = ToolLockInput.Read(ToolLockInput.PathFor(folders));
        return now.Problem is not null ? [] : now.File is null ? [ToolLockFindings.LockGone(commit.Name, before.Entries.Length)] : [.. Compare(before, now.File, now.Path, commit.Name)];
    }

    /// <summary>What a lock states no more, or otherwise. Another version of the same package is neither: whoever uses it is compared with that.</summary>
    internal static IEnumerable<Finding> Compare(ToolLock before, ToolLock now, string path, string reference)
    {
        foreach (var entry in before.Entries)
        {
            var same = now.Entries.Where(e => IsOfOneKind(e.Kind, entry.Kind) && e.Package.Id.Equals(entry.Package.Id, StringComparison.OrdinalIgnoreCase)).ToList();
            if (same.Count == 0)
                yield return ToolLockFindings.EntryGone(reference, entry, path);
            else if (same.Find(e => e.Package == entry.Package) is { } other && other.Hash != entry.Hash)
                yield return ToolLockFindings.EntryChanged(reference, entry, other);
        }
    }

    private static bool IsOfOneKind(ToolLockKind one, ToolLockKind other) => one == other || IsDownload(one) && IsDownload(other);

    private static bool IsDownload(ToolLockKind kind) => kind is ToolLockKind.PackageDownload or ToolLockKind.DotNetSdkPack;
}
