using System.Collections.Immutable;

namespace SupplyChainSdk.Licensing;

/// <summary>Finds the texts of an index that a file resembles.</summary>
internal static class LicenseTextMatcher
{
    // Nothing longer is one licence: the longest has some 7,000 words.
    public const int MaxWords = 60_000;

    private const int MostCompared = 5;
    private const int MostPlaces = 4;

    private const double LeastApart = 0.8;

    // A text of which a file has less than this is not named as one that it resembles.
    private const double LeastInCommon = 0.3;

    /// <summary>The texts that have most in common with a file, the best first.</summary>
    public static ImmutableArray<TextMatch> Matches(LicenseTextIndex index, ImmutableArray<LicenseWord> words)
    {
        var marks = LicenseFingerprint.Marks(words);
        var found = new List<EqualWords>[index.Texts.Length];
        for (var at = 0; at + LicenseFingerprint.Shingle <= marks.Length; at++)
        {
            foreach (var place in index.Find(LicenseFingerprint.At(marks, at)))
            {
                var text = index.TextAt(place);
                // A file that repeats itself is not laid beside a text in every way.
                if ((found[text] ??= []).Count < MostPlaces * index.Texts[text].Anchors)
                    found[text].Add(new EqualWords(at, place - index.Texts[text].Start, LicenseFingerprint.Shingle));
            }
        }
        var candidates = Enumerable.Range(0, found.Length).Where(i => found[i] is not null)
            .Select(i => new Candidate(index.Texts[i], found[i], found[i].Select(p => p.License).Distinct().Count() / (double)index.Texts[i].Anchors)).ToList();
        return [.. candidates.OrderByDescending(c => Estimate(c, words.Length)).Take(MostCompared).Union(Apart(candidates, words.Length))
            .Select(c => TextMatch.Of(words, c.Text, TextAlignment.Of(marks, index.Marks(c.Text), c.Places), index.Marks(c.Text)))
            .Where(m => m.InCommon >= LeastInCommon)
            .OrderByDescending(m => m.IsExact).ThenByDescending(m => m.Score).ThenBy(m => m.Text.Ids[0], StringComparer.Ordinal)];
    }

    // Texts that lie in different parts of the file, nearly whole.
    private static List<Candidate> Apart(List<Candidate> candidates, int words)
    {
        var apart = new List<Candidate>();
        var taken = new bool[words];
        foreach (var candidate in candidates.Where(c => c.InCommon >= LeastApart).OrderByDescending(c => c.InCommon).ThenByDescending(c => c.Text.Length))
        {
            if (apart.Count == MostCompared || candidate.Places.Count(p => taken[p.File]) * 2 > candidate.Places.Count)
                continue;
            apart.Add(candidate);
            foreach (var place in candidate.Places)
                taken[place.File] = true;
        }
        return apart;
    }

    private static double Estimate(Candidate candidate, int words) => 2 * candidate.InCommon * candidate.Text.Length / (candidate.Text.Length + words);

    private sealed record Candidate(IndexedText Text, List<EqualWords> Places, double InCommon);
}
