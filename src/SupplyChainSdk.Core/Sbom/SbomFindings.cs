using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Sbom;

/// <summary>What can be wrong with an SBOM before it is written.</summary>
public static class SbomFindings
{
    /// <summary><c>SupplyChainSbomFormats</c> names a format that is not written, or none at all.</summary>
    public static Finding FormatUnknown(string name) => Finding.Create(Codes.SbomFormatUnknown, Severity.Error,
        $"SupplyChainSbomFormats names {(name.Length == 0 ? "no format" : $"'{name}', which this version does not write")}; "
        + $"it writes {string.Join(", ", SbomFormat.All.Select(f => f.Name))}. Set the property to that, or remove it, or update SupplyChainSdk.",
        name);

    /// <summary>A pack by <c>NuspecFile</c> takes no file that the nuspec does not list.</summary>
    /// <param name="package">What is packed.</param>
    /// <param name="format">The SBOM's format.</param>
    /// <param name="nuspec">The nuspec's location.</param>
    public static Finding NotInPackage(PackageId package, SbomFormat format, Location nuspec) => Finding.Create(
        Codes.SbomNotInPackage, Severity.Warning,
        $"{package} is packed from a nuspec of its own, which takes no further file: its {format.Name} SBOM is written beside the package as "
        + $"{format.FileNameFor(package)} and is not inside. List it in the nuspec's files with target {format.PackagePath}, "
        + "or pack without NuspecFile.",
        $"{package.Id}\n{format.Name}", nuspec, package);

    /// <summary>The SBOM could not be made, and so the package cannot be either.</summary>
    /// <param name="package">What is packed.</param>
    /// <param name="reason">What exactly, as one or more sentences.</param>
    public static Finding Failed(PackageId package, string reason) => Finding.Create(Codes.SbomFailed, Severity.Error,
        $"The SBOM of {package} could not be made: {reason}", package.Id, package: package);
}
