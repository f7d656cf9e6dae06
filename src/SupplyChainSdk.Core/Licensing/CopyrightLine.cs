using System.Collections.Frozen;

namespace SupplyChainSdk.Licensing;

/// <summary>Lines that say who holds the copyright, and nothing about what is permitted.</summary>
internal static class CopyrightLine
{
    private const int MaxWords = 30;

    // After these, "copyright" is a word of a sentence that was wrapped before it.
    private static readonly FrozenSet<string> Sentence = FrozenSet.Create(StringComparer.Ordinal,
        "notice", "notices", "holder", "holders", "owner", "owners", "law", "laws", "license", "licence", "interest", "interests", "and", "or", "statement", "statements", "act",
        "protection", "ownership", "in", "on", "is", "are", "to", "the", "of", "rights", "status", "treaty", "doctrines", "claim", "claims", "which", "that", "this", "if", "with", "for",
        "disclaimer", "permission", "warranty", "legend", "information", "material", "line", "lines", "may");

    /// <summary>Whether the words of a line, the last of those given, are such a line.</summary>
    public static bool Is(List<LicenseWord> words, int first)
    {
        var count = words.Count - first;
        if (count is 0 or > MaxWords)
            return false;
        if (count <= 4 && Text(0) == "all" && count >= 3 && Text(1) == "rights" && Text(2) == "reserved" && (count == 3 || Text(3) == "worldwide"))
            return true;
        // (c) 2020 Somebody
        var at = Text(0) == "portions" ? 1 : 0;
        var isSign = count > at + 1 && Text(at) == "c" && IsYear(Text(at + 1));
        if (!isSign)
        {
            if (count <= at + 1 || Text(at) != "copyright")
                return false;
            while (at < count - 1 && Text(at) is "copyright")
                at++;
            if (Sentence.Contains(Text(at)) && !(at > 1 || Text(at) is "the"))
                return false;
            if (Text(at) != "c" && Text(at) != "by" && !IsYear(Text(at)) && at == 1)
                return false;
        }
        for (var i = first; i < words.Count; i++)
        {
            if (WordsOfTerms.Are(words[i].Text) && !(words[i].Text is "rights" or "no"))
                return false;
        }
        return true;

        string Text(int index) => words[first + index].Text;
    }

    // 2020, 1999, 19xx, and what licences leave to be filled in.
    private static bool IsYear(string word) => word is "year" or "years" or "yyyy" or "yy" or "date" or "dates" or "present"
        || (word.Length is 4 && word[0] is '1' or '2' && char.IsAsciiDigit(word[1]));
}
