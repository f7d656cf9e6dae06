using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Licensing;

/// <summary>Words that stand in a file and not in the licence, and words of the licence that the file lacks there.</summary>
/// <param name="Extra">The words of the file, normalised, cut after some; empty where it only lacks words.</param>
/// <param name="ExtraWords">How many there are.</param>
/// <param name="Start">Where they begin in the text of the file; where nothing is extra, where the words would be.</param>
/// <param name="End">Where they end.</param>
/// <param name="LicenseWord">Before which word of the licence.</param>
/// <param name="MissingWords">How many words of the licence are missing there; which ones is not known, since only their fingerprints are.</param>
public sealed record LicenseDifference(string Extra, int ExtraWords, int Start, int End, int LicenseWord, int MissingWords);

/// <summary>How a file compares with one text of the index.</summary>
/// <param name="Text">The text.</param>
/// <param name="Score">Sørensen and Dice's: twice the words in common, through the words of both; 1 only where nothing is seen to differ. Titles and what a file may leave out do not count.</param>
/// <param name="IsExact">Whether every word is that of the licence, by its digest.</param>
/// <param name="Objection">Why the file is not this licence however much it has in common with it, without a full stop; null when nothing speaks against it.</param>
/// <param name="Differences">In the order of the file.</param>
/// <param name="InCommon">Which part of the core is in the file, 0 to 1.</param>
/// <param name="Matched">The words of the file that are in common, as runs.</param>
internal sealed record TextMatch(
    IndexedText Text, double Score, bool IsExact, string? Objection, ImmutableArray<LicenseDifference> Differences, double InCommon, ImmutableArray<EqualWords> Matched)
{
    // More in one place than a name and what belongs to it is a sentence, and so can be a term.
    private const int MaxExtraRun = 12;
    private const int MaxLeadingWords = 24;
    private const int MaxMissingRun = 10;
    private const int ShownWords = 24;

    // Besides the words of the ids and names of the licence, which a title may have. Some licences are called by names that the list does not have.
    private static readonly FrozenSet<string> TitleWords = FrozenSet.Create(StringComparer.Ordinal,
        "the", "a", "license", "public", "version", "v", "template", "text", "full", "file", "software", "licensed", "under", "this", "is", "and", "clause", "modified", "simplified", "freebsd",
        "berkeley", "expat", "creative", "commons", "legal", "code", "gnu", "library", "fsf");

    /// <summary>Compares.</summary>
    /// <param name="words">Of the file.</param>
    /// <param name="text">The text of the index.</param>
    /// <param name="found">What both have in common.</param>
    /// <param name="license">The marks of the text.</param>
    public static TextMatch Of(ImmutableArray<LicenseWord> words, IndexedText text, ImmutableArray<EqualWords> found, ReadOnlySpan<byte> license)
    {
        var (title, equal) = WithoutTitle(words, text, found);
        var differences = ImmutableArray.CreateBuilder<LicenseDifference>();
        var objection = default((string? What, int Weight));
        var (fileAt, licenseAt) = (title, 0);
        var (common, optional) = (0, 0);
        foreach (var run in equal.Append(new EqualWords(words.Length, text.Length, 0)))
        {
            var extra = run.File - fileAt;
            var lacking = license[Math.Max(licenseAt, text.CoreStart)..Math.Max(Math.Max(licenseAt, text.CoreStart), Math.Min(run.License, text.CoreEnd))];
            var missing = lacking.Length;
            if (extra > 0 && licenseAt >= text.CoreEnd && KnownFooter.Is(words.AsSpan(fileAt, extra)))
                optional += extra;
            else if (extra > 0 || missing > 0)
            {
                var more = Objects(words.AsSpan(fileAt, extra), lacking, fileAt == title && licenseAt == 0 && common == 0 ? MaxLeadingWords : MaxExtraRun);
                objection = more.Weight > objection.Weight ? more : objection;
                differences.Add(Difference(words, fileAt, extra, licenseAt, missing));
            }
            var inCore = Within(text, run.License, run.License + run.Length);
            common += inCore;
            optional += run.Length - inCore;
            (fileAt, licenseAt) = (run.File + run.Length, run.License + run.Length);
        }
        var core = text.CoreEnd - text.CoreStart;
        var counted = words.Length - title - optional;
        var score = 2.0 * common / (counted + core);
        var isExact = differences.Count == 0 && Digest(words, text, equal).AsSpan().SequenceEqual(text.Digest.Span);
        if (differences.Count == 0 && !isExact)
            objection = ("it differs in words that the fingerprints do not tell apart", 1);
        return new TextMatch(text, score, isExact, objection.What, differences.ToImmutable(), (double)common / core, equal);
    }

    // How many words of a range of the licence no file may leave out.
    private static int Within(IndexedText text, int from, int to) => Math.Max(0, Math.Min(to, text.CoreEnd) - Math.Max(from, text.CoreStart));

    private static byte[] Digest(ImmutableArray<LicenseWord> words, IndexedText text, ImmutableArray<EqualWords> equal)
    {
        var run = equal.FirstOrDefault(r => r.License <= text.CoreStart && r.License + r.Length >= text.CoreEnd);
        return run is null ? [] : LicenseFingerprint.Digest(words.AsSpan(run.File + text.CoreStart - run.License, text.CoreEnd - text.CoreStart));
    }

    // Why a file with such a difference is not the licence, and how much that says.
    private static (string? What, int Weight) Objects(ReadOnlySpan<LicenseWord> extra, ReadOnlySpan<byte> lacking, int mostExtra)
    {
        foreach (var word in extra)
        {
            if (WordsOfTerms.Are(word.Text))
                return ($"it has '{Shown(extra)}' more, which can be other terms", 3);
        }
        foreach (var mark in lacking)
        {
            if ((mark & LicenseFingerprint.OfTerms) != 0)
                return (extra.IsEmpty ? "it lacks words that set terms" : $"it has '{Shown(extra)}' in the place of words that set terms", 2);
        }
        if (extra.Length > mostExtra)
            return (string.Create(CultureInfo.InvariantCulture, $"it has {extra.Length} words more in one place, '{Shown(extra)}'"), 1);
        return lacking.Length > MaxMissingRun ? (string.Create(CultureInfo.InvariantCulture, $"it lacks {lacking.Length} words in one place"), 1) : default;
    }

    private static LicenseDifference Difference(ImmutableArray<LicenseWord> words, int at, int extra, int licenseAt, int missing)
    {
        var start = at < words.Length ? words[at].Start : words.IsEmpty ? 0 : words[^1].End;
        return new LicenseDifference(Shown(words.AsSpan(at, extra)), extra, start, extra == 0 ? start : words[at + extra - 1].End, licenseAt, missing);
    }

    private static string Shown(ReadOnlySpan<LicenseWord> words)
    {
        var shown = new List<string>();
        foreach (var word in words[..Math.Min(words.Length, ShownWords)])
            shown.Add(word.Text.Length <= 40 ? word.Text : $"{word.Text[..40]}…");
        return string.Join(' ', shown) + (words.Length > ShownWords ? " …" : "");
    }

    // How many words at the beginning of a file are nothing but the licence's name, and what is in common after them.
    private static (int Title, ImmutableArray<EqualWords> Equal) WithoutTitle(ImmutableArray<LicenseWord> words, IndexedText text, ImmutableArray<EqualWords> equal)
    {
        // Where the text itself begins in the file: a title may say the name twice, or otherwise than the list.
        var at = 0;
        while (at < equal.Length && equal[at].License + equal[at].Length <= text.CoreStart)
            at++;
        if (at == equal.Length)
            return (0, equal);
        var within = Math.Max(0, text.CoreStart - equal[at].License);
        var end = equal[at].File + within;
        var own = end == 0 ? [] : text.Ids.SelectMany(id => LicenseWords.Of($"{(SpdxList.Licenses.TryGetValue(id, out var known) ? known.Name : "")} {id}"))
            .Select(w => w.Text).ToHashSet(StringComparer.Ordinal);
        var title = 0;
        while (title < end && (own.Contains(words[title].Text) || TitleWords.Contains(words[title].Text)))
            title++;
        if (title == end)
            return (title, [new EqualWords(end, equal[at].License + within, equal[at].Length - within), .. equal[(at + 1)..]]);
        return (Math.Min(title, equal[0].File), equal);
    }
}
