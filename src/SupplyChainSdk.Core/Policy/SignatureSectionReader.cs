namespace SupplyChainSdk.Policy;

/// <summary>Reads the <c>signatures</c> section of a policy file.</summary>
internal sealed class SignatureSectionReader(PolicyReader reader)
{
    private const string Section = "signatures";
    private readonly PolicyEntries _entries = new(reader);

    public SignatureSection? Read(PolicyNode node) => reader.Object(node, Section, PolicyVocabulary.Signatures) is not { } members ? null : new SignatureSection(
        reader.At(node), reader.Enforcement(members, Section), _entries.Of(members, Section, "rules", PolicyVocabulary.SignatureRule, Rule));

    private SignatureRule? Rule(PolicyNode node, string key, Dictionary<string, PolicyMember> entry)
    {
        var packages = _entries.Packages(node, key, entry);
        var author = reader.Flag(entry, key, "requireAuthor");
        var repository = reader.Flag(entry, key, "requireRepository");
        var fingerprints = _entries.Some(entry, key, "fingerprints", "a list of certificate fingerprints", (item, of) => _entries.Sha256(item, of, "the certificate"));
        var repositories = _entries.Some(entry, key, "repositoryFingerprints", "a list of certificate fingerprints", (item, of) => _entries.Sha256(item, of, "the certificate"));
        var owners = _entries.Some(entry, key, "owners", "a list of owners", (item, of) => reader.Text(item, of, "the name of an owner"));
        // What was wrong has its own finding; only a rule that asks for nothing at all is one more.
        if (author == false && repository == false && !entry.ContainsKey("fingerprints") && !entry.ContainsKey("repositoryFingerprints") && !entry.ContainsKey("owners"))
            reader.Add(PolicyFindings.DemandsNothing(reader.At(node), key));
        return packages is null ? null : new SignatureRule(packages, author == true, repository == true, fingerprints, owners, reader.At(node)) { RepositoryFingerprints = repositories };
    }
}
