using System.Buffers;
using System.Buffers.Binary;

namespace SupplyChainSdk.Packaging;

/// <summary>
/// Checksum and sizes that follow the data of an entry (APPNOTE.TXT 6.3.10, section 4.3.9), where a reader that goes by local headers alone
/// has nothing else to find the end of the data by.
/// </summary>
internal static class ZipDescriptor
{
    public const int BareLength = 12;
    public const int SignedLength = 16;
    public const int Zip64BareLength = 20;
    public const int Zip64SignedLength = 24;

    private const int SizeOffset = 4;
    private const int BufferSize = 128 * 1024;

    /// <summary>
    /// Whether there is a place in the data at which a descriptor would state the distance to the start of the data as the compressed size:
    /// one with its signature, or one without that a header follows. Whether a reader inflates or searches, it can stop nowhere else.
    /// </summary>
    /// <param name="archive">Seekable.</param>
    /// <param name="start">Of the data.</param>
    /// <param name="length">Of the data; the descriptor and at least one more record follow.</param>
    public static bool CouldStandEarlier(Stream archive, long start, uint length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            archive.Position = start;
            var filled = 0;
            for (var at = 0L; at < length;)
            {
                filled += archive.ReadAtLeast(buffer.AsSpan(filled), SignedLength - filled);
                var places = (int)Math.Min(filled - SignedLength + 1, length - at);
                for (var i = 0; i < places; i++)
                {
                    if (CouldBe(buffer.AsSpan(i, SignedLength), (uint)(at + i)))
                        return true;
                }
                at += places;
                filled -= places;
                buffer.AsSpan(places, filled).CopyTo(buffer);
            }
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool CouldBe(ReadOnlySpan<byte> bytes, uint distance)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) == ZipRecords.DescriptorSignature
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[(SignedLength - BareLength + SizeOffset)..]) == distance)
            return true;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[SizeOffset..]) == distance
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[BareLength..]) is ZipRecords.LocalSignature or ZipRecords.CentralSignature;
    }
}
