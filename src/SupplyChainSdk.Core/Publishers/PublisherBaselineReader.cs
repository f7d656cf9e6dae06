using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>Reads <c>publishers.json</c>. Strict: what it does not know, it refuses, with the place.</summary>
internal sealed class PublisherBaselineReader
{
    private const int MostEntries = 20_000;
    private const int MostOwners = 100;
    private const int MostAttestations = 100;
    private const int LongestText = 2000;
    private readonly string _path;
    private readonly PolicyText _text;

    private PublisherBaselineReader(string path, ReadOnlyMemory<byte> content) => (_path, _text) = (path, new PolicyText(content));

    public static PublisherBaseline Read(string path, ReadOnlyMemory<byte> content)
    {
        if (content.Length > PublisherRules.MaxBaselineBytes)
            throw BadInput.At(new(path), $"the file has {content.Length} bytes, more than the {PublisherRules.MaxBaselineBytes} that are read");
        var reader = new PublisherBaselineReader(path, content);
        return new PublisherBaseline(path, reader.Root());
    }

    private ImmutableArray<PublisherEntry> Root()
    {
        var root = Object(Parse(), "the file", "version", "packages");
        var version = Required(root, "version");
        if (version.Kind != JsonValueKind.Number || version.Text != "1")
            throw Bad(version.Offset, "\"version\" is not 1: a newer SupplyChainSdk may have written the file");
        var packages = Required(root, "packages");
        if (packages.Kind != JsonValueKind.Array || packages.Items.Length > MostEntries)
            throw Bad(packages.Offset, $"\"packages\" takes a list of at most {MostEntries} entries");
        return [.. packages.Items.Select(Entry)];
    }

    private PolicyNode Parse()
    {
        if (_text.Bytes.TrimStart(" \t\r\n"u8).IsEmpty)
            throw Bad(0, "the file is empty; delete it, and write it again");
        try
        {
            return PolicyJson.Parse(_text, PolicyJson.Plain);
        }
        catch (PolicySyntaxException e)
        {
            // 'supplychain publishers update' writes the whole file again, and would lose it.
            throw Bad(e.Offset, _text.Bytes[e.Offset..].StartsWith("/"u8) ? "comments are not kept here: write \"comment\": \"…\" into the entry" : e.Message);
        }
    }

    private PublisherEntry Entry(PolicyNode node)
    {
        var entry = Object(node, "an entry", "id", "certified", "claimed", "attestations", "trustedUntil", "comment");
        var id = Required(entry, "id");
        if (!PackageId.IsValidId(Text(id, "id")))
            throw Bad(id.Offset, $"\"id\" is {Printable.Quoted(id.Text)}, which is no package id");
        var certified = Object(Required(entry, "certified"), "\"certified\"", "author", "repository", "repositoryCertificate", "owners");
        var claimed = Object(Required(entry, "claimed"), "\"claimed\"", "repository", "project");
        var repository = Optional(certified, "repository");
        var owners = certified.Members.TryGetValue("owners", out var list) ? Owners(list) : [];
        if (repository is null && !owners.IsEmpty)
            throw Bad(list!.Offset, "there are owners without the \"repository\" that names them");
        if (repository is null && certified.Members.TryGetValue("repositoryCertificate", out var alone))
            throw Bad(alone.Offset, "there is a certificate without the \"repository\" that signed with it");
        var publisher = new Publisher(certified.Members.TryGetValue("author", out var author) ? Certificate(author, "author") : null, repository, owners,
            Optional(claimed, "repository"), Optional(claimed, "project"))
        {
            RepositoryCertificate = certified.Members.TryGetValue("repositoryCertificate", out var certificate) ? Certificate(certificate, "repositoryCertificate") : null,
            Attested = entry.Members.TryGetValue("attestations", out var attestations) ? Attestations(attestations) : null,
        };
        return new PublisherEntry(id.Text, publisher, entry.Members.TryGetValue("trustedUntil", out var day) ? Day(day) : null, Optional(entry, "comment"), At(node.Offset));
    }

    private SignerCertificate Certificate(PolicyNode node, string name)
    {
        var signer = Object(node, $"\"{name}\"", "subject", "sha256");
        var fingerprint = Required(signer, "sha256");
        return fingerprint is { Kind: JsonValueKind.String, Text.Length: 64 } && fingerprint.Text.All(char.IsAsciiHexDigit)
            ? new SignerCertificate(Text(Required(signer, "subject"), "subject"), Digest.Parse("sha256", fingerprint.Text.ToLowerInvariant()))
            : throw Bad(fingerprint.Offset, "\"sha256\" takes the fingerprint of a certificate, 64 hexadecimal digits");
    }

    private AttestationMemory Attestations(PolicyNode node) => node.Kind == JsonValueKind.Array && node.Items.Length <= MostAttestations
        ? AttestationMemory.Of(node.Items.Select(Attestation))
        : throw Bad(node.Offset, $"\"attestations\" takes a list of at most {MostAttestations}, empty where there was none");

    private RememberedBuilder Attestation(PolicyNode node)
    {
        var attestation = Object(node, "an attestation", "certified", "claimed");
        var certified = Object(Required(attestation, "certified"), "\"certified\"", "key", "identity", "issuer", "repository", "repositoryId", "ownerId", "workflow");
        var claimed = Object(Required(attestation, "claimed"), "\"claimed\"", "builder");
        if (certified.Members.TryGetValue("key", out var key))
        {
            if (certified.Members.Count > 1)
                throw Bad(key.Offset, "\"key\" stands alone: nothing else is certified of who holds a key");
            return Text(key, "key") is { Length: 64 } hex && hex.All(char.IsAsciiHexDigitLower)
                ? new RememberedBuilder { KeySha256 = hex, Builder = Optional(claimed, "builder") }
                : throw Bad(key.Offset, "\"key\" takes the fingerprint of a key, 64 lower-case hexadecimal digits");
        }
        return new RememberedBuilder
        {
            Identity = Text(Required(certified, "identity"), "identity"),
            Issuer = Text(Required(certified, "issuer"), "issuer"),
            Repository = Optional(certified, "repository"),
            RepositoryId = Optional(certified, "repositoryId"),
            OwnerId = Optional(certified, "ownerId"),
            Workflow = Optional(certified, "workflow"),
            Builder = Optional(claimed, "builder"),
        };
    }

    private ImmutableArray<string> Owners(PolicyNode node) => node.Kind == JsonValueKind.Array && node.Items.Length <= MostOwners
        ? [.. node.Items.Select(owner => Text(owner, "owners")).Order(StringComparer.Ordinal)]
        : throw Bad(node.Offset, $"\"owners\" takes a list of at most {MostOwners} names");

    private DateOnly Day(PolicyNode node) => DateOnly.TryParseExact(Text(node, "trustedUntil"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day : throw Bad(node.Offset, $"\"trustedUntil\" is {Printable.Quoted(node.Text)}: write a day of the calendar as YYYY-MM-DD");

    private (PolicyNode Node, Dictionary<string, PolicyNode> Members) Object(PolicyNode node, string what, params string[] names)
    {
        if (node.Kind != JsonValueKind.Object)
            throw Bad(node.Offset, $"{what} takes an object ({{ … }})");
        var members = new Dictionary<string, PolicyNode>(StringComparer.Ordinal);
        foreach (var member in node.Members)
        {
            if (!names.Contains(member.Name, StringComparer.Ordinal))
                throw Bad(member.Offset, $"{Printable.Quoted(member.Name)} is not a name that {what} takes; known here: {string.Join(", ", names)}");
            if (!members.TryAdd(member.Name, member.Value))
                throw Bad(member.Offset, $"\"{member.Name}\" stands twice");
        }
        return (node, members);
    }

    private PolicyNode Required((PolicyNode Node, Dictionary<string, PolicyNode> Members) from, string name) =>
        from.Members.TryGetValue(name, out var value) ? value : throw Bad(from.Node.Offset, $"\"{name}\" is missing");

    private string? Optional((PolicyNode Node, Dictionary<string, PolicyNode> Members) from, string name) =>
        from.Members.TryGetValue(name, out var value) ? Text(value, name) : null;

    private string Text(PolicyNode node, string name) => node.Kind == JsonValueKind.String && !string.IsNullOrWhiteSpace(node.Text) && node.Text.Length <= LongestText
        ? node.Text : throw Bad(node.Offset, $"\"{name}\" takes text of 1 to {LongestText} characters");

    private Location At(int offset)
    {
        var (line, column) = _text.At(offset);
        return new Location(_path, line, column);
    }

    private InvalidDataException Bad(int offset, string reason) => BadInput.At(At(offset), reason);
}
