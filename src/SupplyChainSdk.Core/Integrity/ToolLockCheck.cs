using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What the lock gate says about the packages that no lock file of NuGet holds.</summary>
/// <param name="Findings">By kind and package.</param>
/// <param name="Inputs">Absolute paths of every file and folder that was read or looked for.</param>
public sealed record ToolLockResult(ImmutableArray<Finding> Findings, ImmutableArray<string> Inputs)
{
    /// <summary>The result of the lock gate with these findings after its own.</summary>
    public GateResult Joined(GateResult lockGate) =>
        Findings.IsEmpty ? lockGate : GateResult.Of(lockGate.Gate, lockGate.Enforce, [.. lockGate.Findings, .. Findings], lockGate.ExceptionsUsed);
}

/// <summary>Is each MSBuild SDK, local tool and downloaded package, byte for byte, the one of <c>supplychain.lock.json</c>?</summary>
/// <remarks>
/// Only what this project uses here is compared, so that an entry for another operating system or project is no difference. Who wrote no lock is told so
/// by a warning, whatever the policy says; a lock that the commit has is never missed without an error in CI. What the .NET SDK adds differs from one patch of
/// it to the next and from one system to another, as what a tool runs does: that it is not locked is never more than a warning, other bytes of what is
/// locked are as grave as any.
/// </remarks>
public static class ToolLockCheck
{
    /// <summary>Reads what the project uses, and compares it.</summary>
    /// <param name="project">Absolute path of the project file.</param>
    /// <param name="solutionFolder">Absolute path of the solution's folder; counts only where there is no git.</param>
    /// <param name="graph">What the project was resolved to.</param>
    /// <param name="isCI">Whether the rules for CI apply.</param>
    /// <param name="source">The repository; looked at only in CI.</param>
    /// <param name="policy">Its <c>lock</c> says how findings weigh.</param>
    /// <param name="cancel">Ends reading.</param>
    public static ToolLockResult Run(string project, string? solutionFolder, DependencyGraph graph, bool isCI, GitState source, EffectivePolicy policy, CancellationToken cancel)
    {
        if (policy.Lock.Value == Enforce.Off)
            return new ToolLockResult([], []);
        var severity = policy.Lock.Value == Enforce.Error ? Severity.Error : Severity.Warning;
        var folders = PolicyFolders.Of(Path.GetDirectoryName(project)!, solutionFolder);
        var input = ToolLockInput.Read(ToolLockInput.PathFor(folders));
        var tools = BuildTools.Read(project, folders.Folders, graph);
        // A reference of the .NET SDK is in the graph, and so in NuGet's own lock file.
        ImmutableArray<BuildTool> used = [.. tools.Tools.Where(t => t.Kind != ToolLockKind.DotNetSdkReference)];
        ImmutableArray<string> inputs = [input.Path, .. tools.Probed];
        if (input.Problem is { } problem)
            return new ToolLockResult([ToolLockFindings.Unreadable(severity, input.Path, problem)], inputs);
        if (input.File is not { } file)
        {
            // A lock that the commit has and the working tree does not was taken away, so that nothing would be compared.
            if (isCI && used.Length > 0 && GitSource.Compare(source, input.Path, default).State is CommittedState.Same or CommittedState.Differs)
                return new ToolLockResult([ToolLockFindings.NotCommitted(severity, input.Path, CommittedState.Differs)], inputs);
            return new ToolLockResult([.. tools.Unread.Select(u => ToolLockFindings.Unread(Severity.Warning, u)), .. Missing(input.Path, used)], inputs);
        }
        var packages = BuildTools.Packages(used, tools.PackageFolders, cancel);
        ImmutableArray<Finding> findings =
        [
            .. Provenance(severity, input, isCI, source),
            .. tools.Unread.Select(u => ToolLockFindings.Unread(severity, u)),
            .. Compare(file, input.Path, used, packages, severity),
        ];
        return new ToolLockResult(findings, [.. inputs, .. packages.Read.Select(p => p.ArchivePath), .. packages.Failed.Select(f => f.Path)]);
    }

    /// <summary>Compares what is used with what is locked.</summary>
    /// <param name="file">The lock.</param>
    /// <param name="path">Its absolute path.</param>
    /// <param name="used">What is used; each is in <paramref name="packages"/>, as read or as failed.</param>
    /// <param name="packages">What the archives hold.</param>
    /// <param name="severity">Of what the project itself asked for, and of other bytes.</param>
    public static IEnumerable<Finding> Compare(ToolLock file, string path, ImmutableArray<BuildTool> used, PackageReading packages, Severity severity)
    {
        var read = packages.Read.ToDictionary(p => p.Package.Id);
        var failed = packages.Failed.ToDictionary(f => f.Package.Id);
        var packs = ImmutableArray.CreateBuilder<BuildTool>();
        foreach (var tool in used)
        {
            var entries = file.Entries.Where(e => IsOf(e.Kind, tool.Kind) && e.Package.Id.Equals(tool.Package.Id, StringComparison.OrdinalIgnoreCase)).ToList();
            if (entries.Find(e => e.Package == tool.Package) is not { } locked)
            {
                if (tool.Kind == ToolLockKind.DotNetSdkPack)
                    packs.Add(tool);
                else
                    yield return ToolLockFindings.NotLocked(tool.IsOfRuntime ? Severity.Warning : severity, tool, entries.LastOrDefault());
            }
            else if (read.TryGetValue(tool.Package, out var package))
            {
                if (package.ContentHash != locked.Hash)
                    yield return ToolLockFindings.OtherBytes(severity, tool, package, locked);
            }
            else if (!IsNotInstalled(tool, failed[tool.Package]))
                yield return ToolLockFindings.NotCompared(severity, tool, failed[tool.Package], locked);
        }
        if (packs.Count > 0)
            yield return ToolLockFindings.PacksNotLocked(path, packs.ToImmutable(), [.. file.Entries.Select(e => e.DotNetSdk).OfType<string>().Distinct(StringComparer.Ordinal)]);
    }

    // A download of the project that the .NET SDK also adds, on another system or in another version, is one package.
    private static bool IsOf(ToolLockKind locked, ToolLockKind used) => locked == used
        || used is ToolLockKind.DotNetSdkPack or ToolLockKind.PackageDownload && locked is ToolLockKind.DotNetSdkPack or ToolLockKind.PackageDownload;

    // Nobody can run a tool that was not restored, and a build needs none.
    private static bool IsNotInstalled(BuildTool tool, PackageFailure failure) =>
        tool.Kind == ToolLockKind.Tool && failure.Problem == PackageProblem.Missing && !Directory.Exists(Path.GetDirectoryName(failure.Path));

    private static IEnumerable<Finding> Missing(string path, ImmutableArray<BuildTool> used)
    {
        // An SDK that vouches for its own bytes would prove nothing by it, so it is no reason to ask for a lock.
        ImmutableArray<BuildTool> asked = [.. used.Where(t => t.DotNetSdk is null && !t.Package.Id.Equals(Product.Name, StringComparison.OrdinalIgnoreCase))];
        ImmutableArray<BuildTool> added = [.. used.Where(t => t.DotNetSdk is not null)];
        return asked.Length > 0 ? [ToolLockFindings.Missing(Severity.Warning, path, asked)]
            : added.Length > 0 ? [ToolLockFindings.NotLocked(path, added)] : [];
    }

    // As for NuGet's lock file: in CI the lock that counts is the committed one.
    private static IEnumerable<Finding> Provenance(Severity severity, ToolLockInput input, bool isCI, GitState source)
    {
        if (!isCI)
            return [];
        var committed = GitSource.Compare(source, input.Path, input.Content);
        return committed.State switch
        {
            CommittedState.Same => [],
            CommittedState.NoRepository => [ToolLockFindings.NotDecidable(Severity.Warning, input.Path, committed.Detail)],
            CommittedState.Unknown => [ToolLockFindings.NotDecidable(severity, input.Path, committed.Detail)],
            var state => [ToolLockFindings.NotCommitted(severity, input.Path, state)],
        };
    }
}
