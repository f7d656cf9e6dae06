using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>Writes <c>publishers.json</c>: equal entries give equal bytes, whatever their order was.</summary>
internal static class PublisherBaselineWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = Encoder() };

    /// <summary>UTF-8 without a byte order mark, indented, LF, one at the end; sorted by id, then by what is certified.</summary>
    public static byte[] Write(ImmutableArray<PublisherEntry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteStartArray("packages");
            foreach (var entry in Sorted(entries))
                Write(json, entry);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The entries in the order of the file.</summary>
    public static ImmutableArray<PublisherEntry> Sorted(ImmutableArray<PublisherEntry> entries) => [.. entries
        .OrderBy(e => e.Id, StringComparer.OrdinalIgnoreCase).ThenBy(e => e.Publisher.Author?.Sha256.Hex ?? "", StringComparer.Ordinal)
        .ThenBy(e => e.Publisher.Repository ?? "", StringComparer.Ordinal).ThenBy(e => e.Publisher.RepositoryCertificate?.Sha256.Hex ?? "", StringComparer.Ordinal).ThenBy(e => string.Join('\n', e.Publisher.Owners), StringComparer.Ordinal)
        .ThenBy(e => e.Publisher.SourceRepository ?? "", StringComparer.Ordinal).ThenBy(e => e.Publisher.Project ?? "", StringComparer.Ordinal)
        .ThenBy(e => e.Publisher.Attested is null ? 0 : 1).ThenBy(e => string.Join('\n', e.Publisher.Attested?.Builders.Select(b => b.Order) ?? []), StringComparer.Ordinal)];

    /// <summary>An entry as a member of an object, in the form of the file; nothing where there is none.</summary>
    public static void Write(Utf8JsonWriter json, string name, PublisherEntry? entry)
    {
        if (entry is null)
            return;
        json.WritePropertyName(name);
        Write(json, entry);
    }

    private static void Write(Utf8JsonWriter json, PublisherEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Id);
        json.WriteStartObject("certified");
        if (entry.Publisher.Author is { } author)
            Certificate(json, "author", author);
        if (entry.Publisher.Repository is { } repository)
        {
            json.WriteString("repository", repository);
            if (entry.Publisher.RepositoryCertificate is { } certificate)
                Certificate(json, "repositoryCertificate", certificate);
            json.WriteStartArray("owners");
            foreach (var owner in entry.Publisher.Owners)
                json.WriteStringValue(owner);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteStartObject("claimed");
        Optional(json, "repository", entry.Publisher.SourceRepository);
        Optional(json, "project", entry.Publisher.Project);
        json.WriteEndObject();
        if (entry.Publisher.Attested is { } attested)
        {
            json.WriteStartArray("attestations");
            foreach (var builder in attested.Builders)
                Attestation(json, builder);
            json.WriteEndArray();
        }
        Optional(json, "trustedUntil", entry.TrustedUntil?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Optional(json, "comment", entry.Comment);
        json.WriteEndObject();
    }

    private static void Attestation(Utf8JsonWriter json, RememberedBuilder builder)
    {
        json.WriteStartObject();
        json.WriteStartObject("certified");
        Optional(json, "key", builder.KeySha256);
        Optional(json, "identity", builder.Identity);
        Optional(json, "issuer", builder.Issuer);
        Optional(json, "repository", builder.Repository);
        Optional(json, "repositoryId", builder.RepositoryId);
        Optional(json, "ownerId", builder.OwnerId);
        Optional(json, "workflow", builder.Workflow);
        json.WriteEndObject();
        json.WriteStartObject("claimed");
        Optional(json, "builder", builder.Builder);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Certificate(Utf8JsonWriter json, string name, SignerCertificate certificate)
    {
        json.WriteStartObject(name);
        json.WriteString("subject", certificate.Subject);
        json.WriteString("sha256", certificate.Sha256.Hex);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    // People read the file and write comments into it, in their own alphabet; what a diff does not show, such as bidirectional controls, is escaped.
    private static JavaScriptEncoder Encoder()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidCharacters([.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(c => !char.IsSurrogate(c) && Printable.Text(c.ToString()) != c.ToString())]);
        settings.ForbidCharacter('#');
        return JavaScriptEncoder.Create(settings);
    }
}
