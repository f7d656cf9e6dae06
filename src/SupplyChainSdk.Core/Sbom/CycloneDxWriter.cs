using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SupplyChainSdk.Sbom;

/// <summary>The program that writes a document.</summary>
/// <param name="Name">Such as <c>SupplyChainSdk</c>; also its package id.</param>
/// <param name="Version">Its package version.</param>
public sealed record SbomTool(string Name, string Version);

/// <summary>Writes CycloneDX 1.6 JSON: the same document gives the same bytes on every machine.</summary>
public static class CycloneDxWriter
{
    // Fixed for ever: another value would give every document another serial number.
    private static readonly Guid SerialNumberSpace = new("b3a1a3ab-7d1e-5a0e-8f0c-2c4f2f0f5c11");

    // NewLine is the platform's unless said.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = PlainJson.Encoder };

    /// <summary>Writes a document.</summary>
    /// <returns>
    /// UTF-8 without a byte order mark, with a newline at the end. The serial number is the UUIDv5 (RFC 9562) of the same bytes without it.
    /// </returns>
    public static byte[] Write(SbomDocument document, SbomTool tool)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        int placeOfSerialNumber;
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("bomFormat", "CycloneDX");
            json.WriteString("specVersion", "1.6");
            json.Flush();
            placeOfSerialNumber = buffer.WrittenCount;
            json.WriteNumber("version", 1);
            WriteMetadata(json, document, tool);
            json.WriteStartArray("components");
            for (var i = 0; i < document.Components.Length; i++)
                CycloneDxComponents.WriteComponent(json, document.Components[i], document.Dependencies[i + 1]);
            json.WriteEndArray();
            WriteDependencies(json, document);
            WriteCompositions(json, document);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return WithSerialNumber(buffer.WrittenSpan, placeOfSerialNumber);
    }

    private static byte[] WithSerialNumber(ReadOnlySpan<byte> content, int place)
    {
        var member = Encoding.ASCII.GetBytes($",\n  \"serialNumber\": \"urn:uuid:{NameBasedUuid.Create(SerialNumberSpace, content):D}\"");
        return [.. content[..place], .. member, .. content[place..]];
    }

    private static void WriteMetadata(Utf8JsonWriter json, SbomDocument document, SbomTool tool)
    {
        json.WriteStartObject("metadata");
        json.WriteText("timestamp", document.Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteStartArray("lifecycles");
        json.WriteStartObject();
        json.WriteString("phase", "build");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("tools");
        json.WriteStartArray("components");
        json.WriteStartObject();
        json.WriteString("type", "application");
        json.WriteText("name", tool.Name);
        json.WriteText("version", tool.Version);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        CycloneDxElements.WriteAuthors(json, document.Root.Supplier);
        CycloneDxElements.WriteOrganization(json, "manufacturer", document.Root.Supplier);
        CycloneDxComponents.WriteRoot(json, document);
        CycloneDxElements.WriteProperties(json, [(SbomProperties.Reproducible, "true")]);
        json.WriteEndObject();
    }

    private static void WriteDependencies(Utf8JsonWriter json, SbomDocument document)
    {
        json.WriteStartArray("dependencies");
        foreach (var (from, to) in document.Dependencies)
        {
            json.WriteStartObject();
            json.WriteText("ref", from.Purl);
            if (!to.IsEmpty)
                WriteStrings(json, "dependsOn", to.Select(e => e.To.Purl));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCompositions(Utf8JsonWriter json, SbomDocument document)
    {
        json.WriteStartArray("compositions");
        WriteComposition(json, "complete", "dependencies", document.Dependencies.Select(d => d.From.Purl));
        // Of the root's own content only the assemblies are listed; nobody has looked at what was built into the others.
        WriteComposition(json, "incomplete", "assemblies", [document.Root.Id.Purl]);
        if (!document.Components.IsEmpty)
            WriteComposition(json, "unknown", "assemblies", document.Components.Select(c => c.Id.Purl));
        json.WriteEndArray();
    }

    private static void WriteComposition(Utf8JsonWriter json, string aggregate, string kind, IEnumerable<string> references)
    {
        json.WriteStartObject();
        json.WriteText("aggregate", aggregate);
        WriteStrings(json, kind, references);
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteTextValue(value);
        json.WriteEndArray();
    }
}
