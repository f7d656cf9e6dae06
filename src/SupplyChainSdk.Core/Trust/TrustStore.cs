using SupplyChainSdk.Inputs;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Trust;

/// <summary>
/// What updates of one instance left, in a folder that is the user's alone. It is a cache: each time it is read, it is verified again from the TUF root of the instance. It is there or
/// it is not; one that is there and does not hold is an error, and never as if it were not there.
/// </summary>
/// <param name="instance">Of one instance.</param>
/// <param name="folder">Absolute.</param>
public sealed class TrustStore(TrustInstance instance, string folder)
{
    // Far more than updates leave there.
    private const int MaxPlaces = 1000;

    /// <summary>The instance.</summary>
    public TrustInstance Instance => instance;

    /// <summary>Where it is; absolute.</summary>
    public string Folder => folder;

    /// <summary>The place for an instance in the user's cache folder; null where the user has none.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static TrustStore? Find(TrustInstance instance, Func<string, string?> variable) =>
        UserCache.FolderOf(variable, "trust-1") is { } folder ? new TrustStore(instance, Path.Combine(folder, instance.Folder)) : null;

    /// <summary>What the last update left that was completed; null when none was. It waits for no update that is going on.</summary>
    /// <exception cref="TrustStoreException">The store is damaged, or not the user's alone, or cannot be read.</exception>
    public FetchedTrust? Read() => Guard(() =>
    {
        if (!IsThere(folder))
            return null;
        RequirePrivate();
        return new TufClient(instance.Repository, folder).ReadStored() is { } stored
            ? new FetchedTrust(
                TrustedRoot.Parse(stored.Read(TrustUpdate.TrustedRootName).AsMemory(), $"the trusted root of {instance.Name} that was fetched"), stored.TargetsVersion, stored.CurrentUntil)
            : null;
    });

    /// <summary>Absolute paths of the folder and of every file in it, or of the folder that is not there: while none of them changes, neither does what is trusted.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal IEnumerable<string> Places() =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Take(MaxPlaces).Prepend(folder) : [folder];

    /// <summary>Fetches what is new.</summary>
    /// <exception cref="TufException">The update was refused, or the repository cannot be reached.</exception>
    /// <exception cref="TrustStoreException">The folder is not the user's alone, or cannot be made.</exception>
    internal TrustUpdate Fetch(HttpMessageHandler? handler, TimeProvider time, CancellationToken cancel)
    {
        Guard(() =>
        {
            // Both above it, then itself.
            UserCache.Create(Path.GetDirectoryName(folder)!);
            UserCache.Create(folder);
            RequirePrivate();
            return true;
        });
        return TrustUpdate.FetchAsync(new TufClient(instance.Repository, folder, handler, time), cancel).GetAwaiter().GetResult();
    }

    /// <summary>What is wrong with the store, and what to do.</summary>
    internal TrustStoreException Unusable(TufException e) => Unusable(e.Message, e.Failure switch
    {
        TufFailure.StoreBusy => "Wait until that has ended",
        TufFailure.StoreUnusable => "Check the permissions",
        _ => $"Remove {folder}",
    }, e);

    private static TrustStoreException Unusable(string detail, string remedy, Exception? inner = null) => new(
        $"What was fetched as trusted cannot be used: {detail.TrimEnd('.')}. Nothing is trusted in its place. {remedy}, "
        + "and run 'supplychain trust update' again, or name a trusted root with --trusted-root FILE.", inner);

    private void RequirePrivate()
    {
        for (var (path, i) = (folder, 0); i < 3; (path, i) = (Path.GetDirectoryName(path)!, i + 1))
        {
            if (UserCache.WhyNotPrivate(path) is { } why)
                throw Unusable($"{path} {why}", i == 0 ? $"Remove {folder}" : $"Remove {folder}, make {path} private");
        }
    }

    // File.Exists says no as well where it may not look.
    private static bool IsThere(string path)
    {
        try
        {
            File.GetAttributes(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (TufException e)
        {
            throw Unusable(e);
        }
        catch (VerificationException e)
        {
            throw Unusable(e.Message, "Use a newer version of supplychain", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"{folder} cannot be used: {e.Message}", "Check the permissions", e);
        }
    }
}

/// <summary>What an update fetched and a store keeps.</summary>
/// <param name="Root">The trusted root.</param>
/// <param name="Version">Of the repository's list of targets that it is of.</param>
/// <param name="CurrentUntil">Until when the repository said that this is its newest; null when that is not known.</param>
public sealed record FetchedTrust(TrustedRoot Root, long Version, DateTimeOffset? CurrentUntil);

/// <summary>There is no trusted root to be had from a store. Nothing else is used in its place. The message says what to do.</summary>
#pragma warning disable CA1032 // without a remedy it would leave the user alone
public sealed class TrustStoreException : Exception
#pragma warning restore CA1032
{
    internal TrustStoreException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
