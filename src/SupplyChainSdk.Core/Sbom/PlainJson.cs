using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Sbom;

/// <summary>
/// JSON strings in plain ASCII: neither a terminal nor a later version of the Unicode tables, by which the encoders of the BCL decide what
/// else to escape, changes what is written. A lone surrogate becomes U+FFFD.
/// </summary>
internal static class PlainJson
{
    /// <summary>For the options of the writer.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.Default;

    public static void WriteText(this Utf8JsonWriter json, string name, string value)
    {
        if (IsPlain(value))
            json.WriteString(name, value);
        else
            json.WriteString(name, Encoded(value));
    }

    public static void WriteTextValue(this Utf8JsonWriter json, string value)
    {
        if (IsPlain(value))
            json.WriteStringValue(value);
        else
            json.WriteStringValue(Encoded(value));
    }

    // What the default encoder of the writer is for: text that is not ASCII.
    private static bool IsPlain(string value) => !Ascii.IsValid(value) && !IsCommand(value);

    // Two number signs are how a line of a build log becomes a command of Azure Pipelines, and the document may be printed to one. Else as readable as
    // can be: the default encoder also escapes the plus of a base64 hash and the ampersand of an address, which nobody could then search for.
    private static JsonEncodedText Encoded(string value) =>
        JsonEncodedText.Encode(value, IsCommand(value) ? LogSafeJson.Options.Encoder : JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private static bool IsCommand(string value) => value.Contains("##", StringComparison.Ordinal);
}
