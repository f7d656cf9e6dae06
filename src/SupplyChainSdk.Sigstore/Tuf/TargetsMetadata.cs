using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>What a targets role says: files, and other roles that it trusts with some names (TUF specification, 4.5).</summary>
/// <param name="Files">By target path.</param>
/// <param name="Delegations">In the order of the file; null when there are none.</param>
internal sealed record TargetsMetadata(ImmutableDictionary<string, ListedFile> Files, Delegations? Delegations)
{
    public const string Type = "targets";

    /// <summary>Reads the targets of a role; they are not verified.</summary>
    public static SignedMetadata<TargetsMetadata> Read(byte[] bytes, string name = "targets.json") => MetadataReader.Read(name, Type, bytes, Read);

    private static TargetsMetadata Read(TufJson signed) => new(
        signed.Member("targets").Members().ToImmutableDictionary(
            member => member.Name,
            member => new ListedFile(ForeignText.Quote(member.Name), member.Value.Member("length").Number(0), ListedHash.ReadAll(member.Value.Member("hashes"))),
            StringComparer.Ordinal),
        signed.Optional("delegations") is { } delegations ? Delegations.Read(delegations) : null);
}
