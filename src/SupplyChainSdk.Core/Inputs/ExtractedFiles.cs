using System.Collections.Immutable;

namespace SupplyChainSdk.Inputs;

/// <summary>What is wrong with an extracted file.</summary>
public enum ExtractedProblem
{
    /// <summary>Its content is not that of the entry.</summary>
    Differs,

    /// <summary>The package holds it, the folder does not.</summary>
    Missing,

    /// <summary>The folder holds it, the package does not.</summary>
    Extra,

    /// <summary>It is a link, which NuGet never makes.</summary>
    Link,

    /// <summary>The folder holds it under a name of another case, which on this system is another name.</summary>
    OtherCase,
}

/// <summary>An extracted file that is not the package's.</summary>
/// <param name="Path">Below the folder of the package, with forward slashes; as the folder has it, except where it is missing.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record ExtractedDifference(string Path, ExtractedProblem Problem);

/// <summary>The files that lie extracted beside an archive, compared with it.</summary>
/// <param name="Compared">How many files were compared by content.</param>
/// <param name="Differences">First what the folder has and should not have, then what is missing or differs; each in ordinal order.</param>
/// <param name="Record">What NuGet recorded when it extracted the package.</param>
/// <param name="Paths">Absolute paths of the package's folder and of all that is in it.</param>
public sealed record ExtractedFiles(int Compared, ImmutableArray<ExtractedDifference> Differences, ExtractionRecord Record, ImmutableArray<string> Paths)
{
    /// <summary>Paths below the folder of the files that were compared with the archive just now, byte for byte, and are equal. What only was as an earlier check had found it is not among them.</summary>
    internal IReadOnlySet<string> Same { get; init; } = ImmutableHashSet<string>.Empty;
}
