using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Sbom;

/// <summary>A format in which SBOMs are written, and where its files go.</summary>
public sealed record SbomFormat
{
    private readonly string _extension;

    private SbomFormat(string name, string packagePath, string extension) => (Name, PackagePath, _extension) = (name, packagePath, extension);

    /// <summary>CycloneDX 1.6, JSON.</summary>
    public static SbomFormat CycloneDx16 { get; } = new("CycloneDX-1.6", "_manifest/cyclonedx/bom.cdx.json", ".cdx.json");

    /// <summary>Every format that this version writes.</summary>
    public static ImmutableArray<SbomFormat> All { get; } = [CycloneDx16];

    /// <summary>As in <c>SupplyChainSbomFormats</c>.</summary>
    public string Name { get; }

    /// <summary>The path of the document inside a package.</summary>
    public string PackagePath { get; }

    /// <summary>The name of the document beside a package, such as <c>Contoso.Widgets.1.2.3.cdx.json</c>.</summary>
    public string FileNameFor(PackageId package) => $"{package.Id}.{package.Version}{_extension}";

    /// <summary>Reads the property <c>SupplyChainSbomFormats</c>.</summary>
    /// <param name="property">Names between semicolons; as MSBuild compares, without case.</param>
    /// <returns>Distinct formats in the order of <see cref="All"/>, and a finding for each name that is none, or for a list without names.</returns>
    public static (ImmutableArray<SbomFormat> Formats, ImmutableArray<Finding> Findings) Read(string property)
    {
        var names = property.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return ([.. All.Where(f => names.Any(f.IsCalled))],
            names.Length == 0
                ? [SbomFindings.FormatUnknown("")]
                : [.. names.Where(n => !All.Any(f => f.IsCalled(n))).Select(SbomFindings.FormatUnknown)]);
    }

    private bool IsCalled(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
