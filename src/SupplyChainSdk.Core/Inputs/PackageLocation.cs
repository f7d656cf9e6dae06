using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using IOPath = System.IO.Path;

namespace SupplyChainSdk.Inputs;

/// <summary>Where the archive of a package lies.</summary>
/// <param name="Path">Absolute path of the nupkg, or where it was expected.</param>
/// <param name="Length">In bytes; only to order the work.</param>
/// <param name="Problem">Null when it was found.</param>
/// <param name="Detail">About the problem.</param>
internal sealed record PackageLocation(string Path, long Length, PackageProblem? Problem = null, string Detail = "")
{
    /// <summary>Whether no package folder has anything of the package.</summary>
    public bool IsNowhere => Problem == PackageProblem.Missing;

    /// <summary>
    /// The archive in the first package folder that has anything of the package. NuGet takes the first that has one of the two files it writes last, when it restores and again
    /// when it builds; so where the first copy has neither and there is another, nothing says which of them is used, and that is a problem.
    /// </summary>
    /// <remarks>Source: NuGet.Packaging, FallbackPackagePathResolver; an empty folder counts for nothing there either.</remarks>
    public static PackageLocation Find(ImmutableArray<string> packageFolders, ResolvedPackage package)
    {
        var name = ArchiveName(package);
        PackageLocation? first = null;
        string? expected = null;
        foreach (var top in Roots(packageFolders))
        {
            var folder = IOPath.GetFullPath(IOPath.Combine(top, package.RelativeFolder));
            var path = IOPath.Combine(folder, name);
            if (!folder.StartsWith(IOPath.EndsInDirectorySeparator(top) ? top : top + IOPath.DirectorySeparatorChar, StringComparison.Ordinal))
                return new PackageLocation(path, 0, PackageProblem.Malformed, "the assets file places it outside the package folder");
            expected ??= path;
            try
            {
                // Unlike Directory.Exists, these do not take a folder that may not be looked into for one that is not there.
                File.GetAttributes(folder);
                if (!Directory.EnumerateFileSystemEntries(folder).Any())
                    continue;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                continue; // The next folder may have it.
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                return new PackageLocation(path, 0, PackageProblem.Unreadable, e.Message.TrimEnd('.'));
            }
            if (first is not null)
                return first with { Problem = PackageProblem.Incomplete, Detail = "NuGet did not finish installing it there, and another package folder has it too" };
            first = new PackageLocation(path, new FileInfo(path) is { Exists: true } file ? file.Length : 0);
            if (Records(folder, name).Any(File.Exists))
                return first;
        }
        return first ?? new PackageLocation(expected ?? name, 0, PackageProblem.Missing, "it is in none of the package folders");
    }

    /// <summary>What decides that a package folder is not the one: absolute paths in all folders before the one of the archive, in all where there is none.</summary>
    /// <param name="packageFolders">As they were given to <see cref="Find"/>.</param>
    /// <param name="package">Which package.</param>
    /// <param name="archive">The one that was found; null without one.</param>
    public static IEnumerable<string> PassedOver(ImmutableArray<string> packageFolders, ResolvedPackage package, string? archive)
    {
        var name = ArchiveName(package);
        return Roots(packageFolders).Select(top => IOPath.GetFullPath(IOPath.Combine(top, package.RelativeFolder)))
            .TakeWhile(folder => IOPath.Combine(folder, name) != archive).SelectMany(folder => Records(folder, name).Prepend(folder));
    }

    private static string ArchiveName(ResolvedPackage package) => PackageFileName.Of(package.Id).ToLowerInvariant();

    private static IEnumerable<string> Roots(ImmutableArray<string> packageFolders) =>
        packageFolders.Select(root => IOPath.TrimEndingDirectorySeparator(IOPath.GetFullPath(root))).Distinct(StringComparer.Ordinal);

    // Older versions of NuGet wrote only the second, and it still decides.
    private static string[] Records(string folder, string name) => [IOPath.Combine(folder, ExtractionRules.MetadataName), IOPath.Combine(folder, name + ".sha512")];
}
