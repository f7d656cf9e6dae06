using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace SupplyChainSdk.Policy;

/// <summary>JSON for scripts, whose lines may stand in the log of a CI system. Values are as they are; only their spelling is chosen.</summary>
internal static class LogSafeJson
{
    /// <summary>
    /// Indented, LF, ASCII. Beside what JSON and HTML need, <c>#</c> is escaped: a value that holds <c>##vso[</c> would otherwise be a command
    /// of Azure Pipelines wherever the output is logged.
    /// </summary>
    public static JsonWriterOptions Options { get; } = new() { Indented = true, NewLine = "\n", Encoder = Encoder() };

    private static JavaScriptEncoder Encoder()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.BasicLatin);
        settings.ForbidCharacter('#');
        return JavaScriptEncoder.Create(settings);
    }
}
