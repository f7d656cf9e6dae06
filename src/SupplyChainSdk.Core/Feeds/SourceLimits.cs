using System.Collections.Immutable;

namespace SupplyChainSdk.Feeds;

/// <summary>How much is asked of sources at most.</summary>
public sealed record SourceLimits
{
    /// <summary>What is asked of a real source.</summary>
    public static SourceLimits Default { get; } = new();

    /// <summary>The largest package, in bytes: as large as an archive can be that is no zip64 archive.</summary>
    public long MaxPackageBytes { get; init; } = uint.MaxValue;

    /// <summary>How long a source may send nothing.</summary>
    public TimeSpan MaxSilence { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long all questions together may take.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How many questions are under way at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>After so many questions that a source did not answer, it is asked no more.</summary>
    public int MaxFailures { get; init; } = 3;

    /// <summary>The pauses before a question is asked again whose failure may pass.</summary>
    public ImmutableArray<TimeSpan> Pauses { get; init; } = [TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)];
}
