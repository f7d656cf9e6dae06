using System.Text.Json;

namespace SupplyChainSdk.Inputs;

/// <summary>One strict reading of JSON from outside: no comments, no trailing data, no name twice in an object, bounded depth.</summary>
internal static class StrictJson
{
    private const int MaxDepth = 32;
    private static readonly byte[] Utf8Bom = [0xEF, 0xBB, 0xBF];

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = MaxDepth };

    /// <summary>Without the byte order mark that some editors write; NuGet accepts it too.</summary>
    public static ReadOnlyMemory<byte> WithoutBom(ReadOnlyMemory<byte> content) => content.Span.StartsWith(Utf8Bom) ? content[Utf8Bom.Length..] : content;

    /// <exception cref="InvalidDataException">Not JSON, or not strictly.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> content, string path)
    {
        try
        {
            return JsonDocument.Parse(WithoutBom(content), Options);
        }
        catch (JsonException e)
        {
            throw NotJson(e, path);
        }
    }

    public static InvalidDataException NotJson(JsonException e, string path) => BadInput.At(
        new(path, (int)(e.LineNumber ?? -1) + 1, (int)(e.BytePositionInLine ?? -1) + 1), $"not valid JSON: {Reason(e)}", e);

    // The reader appends its own, zero-based place to the text.
    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
    }
}
