using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Licensing;

/// <summary>What is kept of a licence text instead of the text.</summary>
internal static class LicenseFingerprint
{
    /// <summary>How many words in a row are looked up.</summary>
    public const int Shingle = 6;

    /// <summary>Of so many places in a row, one is kept to be found by.</summary>
    public const int Window = 8;

    /// <summary>Bytes of the digest that are kept: the first half of a SHA-256.</summary>
    public const int DigestBytes = 16;

    /// <summary>Set in the mark of a word that can set terms.</summary>
    public const byte OfTerms = 0x80;

    /// <summary>One byte for each word, by which texts are laid beside each other; many words share a value, so that no text can be read back.</summary>
    public static byte[] Marks(ImmutableArray<LicenseWord> words)
    {
        var marks = new byte[words.Length];
        for (var i = 0; i < marks.Length; i++)
            marks[i] = Mark(words[i].Text);
        return marks;
    }

    /// <summary>The SHA-256, cut to 128 bits, of words with a space after each, in UTF-8.</summary>
    public static byte[] Digest(ReadOnlySpan<LicenseWord> words)
    {
        var text = new StringBuilder(words.Length * 7);
        foreach (var word in words)
            text.Append(word.Text).Append(' ');
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..DigestBytes];
    }

    /// <summary>The marks of six words as one number.</summary>
    public static ulong At(ReadOnlySpan<byte> marks, int at)
    {
        ulong value = 0;
        for (var i = 0; i < Shingle; i++)
            value = value << 8 | marks[at + i];
        return value;
    }

    /// <summary>The places of a text to be found by: of every eight in a row the one that comes out lowest (winnowing), so that any run of thirteen equal words has one.</summary>
    public static List<int> Anchors(ReadOnlySpan<byte> marks)
    {
        var anchors = new List<int>();
        var count = marks.Length - Shingle + 1;
        for (var start = 0; start < Math.Max(1, count - Window + 1); start++)
        {
            var lowest = -1;
            for (var at = start; at < Math.Min(count, start + Window); at++)
            {
                if (lowest < 0 || Order(At(marks, at)) <= Order(At(marks, lowest)))
                    lowest = at;
            }
            if (lowest >= 0 && (anchors.Count == 0 || anchors[^1] != lowest))
                anchors.Add(lowest);
        }
        return anchors;
    }

    // FNV-1a over UTF-16, folded to seven bits, and whether the word can set terms.
    private static byte Mark(string word)
    {
        var hash = 2166136261u;
        foreach (var c in word)
        {
            hash = (hash ^ (byte)c) * 16777619u;
            hash = (hash ^ (byte)(c >> 8)) * 16777619u;
        }
        hash ^= hash >> 16;
        return (byte)((hash ^ hash >> 8) & ~OfTerms | (WordsOfTerms.Are(word) ? OfTerms : 0u));
    }

    private static ulong Order(ulong shingle)
    {
        shingle = (shingle ^ shingle >> 29) * 0xBF58476D1CE4E5B9;
        return shingle ^ shingle >> 32;
    }
}
