using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>What attesting after a pack is about. Every path is absolute.</summary>
public sealed record AttestRequest
{
    /// <summary>The check, to be run again in this invocation.</summary>
    public required CheckRequest Check { get; init; }

    /// <summary>The files that pack says it made: <c>.nupkg</c>, <c>.snupkg</c>, <c>.symbols.nupkg</c>.</summary>
    public required ImmutableArray<string> Packages { get; init; }

    /// <summary>The records of what compilers were given, one for each target framework that keeps them, whether or not they are there.</summary>
    public ImmutableArray<string> CompilerRecords { get; init; } = [];

    /// <summary>Whether what compilers were given was looked at in this build already, right after they ran, and said.</summary>
    public bool SaidCompilerInputs { get; init; }

    /// <summary>How many target frameworks were packed.</summary>
    public int PackedFrameworks { get; init; }

    /// <summary>The SBOMs that were made for them.</summary>
    public ImmutableArray<WrittenSbom> Sboms { get; init; } = [];

    /// <summary>The configuration that was built.</summary>
    public required string Configuration { get; init; }

    /// <summary>The target frameworks of the project.</summary>
    public ImmutableArray<string> TargetFrameworks { get; init; } = [];

    /// <summary>The tools of this build.</summary>
    public required BuildEnvironment Environment { get; init; }

    /// <summary>What signs.</summary>
    public required SignerRequest Signer { get; init; }

    /// <summary>The property <c>SupplyChainEmbedAttestation</c>: whether a package also holds the bundle about it. Never symbols, and never without a signer.</summary>
    public required bool EmbedsAttestation { get; init; }

    /// <summary>Where evidence goes; null for beside each package.</summary>
    public string? EvidenceFolder { get; init; }

    /// <summary><c>obj/supplychain/</c>: the records of packed files, and where an unattested package is moved.</summary>
    public required string WorkFolder { get; init; }
}

/// <summary>A file of evidence that lies where a later step finds it.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Kind"><c>sbom</c>, <c>provenance</c> or <c>unsigned-statement</c>.</param>
/// <param name="Sha256">64 hexadecimal digits, lower case.</param>
public sealed record Evidence(string File, string Kind, string Sha256);

/// <summary>What attesting found and made.</summary>
/// <param name="Evidence">Sorted by path; empty when anything failed.</param>
/// <param name="Findings">Errors mean that every package of the request was moved aside.</param>
/// <param name="Outcomes">What became of each package, in words for the log, in order; empty when anything failed.</param>
public sealed record AttestReport(ImmutableArray<Evidence> Evidence, ImmutableArray<Finding> Findings, ImmutableArray<string> Outcomes);
