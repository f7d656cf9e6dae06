using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Sbom;

/// <summary>A package or project reference that ships.</summary>
public sealed record SbomComponent
{
    private SbomComponent(ShippedNode node, SbomLicense license)
    {
        Id = node.Id;
        IsProjectReference = node.IsProject;
        Targets = node.Targets;
        License = license;
    }

    /// <summary>Id and version; <see cref="PackageId.Purl"/> names it in every document.</summary>
    public PackageId Id { get; }

    /// <summary>Whether it is a project of the same build that the package names as a dependency.</summary>
    public bool IsProjectReference { get; }

    /// <summary>The names of the targets in which it ships, sorted.</summary>
    public ImmutableArray<string> Targets { get; }

    /// <summary>What its package says about its licence.</summary>
    public SbomLicense License { get; }

    /// <summary>The archive's name in a packages folder, such as <c>newtonsoft.json.13.0.4.nupkg</c>; null for a project reference.</summary>
    public string? FileName { get; private init; }

    /// <summary>The SHA-512 of the whole archive, signature included; null for a project reference, whose package does not exist yet.</summary>
    public Digest? FileSha512 { get; private init; }

    /// <summary>NuGet's content hash: of the archive as it was before it was signed; null for a project reference.</summary>
    public ContentHash? ContentHash { get; private init; }

    /// <summary>Who its nuspec says it is from; null when it does not say.</summary>
    public SbomSupplier? Supplier { get; private init; }

    /// <summary>The nuspec's; null when absent.</summary>
    public string? Copyright { get; private init; }

    /// <summary>Website and repository, in this order, where the nuspec names them by a web address.</summary>
    public ImmutableArray<SbomReference> References { get; private init; } = [];

    internal static SbomComponent OfPackage(ShippedNode node, PackageFacts facts, Func<PackageFacts, SbomLicense> license)
    {
        var nuspec = facts.Nuspec;
        return new SbomComponent(node, license(facts))
        {
            // Derived from the id and not from the path: a fallback folder may spell it otherwise (global packages folder, layout v3).
            FileName = $"{node.Id.Id}.{node.Id.Version}.nupkg".ToLowerInvariant(),
            FileSha512 = facts.FileSha512,
            ContentHash = facts.ContentHash,
            Supplier = SbomSupplier.Of(nuspec.Authors, nuspec.ProjectUrl),
            Copyright = SbomText.OrNull(nuspec.Copyright),
            References = SbomReference.Of(nuspec.ProjectUrl, nuspec.Repository?.Url, nuspec.Repository?.Commit),
        };
    }

    internal static SbomComponent OfProject(ShippedNode node) =>
        new(node, SbomLicense.Unknown("it is a project of the same build, whose nuspec does not exist yet"));
}
