using System.Globalization;
using System.Text;

namespace SupplyChainSdk.Policy;

/// <summary>The one encoder for text that goes to a log or a terminal.</summary>
public static class Printable
{
    /// <summary>
    /// Shows control characters, line separators, lone surrogates and bidirectional controls as <c>\u{XXXX}</c>, and breaks the sequences
    /// by which a line of a log becomes a command of a CI system (<c>::</c> at its start, <c>##[</c> and <c>##vso[</c> anywhere).
    /// </summary>
    /// <param name="text">Any text; a newline is escaped too.</param>
    public static string Text(string text)
    {
        if (IsPlain(text))
            return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            var hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;
            if (hidden)
                shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X4}}}");
            else
                shown.Append(rune.ToString());
        }
        shown.Replace("##vso[", "#\\#vso[").Replace("##[", "#\\#[");
        if (shown.Length > 1 && shown[0] == ':' && shown[1] == ':')
            shown.Insert(0, '\\');
        return shown.ToString();
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
                return false;
        }
        return !text.StartsWith("::", StringComparison.Ordinal) && !text.Contains("##", StringComparison.Ordinal);
    }
}
