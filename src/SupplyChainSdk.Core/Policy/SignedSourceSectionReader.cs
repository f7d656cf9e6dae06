using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Policy;

/// <summary>Reads the <c>source</c> section of a policy file.</summary>
internal sealed class SignedSourceSectionReader(PolicyReader reader)
{
    private const string Section = "source";
    private const int MostFiles = 16;
    private readonly PolicyEntries _entries = new(reader);

    public SignedSourceSection? Read(PolicyNode node) => reader.Object(node, Section, PolicyVocabulary.Source) is not { } members ? null : new SignedSourceSection(
        reader.At(node),
        reader.Enforcement(members, Section),
        Demand(members, "signedTag"),
        Demand(members, "signedCommit"),
        Files(members, "signers", "the relative path of a file of SSH signers", "allowed_signers"),
        Files(members, "keyring", "the relative path of a file of OpenPGP public keys", "maintainers.asc"));

    private Setting<SignatureDemand>? Demand(Dictionary<string, PolicyMember> members, string property) =>
        reader.Choice(members, Section, property, PolicyVocabulary.SourceDemandValues,
            text => text switch { "require" => SignatureDemand.Require, "release" => SignatureDemand.Release, _ => SignatureDemand.Off });

    private ImmutableArray<Setting<string>> Files(Dictionary<string, PolicyMember> members, string property, string expected, string example)
    {
        var files = _entries.Some(members, Section, property, $"a list of at least one file, such as [\"{example}\"]", (item, key) => reader.RelativePath(item, key, expected, example));
        if (files.Length > MostFiles)
            reader.Add(PolicyFindings.BadValue(files[MostFiles].Origin!, $"{Section}.{property}", files[MostFiles].Value, string.Create(CultureInfo.InvariantCulture, $"it is one too many; {MostFiles} files are the most")));
        return files;
    }
}
