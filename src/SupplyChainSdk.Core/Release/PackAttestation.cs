using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>What attesting after a pack is about. Every path is absolute.</summary>
public sealed record AttestRequest
{
    /// <summary>The check, to be run again in this invocation.</summary>
    public required CheckRequest Check { get; init; }

    /// <summary>The files that pack says it made: <c>.nupkg</c>, <c>.snupkg</c>, <c>.symbols.nupkg</c>.</summary>
    public required ImmutableArray<string> Packages { get; init; }

    /// <summary>The SBOMs that were made for them.</summary>
    public ImmutableArray<WrittenSbom> Sboms { get; init; } = [];

    /// <summary>The configuration that was built.</summary>
    public required string Configuration { get; init; }

    /// <summary>The target frameworks of the project.</summary>
    public ImmutableArray<string> TargetFrameworks { get; init; } = [];

    /// <summary>The property <c>PackageVersion</c>, as written.</summary>
    public required string PackageVersion { get; init; }

    /// <summary>The property <c>SupplyChainSigner</c>.</summary>
    public required string Signer { get; init; }

    /// <summary>The property <c>SupplyChainSigningKey</c>: the name of a key, never the key. Empty when not set.</summary>
    public required string SigningKey { get; init; }

    /// <summary>Where evidence goes; null for beside each package.</summary>
    public string? EvidenceFolder { get; init; }

    /// <summary><c>obj/supplychain/</c>: the records of packed files, and where an unattested package is moved.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>Versions of what built: SDK and MSBuild, by name.</summary>
    public required ImmutableSortedDictionary<string, string> BuildVersions { get; init; }
}

/// <summary>A file of evidence that lies where a later step finds it.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="Kind">Such as <c>sbom</c>, <c>provenance</c>.</param>
/// <param name="Sha256">64 hexadecimal digits, lower case.</param>
public sealed record Evidence(string File, string Kind, string Sha256);

/// <summary>What attesting found and made.</summary>
public sealed record AttestReport(ImmutableArray<Evidence> Evidence, ImmutableArray<Finding> Findings);

/// <summary>Attests what a pack made.</summary>
public static class PackAttestation
{
    /// <summary>Attests each package; one that cannot be attested as configured is moved away, and an error says where.</summary>
    public static AttestReport Run(AttestRequest request, CancellationToken cancellation)
    {
        // Placeholder until attesting is merged: only that the packages are the ones that pack wrote, and the SBOM beside them.
        cancellation.ThrowIfCancellationRequested();
        var records = new PackRecords(request.WorkFolder);
        var findings = request.Packages.SelectMany(package => records.Check(package)).ToImmutableArray();
        if (findings.Length > 0)
            return new AttestReport([], findings);
        var evidence = ImmutableArray.CreateBuilder<Evidence>();
        foreach (var sbom in request.Sboms)
        {
            var beside = Path.Combine(request.EvidenceFolder ?? Path.GetDirectoryName(request.Packages[0])!, sbom.FileNameBeside);
            File.Copy(sbom.File, beside, overwrite: true);
            evidence.Add(new Evidence(beside, "sbom", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(beside)))));
        }
        return new AttestReport(evidence.ToImmutable(), []);
    }
}
