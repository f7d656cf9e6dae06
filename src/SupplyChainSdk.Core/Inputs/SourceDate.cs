using System.Globalization;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>Where the time in what is written comes from.</summary>
public enum SourceDateOrigin
{
    /// <summary>SOURCE_DATE_EPOCH.</summary>
    SourceDateEpoch,

    /// <summary>The commit that is checked out.</summary>
    Commit,

    /// <summary>Neither is there: the first moment that a zip archive can hold.</summary>
    Fixed,
}

/// <summary>The time that stands in everything that is written: never now, so that the same source gives the same bytes.</summary>
/// <param name="Time">In UTC, from 1980-01-01 to 2107-12-31, which is what a zip archive can hold.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Problem">An error when SOURCE_DATE_EPOCH is not a time; then nothing may be written.</param>
public sealed record SourceDate(DateTimeOffset Time, SourceDateOrigin Origin, Finding? Problem = null)
{
    internal const long LastSecond = 4354819198; // 2107-12-31T23:59:58Z

    /// <summary>1980-01-01T00:00:00Z.</summary>
    public static DateTimeOffset FixedEpoch { get; } = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Chooses the time.</summary>
    /// <param name="sourceDateEpoch">SOURCE_DATE_EPOCH: seconds since 1970 in decimal digits. Null or empty when not set.</param>
    /// <param name="git">What git says about the source.</param>
    /// <remarks>
    /// Source: reproducible-builds.org, specification of SOURCE_DATE_EPOCH. A moment before 1980 becomes 1980-01-01, as it does in the package.
    /// </remarks>
    public static SourceDate Choose(string? sourceDateEpoch, GitState git)
    {
        if (string.IsNullOrEmpty(sourceDateEpoch))
            return git.Commit is { } commit ? new(NotBefore1980(commit.Time), SourceDateOrigin.Commit) : new(FixedEpoch, SourceDateOrigin.Fixed);
        return long.TryParse(sourceDateEpoch, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LastSecond
            ? new(NotBefore1980(DateTimeOffset.FromUnixTimeSeconds(seconds)), SourceDateOrigin.SourceDateEpoch)
            : new(FixedEpoch, SourceDateOrigin.Fixed, InputFindings.SourceDateInvalid(sourceDateEpoch));
    }

    private static DateTimeOffset NotBefore1980(DateTimeOffset time) => time < FixedEpoch ? FixedEpoch : time;
}
