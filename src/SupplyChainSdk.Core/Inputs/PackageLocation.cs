using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Inputs;

/// <summary>Where the archive of a package lies.</summary>
/// <param name="Path">Absolute path of the nupkg, or where it was expected.</param>
/// <param name="Length">In bytes; only to order the work.</param>
/// <param name="Problem">Null when it was found.</param>
/// <param name="Detail">About the problem.</param>
internal sealed record PackageLocation(string Path, long Length, PackageProblem? Problem = null, string Detail = "")
{
    /// <summary>
    /// The archive in the first package folder that has the package's folder with what NuGet writes last when it installs, which is the one that NuGet uses;
    /// without any such, in the first that has the folder.
    /// </summary>
    public static PackageLocation Find(ImmutableArray<string> packageFolders, ResolvedPackage package)
    {
        var installed = packageFolders.Where(root => File.Exists(System.IO.Path.Combine(root, package.RelativeFolder, ".nupkg.metadata")));
        return FindFirst([.. installed.Concat(packageFolders).Distinct(StringComparer.Ordinal)], package);
    }

    private static PackageLocation FindFirst(ImmutableArray<string> packageFolders, ResolvedPackage package)
    {
        var name = $"{package.Id.Id}.{package.Id.Version}.nupkg".ToLowerInvariant();
        var expected = name;
        foreach (var root in packageFolders)
        {
            var top = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(root));
            var folder = System.IO.Path.GetFullPath(System.IO.Path.Combine(top, package.RelativeFolder));
            var path = System.IO.Path.Combine(folder, name);
            if (!folder.StartsWith(top + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
                return new PackageLocation(path, 0, PackageProblem.Malformed, "the assets file places it outside the package folder");
            if (expected == name)
                expected = path;
            try
            {
                // Unlike Directory.Exists, this does not take a folder that may not be looked into for one that is not there.
                File.GetAttributes(folder);
                return new PackageLocation(path, new FileInfo(path) is { Exists: true } file ? file.Length : 0);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // The next folder may have it.
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                return new PackageLocation(path, 0, PackageProblem.Unreadable, e.Message.TrimEnd('.'));
            }
        }
        return new PackageLocation(expected, 0, PackageProblem.Missing, "it is in none of the package folders");
    }
}
