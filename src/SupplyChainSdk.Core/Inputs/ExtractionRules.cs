using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>What NuGet makes of the entries of a package when it extracts them: the one place that knows what it leaves out and renames.</summary>
/// <remarks>Source: NuGet.Packaging, PackageHelper.IsPackageFile, PackageExtractor, PackageFileExtractor and VersionFolderPathResolver; measured on 171 packages.</remarks>
internal static class ExtractionRules
{
    /// <summary>What NuGet writes last when it has extracted a package.</summary>
    public const string MetadataName = ".nupkg.metadata";

    /// <summary>Beside the name of the archive: the digest of the whole file.</summary>
    public const string FileHashEnd = ".sha512";

    private static readonly ImmutableArray<string> NotExtracted = ["_rels/", "package/", "[Content_Types].xml"];
    private static readonly ImmutableArray<string> NotExtractedEnds = [".nupkg.sha512", MetadataName];

    /// <summary>How names in a package folder are told apart here.</summary>
    public static StringComparer Names { get; } = StringComparer.FromComparison(RealPath.Names);

    /// <summary>The root nuspec's name, whatever it is called in the archive.</summary>
    public static string NuspecName(PackageId package) => $"{package.Id.ToLowerInvariant()}.nuspec";

    /// <summary>The entries that land on disk, by the path below the package folder.</summary>
    /// <param name="archive">The package.</param>
    /// <param name="package">Its id.</param>
    /// <param name="lies">Whether a file of that path lies there: restore gives the root nuspec another name, dotnet tool leaves it its own.</param>
    public static Dictionary<string, ZipEntry> Files(PackageArchive archive, PackageId package, Func<string, bool> lies)
    {
        string NameOf(string path) => IsRootNuspec(path) && (lies(NuspecName(package)) || !lies(path)) ? NuspecName(package) : path;
        var files = new Dictionary<string, ZipEntry>(Names);
        foreach (var entry in archive.Files)
        {
            if (IsExtracted(entry) && !files.TryAdd(NameOf(entry.Path), entry))
                throw new PackageFormatException(PackageDefect.NameDuplicate, $"two entries are extracted to {ZipEntry.Show(NuspecName(package))}");
        }
        return files;
    }

    /// <summary>
    /// The documentation of an assembly, which restore leaves out where <c>NUGET_XMLDOC_MODE</c> is <c>skip</c>, as it is in the container images of the .NET SDK,
    /// and writes as <c>.xml.zip</c> where it is <c>compress</c>.
    /// </summary>
    /// <param name="path">Of an extracted file.</param>
    /// <param name="exists">Whether the package has a file of that path.</param>
    public static bool IsDocumentation(string path, Func<string, bool> exists)
    {
        if (!path.EndsWith(".xml", StringComparison.Ordinal)
            || (!path.StartsWith("lib/", StringComparison.OrdinalIgnoreCase) && !path.StartsWith("ref/", StringComparison.OrdinalIgnoreCase)))
            return false;
        var stem = path[..^".xml".Length];
        var name = stem.LastIndexOf('/');
        var language = stem.LastIndexOf('/', name - 1);
        // Beside the assembly, beside its satellite, or in the folder of a language below it.
        return exists($"{stem}.dll") || exists($"{stem}.resources.dll") || (language > 0 && exists($"{stem[..language]}{stem[name..]}.dll"));
    }

    private static bool IsExtracted(ZipEntry entry) =>
        !NotExtracted.Any(start => entry.Path.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        && !NotExtractedEnds.Any(end => entry.Path.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    private static bool IsRootNuspec(string path) => path.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) && !path.Contains('/', StringComparison.Ordinal);
}
