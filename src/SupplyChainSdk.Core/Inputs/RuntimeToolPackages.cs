using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Inputs;

/// <summary>
/// A tool may be packed once for each runtime identifier. The package that a manifest names then holds only a list, and what runs lies in another package
/// of the same version.
/// </summary>
/// <remarks>Source: dotnet/sdk, DotnetToolSettings.xml version 2 (RuntimeIdentifierPackages).</remarks>
internal static class RuntimeToolPackages
{
    private const int MaxSettings = 1 << 20;

    /// <summary>The packages of a tool that are installed here, which is what restoring the tool chose for this machine.</summary>
    /// <param name="tool">What the manifest names.</param>
    /// <param name="packageFolders">Where packages are looked for.</param>
    /// <returns>Empty for a tool that is one package, and for one whose archive cannot be read: that is found where it is hashed.</returns>
    public static ImmutableArray<PackageId> Of(PackageId tool, ImmutableArray<string> packageFolders)
    {
        try
        {
            using var archive = PackageArchive.Open(PackageLocation.Find(packageFolders, ResolvedPackage.InNoGraph(tool)).Path);
            return [.. archive.Entries.Where(e => Path.GetFileName(e) == "DotnetToolSettings.xml").SelectMany(e => Listed(archive, e)).Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(PackageId.IsValidId).Select(id => PackageId.Create(id, tool.Version)).Where(p => !PackageLocation.Find(packageFolders, ResolvedPackage.InNoGraph(p)).IsNowhere).Order()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or PackageFormatException)
        {
            return [];
        }
    }

    private static IEnumerable<string> Listed(PackageArchive archive, string entry) =>
        BoundedXml.Parse(archive.ReadEntry(entry, MaxSettings)!, entry).Descendants().Where(e => e.Name.LocalName == "RuntimeIdentifierPackage").Select(e => (string?)e.Attribute("Id")).OfType<string>();
}
