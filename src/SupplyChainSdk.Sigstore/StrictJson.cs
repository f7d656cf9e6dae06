using System.Text.Json;
using System.Text.Unicode;

namespace SupplyChainSdk.Sigstore;

/// <summary>JSON from outside: one document, UTF-8, no name twice, no comments, bounded depth.</summary>
internal static class StrictJson
{
    /// <summary>How a message names the document itself.</summary>
    public const string Root = "its top level";

    /// <summary>Parses, and reads a value from the root.</summary>
    /// <param name="json">The caller has bounded its size.</param>
    /// <param name="maxDepth">Of objects and arrays.</param>
    /// <param name="malformed">Makes the refusal.</param>
    /// <param name="read">Called once; nothing of the element is used after it.</param>
    public static T Read<T>(ReadOnlyMemory<byte> json, int maxDepth, Malformed malformed, Func<JsonElement, T> read)
    {
        if (!Utf8.IsValid(json.Span))
            throw malformed(Root, "is not UTF-8");
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth });
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            var where = e.LineNumber is { } line ? $" (line {line + 1}, byte {e.BytePositionInLine + 1})" : "";
            throw malformed(Root, $"is not valid JSON, or has two members of one name, or is nested too deep{where}", e);
        }
        catch (InvalidOperationException e)
        {
            // JsonElement.GetString and JsonProperty.Name on an escaped lone surrogate, which no string type can hold.
            throw malformed(Root, "has a string that is not Unicode", e);
        }
    }
}
