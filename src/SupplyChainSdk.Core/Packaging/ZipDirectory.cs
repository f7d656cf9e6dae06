using System.Buffers.Binary;
using System.Collections.Immutable;

namespace SupplyChainSdk.Packaging;

/// <summary>
/// The structure of a package as one archive that every reader sees alike: the entries follow each other from the first byte to the
/// central directory without gap or overlap, local and central headers agree, and nothing follows the end record.
/// </summary>
/// <remarks>APPNOTE.TXT 6.3.10, sections 4.3 and 4.4. Data descriptors are read; zip64, encryption and several disks are refused.</remarks>
internal sealed class ZipDirectory
{
    /// <summary>The largest central directory; it is the only part of a package that is held in memory whole.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxCommentLength = ushort.MaxValue;
    private const ushort Zip64Count = ushort.MaxValue;
    private const uint Zip64Value = uint.MaxValue;
    private const ushort EncryptionFlags = 1 << 0 | 1 << 6 | 1 << 13;
    private const uint VolumeLabel = 1 << 3;

    // Deflate cannot shrink by more than 1032:1 (zlib, "Maximum Compression Factor"), and no writer makes data twice as large.
    private const int MaxShrinking = 1032;
    private const int MaxGrowing = 2;
    private const int Slack = 1024;

    private ZipDirectory(ImmutableArray<ZipEntry> entries, byte[] bytes, long start)
    {
        Entries = entries;
        Bytes = bytes;
        Start = start;
    }

    /// <summary>In the order of the central directory.</summary>
    public ImmutableArray<ZipEntry> Entries { get; }

    /// <summary>The central directory, without the end record.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Of the central directory, from the start of the file.</summary>
    public long Start { get; }

    /// <summary>Reads and checks the structure; the data of the entries is not read.</summary>
    /// <param name="archive">The whole file; seekable.</param>
    /// <exception cref="PackageFormatException">With the reason.</exception>
    public static ZipDirectory Read(Stream archive)
    {
        var (count, start, length) = ReadEnd(archive);
        var bytes = new byte[length];
        archive.Position = start;
        archive.ReadExactly(bytes);
        var headers = ReadHeaders(bytes, count);
        var entries = ZipLocalHeaders.Locate(archive, headers, start);
        RefuseDuplicates(entries);
        return new ZipDirectory(entries, bytes, start);
    }

    private static (int Count, uint Start, int Length) ReadEnd(Stream archive)
    {
        var size = archive.Length;
        Span<byte> tail = stackalloc byte[ZipRecords.Zip64LocatorLength + ZipRecords.EndLength];
        if (size < ZipRecords.EndLength)
            throw new PackageFormatException(PackageDefect.NotAZipArchive, $"it is not a zip archive: {size} bytes are too few");
        if (size < tail.Length)
            tail = tail[..(int)size];
        archive.Position = size - tail.Length;
        archive.ReadExactly(tail);
        var end = tail[^ZipRecords.EndLength..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != ZipRecords.EndSignature)
        {
            throw HasEarlierEnd(archive, size)
                ? new PackageFormatException(PackageDefect.TrailingData, "bytes follow the end of the zip archive")
                : new PackageFormatException(PackageDefect.NotAZipArchive, "it is not a zip archive, or it was cut short: there is no end record");
        }
        var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        // Some readers look for the locator first, others only when a field says so: neither may find one.
        if (count == Zip64Count || length == Zip64Value || start == Zip64Value
            || ZipRecords.EndsWithZip64Locator(tail[..^ZipRecords.EndLength]))
            throw ZipRecords.Zip64();
        if (BinaryPrimitives.ReadUInt16LittleEndian(end[4..]) != 0 || BinaryPrimitives.ReadUInt16LittleEndian(end[6..]) != 0
            || BinaryPrimitives.ReadUInt16LittleEndian(end[8..]) != count)
            throw new PackageFormatException(PackageDefect.MultiDisk, "the zip archive is split over several disks");
        if (BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != 0)
            throw new PackageFormatException(PackageDefect.TrailingData, "the zip archive has a comment, or was cut short inside one");
        if (length > MaxBytes)
            throw new PackageFormatException(PackageDefect.DirectoryTooLarge, $"its central directory of {length} bytes is larger than {MaxBytes}");
        if (start + (long)length != size - ZipRecords.EndLength)
            throw new PackageFormatException(PackageDefect.DirectoryMalformed, "its central directory does not end where its end record begins");
        return (count, start, (int)length);
    }

    private static bool HasEarlierEnd(Stream archive, long size)
    {
        var window = new byte[(int)Math.Min(size, ZipRecords.EndLength + MaxCommentLength)];
        archive.Position = size - window.Length;
        archive.ReadExactly(window);
        Span<byte> signature = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(signature, ZipRecords.EndSignature);
        // Only a whole record counts: what is left of one that was cut short has nothing after it.
        return window.AsSpan(0, window.Length - ZipRecords.EndLength + signature.Length).LastIndexOf(signature) >= 0;
    }

    // The position of the local header stands in Start; DataStart and End follow when it is read.
    private static ZipEntry[] ReadHeaders(ReadOnlySpan<byte> directory, int count)
    {
        // Before the allocation: a header has at least 46 bytes.
        if ((long)count * ZipRecords.CentralLength > directory.Length)
            throw Malformed();
        var entries = new ZipEntry[count];
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            var header = directory[at..];
            if (header.Length < ZipRecords.CentralLength || BinaryPrimitives.ReadUInt32LittleEndian(header) != ZipRecords.CentralSignature)
                throw Malformed();
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(header[30..]);
            var length = ZipRecords.CentralLength + nameLength + extraLength + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            if (length > header.Length)
                throw Malformed();
            entries[i] = ReadHeader(header, header.Slice(ZipRecords.CentralLength, nameLength),
                header.Slice(ZipRecords.CentralLength + nameLength, extraLength), at, at + length);
            at += length;
        }
        return at == directory.Length ? entries : throw Malformed();
    }

    private static ZipEntry ReadHeader(ReadOnlySpan<byte> header, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> extra, int start, int end)
    {
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        var name = ZipEntryName.Decode(nameBytes, flags);
        ZipEntryName.RefuseSecondMeaning(extra, name);
        var entry = new ZipEntry(name, ZipEntryName.ToPath(name), flags,
            Method: BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            Crc: BinaryPrimitives.ReadUInt32LittleEndian(header[16..]),
            CompressedSize: BinaryPrimitives.ReadUInt32LittleEndian(header[20..]),
            Size: BinaryPrimitives.ReadUInt32LittleEndian(header[24..]),
            CentralStart: start, CentralEnd: end,
            Start: BinaryPrimitives.ReadUInt32LittleEndian(header[42..]), DataStart: 0, End: 0);
        if (entry.CompressedSize == Zip64Value || entry.Size == Zip64Value || entry.Start == Zip64Value)
            throw ZipRecords.Zip64();
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[34..]) != 0)
            throw new PackageFormatException(PackageDefect.MultiDisk, $"the entry {entry.Shown} lies on another disk");
        if ((entry.Flags & EncryptionFlags) != 0)
            throw new PackageFormatException(PackageDefect.Encrypted, $"the entry {entry.Shown} is encrypted");
        if ((BinaryPrimitives.ReadUInt32LittleEndian(header[38..]) & VolumeLabel) != 0)
            throw new PackageFormatException(PackageDefect.VolumeLabel, $"the entry {entry.Shown} is marked as a volume label, which some readers pass over");
        RefuseSizes(entry);
        return entry;
    }

    private static void RefuseSizes(ZipEntry entry)
    {
        if (entry.Method is not (ZipEntry.Stored or ZipEntry.Deflated))
            throw new PackageFormatException(PackageDefect.MethodUnsupported, $"the entry {entry.Shown} uses compression method {entry.Method}");
        if (entry.Method == ZipEntry.Stored && entry.CompressedSize != entry.Size)
            throw new PackageFormatException(PackageDefect.SizeRefused, $"the stored entry {entry.Shown} states two sizes");
        // Whoever declares more, or less, lies about one of the two.
        if (entry.Size > (long)entry.CompressedSize * MaxShrinking + Slack || entry.CompressedSize > (long)entry.Size * MaxGrowing + Slack)
            throw new PackageFormatException(PackageDefect.SizeRefused, $"the entry {entry.Shown} states {entry.Size} bytes in {entry.CompressedSize}");
        if (entry.Name.EndsWith('/') && entry.Size != 0)
            throw new PackageFormatException(PackageDefect.SizeRefused, $"the folder {entry.Shown} states a content of {entry.Size} bytes");
    }

    private static void RefuseDuplicates(ImmutableArray<ZipEntry> entries)
    {
        var paths = new HashSet<string>(entries.Length, StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
        {
            if (!paths.Add(entry.Path))
                throw new PackageFormatException(PackageDefect.NameDuplicate, $"two entries are extracted to {ZipEntry.Show(entry.Path)}");
        }
    }

    private static PackageFormatException Malformed() => new(PackageDefect.DirectoryMalformed, "its central directory is malformed");
}
