using System.Collections.Immutable;
using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>What the SBOMs of a package are made from. Every path is absolute.</summary>
public sealed record SbomRequest
{
    /// <summary>The project file.</summary>
    public required string ProjectFile { get; init; }

    /// <summary><c>project.assets.json</c>.</summary>
    public required string AssetsFile { get; init; }

    /// <summary>Where the lock file is, or would be.</summary>
    public required string LockFile { get; init; }

    /// <summary>The property <c>SupplyChainSbomFormats</c>.</summary>
    public required string Formats { get; init; }

    /// <summary>Seconds since 1970; null for the fixed epoch.</summary>
    public long? SourceDate { get; init; }

    /// <summary>The property <c>PackageId</c>.</summary>
    public required string PackageId { get; init; }

    /// <summary>The property <c>PackageVersion</c>, as written.</summary>
    public required string PackageVersion { get; init; }

    /// <summary>Properties of the package by name: Authors, Company, Copyright, Description, LicenseExpression, LicenseFile, ProjectUrl, RepositoryUrl; empty where not set.</summary>
    public required ImmutableSortedDictionary<string, string> Metadata { get; init; }

    /// <summary>The assemblies that go into the package: file, and its path in the package.</summary>
    public ImmutableArray<PackageFile> Assemblies { get; init; } = [];

    /// <summary>The nuspec that is packed instead of the project; such a package takes no further file. Null otherwise.</summary>
    public string? NuspecFile { get; init; }

    /// <summary>Where the SBOMs are written.</summary>
    public required string OutputFolder { get; init; }
}

/// <summary>A file that goes into a package.</summary>
/// <param name="File">Absolute path.</param>
/// <param name="PackagePath">Where it is in the package, with forward slashes.</param>
public sealed record PackageFile(string File, string PackagePath);

/// <summary>An SBOM that was written.</summary>
/// <param name="Format">Its name in <c>SupplyChainSbomFormats</c>.</param>
/// <param name="File">Absolute path.</param>
/// <param name="PackagePath">Where it is in the package.</param>
/// <param name="FileNameBeside">Its name beside the package.</param>
/// <param name="InPackage">False for a package that is packed from a nuspec.</param>
public sealed record WrittenSbom(string Format, string File, string PackagePath, string FileNameBeside, bool InPackage);

/// <summary>The SBOMs of a package, and what was found when they were made.</summary>
public sealed record SbomReport(ImmutableArray<WrittenSbom> Sboms, ImmutableArray<Finding> Findings);

/// <summary>Makes the SBOMs of a package before it is packed.</summary>
public static class PackSbom
{
    /// <summary>Writes every format that was asked for; a file whose bytes would not change is left alone.</summary>
    public static SbomReport Run(SbomRequest request, CancellationToken cancellation)
    {
        // Placeholder until the writer is merged: an empty document, so that the package gets its file.
        cancellation.ThrowIfCancellationRequested();
        Directory.CreateDirectory(request.OutputFolder);
        var file = Path.Combine(request.OutputFolder, "bom.cdx.json");
        var content = Encoding.UTF8.GetBytes("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1}\n");
        if (!File.Exists(file) || !File.ReadAllBytes(file).AsSpan().SequenceEqual(content))
            File.WriteAllBytes(file, content);
        ImmutableArray<Finding> findings = request.NuspecFile is { } nuspec
            ? [Finding.Create(Codes.SbomNotInPackage, Severity.Warning, $"{request.PackageId} is packed from {Path.GetFileName(nuspec)}, which takes no further file.", request.PackageId, new Location(nuspec))]
            : [];
        return new SbomReport(
            [new WrittenSbom("CycloneDX-1.6", file, "_manifest/cyclonedx/bom.cdx.json", $"{request.PackageId}.{request.PackageVersion}.cdx.json", request.NuspecFile is null)],
            findings);
    }
}
