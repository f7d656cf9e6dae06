using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Attestation;

/// <summary>Step 0 of a verification: a package that is open, digested, and says what it is.</summary>
/// <param name="Path">Of the file.</param>
/// <param name="Evidence">The file beside which its bundle and its SBOMs are: itself, or the released package that it is compared with.</param>
/// <param name="Archive">Open as long as this is used.</param>
/// <param name="Layers">Its digests.</param>
/// <param name="Nuspec">Its own claims.</param>
internal sealed record OpenPackage(string Path, string Evidence, PackageArchive Archive, PackageLayers Layers, Nuspec Nuspec)
{
    /// <summary>As the nuspec has them, the version as NuGet normalises it.</summary>
    public PackageId Id { get; } = PackageId.Create(Nuspec.Id, NuspecVersion.Normalize(Nuspec.Version));

    public string FileName => System.IO.Path.GetFileName(Path);
}
