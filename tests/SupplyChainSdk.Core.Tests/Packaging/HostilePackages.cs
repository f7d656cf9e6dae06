using System.IO.Compression;
using System.Text;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Core.Tests.Packaging;

/// <summary>A package with a valid attestation of a real key, to which somebody did something.</summary>
/// <param name="Defect">Why it is refused.</param>
/// <param name="Make">Its bytes.</param>
/// <param name="ReadersDiffer">Whether two other readers are known to see different things.</param>
internal sealed record Hostile(PackageDefect Defect, Func<byte[]> Make, bool ReadersDiffer = false);

/// <summary>Everything that is done to one package.</summary>
internal sealed class HostilePackages
{
    private const string Name = AppendedEntry.AttestationName;
    private static readonly Lazy<HostilePackages> LazyDefault = new(() =>
    {
        using var package = new AttestedPackage();
        return new HostilePackages([.. AttestedPackage.Entries(new Recipe())], package.Bundle, RawEntry.Signature());
    });

    /// <summary>A gigabyte of zeros.</summary>
    private static readonly Lazy<byte[]> Bomb = new(() =>
    {
        var stream = new MemoryStream();
        using (var deflater = new DeflateStream(stream, CompressionLevel.Fastest))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 1024; i++)
                deflater.Write(zeros);
        }
        return stream.ToArray();
    });

    private readonly RawEntry _signature;
    private readonly RawEntry[] _attested;

    /// <param name="built">The package that is attested.</param>
    /// <param name="bundle">A bundle over it that verifies.</param>
    /// <param name="signature">As a feed appends it.</param>
    public HostilePackages(RawEntry[] built, byte[] bundle, RawEntry signature)
    {
        Built = built;
        Attestation = RawEntry.Attestation() with { Content = bundle };
        _signature = signature;
        _attested = [.. built, Attestation];
        Accepted = MakeAccepted();
        Refused = MakeRefused();
    }

    /// <summary>Over a small package with a key of this run.</summary>
    public static HostilePackages Default => LazyDefault.Value;

    public RawEntry[] Built { get; }

    public RawEntry Attestation { get; }

    public byte[] Bundle => Attestation.Content;

    /// <summary>What is right, in every form that is accepted; only in the first four it is the attested package.</summary>
    public Dictionary<string, Func<byte[]>> Accepted { get; }

    public Dictionary<string, Hostile> Refused { get; }

    private Dictionary<string, Func<byte[]>> MakeAccepted() => new()
    {
        ["as built"] = () => RawZip.Write(Built),
        ["attested"] = () => RawZip.Write(_attested),
        ["signed"] = () => RawZip.Write([.. Built, _signature]),
        ["attested and signed"] = () => RawZip.Write([.. _attested, _signature]),
        ["no entries"] = () => RawZip.Write([]),
        ["nothing but an attestation"] = () => RawZip.Write([Attestation]),
        ["data descriptors"] = () => RawZip.Write(Built.Select((e, i) => e with { Descriptor = (Descriptor)(i % 4) })),
        ["comments and extra fields"] = () => RawZip.Write(Built.Select(e => e with { Comment = "comment", Extra = [10, 0, 1, 0, 7], LocalExtra = [0x20, 0xA2, 2, 0, 0, 0] })),
        ["a directory in another order"] = () => RawZip.Write(Built, centralOrder: [.. Enumerable.Range(0, Built.Length).Reverse()]),
        ["folders and an empty file"] = () => RawZip.Write([.. Built, File("content/", ""), File("content/empty", "")]),
        ["names beyond ASCII"] = () => RawZip.Write([.. Built, File("content/ünïcode 文字 😀.txt", "text"), File("content/a%20b%2Bc.txt", "text")]),
    };

    private Dictionary<string, Hostile> MakeRefused() => new()
    {
        ["two attestations"] = new(PackageDefect.NameDuplicate, () => RawZip.Write([.. _attested, Attestation])),
        ["two attestations, the first one empty"] = new(PackageDefect.NameDuplicate, () => RawZip.Write([.. Built, Attestation with { Content = [] }, Attestation])),
        ["two attestations under a signature"] = new(PackageDefect.NameDuplicate, () => RawZip.Write([.. _attested, Attestation, _signature])),
        ["a second attestation in other case"] = new(PackageDefect.NameDuplicate, () => RawZip.Write([Attestation with { Name = Name.ToUpperInvariant() }, .. _attested])),

        ["name in other case"] = Named("_manifest/Attestation.sigstore.json"),
        ["name with a backslash"] = Named(@"_manifest\attestation.sigstore.json", PackageDefect.NameUnsafe),
        ["name percent-encoded"] = Named("_manifest/%61ttestation.sigstore.json"),
        ["name with a percent-encoded slash"] = Named("_manifest%2Fattestation.sigstore.json"),
        ["name with a percent-encoded backslash"] = Named("_manifest%5Cattestation.sigstore.json", PackageDefect.NameUnsafe),
        ["name with full-width letters"] = Named("_ｍanifest/attestation.sigstore.json"),
        ["name with a full-width slash"] = Named("_manifest／attestation.sigstore.json"),
        ["name with a full-width backslash"] = Named("_manifest＼attestation.sigstore.json"),
        ["name with a long s"] = Named("_manifeſt/attestation.sigstore.json"),
        ["name with a ligature"] = Named("_manifest/atteﬆation.sigstore.json"),
        ["name with another ligature"] = Named("_manifest/attestation.sigﬅore.json"),
        ["name with a zero-width space"] = Named("_manifest/attest\u200Bation.sigstore.json"),
        ["name with a byte order mark"] = Named("\uFEFF_manifest/attestation.sigstore.json"),
        ["name with a variation selector"] = Named("_manifest/attestation\uFE0F.sigstore.json"),
        ["name percent-encoded in another Unicode form"] = Named("_manifest/attestation.%EF%BD%93igstore.json"),
        ["name with a dot at the end"] = Named("_manifest/attestation.sigstore.json."),
        ["name with a space at the end of the folder"] = Named("_manifest /attestation.sigstore.json"),
        ["name with a stream"] = Named("_manifest/attestation.sigstore.json::$DATA"),
        ["name with a dot segment"] = Named("_manifest/./attestation.sigstore.json"),
        ["name with an empty segment"] = Named("_manifest//attestation.sigstore.json"),
        ["name as a folder"] = new(PackageDefect.NameReserved, () => RawZip.Write([.. Built, Attestation with { Name = Name + "/", Content = [] }])),
        ["signature in full-width letters"] = new(PackageDefect.NameReserved, () => RawZip.Write([.. _attested, _signature with { Name = ".ｓignature.p7s" }])),

        ["compressed"] = Changed(e => e with { Method = 8, Data = StoredBlock(e.Content) }),
        ["encrypted"] = Changed(e => e with { Flags = 1 }, PackageDefect.Encrypted),
        ["with a data descriptor"] = Changed(e => e with { Descriptor = Descriptor.Signed }),
        ["with a bare data descriptor"] = Changed(e => e with { Descriptor = Descriptor.Bare }),
        ["with a data descriptor and stated sizes"] = Changed(e => e with { Descriptor = Descriptor.SignedAndFilledIn }),
        ["with an extra field"] = Changed(e => e with { Extra = [10, 0, 0, 0] }),
        ["with a local extra field"] = Changed(e => e with { LocalExtra = [10, 0, 0, 0] }),
        ["with a comment"] = Changed(e => e with { Comment = "c" }),
        ["with the attributes of a symbolic link"] = Changed(e => e with { Attributes = 0xA1FF_0000, MadeBy = 0x0314 }),
        ["with read-only attributes"] = Changed(e => e with { Attributes = 1 }),
        ["made by another program"] = Changed(e => e with { MadeBy = 0x0314 }),
        ["with another time"] = Changed(e => e with { Time = 0x5A21_6000 }),
        ["flagged as UTF-8"] = Changed(e => e with { Flags = 0x800 }),
        ["with a damaged checksum"] = Changed(e => e with { LocalCrc = 1, CentralCrc = 1 }, PackageDefect.ContentDamaged),

        ["signed before it was attested"] = new(PackageDefect.SignatureNotLast, () => RawZip.Write([.. Built, _signature, Attestation])),
        ["signed before it was attested, and in order for who reads the directory"] = new(PackageDefect.SignatureNotLast, () =>
            RawZip.Write([.. Built, _signature, Attestation], centralOrder: Swapped(Built.Length + 2))),
        ["a file after the attestation"] = new(PackageDefect.AttestationNotLast, () => RawZip.Write([.. _attested, File("lib/late.dll", "late")])),
        ["a file between attestation and signature"] = new(PackageDefect.AttestationNotLast, () => RawZip.Write([.. _attested, File("lib/late.dll", "late"), _signature])),
        ["a file after the attestation, before it in the directory"] = new(PackageDefect.AttestationNotLast, () =>
            RawZip.Write([.. _attested, File("lib/late.dll", "late")], centralOrder: Swapped(Built.Length + 2))),

        ["bytes before the attestation"] = Changed(e => e with { Before = [0] }, PackageDefect.UnclaimedBytes),
        ["bytes after the attestation"] = Changed(e => e with { After = [0] }, PackageDefect.UnclaimedBytes),
        ["bytes between attestation and signature"] = new(PackageDefect.UnclaimedBytes, () => RawZip.Write([.. Built, Attestation with { After = [1, 2, 3] }, _signature])),
        ["bytes between directory and end"] = new(PackageDefect.DirectoryMalformed, () => RawZip.Write(_attested, end: e => e with { Before = [0] })),
        ["bytes after the end"] = new(PackageDefect.TrailingData, () => RawZip.Write(_attested, end: e => e with { After = [0] })),
        ["bytes before the start"] = new(PackageDefect.DirectoryMalformed, () => [0, .. RawZip.Write(_attested)]),
        ["bytes before the start, with right offsets"] = new(PackageDefect.UnclaimedBytes, () => RawZip.Write([Built[0] with { Before = "#!/bin/sh\n"u8.ToArray() }, .. Built[1..], Attestation])),
        ["a comment of the archive"] = new(PackageDefect.TrailingData, () => RawZip.Write(_attested, end: e => e with { Comment = [65] })),

        ["another name in the local header"] = Changed(e => e with { LocalNameBytes = "lib/net10.0/evil.dll"u8.ToArray() }, PackageDefect.HeadersDiffer, readersDiffer: true),
        ["another checksum in the local header"] = Changed(e => e with { LocalCrc = 1 }, PackageDefect.HeadersDiffer),
        ["another size in the directory"] = Changed(e => e with { CentralSize = 5, CentralCompressedSize = 5 }, PackageDefect.UnclaimedBytes, readersDiffer: true),
        ["another method in the local header"] = Changed(e => e with { LocalMethod = 8 }, PackageDefect.HeadersDiffer),
        ["a file that only local headers show"] = new(PackageDefect.UnclaimedBytes, () =>
            RawZip.Write([.. Built, File("lib/hidden.dll", "hidden"), Attestation], centralOrder: Without(Built.Length), end: OneLess), ReadersDiffer: true),
        ["an attestation inside the data of another entry"] = new(PackageDefect.EntriesOverlap, Nested, ReadersDiffer: true),
        ["one local entry for two names"] = new(PackageDefect.EntriesOverlap, () => RawZip.Write([.. _attested, File("b", "b") with { CentralStart = 0 }]), ReadersDiffer: true),

        ["a name that is UTF-8 and does not say so"] = new(PackageDefect.NameNotDecodable, () => RawZip.Write([Built[0] with { NameBytes = Encoding.UTF8.GetBytes("lib/ü.dll") }, .. Built[1..], Attestation]), ReadersDiffer: true),
        ["a second name for a reader of Unicode paths"] = new(PackageDefect.NameNotDecodable, () => RawZip.Write([Built[0] with { Extra = UnicodePath(Built[0].Name, "lib/evil.dll") }, .. Built[1..], Attestation]), ReadersDiffer: true),
        ["an entry that ends earlier for who goes by local headers"] = new(PackageDefect.EndAmbiguous, () => RawZip.Write([.. ZipDirectoryTests.WithEarlierEnd, .. _attested]), ReadersDiffer: true),
        ["a folder with content"] = new(PackageDefect.SizeRefused, () => RawZip.Write([File("lib/", "content"), .. _attested])),
        ["a volume label"] = new(PackageDefect.VolumeLabel, () => RawZip.Write([File("lib/label.dll", "label") with { Attributes = 8, MadeBy = 20 }, .. _attested])),
        ["a link that leaves the package by its name"] = new(PackageDefect.NameUnsafe, () => RawZip.Write([File("../evil.dll", "evil"), .. _attested])),

        ["two archives, one after the other"] = new(PackageDefect.DirectoryMalformed, () => [.. RawZip.Write([File("lib/evil.dll", "evil"), .. _attested]), .. RawZip.Write(_attested)], ReadersDiffer: true),
        ["two end records"] = new(PackageDefect.DirectoryMalformed, () => RawZip.Write(_attested, end: e => e with { Before = EndOf(RawZip.Write(_attested)) })),
        ["two end records and two directories"] = new(PackageDefect.DirectoryMalformed, TwoDirectories),
        ["an end record in the comment of the other"] = new(PackageDefect.DirectoryMalformed, () => RawZip.Write(_attested, end: e => e with { Comment = RawZip.Write([]) }), ReadersDiffer: true),
        ["zip64"] = new(PackageDefect.Zip64, () => RawZip.Write(_attested, end: e => e with { Before = Zip64(e.Start, e.Length, e.Count, e.Start + e.Length), Start = uint.MaxValue, Length = uint.MaxValue, Count = 0xFFFF, CountHere = 0xFFFF })),
        ["zip64 with a directory of its own"] = new(PackageDefect.Zip64, Zip64Directory, ReadersDiffer: true),

        ["a bundle of 50 MB"] = Changed(e => e with { Content = [.. Bundle[..^1], .. Enumerable.Repeat((byte)' ', 50 << 20), (byte)'}'] }, PackageDefect.SizeRefused),
        ["an attestation that declares 1 KB and inflates to 1 GB"] = Changed(e => e with { Method = 8, Content = new byte[1024], Data = Bomb.Value }, PackageDefect.SizeRefused),
        ["a file that declares 1 KB and inflates to 1 GB"] = new(PackageDefect.SizeRefused, () => RawZip.Write([new("lib/bomb.dll", new byte[1024]) { Data = Bomb.Value }, .. _attested])),
        ["a file that declares 1 GB in 1 KB"] = new(PackageDefect.SizeRefused, () => RawZip.Write([new("lib/bomb.dll", new byte[1024]) { CentralSize = 1 << 30 }, .. _attested])),

        ["no bundle at all"] = Changed(e => e with { Content = [] }, PackageDefect.AttestationNotOneObject),
        ["a NUL byte after the bundle"] = Changed(e => e with { Content = [.. Bundle, 0] }, PackageDefect.AttestationNotOneObject),
        ["a line feed after the bundle"] = Changed(e => e with { Content = [.. Bundle, (byte)'\n'] }, PackageDefect.AttestationNotOneObject),
        ["data after the bundle"] = Changed(e => e with { Content = [.. Bundle, .. "MZ"u8] }, PackageDefect.AttestationNotOneObject),
        ["a byte order mark before the bundle"] = Changed(e => e with { Content = [0xEF, 0xBB, 0xBF, .. Bundle] }, PackageDefect.AttestationNotOneObject),
    };

    private Hostile Named(string name, PackageDefect defect = PackageDefect.NameReserved) => Changed(e => e with { Name = name }, defect);

    private Hostile Changed(Func<RawEntry, RawEntry> change, PackageDefect defect = PackageDefect.AttestationNotAsAppended, bool readersDiffer = false) =>
        new(defect, () => RawZip.Write([.. Built, change(Attestation)]), readersDiffer);

    // The directory leads to an attestation that lies in the data of a stored file; for who goes by local headers it is not there.
    private byte[] Nested()
    {
        var inner = RawZip.Write([Attestation]);
        var local = inner[..(ZipRecords.LocalLength + Name.Length + Bundle.Length)];
        var outer = new RawEntry("lib/outer.bin", local) { Method = 0 };
        var start = RawZip.Write(Built).Length - ZipRecords.EndLength - Built.Sum(e => ZipRecords.CentralLength + e.Name.Length) + ZipRecords.LocalLength + outer.Name.Length;
        var all = RawZip.Write([.. Built, outer, Attestation with { CentralStart = (uint)start }]);
        // The local entry that nothing refers to is cut out again, and the end record moved.
        var directory = all.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var surplus = local.Length;
        byte[] cut = [.. all[..(directory - surplus)], .. all[directory..]];
        BitConverter.TryWriteBytes(cut.AsSpan(cut.Length - 6), (uint)(directory - surplus));
        return cut;
    }

    private byte[] TwoDirectories()
    {
        var evil = RawZip.Write([.. _attested, File("lib/evil.dll", "evil")]);
        var directory = evil.AsSpan().IndexOf("PK\u0001\u0002"u8);
        return RawZip.Write([.. _attested, File("lib/evil.dll", "evil")], centralOrder: Without(Built.Length + 1),
            end: e => OneLess(e) with { Before = [.. evil[directory..^ZipRecords.EndLength], .. EndOf(evil)] });
    }

    // The end record leads to one directory, the record of zip64 before it to another.
    private byte[] Zip64Directory()
    {
        var evil = RawZip.Write([.. _attested, File("lib/evil.dll", "evil")]);
        var directory = evil[evil.AsSpan().IndexOf("PK\u0001\u0002"u8)..^ZipRecords.EndLength];
        return RawZip.Write([.. _attested, File("lib/evil.dll", "evil")], centralOrder: Without(Built.Length + 1), end: e => OneLess(e) with
        {
            // .NET reads headers as long as there are some; four bytes keep it from the other directory.
            Before = [0, 0, 0, 0, .. directory, .. Zip64(e.Start + e.Length + 4, (uint)directory.Length, e.Count, e.Start + e.Length + 4 + (uint)directory.Length)],
        });
    }

    // APPNOTE.TXT 6.3.10, sections 4.3.14 and 4.3.15.
    private static byte[] Zip64(uint directoryStart, uint directoryLength, int count, uint recordStart)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(0x06064b50u);
        writer.Write(44UL);
        writer.Write((ushort)45);
        writer.Write((ushort)45);
        writer.Write(0UL);
        writer.Write((ulong)count);
        writer.Write((ulong)count);
        writer.Write((ulong)directoryLength);
        writer.Write((ulong)directoryStart);
        writer.Write(ZipRecords.Zip64LocatorSignature);
        writer.Write(0u);
        writer.Write((ulong)recordStart);
        writer.Write(1u);
        return stream.ToArray();
    }

    // All entries but the last two in order.
    private static int[] Swapped(int count) => [.. Enumerable.Range(0, count - 2), count - 1, count - 2];

    // Of the package with attestation and one entry more.
    private int[] Without(int index) => [.. Enumerable.Range(0, Built.Length + 2).Where(i => i != index)];

    private static End OneLess(End end) => end with { Count = (ushort)(end.Count - 1), CountHere = (ushort)(end.Count - 1) };

    // Stored, as what is deflated differs from one runtime to the next, and the vectors do not.
    private static RawEntry File(string name, string content) => new(name, content) { Method = 0 };

    // Deflate, in one block that is not compressed.
    private static byte[] StoredBlock(byte[] content) => [1, .. BitConverter.GetBytes((ushort)content.Length), .. BitConverter.GetBytes((ushort)~content.Length), .. content];

    private static byte[] EndOf(byte[] archive) => archive[^ZipRecords.EndLength..];

    private static byte[] UnicodePath(string name, string shown)
    {
        byte[] content = [1, .. BitConverter.GetBytes(Crc32.Of(Encoding.ASCII.GetBytes(name))), .. Encoding.UTF8.GetBytes(shown)];
        return [0x75, 0x70, .. BitConverter.GetBytes((ushort)content.Length), .. content];
    }
}
