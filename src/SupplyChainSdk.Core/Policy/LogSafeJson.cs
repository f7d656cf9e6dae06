using System.Buffers;
using System.Collections.Immutable;
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

    /// <summary>A member that is an object; null where there is nothing to say.</summary>
    public static void WriteObject<T>(this Utf8JsonWriter json, string name, T? value, Action<T> members)
        where T : class
    {
        if (value is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        members(value);
        json.WriteEndObject();
    }

    /// <inheritdoc cref="WriteObject{T}(Utf8JsonWriter, string, T, Action{T})"/>
    public static void WriteObject<T>(this Utf8JsonWriter json, string name, T? value, Action<T> members)
        where T : struct
    {
        if (value is not { } present)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        members(present);
        json.WriteEndObject();
    }

    /// <summary>A member that is an array of objects.</summary>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, ImmutableArray<T> values, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            members(value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A member that is an array of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>The members of a finding: what it is, what it says, and where the rest is.</summary>
    public static void WriteFinding(this Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("code", finding.Code.Id);
        json.WriteString("message", finding.Message);
        json.WriteString("help", finding.Code.HelpLink);
    }

    /// <summary>The name of a value in JSON: camelCase.</summary>
    public static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static JavaScriptEncoder Encoder()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.BasicLatin);
        settings.ForbidCharacter('#');
        return JavaScriptEncoder.Create(settings);
    }
}
