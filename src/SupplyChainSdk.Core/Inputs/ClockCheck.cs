using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>Whether the clock can be believed. Where it cannot, nothing that expires can be decided.</summary>
public static class ClockCheck
{
    // Two machines whose clocks are kept may still disagree by minutes; what expires here ends with a day.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    /// <summary>The day from which on this version can exist.</summary>
    public static DateTimeOffset Released { get; } = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Compares the clock with what it cannot be before.</summary>
    /// <param name="now">What the clock says.</param>
    /// <param name="git">The source; its commit was made before now.</param>
    /// <returns>An error, or null when the clock can be believed.</returns>
    public static Finding? Check(DateTimeOffset now, GitState git) =>
        now < Released ? InputFindings.ClockBeforeRelease(now, Released)
        : git.Commit is { } commit && now < commit.Time - Tolerance ? InputFindings.ClockBeforeCommit(now, commit)
        : null;
}
