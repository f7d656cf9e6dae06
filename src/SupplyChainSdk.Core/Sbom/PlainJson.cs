using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

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
        if (Ascii.IsValid(value))
            json.WriteString(name, Readable(value));
        else
            json.WriteString(name, value);
    }

    public static void WriteTextValue(this Utf8JsonWriter json, string value)
    {
        if (Ascii.IsValid(value))
            json.WriteStringValue(Readable(value));
        else
            json.WriteStringValue(value);
    }

    // The default encoder also escapes the plus of a base64 hash and the ampersand of an address, which nobody could then search for.
    private static JsonEncodedText Readable(string ascii) => JsonEncodedText.Encode(ascii, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}
