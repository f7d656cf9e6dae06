using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Integrity;

/// <summary>What a source answered about one package.</summary>
public enum SourceAnswerKind
{
    /// <summary>It has the package in this version.</summary>
    Served,

    /// <summary>It has other versions of the package.</summary>
    OtherVersions,

    /// <summary>It has no version of the package.</summary>
    Absent,

    /// <summary>It gave no answer that counts.</summary>
    Failed,
}

/// <summary>A source as findings name it.</summary>
/// <param name="Name">As nuget.config has it, else its place.</param>
/// <param name="IsNamed">Whether nuget.config has it, so that a mapping can name it.</param>
public sealed record AskedSource(string Name, bool IsNamed);

/// <summary>One answer.</summary>
/// <param name="Package">Asked for.</param>
/// <param name="Source">Who was asked.</param>
/// <param name="Kind">In short.</param>
/// <param name="Hash">The content hash of what it serves; null unless it serves the package.</param>
/// <param name="Detail">Why there is no answer: a sentence without a full stop, safe to print. Empty where there is one.</param>
public sealed record SourceAnswer(PackageId Package, AskedSource Source, SourceAnswerKind Kind, ContentHash? Hash = null, string Detail = "");

/// <summary>What all sources of a project answered about all its packages.</summary>
/// <param name="AssetsSha256">Of the assets file that says which packages and sources there are; null when it cannot be read.</param>
/// <param name="Sources">All that there are, in the order of NuGet's record.</param>
/// <param name="IsMapped">Whether a mapping says which source may serve which package.</param>
/// <param name="ConfigFile">The nearest nuget.config; null when there is none.</param>
/// <param name="Answers">By package, then in the order of the sources; none where no source may serve the package.</param>
/// <param name="Problem">Why nothing could be asked: a sentence without a full stop, safe to print. Null when the sources were asked.</param>
public sealed record ServedPackages(
    Digest? AssetsSha256, ImmutableArray<AskedSource> Sources, bool IsMapped, string? ConfigFile, ImmutableArray<SourceAnswer> Answers, string? Problem = null)
{
    /// <summary>What was asked for, also what no source may serve; null where nothing was.</summary>
    public SourceQuestions? Asked { get; init; }

    /// <summary>Which of the sources each package in the packages folder came from, by NuGet's record; without those of which there is none.</summary>
    public ImmutableDictionary<PackageId, AskedSource> Origins { get; init; } = ImmutableDictionary<PackageId, AskedSource>.Empty;
}
