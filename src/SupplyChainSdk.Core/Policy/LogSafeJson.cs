using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>JSON for scripts, whose lines may stand in the log of a CI system. Values are as they are; only their spelling is chosen.</summary>
internal static class LogSafeJson
{
    /// <summary>
    /// Indented, LF, ASCII. Beside what JSON and HTML need, <c>#</c> is escaped: a value that holds <c>##vso[</c> would otherwise be a command
    /// of Azure Pipelines wherever the output is logged.
    /// </summary>
    public static JsonWriterOptions Options { get; } = new() { Indented = true, NewLine = "\n", Encoder = Encoder() };

    /// <summary>One document: an object with version 1, and what is written into it.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            members(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>An object with the digests of one file, each by its algorithm.</summary>
    public static void WriteDigests(this Utf8JsonWriter json, string name, params ReadOnlySpan<Digest> digests)
    {
        json.WriteStartObject(name);
        foreach (var digest in digests)
            json.WriteString(digest.Algorithm, digest.Hex);
        json.WriteEndObject();
    }

    private static JavaScriptEncoder Encoder()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.BasicLatin);
        settings.ForbidCharacter('#');
        return JavaScriptEncoder.Create(settings);
    }
}
