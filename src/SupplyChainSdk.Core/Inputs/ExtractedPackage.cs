using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>The files that NuGet extracted beside a package in the packages folder, which are what a build uses.</summary>
internal sealed class ExtractedPackage
{
    private readonly PackageFolder _folder;
    private readonly string _archiveName;
    private readonly PackageId _package;

    private ExtractedPackage(string folder, string archiveName, PackageId package)
    {
        _folder = PackageFolder.List(folder);
        _archiveName = archiveName;
        _package = package;
    }

    /// <summary>Whether anything was extracted: a feed in a folder has the archive, its hash and the nuspec alone.</summary>
    public bool IsExtracted => _folder.Files.Any(f => f.Path != _archiveName && f.Path != $"{_package.Id}.nupkg" && f.Path != _archiveName + ExtractionRules.FileHashEnd
        && f.Path != ExtractionRules.NuspecName(_package) && !IsEvidence(f.Path, _archiveName));

    /// <summary>The files beside a package; null when it does not lie where a packages folder has it: <c>id/version/id.version.nupkg</c>.</summary>
    /// <exception cref="IOException">The folder cannot be read, or holds more files than are compared.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ExtractedPackage? Find(string packagePath, PackageId package)
    {
        // Through a link, too, it is that package.
        var full = RealPath.Of(Path.GetFullPath(packagePath));
        return IsLaidOut(full, package) ? new ExtractedPackage(Path.GetDirectoryName(full)!, Path.GetFileName(full), package) : null;
    }

    /// <summary>Whether a package lies where a packages folder has it; without a look at what lies beside it.</summary>
    public static bool IsLaidOut(string packagePath, PackageId package)
    {
        var full = RealPath.Of(Path.GetFullPath(packagePath));
        var folder = Path.GetDirectoryName(full)!;
        return Same(Path.GetFileName(full), PackageFileName.Of(package)) && Same(Path.GetFileName(folder), package.Version)
            && Same(Path.GetFileName(Path.GetDirectoryName(folder)), package.Id);
    }

    /// <summary>Whether a package lies among what may be its extracted files in another layout, such as that of packages.config: those are not compared.</summary>
    public static bool MayBeExtracted(string packagePath, PackageId package)
    {
        var folder = Path.GetDirectoryName(RealPath.Of(Path.GetFullPath(packagePath)))!;
        return File.Exists(Path.Combine(folder, ExtractionRules.MetadataName)) || Same(Path.GetFileName(folder), package.Id) || Same(Path.GetFileName(folder), $"{package.Id}.{package.Version}");
    }

    /// <summary>Compares every file with its entry, byte for byte.</summary>
    /// <param name="archive">The package.</param>
    /// <param name="also">File names that may lie there too.</param>
    /// <param name="cancel">Asked before each block.</param>
    /// <returns>How many were compared, and the first that is wrong.</returns>
    /// <exception cref="PackageFormatException">An entry cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public (int Compared, ExtractedDifference? Difference) Compare(PackageArchive archive, IEnumerable<string> also, CancellationToken cancel)
    {
        var (compared, differences) = new ExtractedComparison(archive, _archiveName, _folder, _package) { Also = also }.Run(cancel);
        return differences.IsEmpty ? (compared, null) : (0, differences[0]);
    }

    /// <summary>Whether a file is the attestation of a package, which may be put where it is looked for, also in a packages folder.</summary>
    public static bool IsEvidence(string path, string archiveName) => BundleFiles.MayBeOf(path, archiveName) || path == $"{archiveName}.intoto.unsigned.json";

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
