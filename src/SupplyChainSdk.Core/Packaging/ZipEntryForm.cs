using System.Buffers.Binary;
using System.Globalization;

namespace SupplyChainSdk.Packaging;

/// <summary>How an entry is written into its archive, beside its name and its content: all that can differ while both are the same.</summary>
internal sealed record ZipEntryForm
{
    private ZipEntryForm(ReadOnlySpan<byte> central, ReadOnlySpan<byte> local, ZipEntry entry)
    {
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(central[28..]);
        var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(central[30..]);
        MadeBy = Hex(BinaryPrimitives.ReadUInt16LittleEndian(central[4..]));
        Needs = Hex(BinaryPrimitives.ReadUInt16LittleEndian(central[6..])) + Other(central[6..8], local[4..6]);
        Flags = Hex(entry.Flags);
        Method = entry.Method == ZipEntry.Stored ? "stored" : "deflated";
        Time = ShowTime(BinaryPrimitives.ReadUInt32LittleEndian(central[12..]));
        LocalTime = ShowTime(BinaryPrimitives.ReadUInt32LittleEndian(local[10..]));
        Extra = Convert.ToHexStringLower(central.Slice(ZipRecords.CentralLength + nameLength, Math.Min((int)extraLength, MaxShown)));
        LocalExtra = Convert.ToHexStringLower(local[(ZipRecords.LocalLength + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]))..][..Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(local[28..]), MaxShown)]);
        CommentLength = BinaryPrimitives.ReadUInt16LittleEndian(central[32..]).ToString(CultureInfo.InvariantCulture);
        Attributes = BinaryPrimitives.ReadUInt32LittleEndian(central[38..]).ToString("x8", CultureInfo.InvariantCulture)
            + "/" + Hex(BinaryPrimitives.ReadUInt16LittleEndian(central[36..]));
        DescriptorLength = (entry.End - entry.DataStart - entry.CompressedSize).ToString(CultureInfo.InvariantCulture);
    }

    private const int MaxShown = 64;

    private string MadeBy { get; }
    private string Needs { get; }
    private string Flags { get; }
    private string Method { get; }
    private string Time { get; }
    private string LocalTime { get; }
    private string Extra { get; }
    private string LocalExtra { get; }
    private string CommentLength { get; }
    private string Attributes { get; }
    private string DescriptorLength { get; }

    /// <param name="archive">Seekable.</param>
    /// <param name="directory">Of the archive.</param>
    /// <param name="entry">One of its entries.</param>
    public static ZipEntryForm Read(Stream archive, ZipDirectory directory, ZipEntry entry)
    {
        var local = new byte[entry.DataStart - entry.Start];
        archive.Position = entry.Start;
        archive.ReadExactly(local);
        return new ZipEntryForm(directory.Bytes.Span[entry.CentralStart..entry.CentralEnd], local, entry);
    }

    /// <summary>What differs, in words.</summary>
    public IEnumerable<string> Differences(ZipEntryForm other)
    {
        (string What, string Mine, string Theirs)[] fields =
        [
            ("time", Time, other.Time), ("time in the local header", LocalTime, other.LocalTime), ("method", Method, other.Method), ("flags", Flags, other.Flags),
            ("version needed", Needs, other.Needs), ("made by", MadeBy, other.MadeBy), ("attributes", Attributes, other.Attributes), ("extra field", Extra, other.Extra),
            ("extra field of the local header", LocalExtra, other.LocalExtra), ("length of the comment", CommentLength, other.CommentLength),
            ("length of the data descriptor", DescriptorLength, other.DescriptorLength),
        ];
        return fields.Where(f => f.Mine != f.Theirs).Select(f => $"{f.What} {Shown(f.Mine)} → {Shown(f.Theirs)}");
    }

    private static string Shown(string value) => value.Length == 0 ? "none" : value;

    private static string Other(ReadOnlySpan<byte> central, ReadOnlySpan<byte> local) =>
        central.SequenceEqual(local) ? "" : $" ({Hex(BinaryPrimitives.ReadUInt16LittleEndian(local))} in the local header)";

    private static string Hex(ushort value) => value.ToString("x4", CultureInfo.InvariantCulture);

    // APPNOTE.TXT, 4.4.6: the time of MS-DOS, of no time zone.
    private static string ShowTime(uint time) => string.Create(CultureInfo.InvariantCulture,
        $"{1980 + (time >> 25):0000}-{(time >> 21) & 15:00}-{(time >> 16) & 31:00} {(time >> 11) & 31:00}:{(time >> 5) & 63:00}:{(time & 31) * 2:00}");
}
