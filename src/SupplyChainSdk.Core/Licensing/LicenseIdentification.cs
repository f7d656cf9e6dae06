using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Licensing;

/// <summary>How a licence was found where no expression states it.</summary>
public enum LicenseWay
{
    /// <summary>By an address, with the curated map.</summary>
    Url,

    /// <summary>By the text of a file, which has every word of the licence and no other.</summary>
    ExactText,

    /// <summary>By the text of a file, which differs in few words that set no terms.</summary>
    NearText,

    /// <summary>Not found.</summary>
    None,
}

/// <summary>How sure it is. What is not likely at least is not known.</summary>
public enum LicenseCertainty
{
    /// <summary>Unknown stays unknown.</summary>
    None,

    /// <summary>By near text, or by an address whose content somebody can change.</summary>
    Likely,

    /// <summary>By exact text, or by an address that belongs to one licence for good.</summary>
    Certain,
}

/// <summary>A licence whose text a file resembles.</summary>
/// <param name="Ids">Every id that has this text, the plainest first.</param>
/// <param name="Score">0 to 1, see <see cref="LicenseIdentification.Score"/>.</param>
/// <param name="Objection">Why the file is not that licence, without a full stop; null when only something else is nearer.</param>
public sealed record LicenseCandidate(ImmutableArray<string> Ids, double Score, string? Objection);

/// <summary>The licence of a package that states no expression, how it was found and how sure that is.</summary>
/// <param name="Way">How.</param>
/// <param name="Certainty">How sure.</param>
/// <param name="Ids">
/// Every id that has this text, the plainest first: a text does not tell <c>GPL-3.0-only</c> from <c>GPL-3.0-or-later</c>, which the programs say. Empty when not found.
/// </param>
/// <param name="Score">Words in common, 0 to 1: exactly 1 for equal words only. 1 for an address.</param>
/// <param name="Reason">Why not found, or for an address where the map has it from; without a full stop; null for a text that was found.</param>
/// <param name="Nearest">Other licences that the text resembles, the nearest first; where none was found, the nearest is what it was nearly taken for.</param>
/// <param name="Against">Ids that count against the package where they are denied: those found, or, where the file is several licences or nearly one, those.</param>
/// <param name="Differences">Of the nearest text, in the order of the file; at most 100.</param>
public sealed record LicenseIdentification(
    LicenseWay Way, LicenseCertainty Certainty, ImmutableArray<string> Ids, double Score, string? Reason, ImmutableArray<LicenseCandidate> Nearest,
    ImmutableArray<string> Against, ImmutableArray<LicenseDifference> Differences)
{
    /// <summary>The score in hundredths from which a near text counts, where no policy says otherwise.</summary>
    public const int DefaultScore = 95;

    private const int MaxDifferences = 100;
    private const int MaxNearest = 3;

    // A part of a file that has this much of a licence holds that licence, whatever else there is.
    private const double Holds = 0.9;

    // What has less in common with a licence is not a changed form of it.
    private const double Resembles = 0.8;

    /// <summary>The id that stands for all of them.</summary>
    public string? Id => Ids.IsEmpty ? null : Ids[0];

    /// <summary>Identifies the text of a file.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="leastScore">From how many hundredths a near text counts; 100: exact texts only.</param>
    public static LicenseIdentification OfText(ReadOnlySpan<byte> file, int leastScore = DefaultScore) => OfText(LicenseTextIndex.Default, file, leastScore);

    /// <summary>Nothing was found, for a reason.</summary>
    public static LicenseIdentification Unknown(string reason) => new(LicenseWay.None, LicenseCertainty.None, [], 0, reason, [], [], []);

    internal static LicenseIdentification OfText(LicenseTextIndex index, ReadOnlySpan<byte> file, int leastScore)
    {
        var text = LicenseText.Read(file);
        if (text.Text is null)
            return Unknown(text.Problem!);
        var words = LicenseWords.Of(text.Text);
        if (words.Length > LicenseTextMatcher.MaxWords)
            return Unknown(string.Create(CultureInfo.InvariantCulture, $"it has {words.Length} words, more than any licence"));
        var matches = LicenseTextMatcher.Matches(index, words);
        return matches.IsEmpty ? Unknown("it resembles no licence that is known") : Judge(matches, leastScore);
    }

    private static LicenseIdentification Judge(ImmutableArray<TextMatch> matches, int leastScore)
    {
        var best = matches[0];
        var nearest = matches.Select(m => new LicenseCandidate(Ordered(m.Text.Ids), m.Score, m.Objection)).ToImmutableArray();
        ImmutableArray<LicenseDifference> differences = [.. best.Differences.Take(MaxDifferences)];
        var held = Held(matches);
        var reason = held.Length > 1 && !best.IsExact
            ? $"it holds several licences: {string.Join(", ", held.Select(h => Ordered(h.Text.Ids)[0]))}" : WhyNot(matches, leastScore);
        if (reason is null)
        {
            return new LicenseIdentification(best.IsExact ? LicenseWay.ExactText : LicenseWay.NearText, best.IsExact ? LicenseCertainty.Certain : LicenseCertainty.Likely,
                nearest[0].Ids, best.Score, null, [.. nearest.Skip(1).Take(MaxNearest)], Worst(nearest[0].Ids), differences);
        }
        ImmutableArray<string> against = held.Length > 1 ? [.. held.SelectMany(h => Worst(Ordered(h.Text.Ids)))]
            : best.Score >= Resembles || best.InCommon >= Holds ? Worst(nearest[0].Ids) : [];
        return new LicenseIdentification(LicenseWay.None, LicenseCertainty.None, [], best.Score, reason, [.. nearest.Take(MaxNearest)], against, differences);
    }

    private static string? WhyNot(ImmutableArray<TextMatch> matches, int leastScore)
    {
        var best = matches[0];
        if (best.Objection is { } objection)
            return $"its text is not that of {Ordered(best.Text.Ids)[0]}, because {objection}";
        if (!best.IsExact && best.Score * 100 < leastScore)
            return string.Create(CultureInfo.InvariantCulture, $"its text has too little in common with {Ordered(best.Text.Ids)[0]}: {Shown(best.Score)}, and {leastScore / 100.0} is asked for");
        if (!best.IsExact && matches.Length > 1 && matches[1].Objection is null && matches[1].Score >= best.Score)
            return $"its text is as near to {Ordered(matches[1].Text.Ids)[0]} as to {Ordered(best.Text.Ids)[0]}";
        // Hundreds of texts on the list differ from a common one in a clause, or need a person to read them: such a text speaks against a package, and never for it.
        return best.Text.Ids.Any(IsRecognised) ? null
            : $"its text is {(best.IsExact ? "" : "nearly ")}that of {best.Text.Ids[0]}, which neither the OSI nor the FSF lists: read it";
    }

    /// <summary>A score as it is shown: rounded down, so that 1 is shown for equal words only.</summary>
    public static string Shown(double score) => (Math.Floor(score * 1000) / 1000).ToString("0.###", CultureInfo.InvariantCulture);

    // Licences that lie one after the other in the file.
    private static ImmutableArray<TextMatch> Held(ImmutableArray<TextMatch> matches)
    {
        var held = ImmutableArray.CreateBuilder<TextMatch>();
        foreach (var match in matches.Where(m => m.InCommon >= Holds).OrderByDescending(m => m.Text.Length * m.InCommon))
        {
            if (held.All(h => Common(h, match) * 5 < match.Matched.Sum(r => r.Length)))
                held.Add(match);
        }
        return held.DrainToImmutable();
    }

    // How many words of the file both have.
    private static int Common(TextMatch one, TextMatch other) =>
        one.Matched.Sum(a => other.Matched.Sum(b => Math.Max(0, Math.Min(a.File + a.Length, b.File + b.Length) - Math.Max(a.File, b.File))));

    private static bool IsRecognised(string id) => SpdxList.Licenses.TryGetValue(id, out var license) && (license.IsOsiApproved || license.IsFsfLibre);

    private static ImmutableArray<string> Ordered(ImmutableArray<string> ids) =>
        [.. ids.OrderByDescending(IsRecognised).ThenBy(id => id.Length).ThenBy(id => id, StringComparer.Ordinal)];

    // Who may choose a later version may choose more than who may not: where -only is accepted, -or-later is.
    private static ImmutableArray<string> Worst(ImmutableArray<string> ids) =>
        [.. ids.Where(id => !(id.EndsWith("-or-later", StringComparison.Ordinal) && ids.Contains(string.Concat(id.AsSpan(0, id.Length - "-or-later".Length), "-only"))))];
}
