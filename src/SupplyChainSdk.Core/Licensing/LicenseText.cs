using System.Net;
using System.Text;

namespace SupplyChainSdk.Licensing;

/// <summary>The text of a licence file, whatever it is encoded and marked up in; or why it is none.</summary>
/// <param name="Text">With HTML taken off; null when it is not text.</param>
/// <param name="Problem">Why there is no text, without a full stop; null when there is.</param>
internal sealed record LicenseText(string? Text, string? Problem)
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Little = new(false, false, throwOnInvalidBytes: true);
    private static readonly UnicodeEncoding Utf16Big = new(true, false, throwOnInvalidBytes: true);

    // What a reader does not see, or what names the file and not its terms.
    private static readonly string[] Hidden = ["script", "style", "title"];

    /// <summary>Reads bytes as UTF-8, as UTF-16 with a byte order mark, or, where they are neither, as Latin-1.</summary>
    public static LicenseText Read(ReadOnlySpan<byte> bytes)
    {
        string text;
        try
        {
            text = bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Utf16Little.GetString(bytes[2..])
                : bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Utf16Big.GetString(bytes[2..])
                : Utf8.GetString(bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException)
        {
            // Names in copyright lines are what old encodings are about; the words of licences are ASCII. A wrong guess here changes no word that counts.
            text = Encoding.Latin1.GetString(bytes);
        }
        if (text.AsSpan().ContainsAnyInRange('\u0000', '\u0008'))
            return new LicenseText(null, "it is not text");
        if (IsHtml(text))
            text = WithoutTags(text);
        return text.AsSpan().Trim().IsEmpty ? new LicenseText(null, "it is empty") : new LicenseText(text, null);
    }

    private static bool IsHtml(string text)
    {
        var start = text.AsSpan(0, Math.Min(text.Length, 2048));
        return start.Contains("<html", StringComparison.OrdinalIgnoreCase) || start.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || start.Contains("<body", StringComparison.OrdinalIgnoreCase);
    }

    private static string WithoutTags(string html)
    {
        var text = new StringBuilder(html.Length);
        // What no end follows is text, so that nothing of it is lost; nobody looks for that end twice.
        var lastTag = html.LastIndexOf('>');
        var lastComment = html.LastIndexOf("-->", StringComparison.Ordinal);
        var lastHidden = Array.ConvertAll(Hidden, name => html.LastIndexOf($"</{name}", StringComparison.OrdinalIgnoreCase));
        var at = 0;
        while (at < html.Length)
        {
            var open = html.IndexOf('<', at);
            if (open < 0 || open >= lastTag)
                break;
            text.Append(html, at, open - at);
            var isComment = html.AsSpan(open).StartsWith("<!--", StringComparison.Ordinal) && open + 4 <= lastComment;
            var close = isComment ? html.IndexOf("-->", open + 4, StringComparison.Ordinal) : html.IndexOf('>', open);
            var name = isComment ? "" : Name(html.AsSpan(open + 1, close - open - 1));
            at = close + (isComment ? 3 : 1);
            var hidden = Array.FindIndex(Hidden, h => h.Equals(name, StringComparison.OrdinalIgnoreCase));
            // One that does not end hides nothing: its content is read.
            if (hidden >= 0 && at <= lastHidden[hidden] && lastHidden[hidden] < lastTag)
                at = html.IndexOf('>', html.IndexOf($"</{Hidden[hidden]}", at, StringComparison.OrdinalIgnoreCase)) + 1;
            // Emphasis lies inside words and lines; every other tag ends a line.
            text.Append(name.ToUpperInvariant() is "B" or "I" or "EM" or "STRONG" or "SPAN" or "A" or "U" or "TT" or "CODE" or "FONT" ? "" : "\n");
        }
        text.Append(html, at, html.Length - at);
        return WebUtility.HtmlDecode(text.ToString());
    }

    private static string Name(ReadOnlySpan<char> tag)
    {
        var name = tag.TrimStart('/');
        var end = name.IndexOfAnyExceptInRange('0', 'z');
        return (end < 0 ? name : name[..end]).ToString();
    }
}
