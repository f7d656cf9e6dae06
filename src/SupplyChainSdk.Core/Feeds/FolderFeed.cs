using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Feeds;

/// <summary>A package in a folder that is a feed: flat, or in <c>id/version/</c> as <c>nuget add</c> lays it out.</summary>
internal static class FolderFeed
{
    private const int MaxFiles = 200_000;

    /// <summary>The package's path; null when it is not there.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="package">Its version normalised; the file's may be written otherwise.</param>
    /// <exception cref="FeedException">Several files claim to be it, or the folder has more files than are looked at.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string? Find(string folder, PackageId package)
    {
        var (id, version) = (package.Id.ToLowerInvariant(), package.Version.ToLowerInvariant());
        var laidOut = Path.Combine(folder, id, version, $"{id}.{version}.nupkg");
        var found = Directory.EnumerateFiles(folder).Take(MaxFiles + 1).ToList();
        if (found.Count > MaxFiles)
            throw new FeedException($"there are more than {MaxFiles} files in {folder}");
        found.RemoveAll(file => !IsOf(Path.GetFileName(file), package));
        if (File.Exists(laidOut))
            found.Add(laidOut);
        return found.Count <= 1 ? found.SingleOrDefault()
            : throw new FeedException($"{found.Count} files in {folder} claim to be {package}: {string.Join(", ", found.Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal))}");
    }

    // A symbol package of the older kind has a version that is none.
    private static bool IsOf(string file, PackageId package)
    {
        var (start, end) = ($"{package.Id}.", ".nupkg");
        return file.Length > start.Length + end.Length
            && file.StartsWith(start, StringComparison.OrdinalIgnoreCase) && file.EndsWith(end, StringComparison.OrdinalIgnoreCase)
            && string.Equals(NuspecVersion.Normalize(file[start.Length..^end.Length]), package.Version, StringComparison.OrdinalIgnoreCase);
    }
}
