using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>The part of the integrity gate about MSBuild SDKs, local tools and downloads: are the files that run those of the archive?</summary>
/// <remarks>Whether the archive is the locked one is asked by <see cref="ToolLockCheck"/>.</remarks>
public static class ToolIntegrity
{
    /// <summary>The result of the integrity gate with what is found of tools after its own.</summary>
    /// <param name="gate">What the gate found before; returned as it is where it is off.</param>
    /// <param name="use">What is used, and the lock.</param>
    /// <param name="tools">What lies in the packages folders.</param>
    /// <param name="packages">The packages of the graph, which are judged already.</param>
    /// <param name="policy">Says how findings weigh, and which files are compared.</param>
    public static GateResult AddTo(GateResult gate, ToolUse use, ImmutableArray<ToolPackage> tools, PackageReading packages, EffectivePolicy policy)
    {
        if (gate.Outcome == GateOutcome.Off || policy.FileScope.Value == FileScope.Hashes)
            return gate;
        var severity = gate.Enforce == Enforce.Error ? Severity.Error : Severity.Warning;
        var judged = packages.Read.Select(p => p.ArchivePath).Concat(packages.Failed.Select(f => f.Path)).ToHashSet(StringComparer.Ordinal);
        // The lock gate says it of the archive, if it says it as loudly.
        var isSaid = policy.Lock.Value == Enforce.Error || policy.Lock.Value == Enforce.Warning && gate.Enforce == Enforce.Warning;
        ImmutableArray<Finding> findings = [.. tools.DistinctBy(t => t.Facts?.ArchivePath ?? t.Failure!.Path, StringComparer.Ordinal)
            .Where(t => !judged.Contains(t.Facts?.ArchivePath ?? t.Failure!.Path)).SelectMany(t => Of(t, use.EntryOf(t.Tool.Package), isSaid, severity))];
        return findings.IsEmpty ? gate : GateResult.Of(gate.Gate, gate.Enforce, [.. gate.Findings, .. findings], gate.ExceptionsUsed);
    }

    private static IEnumerable<Finding> Of(ToolPackage package, ToolLockEntry? locked, bool isSaid, Severity severity)
    {
        var place = locked?.Place ?? package.Tool.Place;
        if (package.Facts is not { } facts)
        {
            // What a condition leaves out is named all the same. A download of the assets file was restored.
            var isUnused = package.IsNowhere && package.Tool.Kind is ToolLockKind.Tool or ToolLockKind.MSBuildSdk;
            return isUnused || locked is not null && isSaid ? [] : [IntegrityFindings.Unread(severity, package.Failure!, place)];
        }
        var isLocked = locked is not null && locked.Hash == facts.ContentHash;
        return locked is not null && !isLocked && isSaid ? [] : ExtractionFindings.Of(severity, facts, facts.Extracted!, place, package.Tool, isLocked);
    }
}
