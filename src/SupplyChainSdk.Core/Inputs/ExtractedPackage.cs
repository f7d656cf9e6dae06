using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Security.Cryptography;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>What is wrong with an extracted file.</summary>
public enum ExtractedProblem
{
    /// <summary>Its content is not that of the entry.</summary>
    Differs,

    /// <summary>The package holds it, the folder does not.</summary>
    Missing,

    /// <summary>The folder holds it, the package does not.</summary>
    Extra,

    /// <summary>It is a link, which NuGet never makes.</summary>
    Link,
}

/// <summary>An extracted file that is not the package's.</summary>
/// <param name="Path">Below the folder of the package, with forward slashes.</param>
/// <param name="Problem">What is wrong.</param>
public sealed record ExtractedDifference(string Path, ExtractedProblem Problem);

/// <summary>The files that NuGet extracted beside a package in the packages folder, which are what a build uses.</summary>
/// <remarks>Source of the rules: NuGet.Packaging, PackageHelper.IsPackageFile, PackageExtractor and VersionFolderPathResolver; measured on 171 packages.</remarks>
internal sealed class ExtractedPackage
{
    /// <summary>What NuGet writes last when it has extracted a package.</summary>
    public const string MetadataName = ".nupkg.metadata";

    private const int MaxFiles = 200_000;
    private static readonly ImmutableArray<string> NotExtracted = ["_rels/", "package/", "[Content_Types].xml"];
    private static readonly ImmutableArray<string> NotExtractedEnds = [".nupkg.sha512", MetadataName];

    private readonly string _folder;
    private readonly string _archiveName;
    private readonly string _nuspecName;
    private readonly string _copyName;
    private readonly List<(string Path, bool IsLink)> _files;

    private ExtractedPackage(string folder, string archiveName, PackageId package)
    {
        _folder = folder;
        _archiveName = archiveName;
        _nuspecName = $"{package.Id.ToLowerInvariant()}.nuspec";
        _copyName = $"{package.Id}.nupkg";
        _files = FilesOf(folder);
    }

    /// <summary>Whether anything was extracted: a feed in a folder has the archive, its hash and the nuspec alone.</summary>
    public bool IsExtracted => _files.Exists(f => f.Path != _archiveName && f.Path != _copyName && f.Path != $"{_archiveName}.sha512" && f.Path != _nuspecName && !IsEvidence(f.Path));

    /// <summary>The files beside a package; null when it does not lie where a packages folder has it: <c>id/version/id.version.nupkg</c>.</summary>
    /// <exception cref="IOException">The folder cannot be read, or holds more files than are compared.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static ExtractedPackage? Find(string packagePath, PackageId package)
    {
        // Through a link, too, it is that package.
        var full = RealPath.Of(Path.GetFullPath(packagePath));
        var folder = Path.GetDirectoryName(full)!;
        var name = Path.GetFileName(full);
        var isLaidOut = Same(name, PackageFileName.Of(package)) && Same(Path.GetFileName(folder), package.Version)
            && Same(Path.GetFileName(Path.GetDirectoryName(folder)), package.Id);
        return isLaidOut ? new ExtractedPackage(folder, name, package) : null;
    }

    /// <summary>Whether a package lies among what may be its extracted files in another layout, such as that of packages.config: those are not compared.</summary>
    public static bool MayBeExtracted(string packagePath, PackageId package)
    {
        var folder = Path.GetDirectoryName(RealPath.Of(Path.GetFullPath(packagePath)))!;
        return File.Exists(Path.Combine(folder, MetadataName)) || Same(Path.GetFileName(folder), package.Id) || Same(Path.GetFileName(folder), $"{package.Id}.{package.Version}");
    }

    /// <summary>Compares every file with its entry, byte for byte.</summary>
    /// <param name="archive">The package.</param>
    /// <param name="also">File names that may lie there too.</param>
    /// <param name="cancel">Asked before each file.</param>
    /// <returns>How many were compared, and the first that is wrong.</returns>
    /// <exception cref="PackageFormatException">An entry cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public (int Compared, ExtractedDifference? Difference) Compare(PackageArchive archive, IEnumerable<string> also, CancellationToken cancel)
    {
        var comparer = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var expected = archive.Files.Where(IsExtractedFile).ToDictionary(e => IsRootNuspec(e.Path) ? _nuspecName : e.Path, comparer);
        var allowed = also.Append(_archiveName).Append($"{_archiveName}.sha512").Append(MetadataName).ToHashSet(comparer);
        foreach (var (path, isLink) in _files)
        {
            if (isLink)
                return (0, new ExtractedDifference(path, ExtractedProblem.Link));
            if (expected.ContainsKey(path) || allowed.Contains(path) || IsEvidence(path))
                continue;
            if (!comparer.Equals(path, _copyName))
                return (0, new ExtractedDifference(path, ExtractedProblem.Extra));
            // dotnet tool install leaves a second copy of the package under this name.
            if (!Digest(path).AsSpan().SequenceEqual(Digest(_archiveName)))
                return (0, new ExtractedDifference(path, ExtractedProblem.Differs));
        }
        foreach (var (path, entry) in expected.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                using var file = new FileStream(Path.Combine(_folder, path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
                if (!archive.IsContent(entry, file))
                    return (0, new ExtractedDifference(path, ExtractedProblem.Differs));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return (0, new ExtractedDifference(path, ExtractedProblem.Missing));
            }
        }
        return (expected.Count, null);
    }

    private byte[] Digest(string path)
    {
        using var file = File.OpenRead(Path.Combine(_folder, path));
        return SHA256.HashData(file);
    }

    // The attestation of a package may be put where it is looked for, also in a packages folder.
    private bool IsEvidence(string path) => path == $"{_archiveName}.sigstore.json" || path == $"{_archiveName}.intoto.unsigned.json";

    private static bool IsExtractedFile(ZipEntry entry) =>
        !NotExtracted.Any(start => entry.Path.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        && !NotExtractedEnds.Any(end => entry.Path.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    private static bool IsRootNuspec(string path) => path.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) && !path.Contains('/', StringComparison.Ordinal);

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static List<(string, bool)> FilesOf(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };
        var found = new FileSystemEnumerable<(string, bool)>(
            folder,
            (ref FileSystemEntry entry) => (Path.GetRelativePath(folder, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/'), entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),
            options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory || entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        var files = found.Take(MaxFiles + 1).ToList();
        if (files.Count > MaxFiles)
            throw new IOException($"there are more than {MaxFiles} files in the folder {folder}");
        files.Sort((a, b) => string.CompareOrdinal(a.Item1, b.Item1));
        return files;
    }
}
