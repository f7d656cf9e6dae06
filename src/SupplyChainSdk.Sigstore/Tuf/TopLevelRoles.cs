using System.Globalization;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>One update of the top-level roles (TUF specification, 5.3 to 5.6). Its steps in order; each leaves in the store what was accepted before it.</summary>
/// <remarks>Every expiry is judged by the one moment at which the update began (5.1).</remarks>
internal sealed record TopLevelRoles(LocalStore Store, RepositoryReader Reader, Uri Address, DateTimeOffset Now, CancellationToken Cancellation)
{
    public const int MaxTimestampBytes = 16_384;
    public const int MaxSnapshotBytes = 2_000_000;
    public const int MaxTargetsBytes = 5_000_000;

    /// <summary>The newest root; judged for expiry only when there is none newer (5.3.10), and only then the rotated roles are dropped (5.3.11).</summary>
    public async Task<SignedMetadata<RootMetadata>> UpdateRootAsync(SignedMetadata<RootMetadata> trusted)
    {
        var root = await RootChain.WalkAsync(RootChain.Resume(trusted, Store), Store, TryGetAsync).ConfigureAwait(false);
        root.RequireCurrent(Now);
        Store.DropRotated(root.Version);
        return root;
    }

    /// <summary>The newest timestamp (5.4).</summary>
    public async Task<SignedMetadata<TimestampMetadata>> UpdateTimestampAsync(SignedMetadata<RootMetadata> root)
    {
        const string Name = "timestamp.json";
        var stored = StoredFiles.Require(Store, Name, MaxTimestampBytes, TimestampMetadata.Read);
        var fetched = TimestampMetadata.Read(await GetAsync(Name, MaxTimestampBytes).ConfigureAwait(false));
        fetched.RequireSignedBy(root.Content.Timestamp, By(root));
        if (stored is not null && fetched.Version < stored.Version)
            throw Rollback(Name, fetched.Version, stored.Version);
        if (stored is not null && fetched.Version == stored.Version && stored.IsSignedBy(root.Content.Timestamp))
        {
            // One version, one content: the first that was seen stays (5.4.3.1).
            stored.RequireCurrent(Now);
            return stored;
        }
        if (stored is not null && fetched.Content.Snapshot.Version < stored.Content.Snapshot.Version)
            throw Rollback("snapshot.json, as timestamp.json lists it,", fetched.Content.Snapshot.Version, stored.Content.Snapshot.Version);
        fetched.RequireCurrent(Now);
        Store.Write(Name, fetched.Bytes.AsSpan());
        return fetched;
    }

    /// <summary>The snapshot that the timestamp lists (5.5).</summary>
    public async Task<SignedMetadata<SnapshotMetadata>> UpdateSnapshotAsync(
        SignedMetadata<RootMetadata> root, SignedMetadata<TimestampMetadata> timestamp)
    {
        const string Name = "snapshot.json";
        var listed = timestamp.Content.Snapshot;
        var stored = StoredFiles.Require(Store, Name, MaxSnapshotBytes, SnapshotMetadata.Read);
        if (stored is not null && IsUsable(stored, listed, root.Content.Snapshot))
            return stored;
        var fetched = await FetchAsync(
            root, SnapshotMetadata.Type, Name, listed, MaxSnapshotBytes, SnapshotMetadata.Read, root.Content.Snapshot, By(root)).ConfigureAwait(false);
        if (stored is not null)
        {
            if (fetched.Version < stored.Version)
                throw Rollback(Name, fetched.Version, stored.Version);
            fetched.Content.RequireNotOlderThan(stored.Content);
        }
        fetched.RequireCurrent(Now);
        Store.Write(Name, fetched.Bytes.AsSpan());
        return fetched;
    }

    /// <summary>The targets of a role, as the snapshot lists them (5.6): of the top-level one by the root's keys, of a delegated one by those of its delegator.</summary>
    public async Task<SignedMetadata<TargetsMetadata>> UpdateTargetsAsync(
        SignedMetadata<RootMetadata> root, SignedMetadata<SnapshotMetadata> snapshot, string role, RoleKeys keys, string according)
    {
        if (!snapshot.Content.Roles.TryGetValue($"{role}.json", out var listed))
        {
            throw new TufException(
                TufFailure.RoleNotListed, $"The role {ForeignText.Quote(role)} is delegated to by {according}, and snapshot.json does not list it.");
        }
        var name = role == TargetsMetadata.Type ? "targets.json" : ForeignText.Quote($"{role}.json");
        var file = RoleName.ToMetadataFile(role);
        if (StoredFiles.Try(Store, file, MaxTargetsBytes, TargetsMetadata.Read) is { } stored && IsUsable(stored, listed, keys))
            return stored with { Role = name };
        var fetched = await FetchAsync(root, role, name, listed, MaxTargetsBytes, TargetsMetadata.Read, keys, according).ConfigureAwait(false);
        fetched.RequireCurrent(Now);
        Store.WriteCached(file, fetched.Bytes.AsSpan());
        return fetched;
    }

    /// <summary>How messages name the keys of a root.</summary>
    public static string By(SignedMetadata<RootMetadata> root) => $"root version {root.Version}";

    // What is stored is as good as what would be fetched when it is what is listed, is signed by the keys of today, and has not expired.
    private bool IsUsable<T>(SignedMetadata<T> stored, ListedMetadata listed, RoleKeys keys) =>
        stored.Version == listed.Version && stored.Expires > Now && listed.File.Matches(stored.Bytes.AsSpan()) && stored.IsSignedBy(keys);

    private async Task<SignedMetadata<T>> FetchAsync<T>(
        SignedMetadata<RootMetadata> root, string role, string name, ListedMetadata listed, long maxBytes,
        Func<byte[], string, SignedMetadata<T>> read, RoleKeys keys, string according)
    {
        var prefix = root.Content.ConsistentSnapshot ? string.Create(CultureInfo.InvariantCulture, $"{listed.Version}.") : "";
        // A length that is listed bounds the file; ours bounds the length.
        var bytes = await GetAsync($"{prefix}{RoleName.Encode(role)}.json", Math.Min(listed.File.Length ?? maxBytes, maxBytes)).ConfigureAwait(false);
        listed.File.Require(bytes);
        var fetched = read(bytes, name);
        fetched.RequireSignedBy(keys, according);
        if (fetched.Version != listed.Version)
            throw new TufException(TufFailure.WrongVersion, $"{name} is version {fetched.Version}, and version {listed.Version} is listed.");
        return fetched;
    }

    private async Task<byte[]> GetAsync(string name, long maxBytes) => await TryGetAsync(name, maxBytes).ConfigureAwait(false)
        ?? throw new TufException(TufFailure.FileMissing, $"The repository at {Address.Host} has no {ForeignText.Quote(name)}.");

    private Task<byte[]?> TryGetAsync(string name, long maxBytes) =>
        Reader.TryGetAsync(new Uri(Address.AbsoluteUri + name), maxBytes, ForeignText.Quote(name), Cancellation);

    private static TufException Rollback(string what, long found, long before) =>
        new(TufFailure.Rollback, $"{what} is version {found}, and version {before} was there before: the repository shows something older.");
}
