using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>Reads the <c>trust</c> section of a policy file.</summary>
internal sealed class TrustSectionReader(PolicyReader reader)
{
    private const string Section = "trust";
    private readonly PolicyEntries _entries = new(reader);

    public TrustSection? Read(PolicyNode node)
    {
        if (reader.Object(node, Section, PolicyVocabulary.Trust) is not { } members)
            return null;
        var root = members.TryGetValue("root", out var path)
            ? reader.RelativePath(path.Value, "trust.root", "the relative path of a trusted root", "trusted_root.json") : null;
        var sha256 = members.TryGetValue("sha256", out var hash) && _entries.Sha256(hash.Value, "trust.sha256", "the trusted root") is { } digest
            ? new Setting<Digest>(digest, reader.At(hash.Value)) : null;
        if (hash is not null && path is null)
            reader.Add(PolicyFindings.Missing(reader.At(node), "trust.root", "\"root\": \"trusted_root.json\": the file that has that digest"));
        return new TrustSection(reader.At(node), root, sha256,
            members.TryGetValue("maxAge", out var age) && reader.Days(age.Value, "trust.maxAge") is { } days ? new Setting<int>(days, reader.At(age.Value)) : null);
    }
}
