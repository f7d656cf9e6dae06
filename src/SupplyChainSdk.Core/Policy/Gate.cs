using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>What a gate's findings do, as its <c>enforce</c> says.</summary>
public enum Enforce
{
    /// <summary>The gate does not run.</summary>
    Off,

    /// <summary>Findings are shown.</summary>
    Warning,

    /// <summary>Findings stop the build.</summary>
    Error,
}

/// <summary>How a gate ended. Only <see cref="Passed"/> with <see cref="Enforce.Error"/> may be printed as ok.</summary>
public enum GateOutcome
{
    /// <summary>It ran in full and found nothing.</summary>
    Passed,

    /// <summary>It found something and stops.</summary>
    Failed,

    /// <summary>It found something and was told only to warn.</summary>
    Warned,

    /// <summary>The policy turns it off.</summary>
    Off,

    /// <summary>It needs a policy, and there is none for it.</summary>
    NotConfigured,

    /// <summary>It could not run.</summary>
    NotRun,
}

/// <summary>An exception of the policy that was needed.</summary>
/// <param name="Entry">Where it stands, who answers for it, until when.</param>
/// <param name="Packages">What it let through.</param>
public sealed record ExceptionUse(LicenseExceptionEntry Entry, ImmutableArray<PackageId> Packages);

/// <summary>The result of one gate, as the provenance states it.</summary>
/// <param name="Gate">The name of the policy section: <c>lock</c>, <c>integrity</c>, <c>licenses</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Enforce">What the policy asked for.</param>
/// <param name="Findings">What it found, before anything was logged or suppressed.</param>
/// <param name="ExceptionsUsed">The exceptions of the policy that let something pass.</param>
public sealed record GateResult(string Gate, GateOutcome Outcome, Enforce Enforce, ImmutableArray<Finding> Findings, ImmutableArray<ExceptionUse> ExceptionsUsed)
{
    /// <summary>The result of a gate that ran in full.</summary>
    public static GateResult Of(string gate, Enforce enforce, ImmutableArray<Finding> findings, ImmutableArray<ExceptionUse> exceptionsUsed = default) =>
        new(gate, findings.Any(f => f.Severity == Severity.Error) ? GateOutcome.Failed
            : findings.Any(f => f.Severity == Severity.Warning) ? GateOutcome.Warned : GateOutcome.Passed, enforce, findings, exceptionsUsed.IsDefault ? [] : exceptionsUsed);

    /// <summary>The result of a gate that did not run.</summary>
    public static GateResult Skipped(string gate, GateOutcome outcome, Enforce enforce) => new(gate, outcome, enforce, [], []);
}
