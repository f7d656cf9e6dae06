using System.Collections.Frozen;
using System.Collections.Immutable;

namespace SupplyChainSdk.Licensing;

/// <summary>Spellings that mean the same, and places where a licence names whoever grants it.</summary>
/// <remarks>Source: SPDX 2.3, annex B (equivalent words; substitutable text), and the variable parts of the BSD and MIT texts.</remarks>
internal static class ReplaceableWords
{
    private const int MaxNames = 16;

    // Each with the spelling that counts.
    private static readonly FrozenDictionary<string, string> Spellings = """
        acknowledgement acknowledgment, acknowledgements acknowledgments, analogue analog, analyse analyze, artefact artifact, artefacts artifacts,
        authorisation authorization, authorised authorized, authorise authorize, calibre caliber, cancelled canceled, capitalisations capitalizations,
        catalogue catalog, categorise categorize, centre center, emphasised emphasized, favour favor, favourite favorite, fulfil fulfill,
        fulfilment fulfillment, initialise initialize, judgement judgment, labelling labeling, labour labor, licence license, licences licenses,
        maximise maximize, modelled modeled, modelling modeling, offence offense, optimise optimize, organisation organization, organisations organizations,
        organise organize, practise practice, programme program, realise realize, recognise recognize, recognised recognized, signalling signaling,
        sublicence sublicense, utilisation utilization, whilst while, wilful willful, wilfull willful
        """.Split((char[])[',', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(pair => pair.Split(' '))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    // Who is named between the two stands for nobody in particular.
    private static readonly (string[] Before, string[] After)[] Names =
    [
        (["neither", "the", "name"], ["nor", "the", "names", "of"]),
        (["neither", "the", "names"], ["nor", "the", "names", "of"]),
        (["software", "is", "provided", "by"], ["as", "is"]),
        (["in", "no", "event", "shall"], ["be", "liable"]),
        (["in", "no", "event", "will"], ["be", "liable"]),
    ];

    /// <summary>The words in one spelling and without names.</summary>
    public static ImmutableArray<LicenseWord> Without(List<LicenseWord> words)
    {
        var kept = ImmutableArray.CreateBuilder<LicenseWord>(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (i + 1 < words.Count && Joined(word.Text, words[i + 1].Text) is { } joined)
                kept.Add(new LicenseWord(joined, word.Start, words[++i].End));
            else if (word.Text == "noncommercial")
            {
                kept.Add(word with { Text = "non" });
                kept.Add(word with { Text = "commercial" });
            }
            // MIT with and without the words that SPDX calls optional.
            else if (Matches(words, i, ["including", "the", "next", "paragraph"]))
                i += 3;
            else if (IsHolder(words, i))
                kept.Add(word with { Text = word.Text.EndsWith('s') ? "holders" : "holder" });
            else
                kept.Add(Spellings.TryGetValue(word.Text, out var spelled) ? word with { Text = spelled } : word);
            foreach (var (before, after) in Names)
            {
                if (EndsWith(kept, before) && Gap(words, i + 1, after) is { } next)
                {
                    i = next - 1;
                    break;
                }
            }
            // "… nor the names of its contributors": whose does not matter.
            if (EndsWith(kept, ["nor", "the", "names", "of"]) && i + 2 < words.Count && words[i + 1].Text is "its" or "the" or "other" or "their" && words[i + 2].Text is "contributors")
                i++;
        }
        return kept.DrainToImmutable();
    }

    private static string? Joined(string one, string other) => (one, other) switch
    {
        ("sub", "license" or "licence") => "sublicense",
        ("per", "cent") => "percent",
        ("non", "infringement") => "noninfringement",
        _ => null,
    };

    private static bool IsHolder(List<LicenseWord> words, int at) => at > 0 && words[at].Text is "owner" or "owners" && words[at - 1].Text == "copyright";

    // The index at which the words after the names begin; null when they are not near, or when what lies between says more than names.
    private static int? Gap(List<LicenseWord> words, int from, string[] after)
    {
        for (var at = from; at < words.Count && at - from <= MaxNames; at++)
        {
            if (Matches(words, at, after))
                return at > from ? at : null;
            if (WordsOfTerms.Are(words[at].Text))
                return null;
        }
        return null;
    }

    private static bool Matches(List<LicenseWord> words, int at, string[] pattern)
    {
        if (at + pattern.Length > words.Count)
            return false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (words[at + i].Text != pattern[i])
                return false;
        }
        return true;
    }

    private static bool EndsWith(ImmutableArray<LicenseWord>.Builder words, string[] pattern)
    {
        if (words.Count < pattern.Length)
            return false;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (words[words.Count - pattern.Length + i].Text != pattern[i])
                return false;
        }
        return true;
    }
}
