using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>The commit that is packed, and the time that stands in the package.</summary>
/// <param name="Commit">Its full id; null without git or without a commit.</param>
/// <param name="Time">Seconds since 1970: SOURCE_DATE_EPOCH, else the commit's, else those of the fixed epoch.</param>
/// <param name="Findings">What could not be read.</param>
public sealed record PackSource(string? Commit, long Time, ImmutableArray<Finding> Findings)
{
    /// <summary>What the source of a project says.</summary>
    /// <param name="git">The source.</param>
    /// <param name="sourceDateEpoch">The value of SOURCE_DATE_EPOCH; empty when it is not set.</param>
    /// <param name="isCI">Whether the rules for CI apply.</param>
    public static PackSource Of(GitState git, string sourceDateEpoch, bool isCI)
    {
        var date = SourceDate.Choose(sourceDateEpoch, git);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        if (date.Problem is { } problem)
            findings.Add(problem);
        if (git.Commit is null)
            findings.Add(InputFindings.GitUnusable(git, "which commit is packed, so the provenance names none",
                isCI || git.Outcome is not (GitOutcome.NoRepository or GitOutcome.NoProgram) ? Severity.Warning : Severity.Information));
        return new PackSource(git.Commit?.Id, date.Time.ToUnixTimeSeconds(), findings.ToImmutable());
    }
}
