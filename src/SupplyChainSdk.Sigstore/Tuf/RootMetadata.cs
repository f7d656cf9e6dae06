namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>What a root says: who signs the top-level roles (TUF specification, 4.3), and whether files are asked for by version and hash.</summary>
internal sealed record RootMetadata(RoleKeys Root, RoleKeys Timestamp, RoleKeys Snapshot, RoleKeys Targets, bool ConsistentSnapshot)
{
    public const string Type = "root";

    /// <summary>Reads a root; it is not verified.</summary>
    public static SignedMetadata<RootMetadata> Read(byte[] bytes, string name = "root.json") => MetadataReader.Read(name, Type, bytes, Read);

    /// <summary>Whether a key of the timestamp or snapshot role was replaced since an earlier root (5.3.11).</summary>
    public bool RotatesSince(RootMetadata earlier) => Timestamp.HasLostKeyOf(earlier.Timestamp) || Snapshot.HasLostKeyOf(earlier.Snapshot);

    private static RootMetadata Read(TufJson signed)
    {
        var keys = RoleKeys.ReadKeys(signed.Member("keys"));
        var roles = signed.Member("roles");
        return new RootMetadata(
            RoleKeys.Read(roles.Member(Type), keys), RoleKeys.Read(roles.Member(TimestampMetadata.Type), keys),
            RoleKeys.Read(roles.Member(SnapshotMetadata.Type), keys), RoleKeys.Read(roles.Member(TargetsMetadata.Type), keys),
            signed.Optional("consistent_snapshot")?.Boolean() ?? false);
    }
}
