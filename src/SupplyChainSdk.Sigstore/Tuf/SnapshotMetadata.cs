using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>A file of metadata as a timestamp or snapshot lists it.</summary>
internal sealed record ListedMetadata(long Version, ListedFile File)
{
    public static ListedMetadata Read(string name, TufJson json) => new(
        json.Member("version").Number(1),
        new ListedFile(name, json.Optional("length")?.Number(1), json.Optional("hashes") is { } hashes ? ListedHash.ReadAll(hashes) : []));
}

/// <summary>What a timestamp says: which snapshot is the newest (TUF specification, 4.6).</summary>
internal sealed record TimestampMetadata(ListedMetadata Snapshot)
{
    public const string Type = "timestamp";

    /// <summary>Reads a timestamp; it is not verified.</summary>
    public static SignedMetadata<TimestampMetadata> Read(byte[] bytes, string name = "timestamp.json") => MetadataReader.Read(
        name, Type, bytes,
        signed => new TimestampMetadata(ListedMetadata.Read("snapshot.json", signed.Member("meta").Member("snapshot.json"))));
}

/// <summary>What a snapshot says: the version of every role's targets (TUF specification, 4.4).</summary>
/// <param name="Roles">By file name, such as <c>targets.json</c>.</param>
internal sealed record SnapshotMetadata(ImmutableDictionary<string, ListedMetadata> Roles)
{
    public const string Type = "snapshot";

    /// <summary>Reads a snapshot; it is not verified.</summary>
    public static SignedMetadata<SnapshotMetadata> Read(byte[] bytes, string name = "snapshot.json") => MetadataReader.Read(
        name, Type, bytes,
        signed => new SnapshotMetadata(signed.Member("meta").Members()
            .ToImmutableDictionary(member => member.Name, member => ListedMetadata.Read(ForeignText.Quote(member.Name), member.Value), StringComparer.Ordinal)));

    /// <summary>Passes when no role that an earlier snapshot lists is older or gone (5.5.5).</summary>
    /// <exception cref="TufException"><see cref="TufFailure.Rollback"/>, <see cref="TufFailure.RoleRemoved"/>.</exception>
    public void RequireNotOlderThan(SnapshotMetadata earlier)
    {
        foreach (var (name, before) in earlier.Roles.OrderBy(role => role.Key, StringComparer.Ordinal))
        {
            if (!Roles.TryGetValue(name, out var now))
                throw new TufException(TufFailure.RoleRemoved, $"snapshot.json no longer lists {ForeignText.Quote(name)}, which it listed before.");
            if (now.Version < before.Version)
            {
                throw new TufException(
                    TufFailure.Rollback, $"snapshot.json lists {ForeignText.Quote(name)} version {now.Version}, and listed version {before.Version} before.");
            }
        }
    }
}
