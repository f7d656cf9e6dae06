using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>Is each package, byte for byte, the one that was locked, and are the files that a build takes from its folder the package's?</summary>
public static class IntegrityGate
{
    /// <summary>The name of the gate and of its policy section.</summary>
    public const string Name = "integrity";

    /// <summary>Compares the recomputed content hash of every package with the locked one, and judges what was found of its extracted files.</summary>
    /// <param name="graph">What was resolved.</param>
    /// <param name="packages">What the archives of its packages hold; every package of the graph is in it, as read or as failed.</param>
    /// <param name="locked">The hashes of the lock file; null when there is none. A package that a lock file leaves out is the lock gate's finding; here it
    /// is compared with what restore recorded, as without a lock file.</param>
    /// <param name="policy">Says how findings weigh.</param>
    /// <exception cref="ArgumentException">A package of the graph was not looked at, or not its extracted files although the policy asks for them.</exception>
    public static GateResult Check(
        DependencyGraph graph, PackageReading packages, ImmutableDictionary<PackageId, LockedHash>? locked, EffectivePolicy policy)
    {
        var enforce = policy.Integrity.Value;
        if (enforce == Enforce.Off)
            return GateResult.Skipped(Name, GateOutcome.Off, enforce);
        var seen = packages.Read.Select(p => p.Package.Id).Concat(packages.Failed.Select(f => f.Package.Id)).ToHashSet();
        if (graph.Packages.FirstOrDefault(p => !seen.Contains(p.Id)) is { } missed)
            throw new ArgumentException($"{missed.Id} was not read.", nameof(packages));
        if (policy.FileScope.Value != FileScope.Hashes && packages.Read.FirstOrDefault(p => p.Extracted is null) is { } unlooked)
            throw new ArgumentException($"The extracted files of {unlooked.Package.Id} were not compared.", nameof(packages));

        var severity = enforce == Enforce.Error ? Severity.Error : Severity.Warning;
        var project = new Location(graph.ProjectPath);
        var findings = IdsThatDifferInCase(graph).Select(pair => IntegrityFindings.IdsDifferInCase(severity, pair[0], pair[1], project))
            .Concat(packages.Failed.Select(f => IntegrityFindings.Unread(severity, f, Stated(f.Package.Id)?.Place ?? project)))
            .Concat(packages.Read.SelectMany(p => Judge(p, Stated(p.Package.Id), severity, project)));
        return GateResult.Of(Name, enforce,
            [.. findings.OrderBy(f => f.Package).ThenBy(f => f.Code.Id, StringComparer.Ordinal)]);

        LockedHash? Stated(PackageId package) => locked?.GetValueOrDefault(package);
    }

    // Beside an archive that is not the locked one nothing can be compared with it; its finding covers them.
    private static IEnumerable<Finding> Judge(PackageFacts package, LockedHash? locked, Severity severity, Location project) =>
        Compare(package, locked, severity, project) is { } mismatch ? [mismatch]
        : package.Extracted is { } extracted ? ExtractionFindings.Of(severity, package, extracted, locked?.Place ?? project) : [];

    private static Finding? Compare(PackageFacts package, LockedHash? locked, Severity severity, Location project)
    {
        if (locked is not null)
            return locked.Hash == package.ContentHash ? null : IntegrityFindings.HashMismatch(severity, package, locked);
        return package.Package.ContentHash is not { } recorded ? IntegrityFindings.HashNotRecorded(severity, package, project)
            : recorded == package.ContentHash ? null
            : IntegrityFindings.HashMismatch(severity, package, recorded, project);
    }

    // Over the targets, because a graph takes two spellings of one id and version for one package.
    private static IEnumerable<PackageId[]> IdsThatDifferInCase(DependencyGraph graph) =>
        graph.Targets.SelectMany(t => t.Nodes).Where(n => n.Kind == NodeKind.Package).Select(n => n.Id)
            .GroupBy(id => id.Id, StringComparer.OrdinalIgnoreCase)
            .Select(ids => ids.DistinctBy(id => id.Id, StringComparer.Ordinal).OrderBy(id => id.Id, StringComparer.Ordinal).Take(2).ToArray())
            .Where(spellings => spellings.Length == 2);
}
