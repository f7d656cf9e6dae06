using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>
/// Digests of extracted files, kept between local checks in a private folder of the user, a file for each content hash: of a package whose archive was hashed again just now, only the
/// extracted files then have to be hashed, and none inflated. It is a convenience: what is damaged, or of something else, is computed again, and what a digest says against a file is asked of the archive.
/// </summary>
/// <param name="folder">Absolute path.</param>
/// <remarks>
/// In the user's cache folder and not in <c>obj</c>: a repository can bring an <c>obj</c> along, and the packages of all projects are the same ones. Whoever can write both the packages folder and this
/// one gets around it (docs/threat-model.md), so it is never used in CI, by <c>supplychain check</c>, and before anything is attested.
/// </remarks>
public sealed class ManifestCache(string folder)
{
    /// <summary>Where it is; null where the user has no cache folder.</summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static string? FolderOf(Func<string, string?> variable) => UserCache.FolderOf(variable, "manifests-1");

    /// <summary>What is known of the files of a package; null when nothing is, or it cannot be relied on.</summary>
    internal IReadOnlyDictionary<string, KnownFile>? Find(ContentHash package, FileScope scope)
    {
        try
        {
            var file = new FileInfo(FileOf(package, scope));
            return file.Exists && file.LinkTarget is null && UserCache.IsPrivate(folder) && FileOwner.IsUser(file.FullName)
                ? FileManifest.Read(BoundedFile.ReadAllBytes(file.FullName, FileManifest.MaxBytes), package, scope) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Then it is computed again.
            return null;
        }
    }

    /// <summary>Keeps the digests of a package; where they cannot be kept, the next check computes them again.</summary>
    internal void Keep(ContentHash package, FileScope scope, IEnumerable<KeyValuePair<string, KnownFile>> files)
    {
        try
        {
            UserCache.Create(folder);
            if (UserCache.IsPrivate(folder))
                AtomicFile.Write(FileOf(package, scope), FileManifest.Write(package, scope, files));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk or a read-only home fails no check.
        }
    }

    /// <summary>Forgets what turned out to be wrong.</summary>
    internal void Forget(ContentHash package, FileScope scope)
    {
        try
        {
            File.Delete(FileOf(package, scope));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is asked of the archive again next time.
        }
    }

    private string FileOf(ContentHash package, FileScope scope) =>
        Path.Combine(folder, $"{package.ToDigest().Hex}.{(scope == FileScope.All ? "all" : "used")}");
}
