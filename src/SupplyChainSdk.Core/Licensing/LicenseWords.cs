using System.Collections.Immutable;

namespace SupplyChainSdk.Licensing;

/// <summary>A word that counts when licence texts are compared.</summary>
/// <param name="Text">Normalised.</param>
/// <param name="Start">Where what it stands for begins in the text that was read.</param>
/// <param name="End">Where that ends.</param>
internal sealed record LicenseWord(string Text, int Start, int End);

/// <summary>
/// The words of a licence text, as the SPDX matching guidelines compare them: without case, punctuation, quotes, marks of comments, lists and Markdown, addresses, copyright lines
/// and who grants the licence, and with one spelling for each word.
/// </summary>
/// <remarks>
/// Source: SPDX 2.3, annex B. The guidelines' replaceable text is in templates that no registry package has: the places that matter (who is named in BSD's clauses) are patterns
/// here. Index and files go through this class alike; changing it changes the index (docs/licences.md).
/// </remarks>
internal static class LicenseWords
{
    /// <summary>Normalises a text.</summary>
    public static ImmutableArray<LicenseWord> Of(string text)
    {
        var pool = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var words = new List<LicenseWord>(text.Length / 5);
        var buffer = new char[text.Length + 1];
        for (var at = 0; at < text.Length;)
        {
            var end = text.AsSpan(at).IndexOfAny('\n', '\r');
            end = end < 0 ? text.Length : at + end;
            AddLine(text, at, end, buffer, words, pool);
            at = end + 1;
        }
        return ReplaceableWords.Without(words);
    }

    private static void AddLine(
        string text, int start, int end, char[] buffer, List<LicenseWord> words, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> pool)
    {
        var at = AfterBullets(text, start, end);
        // [1]: https://… is where Markdown keeps the targets of links.
        if (at < end && text[at] == '[' && text.AsSpan(at, end - at) is var line && line.IndexOf("]:") is > 0 and var mark && IsAddress(line[(mark + 2)..].TrimStart()))
            return;
        var first = words.Count;
        while (at < end)
        {
            var c = text[at];
            if (c == '©')
            {
                words.Add(new LicenseWord("copyright", at, at + 1));
                at++;
            }
            else if (!IsWordCharacter(c))
                at++;
            else if (IsAddress(text.AsSpan(at, end - at)))
                at = AfterAddress(text, at, end);
            else
                at = AddWord(text, at, end, buffer, words, pool);
        }
        if (CopyrightLine.Is(words, first))
            words.RemoveRange(first, words.Count - first);
    }

    private static int AddWord(
        string text, int at, int end, char[] buffer, List<LicenseWord> words, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> pool)
    {
        var (from, length) = (at, 0);
        for (; at < end && (IsWordCharacter(text[at]) || IsInsideWord(text, at, end)); at++)
        {
            if (IsWordCharacter(text[at]))
                buffer[length++] = char.ToLowerInvariant(text[at]);
        }
        var word = buffer.AsSpan(0, length);
        if (!pool.TryGetValue(word, out var known))
        {
            known = word.ToString();
            pool.Add(word);
        }
        words.Add(new LicenseWord(known, from, at));
        return at;
    }

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.NonSpacingMark;

    // An apostrophe between letters, a point or comma between digits, and what is not seen at all.
    private static bool IsInsideWord(string text, int at, int end) => text[at] is '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF'
        || (at + 1 < end && text[at] switch
        {
            '\'' or '’' or '`' => char.IsLetter(text[at - 1]) && char.IsLetter(text[at + 1]),
            '.' => char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]),
            _ => false,
        });

    private static bool IsAddress(ReadOnlySpan<char> text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("www.", StringComparison.OrdinalIgnoreCase);

    private static int AfterAddress(string text, int at, int end)
    {
        while (at < end && !char.IsWhiteSpace(text[at]) && text[at] is not ('>' or ')' or ']' or '"' or '<'))
            at++;
        return at;
    }

    // Marks of comments, headings, quotations and lists, and what numbers an item: 1. 1.1. a) (iv)
    private static int AfterBullets(string text, int start, int end)
    {
        var at = start;
        while (at < end)
        {
            while (at < end && !IsWordCharacter(text[at]) && text[at] is not ('(' or '[' or '©'))
                at++;
            var after = AfterNumber(text, at, end);
            if (after == at)
                return at;
            at = after;
        }
        return at;
    }

    private static int AfterNumber(string text, int at, int end)
    {
        var from = at < end && text[at] == '(' ? at + 1 : at;
        var to = from;
        while (to < end && to - from < 9 && (char.IsAsciiLetterOrDigit(text[to]) || (text[to] == '.' && to + 1 < end && char.IsAsciiDigit(text[to + 1]))))
            to++;
        if (to == from || to >= end || text[to] is not ('.' or ')') || (to + 1 < end && !char.IsWhiteSpace(text[to + 1]) && text[to + 1] is not ('*' or '_' or '\\')))
            return at;
        var name = text.AsSpan(from, to - from);
        var isNumber = char.IsAsciiDigit(name[0]) ? !name.ContainsAnyExcept("0123456789.") && name.IndexOf('.') != 0 && name.Length <= 7 && name.TrimEnd("0123456789").Length + 3 > name.Length
            : name.Length == 1 || (name.Length <= 4 && !name.ContainsAnyExcept("ivxIVX"));
        // (c) before a year or a name is the sign of copyright, not the third item of a list.
        return !isNumber || (at != from && name is "c" or "C") ? at : to + 1;
    }
}
