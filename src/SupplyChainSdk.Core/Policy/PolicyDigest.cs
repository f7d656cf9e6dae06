using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>The digest of an effective policy: equal for policies that mean the same, however they are written and wherever they stand.</summary>
/// <remarks>docs/policy.md, "The digest", states what goes in.</remarks>
internal static class PolicyDigest
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Digest Of(EffectivePolicy policy) => Digest.Sha256Of(Canonical(policy));

    /// <summary>UTF-8 JSON without white space, names in ordinal order.</summary>
    public static byte[] Canonical(EffectivePolicy policy)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteStartObject("integrity");
            json.WriteString("enforce", PolicyReport.Word(policy.Integrity.Value));
            json.WriteString("files", PolicyReport.Word(policy.FileScope.Value));
            Entries(json, "inputs", policy.DeclaredInputs.Select(i => Entry(
                ("expires", i.Expires is { } day ? Day(day) : null), ("file", i.Name), ("reason", Squeezed(i.Reason)), ("sha256", i.Sha256?.Hex))));
            json.WriteEndObject();
            if (policy.Licenses is { } licenses)
                Write(json, licenses);
            json.WriteStartObject("lock");
            json.WriteString("againstSource", PolicyReport.Word(policy.AgainstSource.Value));
            json.WriteString("enforce", PolicyReport.Word(policy.Lock.Value));
            json.WriteEndObject();
            if (policy.Provenance is { } provenance)
                ProvenanceDigest.Write(json, provenance);
            if (policy.Publishers is { } publishers)
                Write(json, publishers);
            if (policy.Signatures is { } signatures)
                Write(json, signatures);
            if (policy.Source is { } source)
                Write(json, source);
            if (policy.Trust is { } trust)
                ProvenanceDigest.Write(json, trust);
            json.WriteNumber("version", PolicyFile.Version);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    // Of signers their files' digests, list by list, never where they lie.
    private static void Write(Utf8JsonWriter json, SignedSourceRules source)
    {
        json.WriteStartObject("source");
        json.WriteString("enforce", PolicyReport.Word(source.Enforce.Value));
        json.WriteString("signedCommit", PolicyReport.Word(source.SignedCommit.Value));
        json.WriteString("signedTag", PolicyReport.Word(source.SignedTag.Value));
        Entries(json, "signers", source.Signers.Select(s => Object(list => Strings(list, "sha256", s.Files.Select(f => f.Sha256.Hex)))));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PublisherRules publishers)
    {
        json.WriteStartObject("publishers");
        Strings(json, "baseline", publishers.Baselines.Select(b => publishers.Files[b.Value].Name));
        json.WriteString("enforce", PolicyReport.Word(publishers.Enforce.Value));
        if (publishers.MinimumAge is { } age)
            json.WriteString("minimumAge", PolicyReport.Days(age.Value));
        Entries(json, "rules", publishers.Rules.Select(r => Entry(("enforce", PolicyReport.Word(r.Enforce)), ("packages", Lower(r.Packages.Text)))));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SignatureRules signatures)
    {
        json.WriteStartObject("signatures");
        json.WriteString("enforce", PolicyReport.Word(signatures.Enforce.Value));
        Entries(json, "rules", signatures.Rules.Select(r => Object(rule =>
        {
            if (!r.Fingerprints.IsEmpty)
                Strings(rule, "fingerprints", r.Fingerprints.Select(f => f.Hex));
            if (!r.Owners.IsEmpty)
                Strings(rule, "owners", r.Owners.Select(Squeezed));
            rule.WriteString("packages", Lower(r.Packages.Text));
            if (!r.RepositoryFingerprints.IsEmpty)
                Strings(rule, "repositoryFingerprints", r.RepositoryFingerprints.Select(f => f.Hex));
            rule.WriteBoolean("requireAuthor", r.RequireAuthor);
            rule.WriteBoolean("requireRepository", r.RequireRepository);
        })));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LicenseRules licenses)
    {
        json.WriteStartObject("licenses");
        if (licenses.Allow is { } allow)
            Terms(json, "allow", allow);
        Entries(json, "clarify", licenses.Clarifications.Select(c => Entry(
            ("expires", c.Expires is { } day ? Day(day) : null), ("expression", Lower(c.Expression)), ("file", c.File), ("package", Lower(c.Package.Id)),
            ("reason", Squeezed(c.Reason)), ("sha256", c.Sha256?.Hex), ("version", c.Package.Versions))));
        Terms(json, "deny", licenses.Deny);
        json.WriteString("enforce", PolicyReport.Word(licenses.Enforce.Value));
        Entries(json, "exceptions", licenses.Exceptions.Select(e => Entry(
            ("expires", Day(e.Expires)), ("license", e.License is null ? null : Lower(e.License)), ("owner", Squeezed(e.Owner)), ("package", Lower(e.Package.Id)),
            ("reason", Squeezed(e.Reason)), ("version", e.Package.Versions))));
        json.WriteString("scope", PolicyReport.Word(licenses.Scope.Value));
        if (licenses.TextScore is { } score)
            json.WriteNumber("textScore", score.Value);
        json.WriteString("unknown", PolicyReport.Word(licenses.Unknown.Value));
        json.WriteEndObject();
    }

    private static void Terms(Utf8JsonWriter json, string name, ImmutableArray<Setting<string>> terms) => Strings(json, name, terms.Select(t => Lower(t.Value)));

    internal static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    internal static void Entries(Utf8JsonWriter json, string name, IEnumerable<string> entries)
    {
        json.WriteStartArray(name);
        foreach (var entry in entries.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            json.WriteRawValue(entry);
        json.WriteEndArray();
    }

    // Names come in ordinal order; a null is left out.
    internal static string Entry(params (string Name, string? Value)[] members) => Object(json =>
    {
        foreach (var (name, value) in members)
        {
            if (value is not null)
                json.WriteString(name, value);
        }
    });

    internal static string Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal static string Lower(string text) => Squeezed(text).ToLowerInvariant();

    internal static string Squeezed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
