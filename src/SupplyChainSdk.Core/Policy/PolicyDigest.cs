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

    public static Digest Of(Enforce lockGate, Enforce integrity, LicenseRules? licenses) => Digest.Sha256Of(Canonical(lockGate, integrity, licenses));

    /// <summary>UTF-8 JSON without white space, names in ordinal order.</summary>
    public static byte[] Canonical(Enforce lockGate, Enforce integrity, LicenseRules? licenses)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteStartObject("integrity");
            json.WriteString("enforce", PolicyReport.Word(integrity));
            json.WriteString("files", "hashes");
            json.WriteEndObject();
            if (licenses is not null)
                Write(json, licenses);
            json.WriteStartObject("lock");
            json.WriteString("againstSource", "off");
            json.WriteString("enforce", PolicyReport.Word(lockGate));
            json.WriteEndObject();
            json.WriteNumber("version", PolicyFile.Version);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
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
        json.WriteString("unknown", PolicyReport.Word(licenses.Unknown.Value));
        json.WriteEndObject();
    }

    private static void Terms(Utf8JsonWriter json, string name, ImmutableArray<Setting<string>> terms)
    {
        json.WriteStartArray(name);
        foreach (var term in terms.Select(t => Lower(t.Value)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            json.WriteStringValue(term);
        json.WriteEndArray();
    }

    private static void Entries(Utf8JsonWriter json, string name, IEnumerable<string> entries)
    {
        json.WriteStartArray(name);
        foreach (var entry in entries.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            json.WriteRawValue(entry);
        json.WriteEndArray();
    }

    // Names come in ordinal order; a null is left out.
    private static string Entry(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                if (value is not null)
                    json.WriteString(name, value);
            }
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Lower(string text) => Squeezed(text).ToLowerInvariant();

    private static string Squeezed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
