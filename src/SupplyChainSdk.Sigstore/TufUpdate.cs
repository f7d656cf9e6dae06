using System.Collections.Concurrent;
using System.Collections.Immutable;
using SupplyChainSdk.Sigstore.Tuf;

namespace SupplyChainSdk.Sigstore;

/// <summary>A repository as it was when an update began: all four top-level roles are verified and current. No other process updates the same store before it is disposed.</summary>
public sealed class TufUpdate : IDisposable
{
    private readonly TufClient _client;
    private readonly LocalStore _store;
    private readonly RepositoryReader _reader;
    private readonly DateTimeOffset _now;
    private readonly SignedMetadata<RootMetadata> _root;
    private readonly SignedMetadata<TimestampMetadata> _timestamp;
    private readonly SignedMetadata<SnapshotMetadata> _snapshot;
    private readonly SignedMetadata<TargetsMetadata> _targets;
    private readonly StoredFile[] _roots;
    private readonly ConcurrentDictionary<string, byte[]> _delegated = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte[]> _downloaded = new(StringComparer.Ordinal);

    private TufUpdate(
        TufClient client, TopLevelRoles roles, SignedMetadata<RootMetadata> trusted, SignedMetadata<RootMetadata> root, SignedMetadata<TimestampMetadata> timestamp,
        SignedMetadata<SnapshotMetadata> snapshot, SignedMetadata<TargetsMetadata> targets) =>
        (_client, _store, _reader, _now, _root, _timestamp, _snapshot, _targets, _roots) =
            (client, roles.Store, roles.Reader, roles.Now, root, timestamp, snapshot, targets, RootChain.Kept(trusted, root, roles.Store));

    /// <summary>The version of the newest root.</summary>
    public long RootVersion => _root.Version;

    /// <summary>The version of the timestamp.</summary>
    public long TimestampVersion => _timestamp.Version;

    /// <summary>The version of the snapshot.</summary>
    public long SnapshotVersion => _snapshot.Version;

    /// <summary>The version of the top-level targets.</summary>
    public long TargetsVersion => _targets.Version;

    /// <summary>When the repository was shown as it is: the start of this update.</summary>
    public DateTimeOffset Started => _now;

    /// <summary>A target whose length and hashes are those that the role trusted with it lists. One that is in the store already is not fetched again.</summary>
    /// <param name="target">The target path, such as <c>trusted_root.json</c>.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The whole target.</returns>
    /// <exception cref="TufException"><see cref="TufFailure.TargetNotFound"/>, or another reason.</exception>
    public async Task<ImmutableArray<byte>> DownloadAsync(string target, CancellationToken cancellationToken = default) =>
        await TryDownloadAsync(target, cancellationToken).ConfigureAwait(false) ?? throw TargetFiles.NotFound(target);

    /// <summary>As <see cref="DownloadAsync"/>; null when no role that is trusted with the target lists it.</summary>
    /// <param name="target">The target path.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="TufException">Any reason but <see cref="TufFailure.TargetNotFound"/>.</exception>
    public async Task<ImmutableArray<byte>?> TryDownloadAsync(string target, CancellationToken cancellationToken = default)
    {
        var roles = new TopLevelRoles(_store, _reader, _client.Repository.Metadata, _now, cancellationToken);
        var listed = await TargetSearch.FindAsync(_targets, target, async (role, according) =>
        {
            var asked = await roles.UpdateTargetsAsync(_root, _snapshot, role.Name, role.Keys, according).ConfigureAwait(false);
            _delegated[role.Name] = [.. asked.Bytes];
            return asked;
        }).ConfigureAwait(false);
        if (listed is null)
            return null;
        var content = await new TargetFiles(_client.TargetsFolder, _client.MaxTargetBytes)
            .FetchAsync(target, listed, _client.Repository.Targets, _root.Content.ConsistentSnapshot, _reader, cancellationToken).ConfigureAwait(false);
        _downloaded[target] = [.. content];
        return content;
    }

    /// <summary>
    /// Lets what this update verified and downloaded be what <see cref="TufClient.ReadStored"/> gives, all of it at once and in place of what an earlier update left. Without it, as
    /// when a target that is needed cannot be downloaded or is not what the caller can use, that stays.
    /// </summary>
    /// <exception cref="TufException"><see cref="TufFailure.TooLarge"/>, <see cref="TufFailure.StoreUnusable"/>.</exception>
    public void Complete()
    {
        StoredFile[] top = [new(TimestampMetadata.Type, [.. _timestamp.Bytes]), new(SnapshotMetadata.Type, [.. _snapshot.Bytes]), new(TargetsMetadata.Type, [.. _targets.Bytes])];
        new CompleteState(_roots, [.. top, .. Files(_delegated)], [.. Files(_downloaded)]).Write(_store);
    }

    /// <summary>Lets other processes update the store.</summary>
    public void Dispose()
    {
        _reader.Dispose();
        _store.Dispose();
    }

    internal static async Task<TufUpdate> BeginAsync(TufClient client, SignedMetadata<RootMetadata> trusted, TopLevelRoles roles)
    {
        var root = await roles.UpdateRootAsync(trusted).ConfigureAwait(false);
        var timestamp = await roles.UpdateTimestampAsync(root).ConfigureAwait(false);
        var snapshot = await roles.UpdateSnapshotAsync(root, timestamp).ConfigureAwait(false);
        var targets = await roles.UpdateTargetsAsync(root, snapshot, TargetsMetadata.Type, root.Content.Targets, TopLevelRoles.By(root)).ConfigureAwait(false);
        return new TufUpdate(client, roles, trusted, root, timestamp, snapshot, targets);
    }

    private static IEnumerable<StoredFile> Files(ConcurrentDictionary<string, byte[]> files) =>
        files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => new StoredFile(file.Key, file.Value));
}
