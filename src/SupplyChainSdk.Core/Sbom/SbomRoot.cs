using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Sbom;

/// <summary>What a document is about.</summary>
public enum SbomRootKind
{
    /// <summary>A package that others reference.</summary>
    Library,

    /// <summary>A tool or a program.</summary>
    Application,
}

/// <summary>The package that is described, by what its project says. Its own digest is not here: it would have to contain itself.</summary>
public sealed record SbomRoot
{
    private SbomRoot(SbomRootKind kind, PackageId id, SbomLicense license) => (Kind, Id, License) = (kind, id, license);

    /// <summary>Library or application.</summary>
    public SbomRootKind Kind { get; }

    /// <summary>Id and version as in the nuspec.</summary>
    public PackageId Id { get; }

    /// <summary>The licence that the package declares.</summary>
    public SbomLicense License { get; }

    /// <summary>Its authors; null when it names none.</summary>
    public SbomSupplier? Supplier { get; private init; }

    /// <summary>Null when absent.</summary>
    public string? Copyright { get; private init; }

    /// <summary>Null when absent.</summary>
    public string? Description { get; private init; }

    /// <summary>Website and repository, in this order.</summary>
    public ImmutableArray<SbomReference> References { get; private init; } = [];

    /// <summary>The assemblies in the package, by path.</summary>
    public ImmutableArray<SbomFile> Assemblies { get; private init; } = [];

    /// <summary>Makes a root; empty text counts as absent, and an address that is none of the web is left out.</summary>
    /// <param name="kind">Library or application.</param>
    /// <param name="id">Id and version.</param>
    /// <param name="license">The declared licence.</param>
    /// <param name="authors">The nuspec's authors, as one text.</param>
    /// <param name="copyright">The nuspec's.</param>
    /// <param name="description">The nuspec's.</param>
    /// <param name="projectUrl">The nuspec's.</param>
    /// <param name="repositoryUrl">The nuspec's.</param>
    /// <param name="repositoryCommit">The nuspec's.</param>
    /// <param name="assemblies">In any order.</param>
    /// <exception cref="InvalidDataException">Two assemblies have one path.</exception>
    public static SbomRoot Create(SbomRootKind kind, PackageId id, SbomLicense license, string? authors = null, string? copyright = null,
        string? description = null, string? projectUrl = null, string? repositoryUrl = null, string? repositoryCommit = null,
        IEnumerable<SbomFile>? assemblies = null)
    {
        ImmutableArray<SbomFile> sorted = [.. (assemblies ?? []).OrderBy(f => f.Path, StringComparer.Ordinal)];
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Path == sorted[i - 1].Path)
                throw new InvalidDataException($"The package holds '{sorted[i].Path}' twice.");
        }
        return new SbomRoot(kind, id, license)
        {
            Supplier = SbomSupplier.Of(authors, projectUrl),
            Copyright = SbomText.OrNull(copyright),
            Description = SbomText.OrNull(description),
            References = SbomReference.Of(projectUrl, repositoryUrl, repositoryCommit),
            Assemblies = sorted,
        };
    }
}

/// <summary>A file inside the package.</summary>
public sealed record SbomFile
{
    private SbomFile(string path, Digest sha256, Digest sha512) => (Path, Sha256, Sha512) = (path, sha256, sha512);

    /// <summary>In the package, with forward slashes, such as <c>lib/net10.0/Contoso.Widgets.dll</c>.</summary>
    public string Path { get; }

    /// <summary>Of its bytes.</summary>
    public Digest Sha256 { get; }

    /// <summary>Of its bytes.</summary>
    public Digest Sha512 { get; }

    /// <summary>Makes a file.</summary>
    /// <exception cref="InvalidDataException">A path that is absolute, leaves the package or has backslashes, or digests of other algorithms.</exception>
    public static SbomFile Create(string path, Digest sha256, Digest sha512)
    {
        if (path.Split('/').Any(s => s is "" or "." or "..") || path.AsSpan().ContainsAny('\\', ':', '\0'))
            throw new InvalidDataException($"'{path}' is not a path inside a package.");
        if (sha256.Algorithm != "sha256" || sha512.Algorithm != "sha512")
            throw new InvalidDataException($"'{path}' needs a SHA-256 and a SHA-512 digest.");
        return new SbomFile(path, sha256, sha512);
    }
}
