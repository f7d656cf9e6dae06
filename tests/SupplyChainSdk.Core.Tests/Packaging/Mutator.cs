using System.Buffers.Binary;
using System.Text;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>Changes packages: half of the time the fields of their entries before they are written, half of the time their bytes.</summary>
internal static class Mutator
{
    private static readonly uint[] Signatures =
        [ZipRecords.LocalSignature, ZipRecords.CentralSignature, ZipRecords.EndSignature, ZipRecords.DescriptorSignature, ZipRecords.Zip64LocatorSignature, 0x06064b50];

    private static readonly string[] Names =
        [AppendedEntry.AttestationName, AppendedEntry.SignatureName, "_manifest/Attestation.sigstore.json", "lib/evil.dll", "LIB/NET10.0/contoso.widget.DLL", "", "a/", "../x", "./x", "ü", "%2e%2e/x"];

    /// <summary>One to four changes.</summary>
    /// <param name="random">Decides everything.</param>
    /// <param name="entries">Of the package, in order.</param>
    /// <param name="package">The same entries, written.</param>
    public static byte[] Next(Random random, RawEntry[] entries, byte[] package)
    {
        var changes = 1 + random.Next(4);
        return random.Next(2) == 0 ? Fields(random, entries, changes) : Bytes(random, package, changes);
    }

    private static byte[] Fields(Random random, RawEntry[] entries, int changes)
    {
        var list = entries.ToList();
        var order = new List<int>(Enumerable.Range(0, list.Count));
        Func<End, End> end = e => e;
        byte[]? beforeDirectory = null;
        for (var i = 0; i < changes && list.Count > 0; i++)
        {
            var (at, other) = (random.Next(list.Count), random.Next(list.Count));
            switch (random.Next(16))
            {
                case 0: (list[at], list[other]) = (list[other], list[at]); break;
                case 1: list.Insert(at, list[other]); break;
                case 2: list.RemoveAt(at); break;
                case 3: list.Insert(at, list[other] with { Name = Names[random.Next(Names.Length)] }); break;
                case 4: (order[at % order.Count], order[other % order.Count]) = (order[other % order.Count], order[at % order.Count]); break;
                case 5: order[at % order.Count] = order[other % order.Count]; break;
                case 6: end = Then(end, EndChange(random)); break;
                case 7: beforeDirectory = Some(random); break;
                default: list[at] = Change(random, list[at], list[other]); break;
            }
            // The directory lists what there is, unless one of the changes says otherwise.
            order.RemoveAll(index => index >= list.Count);
            order.AddRange(Enumerable.Range(0, list.Count).Skip(order.Count));
        }
        return RawZip.Write(list, beforeDirectory, end, [.. order]);
    }

    private static RawEntry Change(Random random, RawEntry entry, RawEntry other) => random.Next(24) switch
    {
        0 => entry with { Name = other.Name },
        1 => entry with { Name = Names[random.Next(Names.Length)] },
        2 => entry with { NameBytes = Changed(random, Encoding.UTF8.GetBytes(entry.Name)) },
        3 => entry with { LocalNameBytes = Encoding.UTF8.GetBytes(other.Name) },
        4 => entry with { LocalNameBytes = Changed(random, Encoding.UTF8.GetBytes(entry.Name)) },
        5 => entry with { Method = (ushort)(8 - entry.Method) },
        6 => entry with { Flags = (ushort)(entry.Flags ^ (1 << random.Next(16))) },
        7 => entry with { LocalFlags = (ushort)(1 << random.Next(16)) },
        8 => entry with { LocalMethod = (ushort)random.Next(100) },
        9 => entry with { LocalCrc = Interesting(random, entry) },
        10 => entry with { CentralCrc = Interesting(random, entry) },
        11 => entry with { CentralSize = Interesting(random, entry) },
        12 => entry with { CentralCompressedSize = Interesting(random, entry) },
        13 => entry with { CentralSize = (uint)entry.Content.Length / 2, CentralCompressedSize = (uint)entry.Content.Length / 2 },
        14 => entry with { CentralStart = Interesting(random, entry) },
        15 => entry with { Data = Changed(random, entry.Content) },
        16 => entry with { Content = Changed(random, entry.Content) },
        17 => entry with { Before = Some(random) },
        18 => entry with { After = Some(random) },
        19 => entry with { Descriptor = (Descriptor)random.Next(7) },
        20 => entry with { Extra = Extra(random) },
        21 => entry with { LocalExtra = Extra(random) },
        22 => entry with { Comment = Encoding.Latin1.GetString(Some(random)), Disk = (ushort)random.Next(2) },
        _ => entry with { Attributes = Interesting(random, entry), MadeBy = (ushort)random.Next(0x1400), Time = (uint)random.Next() },
    };

    private static Func<End, End> EndChange(Random random)
    {
        var (kind, value, some) = (random.Next(8), random.Next(-40, 41), Some(random));
        return end => kind switch
        {
            0 => end with { Count = (ushort)(end.Count + value) },
            1 => end with { Count = (ushort)(end.Count + value), CountHere = (ushort)(end.Count + value) },
            2 => end with { Length = (uint)(end.Length + value) },
            3 => end with { Start = (uint)(end.Start + value) },
            4 => end with { Start = (uint)(end.Start + value), Length = (uint)(end.Length - value) },
            5 => end with { Comment = some },
            6 => end with { Before = some },
            _ => end with { After = some },
        };
    }

    private static Func<End, End> Then(Func<End, End> first, Func<End, End> second) => end => second(first(end));

    private static byte[] Extra(Random random) => random.Next(4) switch
    {
        0 => [1, 0, 16, 0, .. new byte[16]],
        1 => [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x62],
        2 => [10, 0, 1, 0, 7],
        _ => Some(random),
    };

    private static byte[] Bytes(Random random, byte[] package, int changes)
    {
        var bytes = package.ToList();
        for (var i = 0; i < changes && bytes.Count > 0; i++)
        {
            // Half of the changes go to the last records, a quarter to the records before them, the others anywhere.
            var at = random.Next(4) switch
            {
                0 => random.Next(bytes.Count),
                1 => Record(random, bytes),
                _ => Math.Max(0, bytes.Count - 1 - random.Next(800)),
            };
            var length = Math.Min(random.Next(1, 80), bytes.Count - at);
            var to = random.Next(bytes.Count - length + 1);
            switch (random.Next(9))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: Overwrite(bytes, at, BitConverter.GetBytes(Number(random, bytes.Count))[..(2 << random.Next(2))]); break;
                case 3: bytes.InsertRange(at, Some(random)); break;
                case 4: bytes.RemoveRange(at, length); break;
                case 5: bytes.InsertRange(to, bytes.GetRange(at, length)); break;
                case 6: Overwrite(bytes, to, [.. bytes.GetRange(at, length)]); break;
                case 7: Overwrite(bytes, at, new byte[length]); break;
                default: bytes.AddRange(bytes.GetRange(at, bytes.Count - at)); break;
            }
        }
        var changed = bytes.ToArray();
        if (random.Next(2) == 0)
            Repair(changed);
        return changed;
    }

    // Makes the end record true again, so that what was changed before it is reached.
    private static void Repair(byte[] bytes)
    {
        var start = bytes.AsSpan().IndexOf(BitConverter.GetBytes(ZipRecords.CentralSignature));
        var end = bytes.Length - ZipRecords.EndLength;
        if (start < 0 || end < start)
            return;
        var count = (ushort)bytes.AsSpan(start, end - start).Count(BitConverter.GetBytes(ZipRecords.CentralSignature));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(end + 8), count);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(end + 10), count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(end + 12), end - start);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(end + 16), start);
    }

    private static int Record(Random random, List<byte> bytes)
    {
        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes);
        var from = random.Next(span.Length);
        var found = span[from..].IndexOf(BitConverter.GetBytes(Signatures[random.Next(3)]));
        return found < 0 ? from : Math.Min(span.Length - 1, from + found + random.Next(60));
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var i = 0; i < with.Length && at + i < bytes.Count; i++)
            bytes[at + i] = with[i];
    }

    private static byte[] Changed(Random random, byte[] content)
    {
        if (content.Length == 0)
            return Some(random);
        var changed = (byte[])content.Clone();
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }

    private static byte[] Some(Random random) => random.Next(3) switch
    {
        0 => BitConverter.GetBytes(Signatures[random.Next(Signatures.Length)]),
        1 => [.. BitConverter.GetBytes(Signatures[random.Next(Signatures.Length)]), .. new byte[random.Next(40)]],
        _ => new byte[random.Next(1, 24)],
    };

    private static uint Interesting(Random random, RawEntry entry) => random.Next(3) == 0 ? (uint)entry.Content.Length + (uint)random.Next(-2, 3) : Number(random, 5000);

    private static uint Number(Random random, int about) => random.Next(7) switch
    {
        0 => 0,
        1 => 1,
        2 => 0xFFFF,
        3 => uint.MaxValue,
        4 => (uint)random.Next(about),
        5 => Signatures[random.Next(Signatures.Length)],
        _ => (uint)random.Next(),
    };
}
