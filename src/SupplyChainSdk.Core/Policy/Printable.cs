using System.Buffers;
using System.Globalization;
using System.Text;

namespace SupplyChainSdk.Policy;

/// <summary>The one encoder for text that goes to a log or a terminal.</summary>
public static class Printable
{
    private const int MaxQuoted = 120;
    private const int MaxName = 400;

    /// <summary>
    /// Shows control characters, line separators, lone surrogates, bidirectional controls and what Unicode does not know yet as <c>\u{XXXX}</c>, and
    /// breaks the sequences by which a line of a log becomes a command of a CI system (<c>::</c> at its start, <c>##</c> anywhere).
    /// </summary>
    /// <param name="text">Any text; a newline is escaped too.</param>
    /// <returns>Safe on a line of its own or inside one; text that was made safe before comes back as it is.</returns>
    /// <remarks>
    /// GitHub's runner passes over white space before <c>::</c> (actions/runner, ActionCommand.TryParseV2); Azure's agent finds <c>##vso[</c> and
    /// <c>##[</c> anywhere in a line, in any case.
    /// </remarks>
    public static string Text(string text)
    {
        if (IsPlain(text))
            return text;
        var shown = new StringBuilder(text.Length + 16);
        if (StartsAsCommand(text))
            shown.Append('\\');
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) != OperationStatus.Done)
                AppendHidden(shown, rest[0]);
            else if (IsHidden(rune))
                AppendHidden(shown, rune.Value);
            else
            {
                if (rune.Value == '#' && shown.Length > 0 && shown[^1] == '#')
                    shown.Append('\\');
                shown.Append(rest[..consumed]);
            }
            rest = rest[consumed..];
        }
        return shown.ToString();
    }

    /// <summary>A stranger's word inside a sentence: in quotes, at most 120 characters of it, safe to print.</summary>
    public static string Quoted(string text) => $"'{Text(Bounded(text, MaxQuoted))}'";

    /// <summary>A stranger's name, to be compared and copied: in quotes and whole, but for what nobody would be called; safe to print.</summary>
    public static string Name(string text) => $"'{Text(Bounded(text, MaxName))}'";

    /// <summary>The beginning of a text, with an ellipsis where something was left out; no character is cut in two.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="length">The most UTF-16 units of it.</param>
    public static string Bounded(string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";
    }

    /// <summary>Some of many, as <c>a, b and 3 more</c>. The items are our own words, or were made safe to print before.</summary>
    /// <param name="items">In the order in which they are named.</param>
    /// <param name="most">How many are named at most.</param>
    public static string List(IEnumerable<string> items, int most)
    {
        var all = items.ToList();
        return string.Join(", ", all.Take(most)) + (all.Count > most ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - most} more") : "");
    }

    /// <summary>A digest for people: its first six and last four digits. Whole digests are in the JSON forms.</summary>
    public static string Short(string hex) => hex.Length > 12 ? $"{hex[..6]}…{hex[^4..]}" : hex;

    private static bool IsPlain(string text) =>
        !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains("##", StringComparison.Ordinal) && !StartsAsCommand(text);

    private static bool StartsAsCommand(string text) => text.AsSpan().TrimStart().StartsWith("::", StringComparison.Ordinal);

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static void AppendHidden(StringBuilder shown, int value) => shown.Append(CultureInfo.InvariantCulture, $"\\u{{{value:X4}}}");
}
