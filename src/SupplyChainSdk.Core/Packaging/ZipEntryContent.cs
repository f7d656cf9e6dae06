using System.Buffers;
using System.IO.Compression;

namespace SupplyChainSdk.Packaging;

/// <summary>Reads the content of one entry, within limits that are checked on what is declared and on what comes.</summary>
internal static class ZipEntryContent
{
    /// <summary>The content, whose length and checksum are as declared.</summary>
    /// <exception cref="PackageFormatException">With the reason.</exception>
    public static byte[] Read(Stream archive, ZipEntry entry, int maxBytes)
    {
        // The directory bounds the compressed size by the size.
        if (entry.Size > maxBytes)
            throw new PackageFormatException(PackageDefect.SizeRefused, $"the entry {entry.Shown} states {entry.Size} bytes; at most {maxBytes} are read");
        var stored = ArrayPool<byte>.Shared.Rent((int)entry.CompressedSize);
        try
        {
            archive.Position = entry.DataStart;
            archive.ReadExactly(stored, 0, (int)entry.CompressedSize);
            var content = entry.Method == ZipEntry.Stored ? stored.AsSpan(0, (int)entry.Size).ToArray() : Inflate(stored, entry);
            return Crc32.Of(content) == entry.Crc ? content : throw Damaged(entry, "does not match its checksum");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private static byte[] Inflate(byte[] stored, ZipEntry entry)
    {
        var content = new byte[entry.Size];
        try
        {
            using var inflater = new DeflateStream(new MemoryStream(stored, 0, (int)entry.CompressedSize, writable: false), CompressionMode.Decompress);
            if (inflater.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) != content.Length || inflater.ReadByte() >= 0)
                throw new PackageFormatException(PackageDefect.SizeRefused, $"the entry {entry.Shown} does not have the {entry.Size} bytes that it states");
        }
        catch (InvalidDataException e)
        {
            throw Damaged(entry, "does not inflate", e);
        }
        return content;
    }

    private static PackageFormatException Damaged(ZipEntry entry, string how, Exception? cause = null)
    {
        var message = $"the content of the entry {entry.Shown} {how}";
        return cause is null
            ? new PackageFormatException(PackageDefect.ContentDamaged, message)
            : new PackageFormatException(PackageDefect.ContentDamaged, message, cause);
    }
}
