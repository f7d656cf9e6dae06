namespace SupplyChainSdk.Licensing;

/// <summary>The name that somebody who mistyped one most likely meant.</summary>
internal static class NearestName
{
    private const int MaxLength = 64;

    /// <summary>The candidate with the fewest edits, without case; null when none is near. Ties go to the first by ordinal order.</summary>
    public static string? Of(string text, IEnumerable<string> candidates)
    {
        if (text.Length is 0 or > MaxLength)
            return null;
        var limit = Math.Max(text.Length < 4 ? 1 : 2, text.Length / 3);
        string? nearest = null;
        var best = limit + 1;
        foreach (var candidate in candidates.Order(StringComparer.Ordinal))
        {
            if (Math.Abs(candidate.Length - text.Length) >= best)
                continue;
            var distance = Edits(text, candidate);
            if (distance < best)
                (nearest, best) = (candidate, distance);
        }
        return nearest;
    }

    // Levenshtein, one row.
    private static int Edits(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
