using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Release;

/// <summary>What the SBOMs of a package are made from. Every path is absolute.</summary>
public sealed record SbomRequest
{
    /// <summary>The project file.</summary>
    public required string ProjectFile { get; init; }

    /// <summary><c>project.assets.json</c>.</summary>
    public required string AssetsFile { get; init; }

    /// <summary>What was read of the packages already in this build; null to read them.</summary>
    public (DependencyGraph Graph, PackageReading Reading)? Packages { get; init; }

    /// <summary>The property <c>SupplyChainSbomFormats</c>.</summary>
    public required string Formats { get; init; }

    /// <summary>Seconds since 1970: the time in the document.</summary>
    public required long SourceDate { get; init; }

    /// <summary>Whether the package is a tool, or one that others reference.</summary>
    public SbomRootKind Kind { get; init; } = SbomRootKind.Library;

    /// <summary>The property <c>PackageId</c>.</summary>
    public required string PackageId { get; init; }

    /// <summary>The property <c>PackageVersion</c>, as written.</summary>
    public required string PackageVersion { get; init; }

    /// <summary>Properties of the package by name: Authors, Company, Copyright, Description, LicenseExpression, LicenseFile, ProjectUrl, RepositoryUrl, RepositoryCommit; empty where not set.</summary>
    public required ImmutableSortedDictionary<string, string> Metadata { get; init; }

    /// <summary>The assemblies that go into the package: file, and its path in the package.</summary>
    public ImmutableArray<PackageFile> Assemblies { get; init; } = [];

    /// <summary>The nuspec that is packed instead of the project; such a package takes no further file. Null otherwise.</summary>
    public string? NuspecFile { get; init; }

    /// <summary>The property <c>NuspecProperties</c>.</summary>
    public string NuspecProperties { get; init; } = "";

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
        var (formats, unknown) = SbomFormat.Read(request.Formats);
        if (unknown.Length > 0)
            return new SbomReport([], unknown);
        var nuspec = request.NuspecFile is { } own ? PackOutputs.ReadNuspec(own, request.NuspecProperties) : null;
        var id = PackageId.Create(nuspec?.Id ?? request.PackageId, NuspecVersion.Normalize(nuspec?.Version ?? request.PackageVersion));
        SbomDocument document;
        try
        {
            var (graph, packages) = request.Packages ?? Read(request.AssetsFile, cancellation);
            document = SbomDocument.Create(nuspec is null ? Root(request, id) : Root(nuspec, id, request), graph, packages,
                DateTimeOffset.FromUnixTimeSeconds(request.SourceDate), Declared);
        }
        catch (InvalidDataException e)
        {
            return new SbomReport([], [SbomFindings.Failed(id, e.Message)]);
        }

        var written = ImmutableArray.CreateBuilder<WrittenSbom>();
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var format in formats)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = Path.Combine(request.OutputFolder, Path.GetFileName(format.PackagePath));
            AtomicFile.WriteIfChanged(file, CycloneDxWriter.Write(document, new SbomTool(Product.Name, Product.Version)));
            written.Add(new WrittenSbom(format.Name, file, format.PackagePath, format.FileNameFor(id), nuspec is null));
            if (request.NuspecFile is { } packed)
                findings.Add(SbomFindings.NotInPackage(id, format, new Location(packed)));
        }
        return new SbomReport(written.ToImmutable(), findings.ToImmutable());
    }

    private static (DependencyGraph, PackageReading) Read(string assetsFile, CancellationToken cancellation)
    {
        var graph = AssetsFile.Read(assetsFile);
        return (graph, PackageReader.Read(graph, cancellation));
    }

    /// <summary>The licence that a package declares: its expression whole when it is one, and never a guess.</summary>
    public static SbomLicense Declared(PackageFacts package) => Declared(package.Nuspec);

    private static SbomLicense Declared(Nuspec nuspec) => nuspec.License is { IsFile: false, Value: var text } && !LicenseExpression.TryParse(text, out _, out _)
        ? SbomLicense.Unknown("the nuspec's license element is not a licence expression")
        : SbomLicense.Declared(nuspec);

    // A package of a nuspec is what the nuspec says, whatever the project says. Which files it takes is known when it is packed, and this
    // document is made before, so that the nuspec can list it: no assembly is named rather than one that may not be in it.
    private static SbomRoot Root(Nuspec nuspec, PackageId id, SbomRequest request) => SbomRoot.Create(request.Kind, id, Declared(nuspec), nuspec.Authors,
        nuspec.Copyright, nuspec.Description, nuspec.ProjectUrl, nuspec.Repository?.Url, nuspec.Repository?.Commit);

    private static SbomRoot Root(SbomRequest request, PackageId id)
    {
        string? Metadata(string name) => request.Metadata.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        var license = Metadata("LicenseExpression") is { } expression
            ? LicenseExpression.TryParse(expression, out _, out _) ? SbomLicense.Expression(expression.Trim()) : SbomLicense.Unknown("PackageLicenseExpression is not a licence expression")
            : Metadata("LicenseFile") is { } file ? SbomLicense.InFile(file) : SbomLicense.Unknown("the project names no licence");
        return SbomRoot.Create(request.Kind, id, license, Metadata("Authors"), Metadata("Copyright"), Metadata("Description"),
            Metadata("ProjectUrl"), Metadata("RepositoryUrl"), Metadata("RepositoryCommit"), Assemblies(request.Assemblies));
    }

    private static IEnumerable<SbomFile> Assemblies(ImmutableArray<PackageFile> files) => files
        .Where(f => Path.GetExtension(f.PackagePath).ToUpperInvariant() is ".DLL" or ".EXE").DistinctBy(f => f.PackagePath)
        .Select(f =>
        {
            var content = File.ReadAllBytes(f.File);
            return SbomFile.Create(f.PackagePath, Digest.Sha256Of(content), Digest.Sha512(SHA512.HashData(content)));
        });
}
