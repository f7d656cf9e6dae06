namespace SupplyChainSdk.Policy;

/// <summary>Reads the <c>publishers</c> section of a policy file.</summary>
internal sealed class PublisherSectionReader(PolicyReader reader)
{
    private const string Section = "publishers";
    private readonly PolicyEntries _entries = new(reader);

    public PublisherSection? Read(PolicyNode node) => reader.Object(node, Section, PolicyVocabulary.Publishers) is not { } members ? null : new PublisherSection(
        reader.At(node),
        reader.Enforcement(members, Section),
        members.TryGetValue("baseline", out var baseline)
            ? reader.RelativePath(baseline.Value, "publishers.baseline", "the relative path of a file that remembers publishers", PublisherRules.DefaultBaseline) : null,
        members.TryGetValue("minimumAge", out var age) && reader.Days(age.Value, "publishers.minimumAge") is { } days ? new Setting<int>(days, reader.At(age.Value)) : null,
        _entries.Of(members, Section, "rules", PolicyVocabulary.PublisherRule, Rule));

    private PublisherRule? Rule(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var packages = _entries.Packages(node, key, entry);
        _ = _entries.Required(node, key, entry, "enforce", "\"enforce\": \"error\"");
        return packages is not null && reader.Enforcement(entry, key) is { } enforce ? new PublisherRule(packages, enforce.Value, reader.At(node)) : null;
    }
}
