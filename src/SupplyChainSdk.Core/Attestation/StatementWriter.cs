using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>Writes in-toto statements about one file. The order is fixed, so equal input gives equal bytes.</summary>
internal static class StatementWriter
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>One statement.</summary>
    /// <param name="fileName">The file's name, without a folder.</param>
    /// <param name="purl">Of the package that the file is.</param>
    /// <param name="digests">Of the file, in the order in which they are written.</param>
    /// <param name="predicateType">Of the predicate.</param>
    /// <param name="predicate">Writes its members.</param>
    /// <returns>UTF-8 JSON without a byte order mark: the payload to sign.</returns>
    public static byte[] Write(string fileName, string purl, ImmutableArray<Digest> digests, string predicateType, Action<Utf8JsonWriter> predicate)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("_type", Statement.Type);
            json.WriteStartArray("subject");
            json.WriteStartObject();
            json.WriteString("name", fileName);
            json.WriteString("uri", purl);
            json.WriteDigests("digest", digests.AsSpan());
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteString("predicateType", predicateType);
            json.WriteStartObject("predicate");
            predicate(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
