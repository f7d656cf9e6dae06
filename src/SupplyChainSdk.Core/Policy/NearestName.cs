using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>The known name that somebody may have meant.</summary>
public static class NearestName
{
    private const int LongestCompared = 64;
    private const int ShortestPrefix = 4;

    /// <summary>The known name that begins so, or the one with the fewest insertions, deletions, substitutions and swaps of neighbours, case aside; null when none is near.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="known">In the order in which the first of equals wins.</param>
    public static string? Of(string text, IEnumerable<string> known)
    {
        if (text.Length is 0 or > LongestCompared)
            return null;
        ImmutableArray<string> names = [.. known];
        if (text.Length >= ShortestPrefix && names.FirstOrDefault(name => name.StartsWith(text, StringComparison.OrdinalIgnoreCase)) is { } longer)
            return longer;
        var nearest = names.Select(name => (Name: name, Distance: Distance(text.ToUpperInvariant(), name.ToUpperInvariant())))
            .OrderBy(candidate => candidate.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(1, Math.Min(text.Length, nearest.Name.Length) / 3) ? nearest.Name : null;
    }

    /// <summary>Names as they stand in a question: <c>"a", "b" or "c"</c>.</summary>
    public static string Listed(ImmutableArray<string> names, char quote)
    {
        var quoted = names.Select(name => $"{quote}{name}{quote}").ToList();
        return quoted.Count < 2 ? string.Concat(quoted) : $"{string.Join(", ", quoted.SkipLast(1))} or {quoted[^1]}";
    }

    // Optimal string alignment: the restricted edit distance of Damerau and Levenshtein.
    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }
                var least = Math.Min(Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1, cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    least = Math.Min(least, cost[i - 2, j - 2] + 1);
                cost[i, j] = least;
            }
        }
        return cost[a.Length, b.Length];
    }
}
