using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;

namespace SupplyChainSdk.Packaging;

/// <summary>Finds where each entry lies and compares its local header and data descriptor with the central directory.</summary>
internal static class ZipLocalHeaders
{
    private const ushort DescriptorFlag = 1 << 3;
    private const int LikelyNameLength = 512;

    /// <summary>The same entries with <see cref="ZipEntry.DataStart"/> and <see cref="ZipEntry.End"/>.</summary>
    public static ImmutableArray<ZipEntry> Locate(Stream archive, ZipEntry[] entries, long directoryStart)
    {
        var order = new int[entries.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => entries[a].Start.CompareTo(entries[b].Start));
        var expected = 0L;
        var buffer = ArrayPool<byte>.Shared.Rent(ZipRecords.LocalLength + 2 * ushort.MaxValue);
        try
        {
            for (var i = 0; i < order.Length; i++)
            {
                var bound = i + 1 < order.Length ? entries[order[i + 1]].Start : directoryStart;
                var entry = entries[order[i]];
                if (entry.Start != expected)
                    throw Gap(entry.Start - expected, $"before the entry {entry.Shown}");
                entries[order[i]] = Locate(archive, entry, bound, buffer);
                expected = bound;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return expected == directoryStart ? [.. entries] : throw Gap(directoryStart - expected, "before the central directory");
    }

    private static ZipEntry Locate(Stream archive, ZipEntry entry, long bound, byte[] buffer)
    {
        var fixedPart = buffer.AsSpan(0, ZipRecords.LocalLength);
        if (entry.Start + fixedPart.Length > bound)
            throw Overlap(entry);
        // One read for the header and, nearly always, the whole name; a longer rest is read when its length is known.
        var likelyLength = ZipRecords.LocalLength + Math.Min(entry.CentralEnd - entry.CentralStart - ZipRecords.CentralLength, LikelyNameLength);
        var ahead = (int)Math.Min(bound - entry.Start, likelyLength);
        archive.Position = entry.Start;
        archive.ReadExactly(buffer, 0, ahead);
        if (BinaryPrimitives.ReadUInt32LittleEndian(fixedPart) != ZipRecords.LocalSignature)
            throw Differs(entry, "is not where the central directory says");
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[26..]);
        int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(fixedPart[28..]);
        var headerLength = ZipRecords.LocalLength + nameLength + extraLength;
        var dataStart = entry.Start + headerLength;
        var dataEnd = dataStart + entry.CompressedSize;
        if (dataEnd > bound)
            throw Overlap(entry);
        if (headerLength > ahead)
            archive.ReadExactly(buffer, ahead, headerLength - ahead);
        CompareName(entry, buffer.AsSpan(ZipRecords.LocalLength, nameLength), buffer.AsSpan(ZipRecords.LocalLength + nameLength, extraLength));
        CompareFields(archive, entry, fixedPart, dataEnd, bound);
        return entry with { DataStart = dataStart, End = bound };
    }

    private static void CompareName(ZipEntry entry, ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra)
    {
        if (ZipEntryName.Decode(name, entry.Flags) != entry.Name)
            throw Differs(entry, "has another name than the central directory says");
        ZipEntryName.RefuseSecondMeaning(extra, entry.Name);
    }

    private static void CompareFields(Stream archive, ZipEntry entry, ReadOnlySpan<byte> local, long dataEnd, long bound)
    {
        if (BinaryPrimitives.ReadUInt16LittleEndian(local[6..]) != entry.Flags || BinaryPrimitives.ReadUInt16LittleEndian(local[8..]) != entry.Method)
            throw Differs(entry, "has other flags or another method than the central directory says");
        var sizes = local.Slice(14, 12);
        var descriptorLength = bound - dataEnd;
        if ((entry.Flags & DescriptorFlag) == 0)
        {
            if (descriptorLength != 0)
                throw Gap(descriptorLength, $"after the entry {entry.Shown}");
            CompareSizes(entry, sizes);
            return;
        }
        // Local sizes are 0 where a descriptor follows, but some writers went back and filled them in.
        var areStated = sizes.ContainsAnyExcept((byte)0);
        if (areStated)
            CompareSizes(entry, sizes);
        CompareDescriptor(archive, entry, dataEnd, descriptorLength);
        if (!areStated && ZipDescriptor.CouldStandEarlier(archive, dataEnd - entry.CompressedSize, entry.CompressedSize))
            throw new PackageFormatException(PackageDefect.EndAmbiguous, $"the data of the entry {entry.Shown}, whose local header states no size, holds what could be its end");
    }

    private static void CompareDescriptor(Stream archive, ZipEntry entry, long start, long length)
    {
        if (length is not (ZipDescriptor.BareLength or ZipDescriptor.SignedLength))
        {
            throw length is ZipDescriptor.Zip64BareLength or ZipDescriptor.Zip64SignedLength ? ZipRecords.Zip64()
                : length < ZipDescriptor.BareLength ? Overlap(entry) : Gap(length - ZipDescriptor.BareLength, $"after the entry {entry.Shown}");
        }
        Span<byte> descriptor = stackalloc byte[(int)length];
        archive.Position = start;
        archive.ReadExactly(descriptor);
        // Where there are 16 bytes the first four are the signature; where there are 12, a checksum of that value would be taken for it.
        if ((length == ZipDescriptor.SignedLength) != (BinaryPrimitives.ReadUInt32LittleEndian(descriptor) == ZipRecords.DescriptorSignature))
            throw Gap(ZipDescriptor.SignedLength - ZipDescriptor.BareLength, $"after the entry {entry.Shown}");
        CompareSizes(entry, descriptor[^ZipDescriptor.BareLength..]);
    }

    private static void CompareSizes(ZipEntry entry, ReadOnlySpan<byte> stated)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(stated) != entry.Crc || BinaryPrimitives.ReadUInt32LittleEndian(stated[4..]) != entry.CompressedSize
            || BinaryPrimitives.ReadUInt32LittleEndian(stated[8..]) != entry.Size)
            throw Differs(entry, "has another checksum or size than the central directory says");
    }

    private static PackageFormatException Overlap(ZipEntry entry) =>
        new(PackageDefect.EntriesOverlap, $"the entry {entry.Shown} runs into what follows it");

    private static PackageFormatException Gap(long bytes, string where) => bytes < 0
        ? new(PackageDefect.EntriesOverlap, $"entries overlap {where}")
        : new(PackageDefect.UnclaimedBytes, $"{bytes} bytes {where} belong to no entry");

    private static PackageFormatException Differs(ZipEntry entry, string how) =>
        new(PackageDefect.HeadersDiffer, $"the local header of the entry {entry.Shown} {how}");
}
