using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What a project uses that no lock file of NuGet holds, and the lock that does.</summary>
/// <param name="Lock">The lock.</param>
/// <param name="Tools">All that is used.</param>
public sealed record ToolUse(ToolLockInput Lock, BuildTools Tools)
{
    /// <summary>Reads what a project names. No package is hashed.</summary>
    /// <param name="project">Absolute path of the project file.</param>
    /// <param name="solutionFolder">Absolute path of the solution's folder; counts only where there is no git.</param>
    /// <param name="graph">What the project was resolved to.</param>
    public static ToolUse Of(string project, string? solutionFolder, DependencyGraph graph)
    {
        var folders = PolicyFolders.Of(Path.GetDirectoryName(project)!, solutionFolder);
        var path = ToolLockInput.PathFor(folders);
        return new ToolUse(ToolLockInput.Read(path), BuildTools.Read(project, folders.Folders, graph))
        { Elsewhere = [.. folders.Folders.Select(folder => Path.Combine(folder, ToolLock.FileName)).Where(other => other != path)] };
    }

    /// <summary>Absolute paths where a lock would count if the outermost policy were elsewhere, whether or not there is one.</summary>
    public ImmutableArray<string> Elsewhere { get; private init; } = [];

    /// <summary>Those that are judged here: a reference of the .NET SDK is in the graph, and so in NuGet's own lock file.</summary>
    public ImmutableArray<BuildTool> Used { get; } = [.. Tools.Tools.Where(t => t.Kind != ToolLockKind.DotNetSdkReference)];

    /// <summary>The hash that each package must have wherever it comes from: the locked one, else that of what lies in the packages folder. Without what is neither locked nor there.</summary>
    /// <param name="read">What lies there.</param>
    public ImmutableDictionary<PackageId, ExpectedHash> Expected(ImmutableArray<ToolPackage> read) => Used.DistinctBy(t => t.Package)
        .Select(t => (t.Package, Hash: EntryOf(t.Package) is { } entry ? new ExpectedHash(entry.Hash, entry.Place ?? t.Place, true)
            : read.FirstOrDefault(r => r.Tool.Package == t.Package && r.Facts is not null)?.Facts is { } facts ? new ExpectedHash(facts.ContentHash, t.Place, false) : null))
        .Where(t => t.Hash is not null).ToImmutableDictionary(t => t.Package, t => t.Hash!);

    /// <summary>The entry of a package; null when it is not locked. Entries of one package all state one hash.</summary>
    public ToolLockEntry? EntryOf(PackageId package) => Lock.File?.Entries.FirstOrDefault(e => e.Package == package);

    /// <summary>Hashes what is used, and compares what is extracted, as far as a gate asks for it.</summary>
    /// <param name="policy">Says what is asked for.</param>
    /// <param name="isCompared">Whether they are compared with their sources.</param>
    /// <param name="cacheFolder">Where digests are kept between local checks; null where nothing that was kept may count.</param>
    /// <param name="cancel">Ends reading.</param>
    public ImmutableArray<ToolPackage> Read(EffectivePolicy policy, bool isCompared, string? cacheFolder, CancellationToken cancel)
    {
        var isAsked = isCompared || policy.ComparedFiles != FileScope.Hashes || policy.Lock.Value != Enforce.Off && Lock.File is not null;
        return isAsked ? ToolPackage.Read(Used, policy.ComparedFiles, cacheFolder, cancel) : [];
    }
}
