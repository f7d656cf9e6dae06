using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>Is each MSBuild SDK, local tool and downloaded package, byte for byte, the one of <c>supplychain.lock.json</c>?</summary>
/// <remarks>
/// Only what this project uses here is compared, so that an entry for another operating system or project is no difference. Who wrote no lock is told so
/// by a warning, whatever the policy says; a lock that the commit has is never missed without an error in CI. What the .NET SDK adds differs from one patch of
/// it to the next and from one system to another, as what a tool runs does: that it is not locked is never more than a warning, other bytes of what is
/// locked are as grave as any.
/// </remarks>
public static class ToolLockCheck
{
    /// <summary>The result of the lock gate with findings of tools after its own.</summary>
    public static GateResult Joined(GateResult lockGate, ImmutableArray<Finding> findings) =>
        findings.IsEmpty ? lockGate : GateResult.Of(lockGate.Gate, lockGate.Enforce, [.. lockGate.Findings, .. findings], lockGate.ExceptionsUsed);

    /// <summary>Compares what the project uses.</summary>
    /// <param name="use">What it uses, and the lock.</param>
    /// <param name="packages">Every one of them, read; need not be there without a lock that can be read.</param>
    /// <param name="isCI">Whether the rules for CI apply.</param>
    /// <param name="source">The repository; looked at only in CI.</param>
    /// <param name="policy">Its <c>lock</c> says how findings weigh.</param>
    public static ImmutableArray<Finding> Run(ToolUse use, ImmutableArray<ToolPackage> packages, bool isCI, GitState source, EffectivePolicy policy)
    {
        if (policy.Lock.Value == Enforce.Off)
            return [];
        var severity = policy.Lock.Value == Enforce.Error ? Severity.Error : Severity.Warning;
        var (input, tools, used) = (use.Lock, use.Tools, use.Used);
        if (input.Problem is { } problem)
            return [ToolLockFindings.Unreadable(severity, input.Path, problem)];
        if (input.File is not { } file)
        {
            // A lock that the commit has and the working tree does not was taken away, so that nothing would be compared.
            if (isCI && used.Length > 0 && GitSource.Compare(source, input.Path, default).State is CommittedState.Same or CommittedState.Differs)
                return [ToolLockFindings.NotCommitted(severity, input.Path, CommittedState.Differs)];
            // A policy that was added further out would take the lock away likewise.
            if (use.Elsewhere.FirstOrDefault(RealPath.Exists) is { } elsewhere)
                return [ToolLockFindings.Elsewhere(severity, input.Path, elsewhere), .. tools.Unread.Select(u => ToolLockFindings.Unread(severity, u))];
            return [.. tools.Unread.Select(u => ToolLockFindings.Unread(Severity.Warning, u)), .. Missing(input.Path, used)];
        }
        return
        [
            .. Provenance(severity, input, isCI, source),
            .. tools.Unread.Select(u => ToolLockFindings.Unread(severity, u)),
            .. Compare(file, input.Path, packages, severity),
        ];
    }

    /// <summary>Compares what is used with what is locked.</summary>
    /// <param name="file">The lock.</param>
    /// <param name="path">Its absolute path.</param>
    /// <param name="used">What is used, with what the archives hold.</param>
    /// <param name="severity">Of what the project itself asked for, and of other bytes.</param>
    public static IEnumerable<Finding> Compare(ToolLock file, string path, ImmutableArray<ToolPackage> used, Severity severity)
    {
        var packs = ImmutableArray.CreateBuilder<BuildTool>();
        foreach (var package in used)
        {
            var tool = package.Tool;
            var entries = file.Entries.Where(e => IsOf(e.Kind, tool.Kind) && e.Package.Id.Equals(tool.Package.Id, StringComparison.OrdinalIgnoreCase)).ToList();
            if (entries.Find(e => e.Package == tool.Package) is not { } locked)
            {
                if (tool.Kind == ToolLockKind.DotNetSdkPack)
                    packs.Add(tool);
                else
                    yield return ToolLockFindings.NotLocked(tool.IsOfRuntime ? Severity.Warning : severity, tool, entries.LastOrDefault());
            }
            else if (package.Facts is { } facts)
            {
                if (facts.ContentHash != locked.Hash)
                    yield return ToolLockFindings.OtherBytes(severity, tool, facts, locked);
            }
            else if (!package.IsToolNotInstalled)
                yield return ToolLockFindings.NotCompared(severity, tool, package.Failure!, locked);
        }
        if (packs.Count > 0)
            yield return ToolLockFindings.PacksNotLocked(path, packs.ToImmutable(), [.. file.Entries.Select(e => e.DotNetSdk).OfType<string>().Distinct(StringComparer.Ordinal)]);
    }

    // A download of the project that the .NET SDK also adds, on another system or in another version, is one package.
    private static bool IsOf(ToolLockKind locked, ToolLockKind used) => locked == used
        || used is ToolLockKind.DotNetSdkPack or ToolLockKind.PackageDownload && locked is ToolLockKind.DotNetSdkPack or ToolLockKind.PackageDownload;

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
