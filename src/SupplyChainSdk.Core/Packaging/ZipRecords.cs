using System.Buffers.Binary;
using System.Text;

namespace SupplyChainSdk.Packaging;

/// <summary>The records of a zip archive as they are written when an entry is appended (APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.16).</summary>
internal static class ZipRecords
{
    public const uint LocalSignature = 0x04034b50;
    public const uint CentralSignature = 0x02014b50;
    public const uint EndSignature = 0x06054b50;
    public const uint DescriptorSignature = 0x08074b50;
    public const uint Zip64LocatorSignature = 0x07064b50;

    public const int LocalLength = 30;
    public const int CentralLength = 46;
    public const int EndLength = 22;
    public const int Zip64LocatorLength = 20;

    /// <summary>1980-01-01 00:00:00, the first time that a zip archive can state.</summary>
    public const uint FirstTime = 0x0021_0000;

    /// <summary>FAT, version 2.0: what NuGet writes for a signature on every operating system.</summary>
    public const ushort PlainMadeBy = 20;

    private const ushort VersionNeeded = 20;

    /// <summary>The local header of a stored entry: no flags, no extra field.</summary>
    public static byte[] Local(string name, uint time, uint crc, uint size)
    {
        var record = new byte[LocalLength + name.Length];
        var at = record.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(at, LocalSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(at[4..], VersionNeeded);
        BinaryPrimitives.WriteUInt32LittleEndian(at[10..], time);
        BinaryPrimitives.WriteUInt32LittleEndian(at[14..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(at[18..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(at[22..], size);
        BinaryPrimitives.WriteUInt16LittleEndian(at[26..], (ushort)name.Length);
        Encoding.ASCII.GetBytes(name, at[LocalLength..]);
        return record;
    }

    /// <summary>The central header of a stored entry: no flags, no extra field, no comment, no attributes.</summary>
    public static byte[] Central(string name, uint time, ushort madeBy, uint crc, uint size, uint offset)
    {
        var record = new byte[CentralLength + name.Length];
        var at = record.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(at, CentralSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(at[4..], madeBy);
        BinaryPrimitives.WriteUInt16LittleEndian(at[6..], VersionNeeded);
        BinaryPrimitives.WriteUInt32LittleEndian(at[12..], time);
        BinaryPrimitives.WriteUInt32LittleEndian(at[16..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(at[20..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(at[24..], size);
        BinaryPrimitives.WriteUInt16LittleEndian(at[28..], (ushort)name.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(at[42..], offset);
        Encoding.ASCII.GetBytes(name, at[CentralLength..]);
        return record;
    }

    /// <summary>Whether a reader that looks for zip64 before an end record finds it at the end of this directory.</summary>
    public static bool EndsWithZip64Locator(ReadOnlySpan<byte> directory) =>
        directory.Length >= Zip64LocatorLength && BinaryPrimitives.ReadUInt32LittleEndian(directory[^Zip64LocatorLength..]) == Zip64LocatorSignature;

    public static PackageFormatException Zip64() => new(PackageDefect.Zip64, "it is a zip64 archive, which NuGet does not sign");

    /// <summary>What differs from one signature entry to the next.</summary>
    public static (uint Time, ushort MadeBy) ReadVarying(ReadOnlySpan<byte> central) =>
        (BinaryPrimitives.ReadUInt32LittleEndian(central[12..]), BinaryPrimitives.ReadUInt16LittleEndian(central[4..]));

    /// <summary>The end record: one disk, no comment.</summary>
    public static byte[] End(int entries, int directoryLength, long directoryStart)
    {
        var record = new byte[EndLength];
        var at = record.AsSpan();
        BinaryPrimitives.WriteUInt32LittleEndian(at, EndSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(at[8..], checked((ushort)entries));
        BinaryPrimitives.WriteUInt16LittleEndian(at[10..], checked((ushort)entries));
        BinaryPrimitives.WriteUInt32LittleEndian(at[12..], (uint)directoryLength);
        BinaryPrimitives.WriteUInt32LittleEndian(at[16..], checked((uint)directoryStart));
        return record;
    }
}
