using System.Collections.Immutable;
using SupplyChainSdk.Sigstore.Tuf;

namespace SupplyChainSdk.Sigstore;

/// <summary>A client of TUF repositories (The Update Framework, specification 1.0.x), with a local store that several processes may share.</summary>
/// <remarks>
/// The store is a cache beside the trusted root, never an authority: what is read from it is verified again from that root. Only an update judges expiry;
/// <see cref="ReadStored"/> never does, as files that were verified once do not turn false by age.
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

    /// <summary>Brings the local store up to date and keeps it for this process until the result is disposed. When it fails, what was verified before stays.</summary>
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

    /// <summary>A target as the last update left it. Opens no socket, and never fails because something has expired.</summary>
    /// <param name="target">The target path.</param>
    /// <returns>The whole target.</returns>
    /// <exception cref="TufException"><see cref="TufFailure.NotStored"/>: no update has fetched it; or what is stored does not verify.</exception>
    public ImmutableArray<byte> ReadStored(string target)
    {
        var trusted = RootChain.Start(repository.TrustedRoot);
        using var store = LocalStore.OpenForReading(folder, LockTimeout);
        var root = RootChain.Resume(trusted, store);
        var targets = ReadRole(store, TargetsMetadata.Type, root.Content.Targets, TopLevelRoles.By(root));
        // Nothing is awaited: the roles come from files.
        var listed = TargetSearch.FindAsync(targets, target, (role, according) => Task.FromResult(ReadRole(store, role.Name, role.Keys, according)))
            .GetAwaiter().GetResult() ?? throw TargetFiles.NotFound(target);
        return new TargetFiles(TargetsFolder, MaxTargetBytes).Read(target, listed);
    }

    /// <summary>Until when the repository said that what is stored is its newest: the expiry of the stored timestamp. Opens no socket.</summary>
    /// <returns>Null where the stored timestamp does not lead to the stored targets, as after an update that was interrupted, or today's keys did not sign it.</returns>
    /// <exception cref="TufException">What is stored cannot be read.</exception>
    public DateTimeOffset? ReadStoredExpiry()
    {
        using var store = LocalStore.OpenForReading(folder, LockTimeout);
        var keys = RootChain.Resume(RootChain.Start(repository.TrustedRoot), store).Content;
        return StoredFiles.Require(store, "timestamp.json", TopLevelRoles.MaxTimestampBytes, TimestampMetadata.Read) is { } timestamp
            && StoredFiles.Require(store, "snapshot.json", TopLevelRoles.MaxSnapshotBytes, SnapshotMetadata.Read) is { } snapshot
            && StoredFiles.Require(store, "targets.json", TopLevelRoles.MaxTargetsBytes, TargetsMetadata.Read) is { } targets
            && timestamp.IsSignedBy(keys.Timestamp) && IsListed(snapshot, timestamp.Content.Snapshot) && snapshot.IsSignedBy(keys.Snapshot)
            && snapshot.Content.Roles.TryGetValue("targets.json", out var listed) && IsListed(targets, listed) && targets.IsSignedBy(keys.Targets)
            ? timestamp.Expires : null;

        static bool IsListed<T>(SignedMetadata<T> stored, ListedMetadata listed) => stored.Version == listed.Version && listed.File.Matches(stored.Bytes.AsSpan());
    }

    /// <summary>The version of the stored list of targets, which only grows: whatever an older one said is superseded. Opens no socket.</summary>
    /// <exception cref="TufException">As <see cref="ReadStored"/>.</exception>
    public long ReadStoredVersion()
    {
        using var store = LocalStore.OpenForReading(folder, LockTimeout);
        var root = RootChain.Resume(RootChain.Start(repository.TrustedRoot), store);
        return ReadRole(store, TargetsMetadata.Type, root.Content.Targets, TopLevelRoles.By(root)).Version;
    }

    private static SignedMetadata<TargetsMetadata> ReadRole(LocalStore store, string role, RoleKeys keys, string according)
    {
        var read = StoredFiles.Require(store, $"{RoleName.ToFileName(role)}.json", TopLevelRoles.MaxTargetsBytes, TargetsMetadata.Read)
            ?? throw new TufException(TufFailure.NotStored, $"The role {ForeignText.Quote(role)} is not in the local store: no update has fetched it.");
        read.RequireSignedBy(keys, according);
        return read;
    }
}
