using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Licensing;

/// <summary>A text of the index.</summary>
/// <param name="Ids">Every id whose text this is, sorted; deprecated ones as their successors.</param>
/// <param name="Start">Its first word in the index.</param>
/// <param name="Length">How many words it has.</param>
/// <param name="CoreStart">How many words at its beginning a file may leave out: its title, a preamble that is not part of it.</param>
/// <param name="CoreEnd">Where the words begin that a file may leave out at the end: how to apply it to a program.</param>
/// <param name="Anchors">How many places it can be found by.</param>
/// <param name="Digest">Of the words between the two.</param>
internal sealed record IndexedText(ImmutableArray<string> Ids, int Start, int Length, int CoreStart, int CoreEnd, int Anchors, ReadOnlyMemory<byte> Digest);

/// <summary>The fingerprints of licence texts that ship with this version: a byte for each word, places to find them by, and a digest for each text (docs/licences.md).</summary>
internal sealed class LicenseTextIndex
{
    /// <summary>The name of the file and of the embedded resource.</summary>
    public const string FileName = "license-texts.bin";

    /// <summary>What the file begins with; the last byte is the version of the format.</summary>
    public static ReadOnlySpan<byte> Magic => "SCLTEXT\u0001"u8;

    private const int MaxBytes = 16 << 20;
    private const int MaxTexts = 4096;
    private static readonly Lazy<LicenseTextIndex> Shipped = new(() => Read(SpdxList.Resource(FileName)));
    private readonly ReadOnlyMemory<byte> _marks;
    private readonly int[] _anchors;
    private readonly int[] _starts;

    private LicenseTextIndex(string origin, ImmutableArray<IndexedText> texts, ReadOnlyMemory<byte> marks, int[] anchors)
    {
        (Origin, Texts, _marks, _anchors) = (origin, texts, marks, anchors);
        _starts = new int[texts.Length];
        for (var i = 0; i < _starts.Length; i++)
            _starts[i] = texts[i].Start;
    }

    /// <summary>The index of this version; read on first use.</summary>
    public static LicenseTextIndex Default => Shipped.Value;

    /// <summary>The registry package that the texts were taken from, and its version.</summary>
    public string Origin { get; }

    /// <summary>Every text.</summary>
    public ImmutableArray<IndexedText> Texts { get; }

    /// <summary>The marks of one text.</summary>
    public ReadOnlySpan<byte> Marks(IndexedText text) => _marks.Span.Slice(text.Start, text.Length);

    /// <summary>Reads an index.</summary>
    /// <param name="file">Kept, not copied.</param>
    /// <exception cref="InvalidDataException">Not an index of this format, or not whole.</exception>
    public static LicenseTextIndex Read(ReadOnlyMemory<byte> file)
    {
        var reader = new Reader(file);
        if (file.Length > MaxBytes || file.Length < Magic.Length + SHA256.HashSizeInBytes || !reader.Take(Magic.Length).Span.SequenceEqual(Magic))
            throw new InvalidDataException($"{FileName} is not an index of this format.");
        if (!SHA256.HashData(file.Span[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(file.Span[^SHA256.HashSizeInBytes..]))
            throw new InvalidDataException($"{FileName} is damaged: its digest is another.");
        var origin = reader.Text();
        var count = reader.Number(MaxTexts);
        var texts = ImmutableArray.CreateBuilder<IndexedText>(count);
        var words = 0;
        for (var i = 0; i < count; i++)
        {
            var ids = reader.Text().Split(' ');
            var length = reader.Number(MaxBytes);
            var (coreStart, coreEnd, anchorCount) = (reader.Number(length), reader.Number(length), reader.Number(length));
            if (coreStart >= coreEnd || ids.Length == 0 || Array.Exists(ids, id => id.Length == 0))
                throw new InvalidDataException($"{FileName} has a text without words or name.");
            texts.Add(new IndexedText(ImmutableCollectionsMarshal.AsImmutableArray(ids), words, length, coreStart, coreEnd, anchorCount, reader.Take(LicenseFingerprint.DigestBytes)));
            words = checked(words + length);
        }
        var marks = reader.Take(words);
        var anchors = MemoryMarshal.Cast<byte, int>(reader.Take(checked(reader.Number(MaxBytes / 4) * 4)).Span).ToArray();
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(anchors, anchors);
        if (reader.Left != SHA256.HashSizeInBytes || count == 0 || !Lie(anchors, words - LicenseFingerprint.Shingle))
            throw new InvalidDataException($"{FileName} has places outside its texts, or is cut short.");
        return new LicenseTextIndex(origin, texts.MoveToImmutable(), marks, anchors);
    }

    /// <summary>The places of the index that begin with the same six marks.</summary>
    public ReadOnlySpan<int> Find(ulong shingle)
    {
        var (low, high) = (0, _anchors.Length);
        var marks = _marks.Span;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (LicenseFingerprint.At(marks, _anchors[middle]) < shingle)
                low = middle + 1;
            else
                high = middle;
        }
        var end = low;
        while (end < _anchors.Length && LicenseFingerprint.At(marks, _anchors[end]) == shingle)
            end++;
        return _anchors.AsSpan(low, end - low);
    }

    /// <summary>Which text a place of the index lies in.</summary>
    public int TextAt(int place)
    {
        var at = Array.BinarySearch(_starts, place);
        return at >= 0 ? at : ~at - 1;
    }

    private static bool Lie(int[] places, int last)
    {
        foreach (var place in places)
        {
            if (place < 0 || place > last)
                return false;
        }
        return true;
    }

    private sealed class Reader(ReadOnlyMemory<byte> file)
    {
        private int _at;

        public int Left => file.Length - _at;

        public ReadOnlyMemory<byte> Take(int count)
        {
            if (count > Left)
                throw new InvalidDataException($"{FileName} is cut short.");
            _at += count;
            return file.Slice(_at - count, count);
        }

        public int Number(int most)
        {
            var number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);
            return number <= most ? (int)number : throw new InvalidDataException($"{FileName} has a number beyond its bounds.");
        }

        public string Text() => Encoding.UTF8.GetString(Take(Number(4096)).Span);
    }
}
