using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What can be wrong with MSBuild SDKs, local tools and downloaded packages, and with their lock.</summary>
public static class ToolLockFindings
{
    private const int MostNamed = 3;
    private const string Relock = "If the change is wanted, run 'supplychain lock', read the difference and commit the file.";

    /// <summary>There is no lock, but something to lock.</summary>
    public static Finding Missing(Severity severity, string path, ImmutableArray<BuildTool> tools) => Finding.Create(Codes.ToolLockMissing, severity,
        $"There is no {ToolLock.FileName}, so nothing states which bytes were meant of {Named(tools)}: the lock file of NuGet does not hold them. Run 'supplychain lock' and commit the file.",
        "missing", new Location(path));

    /// <summary>There is a lock where none counts, and none where it does.</summary>
    public static Finding Elsewhere(Severity severity, string path, string elsewhere) => Finding.Create(Codes.ToolLockMissing, severity,
        $"{elsewhere} does not count, because the lock lies beside the outermost {PolicyFile.FileName}, which is in {Path.GetDirectoryName(path)}. Move it there, or take away the policy that is further out.",
        "elsewhere", new Location(path));

    /// <summary>There is no lock, and only the .NET SDK added what it would hold.</summary>
    public static Finding NotLocked(string path, ImmutableArray<BuildTool> packs) => Finding.Create(Codes.ToolLockMissing, Severity.Information,
        $"There is no {ToolLock.FileName}, so nothing states which bytes were meant of {Named(packs)}, which the .NET SDK {packs[0].DotNetSdk} adds by itself. To lock them too: supplychain lock",
        "packs", new Location(path));

    /// <summary>The lock is not one.</summary>
    public static Finding Unreadable(Severity severity, string path, Exception problem) => Finding.Create(Codes.ToolLockUnreadable, severity,
        $"{ToolLock.FileName} cannot be read: {BadInput.Reason(problem)}. Take it from the last commit; if that one is broken too, delete it, run 'supplychain lock' and review the result.",
        ToolLock.FileName, BadInput.Place(problem) ?? new Location(path));

    /// <summary>It cannot be read which SDK or tool is used.</summary>
    public static Finding Unread(Severity severity, UnreadBuildTool unread) => Finding.Create(Codes.ToolLockUnreadable, severity,
        $"It cannot be known which MSBuild SDKs and local tools are used: {unread.Reason.TrimEnd('.')}. Write the version where it is used or into global.json, and correct a file that is broken.",
        $"{Path.GetFileName(unread.Place.File)}\n{unread.Reason}", unread.Place);

    /// <summary>A package is used that is not locked.</summary>
    /// <param name="severity">As the policy says.</param>
    /// <param name="tool">The package.</param>
    /// <param name="locked">The entry of another version of it; null when there is none.</param>
    public static Finding NotLocked(Severity severity, BuildTool tool, ToolLockEntry? locked) => Finding.Create(Codes.ToolLockDiffers, severity,
        locked is null
            ? $"The {Word(tool.Kind)} {tool.Package} is used but is not in {ToolLock.FileName}. {Relock}"
            : $"The {Word(tool.Kind)} {tool.Package} is used, but {locked.Package.Version} is locked. {Relock}",
        $"{tool.Kind} {tool.Package.Id.ToUpperInvariant()} {tool.Package.Version} {locked?.Package.Version}", locked?.Place ?? tool.Place, tool.Package);

    /// <summary>Packages that the .NET SDK adds here are not locked.</summary>
    /// <param name="path">The lock.</param>
    /// <param name="packs">They.</param>
    /// <param name="recorded">The .NET SDKs that the lock knows.</param>
    public static Finding PacksNotLocked(string path, ImmutableArray<BuildTool> packs, ImmutableArray<string> recorded) => Finding.Create(Codes.ToolLockDiffers, Severity.Warning,
        $"The .NET SDK {packs[0].DotNetSdk} adds {Named(packs)} by itself, and {ToolLock.FileName} does not hold {(packs.Length == 1 ? "it" : "them")}"
        + (recorded.IsEmpty || recorded.Contains(packs[0].DotNetSdk!, StringComparer.Ordinal) ? "" : $" (it was written with .NET SDK {string.Join(", ", recorded)})")
        + ". Run 'supplychain lock' here, read the difference and commit the file.",
        $"packs {string.Join(' ', packs.Select(p => p.Package.ToString().ToUpperInvariant()))}", new Location(path), packs[0].Package);

    /// <summary>The bytes of a package are not those that were locked.</summary>
    public static Finding OtherBytes(Severity severity, BuildTool tool, PackageFacts package, ToolLockEntry locked)
    {
        var (found, expected) = ContentHash.Apart(package.ContentHash, locked.Hash);
        return Finding.Create(Codes.ToolLockDiffers, severity,
            $"The {Word(tool.Kind)} {tool.Package} in the packages folder is not the package that was locked (content hash {found}, locked {expected}). "
            + "It was changed after the download, or came from another source. "
            + $"Delete {Path.GetDirectoryName(package.ArchivePath)} and run '{(tool.Kind == ToolLockKind.Tool ? "dotnet tool restore" : "dotnet restore")}'; if it happens again, compare the sources: supplychain check --against-source",
            $"{tool.Kind} {tool.Package.ToString().ToUpperInvariant()}", locked.Place, tool.Package);
    }

    /// <summary>The archive of a locked package cannot be compared.</summary>
    public static Finding NotCompared(Severity severity, BuildTool tool, PackageFailure failure, ToolLockEntry locked) => Finding.Create(Codes.ToolLockDiffers, severity,
        $"The {Word(tool.Kind)} {tool.Package} cannot be compared with its locked hash: {failure.Path} {Problem(failure)} ({failure.Detail.TrimEnd('.')}). Delete {Path.GetDirectoryName(failure.Path)}, if it is there, and restore.",
        $"{tool.Kind} {tool.Package.ToString().ToUpperInvariant()}", locked.Place, tool.Package);

    /// <summary>In CI, the lock is not the committed one.</summary>
    public static Finding NotCommitted(Severity severity, string path, CommittedState state) => Finding.Create(Codes.LockNotCommitted, severity,
        $"{ToolLock.FileName} {(state == CommittedState.NotCommitted ? "is not in the commit that is built" : "is not the one of the commit that is built")}, so it proves nothing. Commit the file that 'supplychain lock' writes.",
        ToolLock.FileName, new Location(path));

    /// <summary>In CI, git does not say whether the lock is the committed one.</summary>
    public static Finding NotDecidable(Severity severity, string path, string reason) => Finding.Create(Codes.LockNotDecidable, severity,
        $"It cannot be known whether {ToolLock.FileName} is the committed one: {reason}. Build in a checkout with its repository.", ToolLock.FileName, new Location(path));

    /// <summary>The commit that judges has a lock, and the tree none.</summary>
    public static Finding LockGone(string reference, int entries) => Loosened(reference, "gone", null,
        $"the tree has no {ToolLock.FileName}, and {reference} has one with {(entries == 1 ? "1 entry" : $"{entries} entries")}");

    /// <summary>A package is locked in the commit that judges, and not in the tree.</summary>
    public static Finding EntryGone(string reference, ToolLockEntry entry, string path) => Loosened(reference, $"{entry.Kind} {entry.Package}", new Location(path),
        $"{ToolLock.FileName} no longer holds the {Word(entry.Kind)} {entry.Package}");

    /// <summary>One version of a package has another hash in the tree.</summary>
    public static Finding EntryChanged(string reference, ToolLockEntry before, ToolLockEntry now)
    {
        var (found, expected) = ContentHash.Apart(now.Hash, before.Hash);
        return Loosened(reference, $"{before.Kind} {before.Package}", now.Place,
            $"{ToolLock.FileName} states other bytes for the {Word(before.Kind)} {before.Package} (content hash {found}, there {expected})");
    }

    /// <summary>The lock of the commit that judges is not one.</summary>
    public static Finding NotComparable(string reference, string reason) => Loosened(reference, "unreadable", null, $"{ToolLock.FileName} cannot be read there ({reason}), so what the tree leaves out of it is not known");

    private static Finding Loosened(string reference, string key, Location? at, string what) => Finding.Create(Codes.PolicyLoosened, Severity.Warning,
        $"The tree locks less than {reference}: {what}. Whoever merges has to want it.", $"{ToolLock.FileName} {key}", at);

    /// <summary>What a package is, in words.</summary>
    public static string Word(ToolLockKind kind) => kind switch
    {
        ToolLockKind.MSBuildSdk => "MSBuild SDK",
        ToolLockKind.Tool => "local tool",
        ToolLockKind.PackageDownload => "downloaded package",
        ToolLockKind.DotNetSdkPack => "pack of the .NET SDK",
        _ => "reference of the .NET SDK",
    };

    private static string Problem(PackageFailure failure) => failure.Problem switch
    {
        PackageProblem.Missing => "is missing",
        PackageProblem.Malformed => "is not a package",
        PackageProblem.Incomplete => "is not the only copy, and is not complete",
        _ => "cannot be read",
    };

    private static string Named(ImmutableArray<BuildTool> tools) =>
        Printable.List(tools.Select(t => $"{(t.DotNetSdk is null ? Word(t.Kind) + " " : "")}{t.Package}"), MostNamed);
}
