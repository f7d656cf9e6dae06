using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>An entry of a zip archive in which every field can be made wrong. Null fields are right.</summary>
internal sealed record RawEntry(string Name, byte[] Content)
{
    public RawEntry(string name, string content) : this(name, Encoding.UTF8.GetBytes(content)) { }

    public ushort Method { get; init; } = 8;
    public ushort Needs { get; init; } = 20;
    public ushort Flags { get; init; }
    public ushort MadeBy { get; init; } = 0x0314;
    public uint Time { get; init; } = 0x5A21_6000;
    public uint Attributes { get; init; } = 0x81A4_0000;
    public byte[] Extra { get; init; } = [];
    public byte[] LocalExtra { get; init; } = [];
    public string Comment { get; init; } = "";
    public ushort Disk { get; init; }
    public byte[]? NameBytes { get; init; }
    public byte[]? LocalNameBytes { get; init; }
    public ushort? LocalFlags { get; init; }
    public ushort? LocalMethod { get; init; }
    public uint? LocalCrc { get; init; }
    public uint? CentralSize { get; init; }
    public uint? CentralCompressedSize { get; init; }
    public uint? CentralCrc { get; init; }
    public uint? CentralStart { get; init; }
    public byte[]? Data { get; init; }
    public byte[] Before { get; init; } = [];
    public byte[] After { get; init; } = [];
    public Descriptor Descriptor { get; init; }

    /// <summary>As NuGet appends a signature.</summary>
    public static RawEntry Signature(string content = "not really a signature") =>
        new(".signature.p7s", content) { Method = 0, MadeBy = 20, Attributes = 0, Time = 0x5B75_39C3 };

    /// <summary>As an attestation is appended.</summary>
    public static RawEntry Attestation(string content = """{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json"}""") =>
        new("_manifest/attestation.sigstore.json", content) { Method = 0, MadeBy = 20, Attributes = 0, Time = 0x0021_0000 };
}

internal enum Descriptor
{
    None,
    Signed,
    Bare,
    SignedAndFilledIn,
    Zip64,
    WithAnotherCrc,
    WithAnotherSignature,
}

/// <summary>Writes zip archives byte by byte, right or wrong, in the order in which <c>BinaryWriter</c> calls read.</summary>
internal static class RawZip
{
    /// <summary>The entries of a small package.</summary>
    public static RawEntry[] Package(string id = "Contoso.Widgets", string version = "1.2.3") =>
    [
        new("_rels/.rels", "<Relationships/>"),
        new($"{id}.nuspec", $"<package><metadata><id>{id}</id><version>{version}</version></metadata></package>"),
        new("lib/net10.0/_._", ""),
        new("lib/net10.0/a%2Bb.dll", new string('x', 300)),
        new("[Content_Types].xml", "<Types/>") { Method = 0 },
    ];

    /// <summary>The entries of an archive that has no data descriptors, extra fields and comments.</summary>
    public static RawEntry[] Read(byte[] archive)
    {
        var directory = ZipDirectory.Read(new MemoryStream(archive));
        return [.. directory.Entries.Select(entry =>
        {
            var central = directory.Bytes.Span[entry.CentralStart..];
            return new RawEntry(entry.Name, ZipEntryContent.Read(new MemoryStream(archive), entry, 1 << 20))
            {
                MadeBy = BinaryPrimitives.ReadUInt16LittleEndian(central[4..]),
                Needs = BinaryPrimitives.ReadUInt16LittleEndian(central[6..]),
                Flags = entry.Flags,
                Method = entry.Method,
                Time = BinaryPrimitives.ReadUInt32LittleEndian(central[12..]),
                Attributes = BinaryPrimitives.ReadUInt32LittleEndian(central[38..]),
                Data = archive[(int)entry.DataStart..(int)entry.End],
            };
        })];
    }

    public static byte[] Write(IEnumerable<RawEntry> entries, byte[]? beforeDirectory = null, Func<End, End>? end = null, int[]? centralOrder = null)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var list = entries.ToArray();
        var central = list.Select(entry => Local(writer, entry)).ToArray();
        writer.Write(beforeDirectory ?? []);
        var start = (uint)stream.Position;
        foreach (var index in centralOrder ?? [.. Enumerable.Range(0, list.Length)])
            writer.Write(central[index]);
        var record = new End((ushort)list.Length, (ushort)list.Length, (uint)stream.Position - start, start);
        record = end?.Invoke(record) ?? record;
        writer.Write(record.Before);
        writer.Write(ZipRecords.EndSignature);
        writer.Write(record.Disk);
        writer.Write((ushort)0);
        writer.Write(record.CountHere);
        writer.Write(record.Count);
        writer.Write(record.Length);
        writer.Write(record.Start);
        writer.Write((ushort)record.Comment.Length);
        writer.Write(record.Comment);
        writer.Write(record.After);
        return stream.ToArray();
    }

    private static byte[] Local(BinaryWriter writer, RawEntry entry)
    {
        writer.Write(entry.Before);
        var start = (uint)writer.BaseStream.Position;
        var data = entry.Data ?? (entry.Method == 8 ? Deflate(entry.Content) : entry.Content);
        var name = entry.NameBytes ?? Encoding.UTF8.GetBytes(entry.Name);
        var localName = entry.LocalNameBytes ?? name;
        var flags = (ushort)(entry.Flags | (entry.Descriptor != Descriptor.None ? 8 : 0) | (entry.NameBytes is null && !Ascii.IsValid(entry.Name) ? 0x800 : 0));
        var crc = Crc32.Of(entry.Content);
        var filledIn = entry.Descriptor is Descriptor.None or Descriptor.SignedAndFilledIn;
        writer.Write(ZipRecords.LocalSignature);
        writer.Write(entry.Needs);
        writer.Write(entry.LocalFlags ?? flags);
        writer.Write(entry.LocalMethod ?? entry.Method);
        writer.Write(entry.Time);
        writer.Write(entry.LocalCrc ?? (filledIn ? crc : 0));
        writer.Write(filledIn ? (uint)data.Length : 0);
        writer.Write(filledIn ? (uint)entry.Content.Length : 0);
        writer.Write((ushort)localName.Length);
        writer.Write((ushort)entry.LocalExtra.Length);
        writer.Write(localName);
        writer.Write(entry.LocalExtra);
        writer.Write(data);
        WriteDescriptor(writer, entry, crc, (uint)data.Length);
        writer.Write(entry.After);
        return Central(entry, name, flags, crc, (uint)data.Length, start);
    }

    private static byte[] Central(RawEntry entry, byte[] name, ushort flags, uint crc, uint compressedSize, uint start)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(ZipRecords.CentralSignature);
        writer.Write(entry.MadeBy);
        writer.Write(entry.Needs);
        writer.Write(flags);
        writer.Write(entry.Method);
        writer.Write(entry.Time);
        writer.Write(entry.CentralCrc ?? crc);
        writer.Write(entry.CentralCompressedSize ?? compressedSize);
        writer.Write(entry.CentralSize ?? (uint)entry.Content.Length);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)entry.Extra.Length);
        writer.Write((ushort)entry.Comment.Length);
        writer.Write(entry.Disk);
        writer.Write((ushort)0);
        writer.Write(entry.Attributes);
        writer.Write(entry.CentralStart ?? start);
        writer.Write(name);
        writer.Write(entry.Extra);
        writer.Write(Encoding.ASCII.GetBytes(entry.Comment));
        return stream.ToArray();
    }

    private static void WriteDescriptor(BinaryWriter writer, RawEntry entry, uint crc, uint compressedSize)
    {
        if (entry.Descriptor == Descriptor.None)
            return;
        if (entry.Descriptor != Descriptor.Bare)
            writer.Write(entry.Descriptor == Descriptor.WithAnotherSignature ? ZipRecords.LocalSignature : ZipRecords.DescriptorSignature);
        writer.Write(entry.Descriptor == Descriptor.WithAnotherCrc ? crc + 1 : crc);
        if (entry.Descriptor == Descriptor.Zip64)
        {
            writer.Write((ulong)compressedSize);
            writer.Write((ulong)entry.Content.Length);
            return;
        }
        writer.Write(compressedSize);
        writer.Write((uint)entry.Content.Length);
    }

    private static byte[] Deflate(byte[] content)
    {
        var stream = new MemoryStream();
        using (var deflater = new DeflateStream(stream, CompressionLevel.Optimal))
            deflater.Write(content);
        return content.Length == 0 ? [3, 0] : stream.ToArray();
    }
}

/// <summary>The end record.</summary>
internal sealed record End(ushort CountHere, ushort Count, uint Length, uint Start)
{
    public ushort Disk { get; init; }
    public byte[] Comment { get; init; } = [];
    public byte[] Before { get; init; } = [];
    public byte[] After { get; init; } = [];
}
