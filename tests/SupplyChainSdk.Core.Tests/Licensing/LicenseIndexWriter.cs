using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SupplyChainSdk.Licensing;

namespace SupplyChainSdk.Core.Tests.Licensing;

/// <summary>
/// Makes <c>Licensing/Data/license-texts.bin</c> from the unpacked npm package <c>spdx-license-list</c>. It is not part of the product; it lies here so that there is one
/// normalisation of words, in the product, and not a second one in the script that calls this.
/// </summary>
internal static class LicenseIndexWriter
{
    // Where the words begin that tell how to apply a licence, and where those end that only introduce it: files leave them out. Normalised.
    private static readonly string[] Tails =
    [
        "end of terms and conditions", "appendix how to apply the apache license", "how to apply these terms to your", "how to use this license for your documents",
        "exhibit a source code form license notice", "creative commons is not a party to its public", "creative commons notice creative commons is not a party",
        "for more information please refer to", "for more information please see", "appendix a notes", "this is the end of the",
    ];

    private static readonly string[] Heads =
    [
        "using creative commons public licenses", "statement of purpose", "considerations for licensees",
    ];

    /// <summary>One text and the ids that have it.</summary>
    public sealed record Text(ImmutableArray<string> Ids, ImmutableArray<LicenseWord> Words, int CoreStart, int CoreEnd);

    /// <summary>The index of the texts of a package.</summary>
    /// <param name="package">Its folder.</param>
    public static byte[] Write(string package)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(package, "package.json")));
        return Write($"{manifest.RootElement.GetProperty("name")} {manifest.RootElement.GetProperty("version")} ({manifest.RootElement.GetProperty("license")})", Texts(package));
    }

    /// <summary>The texts of a package, those with equal words as one.</summary>
    public static ImmutableArray<Text> Texts(string package)
    {
        var texts = new SortedDictionary<string, (SortedSet<string> Ids, Text Text)>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(package, "licenses"), "*.json").Order(StringComparer.Ordinal))
        {
            var id = Path.GetFileNameWithoutExtension(path);
            using var license = JsonDocument.Parse(File.ReadAllBytes(path));
            // Deprecated ids of a licence with an exception have the text of the exception alone.
            if (!SpdxList.Licenses.TryGetValue(id, out var known) || known.Successor?.Contains(" WITH ", StringComparison.Ordinal) == true)
                continue;
            var name = known.Successor ?? known.Id;
            var text = Read(license.RootElement.GetProperty("licenseText").GetString()!, $"{known.Name} {known.Id}");
            if (text.Words.Length < LicenseFingerprint.Shingle)
                continue;
            var core = Convert.ToHexString(LicenseFingerprint.Digest(text.Words.AsSpan()[text.CoreStart..text.CoreEnd]));
            if (!texts.TryGetValue(core, out var entry))
                texts.Add(core, entry = (new SortedSet<string>(StringComparer.Ordinal), text));
            else if (text.Words.Length > entry.Text.Words.Length)
                texts[core] = entry with { Text = text };
            entry.Ids.Add(name);
        }
        return [.. texts.Values.Select(t => t.Text with { Ids = [.. t.Ids] }).OrderBy(t => t.Ids[0], StringComparer.Ordinal)];
    }

    /// <summary>An index of some texts.</summary>
    public static byte[] Write(string origin, ImmutableArray<Text> texts)
    {
        using var file = new MemoryStream();
        file.Write(LicenseTextIndex.Magic);
        WriteText(file, origin);
        WriteNumber(file, texts.Length);
        using var marks = new MemoryStream();
        var anchors = new List<int>();
        foreach (var text in texts)
        {
            var own = LicenseFingerprint.Marks(text.Words);
            var places = LicenseFingerprint.Anchors(own);
            WriteText(file, string.Join(' ', text.Ids));
            WriteNumber(file, own.Length);
            WriteNumber(file, text.CoreStart);
            WriteNumber(file, text.CoreEnd);
            WriteNumber(file, places.Count);
            file.Write(LicenseFingerprint.Digest(text.Words.AsSpan()[text.CoreStart..text.CoreEnd]));
            anchors.AddRange(places.Select(p => p + (int)marks.Length));
            marks.Write(own);
        }
        var all = marks.ToArray();
        file.Write(all);
        WriteNumber(file, anchors.Count);
        foreach (var anchor in anchors.OrderBy(a => LicenseFingerprint.At(all, a)).ThenBy(a => a))
            WriteNumber(file, anchor);
        file.Write(SHA256.HashData(file.ToArray()));
        return file.ToArray();
    }

    /// <summary>The words of a licence, and which of them count.</summary>
    public static Text Read(string text, string name)
    {
        var words = LicenseWords.Of(text);
        var end = words.Length;
        foreach (var tail in Tails)
        {
            // What is left out stands at the end, not in a list of contents.
            if (LastIndex(words, tail) is var at && at > words.Length / 3 && at < end)
                end = at;
        }
        // The list gives the GPL together with the LGPL that adds to it.
        if (name.Contains("LGPL-3.0", StringComparison.Ordinal) && Indexes(words, "gnu general public license version 3 29 june 2007").FirstOrDefault(at => at > 500) is > 0 and var gpl)
            end = gpl;
        var start = 0;
        foreach (var head in Heads)
        {
            if (FirstIndex(words, head) is var at && at > start && at < words.Length / 4)
                start = at;
        }
        if (start == 0)
        {
            var title = LicenseWords.Of(name).Select(w => w.Text).Concat(["the", "license", "version", "v", "and", "mit", "bsd"]).ToHashSet(StringComparer.Ordinal);
            // The list's names carry quotes and nicknames; the title of a text is what its first lines say in those words.
            while (start < Math.Min(12, end - 1) && title.Contains(words[start].Text))
                start++;
            // A first word that is part of the first sentence belongs to it.
            if (start > 0 && words[start - 1].Text is "the" or "and")
                start--;
        }
        return new Text([], words, start, end);
    }

    private static int FirstIndex(ImmutableArray<LicenseWord> words, string phrase) => Indexes(words, phrase).FirstOrDefault(-1);

    private static int LastIndex(ImmutableArray<LicenseWord> words, string phrase) => Indexes(words, phrase).LastOrDefault(-1);

    private static IEnumerable<int> Indexes(ImmutableArray<LicenseWord> words, string phrase)
    {
        var parts = phrase.Split(' ');
        return Enumerable.Range(0, Math.Max(0, words.Length - parts.Length + 1)).Where(at => Enumerable.Range(0, parts.Length).All(i => words[at + i].Text == parts[i]));
    }

    private static void WriteNumber(Stream file, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        file.Write(bytes);
    }

    private static void WriteText(Stream file, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteNumber(file, bytes.Length);
        file.Write(bytes);
    }
}
