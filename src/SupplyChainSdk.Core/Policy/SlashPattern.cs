namespace SupplyChainSdk.Policy;

/// <summary>A pattern of URLs, refs and paths: <c>*</c> stands for any number of characters but <c>/</c>; everything else for itself, with case.</summary>
internal static class SlashPattern
{
    /// <summary>Whether a text is as a pattern has it, from its first to its last character.</summary>
    /// <remarks>
    /// Only the last <c>*</c> is tried again: an earlier one could only move what follows it further to the right, and past a slash it cannot get. So the time is
    /// at most the product of both lengths.
    /// </remarks>
    public static bool Matches(string pattern, string text)
    {
        int p = 0, t = 0, star = -1, from = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                from = t;
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0 && text[from] != '/')
            {
                p = star + 1;
                t = ++from;
            }
            else
            {
                return false;
            }
        }
        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }

    /// <summary>Whether a pattern says whose it is: of a URL scheme, host and owner, of an e-mail address everything behind the <c>@</c>.</summary>
    /// <remarks>Otherwise anybody who can sign in somewhere is expected.</remarks>
    public static bool NamesSomebody(string pattern)
    {
        if (!pattern.Contains('*', StringComparison.Ordinal))
            return true;
        if (pattern.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0)
        {
            var host = pattern.IndexOf('/', scheme + 3);
            var owner = host < 0 ? -1 : pattern.IndexOf('/', host + 1);
            return owner > host + 1 && host > scheme + 3 && !pattern.AsSpan(0, owner).Contains('*');
        }
        return pattern.LastIndexOf('@') is var at and >= 0 && at < pattern.Length - 1 && !pattern.AsSpan(at).Contains('*');
    }
}
