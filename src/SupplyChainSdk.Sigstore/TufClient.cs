using SupplyChainSdk.Sigstore.Tuf;

namespace SupplyChainSdk.Sigstore;

/// <summary>A client of TUF repositories (The Update Framework, specification 1.0.x), with a local store that several processes may share.</summary>
/// <remarks>
/// The store is a cache beside the trusted root, never an authority: what is read from it is verified again from that root. Only an update judges expiry;
/// <see cref="ReadStored"/> never does, as files that were verified once do not turn false by age. What it reads is the last update that was completed, whole:
/// one that failed changes nothing of it, wherever it failed.
/// </remarks>
/// <param name="repository">Where the metadata is, and the root to verify it from.</param>
/// <param name="folder">The local store of this repository, created by the first update.</param>
/// <param name="handler">Sends requests; not disposed. It should not follow redirects by itself. By default the system's proxy and sockets.</param>
/// <param name="time">Tells when an update begins; by default the system's clock.</param>
public sealed class TufClient(TufRepository repository, string folder, HttpMessageHandler? handler = null, TimeProvider? time = null)
{
    /// <summary>The repository.</summary>
    public TufRepository Repository => repository;

    /// <summary>Where targets are kept; by default <c>targets</c> in the local store.</summary>
    public string TargetsFolder { get; init; } = Path.Combine(folder, "targets");

    /// <summary>The most that one file may take to arrive whole; by default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most that an update waits for one of another process; by default 2 minutes.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The most bytes of a target; by default 32 MiB.</summary>
    public long MaxTargetBytes { get; init; } = 32 << 20;

    /// <summary>Brings the local store up to date and keeps it for this process until the result is disposed. What <see cref="ReadStored"/> gives changes only when it is completed.</summary>
    /// <param name="cancellationToken">Ends the update.</param>
    /// <exception cref="TufException">The repository cannot be reached, or what it shows is wrong, withheld or expired: <see cref="TufException.Failure"/> says which.</exception>
    public async Task<TufUpdate> UpdateAsync(CancellationToken cancellationToken = default)
    {
        var now = (time ?? TimeProvider.System).GetUtcNow();
        var trusted = RootChain.Start(repository.TrustedRoot);
        var store = await LocalStore.OpenForUpdateAsync(folder, LockTimeout, cancellationToken).ConfigureAwait(false);
        var reader = new RepositoryReader(handler, RequestTimeout);
        try
        {
            return await TufUpdate.BeginAsync(this, trusted, new TopLevelRoles(store, reader, repository.Metadata, now, cancellationToken)).ConfigureAwait(false);
        }
        catch
        {
            reader.Dispose();
            store.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What the last update left that was completed (<see cref="TufUpdate.Complete"/>), verified again from the trusted root. Opens no socket, waits for no update of another
    /// process, and never fails because something has expired.
    /// </summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="TufException">What is stored does not verify, or cannot be read.</exception>
    public TufStored? ReadStored() => CompleteState.Read(folder) is { } state ? TufStored.Open(repository.TrustedRoot, state) : null;
}
