using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>Is what was resolved what was locked, and in CI, is the lock the one that was committed?</summary>
/// <remarks>
/// That the lock agrees with what was resolved proves nothing in CI: an implicit restore rewrites a stale lock before any gate runs. So there the lock
/// must be proven to be the committed one: by a digest that was given, or by its bytes at HEAD. A restore in locked mode is asked only where there is no
/// repository to compare with: NuGet writes a missing lock in locked mode too, and RestoreForceEvaluate rewrites a stale one.
/// </remarks>
public static class LockGate
{
    /// <summary>The name of the policy section.</summary>
    public const string Name = "lock";

    /// <summary>Whether <see cref="Check"/> needs to know how the lock stands to HEAD; only then git must be asked.</summary>
    /// <param name="isCI">Whether the rules for CI apply.</param>
    /// <param name="expectedSha256">The digest that was given; null when none was.</param>
    public static bool NeedsCommit(bool isCI, string? expectedSha256) => isCI && expectedSha256 is null;

    /// <summary>Judges the lock.</summary>
    /// <param name="graph">What was resolved.</param>
    /// <param name="input">The lock file.</param>
    /// <param name="isCI">Whether the rules for CI apply.</param>
    /// <param name="committed">How the lock stands to HEAD; looked at only where <see cref="NeedsCommit"/> says so.</param>
    /// <param name="expectedSha256">The SHA-256 that the lock file must have, in hexadecimal; null when none was given.</param>
    /// <param name="policy">Its <c>lock</c> says how findings weigh.</param>
    /// <returns>The result. A project without any package needs no lock.</returns>
    public static GateResult Check(DependencyGraph graph, LockInput input, bool isCI, CommittedFile committed, string? expectedSha256, EffectivePolicy policy)
    {
        var enforce = policy.Lock.Value;
        if (enforce == Enforce.Off)
            return GateResult.Skipped(Name, GateOutcome.Off, enforce);
        var severity = enforce == Enforce.Error ? Severity.Error : Severity.Warning;
        return GateResult.Of(Name, enforce, Findings(graph, input, isCI, committed, expectedSha256, severity));
    }

    private static ImmutableArray<Finding> Findings(
        DependencyGraph graph, LockInput input, bool isCI, CommittedFile committed, string? expectedSha256, Severity severity)
    {
        if (input.Problem is { } problem)
            return [LockFindings.Unreadable(severity, input.Path, problem)];
        if (input.File is not { } file)
        {
            if (expectedSha256 is not null)
                return [LockFindings.Missing(severity, input.Path, isCI)];
            return graph.Packages.Length == 0 ? [] : [LockFindings.Missing(isCI ? severity : Severity.Warning, input.Path, isCI)];
        }
        var differences = LockComparison.Compare(graph, file);
        var paths = differences.IsEmpty ? null : PackagePaths.Of(graph);
        var findings = differences.Select(d => LockFindings.Differs(severity, d, file, paths!));
        return Provenance(graph, file, isCI, committed, expectedSha256, severity) is { } unproven ? [unproven, .. findings] : [.. findings];
    }

    private static Finding? Provenance(DependencyGraph graph, LockFile file, bool isCI, CommittedFile committed, string? expectedSha256, Severity severity)
    {
        if (expectedSha256 is not null)
            return string.Equals(expectedSha256, file.Sha256.Hex, StringComparison.OrdinalIgnoreCase) ? null : LockFindings.NotExpected(severity, file, expectedSha256);
        if (!NeedsCommit(isCI, expectedSha256))
            return null;
        return committed.State switch
        {
            CommittedState.Same => null,
            CommittedState.NoRepository when graph.RestoredLocked => null,
            CommittedState.NoRepository => LockFindings.NotDecidable(severity, file, committed.Detail),
            CommittedState.Unknown => LockFindings.NotDecidable(severity, file, committed.Detail),
            _ => LockFindings.NotCommitted(severity, file, committed.State),
        };
    }
}
