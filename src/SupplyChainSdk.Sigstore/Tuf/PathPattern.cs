namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>The patterns of delegations: <c>*</c> is any text and <c>?</c> one character, neither a <c>/</c>; all else is itself, its case included.</summary>
internal static class PathPattern
{
    /// <summary>Whether a target path is one of the pattern.</summary>
    public static bool Matches(string pattern, string path)
    {
        var patterns = pattern.Split('/');
        var segments = path.Split('/');
        return patterns.Length == segments.Length && patterns.Zip(segments).All(pair => MatchesSegment(ToRunes(pair.First), ToRunes(pair.Second)));
    }

    // Goes back to the last star only: linear in the product of the lengths, whatever the pattern.
    private static bool MatchesSegment(int[] pattern, int[] text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
                (star, resume) = (p++, t);
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
                (p, t) = (p + 1, t + 1);
            else if (star >= 0)
                (p, t) = (star + 1, ++resume);
            else
                return false;
        }
        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }

    private static int[] ToRunes(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];
}
