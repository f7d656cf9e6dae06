using System.IO.Compression;
using System.Text;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Core.Tests.Packaging;

[TestClass]
public sealed class ZipDirectoryTests
{
    private static readonly RawEntry Plain = new("lib/a.dll", "content of a");

    internal static readonly Dictionary<string, (PackageDefect Defect, Func<byte[]> Make)> Refused = new()
    {
        ["empty file"] = (PackageDefect.NotAZipArchive, () => []),
        ["text"] = (PackageDefect.NotAZipArchive, () => Encoding.UTF8.GetBytes(new string('t', 500))),
        ["without its last byte"] = (PackageDefect.NotAZipArchive, () => Small()[..^1]),
        ["cut short inside an entry"] = (PackageDefect.NotAZipArchive, () => Small()[..40]),
        ["one byte after the end"] = (PackageDefect.TrailingData, () => RawZip.Write([Plain], end: e => e with { After = [0] })),
        ["archive comment"] = (PackageDefect.TrailingData, () => RawZip.Write([Plain], end: e => e with { Comment = [65] })),
        ["comment that ends with another end record"] = (PackageDefect.DirectoryMalformed, () =>
            RawZip.Write([Plain], end: e => e with { Comment = RawZip.Write([]) })),
        ["on the second disk"] = (PackageDefect.MultiDisk, () => RawZip.Write([Plain], end: e => e with { Disk = 1 })),
        ["fewer entries on this disk"] = (PackageDefect.MultiDisk, () => RawZip.Write([Plain], end: e => e with { CountHere = 0 })),
        ["entry on another disk"] = (PackageDefect.MultiDisk, () => RawZip.Write([Plain with { Disk = 1 }])),
        ["zip64 count"] = (PackageDefect.Zip64, () => RawZip.Write([Plain], end: e => e with { Count = 0xFFFF, CountHere = 0xFFFF })),
        ["zip64 start"] = (PackageDefect.Zip64, () => RawZip.Write([Plain], end: e => e with { Start = 0xFFFFFFFF })),
        ["zip64 length"] = (PackageDefect.Zip64, () => RawZip.Write([Plain], end: e => e with { Length = 0xFFFFFFFF })),
        ["zip64 locator"] = (PackageDefect.Zip64, () => RawZip.Write([Plain], end: e => e with { Before = Locator() })),
        ["zip64 locator in an entry comment"] = (PackageDefect.Zip64, () => RawZip.Write([Plain with { Comment = Encoding.Latin1.GetString(Locator()) }])),
        ["zip64 size"] = (PackageDefect.Zip64, () => RawZip.Write([Plain with { CentralSize = 0xFFFFFFFF }])),
        ["zip64 start of an entry"] = (PackageDefect.Zip64, () => RawZip.Write([Plain with { CentralStart = 0xFFFFFFFF }])),
        ["zip64 field of an entry, though no size refers to it"] = (PackageDefect.Zip64, () => RawZip.Write([Plain with { Extra = Zip64Field() }])),
        ["zip64 field of a local header"] = (PackageDefect.Zip64, () => RawZip.Write([Plain with { LocalExtra = Zip64Field() }])),
        ["zip64 descriptor"] = (PackageDefect.Zip64, () => RawZip.Write([Plain with { Descriptor = Descriptor.Zip64 }])),
        ["encrypted"] = (PackageDefect.Encrypted, () => RawZip.Write([Plain with { Flags = 1 }])),
        ["strongly encrypted"] = (PackageDefect.Encrypted, () => RawZip.Write([Plain with { Flags = 64 }])),
        ["masked headers"] = (PackageDefect.Encrypted, () => RawZip.Write([Plain with { Flags = 0x2000 }])),
        ["directory of 16 MiB and more"] = (PackageDefect.DirectoryTooLarge, () =>
            RawZip.Write([], new byte[17 << 20], e => e with { Length = 17 << 20, Start = 0 })),
        ["bytes between directory and end"] = (PackageDefect.DirectoryMalformed, () => RawZip.Write([Plain], end: e => e with { Before = [0] })),
        ["more entries stated than there are"] = (PackageDefect.DirectoryMalformed, () => RawZip.Write([Plain], end: e => e with { Count = 2, CountHere = 2 })),
        ["many more entries stated"] = (PackageDefect.DirectoryMalformed, () => RawZip.Write([Plain], end: e => e with { Count = 60000, CountHere = 60000 })),
        ["fewer entries stated than there are"] = (PackageDefect.DirectoryMalformed, () => RawZip.Write(Two(), end: e => e with { Count = 1, CountHere = 1 })),
        ["bytes before the first entry"] = (PackageDefect.UnclaimedBytes, () => RawZip.Write([Plain with { Before = [1, 2, 3] }])),
        ["bytes between entries"] = (PackageDefect.UnclaimedBytes, () => RawZip.Write([Plain with { After = [0] }, new("b", "b")])),
        ["bytes before the directory"] = (PackageDefect.UnclaimedBytes, () => RawZip.Write([Plain], beforeDirectory: [0])),
        ["a local entry that the directory leaves out"] = (PackageDefect.UnclaimedBytes, () =>
            RawZip.Write(Two(), centralOrder: [0], end: e => e with { Count = 1, CountHere = 1 })),
        ["entries out of nothing"] = (PackageDefect.UnclaimedBytes, () => RawZip.Write([], beforeDirectory: [0])),
        ["one local entry for two names"] = (PackageDefect.EntriesOverlap, () => RawZip.Write([Plain, new RawEntry("b", "b") { CentralStart = 0 }])),
        ["size beyond the directory"] = (PackageDefect.EntriesOverlap, () => RawZip.Write([Plain with { CentralCompressedSize = 5000, CentralSize = 5000 }])),
        ["start beyond the directory"] = (PackageDefect.UnclaimedBytes, () => RawZip.Write([Plain with { CentralStart = 5000 }])),
        ["local header of another name"] = (PackageDefect.HeadersDiffer, () => RawZip.Write([Plain with { LocalNameBytes = "lib/b.dll"u8.ToArray() }])),
        ["local header of a longer name"] = (PackageDefect.HeadersDiffer, () => RawZip.Write([Plain with { LocalNameBytes = "lib/a.dll2"u8.ToArray() }])),
        ["local flags"] = (PackageDefect.HeadersDiffer, () => RawZip.Write([Plain with { LocalFlags = 2 }])),
        ["local method"] = (PackageDefect.HeadersDiffer, () => RawZip.Write([Plain with { LocalMethod = 0 }])),
        ["local checksum"] = (PackageDefect.HeadersDiffer, () => RawZip.Write([Plain with { LocalCrc = 1 }])),
        ["central checksum"] = (PackageDefect.HeadersDiffer, () => RawZip.Write([Plain with { CentralCrc = 1 }])),
        ["central size"] = (PackageDefect.HeadersDiffer, () => RawZip.Write([Plain with { CentralSize = 1 }])),
        ["checksum of a descriptor"] = (PackageDefect.HeadersDiffer, () => RawZip.Write([Plain with { Descriptor = Descriptor.WithAnotherCrc }])),
        ["signature of a descriptor"] = (PackageDefect.UnclaimedBytes, () => RawZip.Write([Plain with { Descriptor = Descriptor.WithAnotherSignature }])),
        ["bytes after a descriptor"] = (PackageDefect.UnclaimedBytes, () => RawZip.Write([Plain with { Descriptor = Descriptor.Signed, After = [0] }])),
        ["bare descriptor that would be taken for a signature"] = (PackageDefect.UnclaimedBytes, () =>
            RawZip.Write([new("a", ChecksumIsDescriptorSignature) { Descriptor = Descriptor.Bare }])),
        ["what could be the end, in stored data"] = (PackageDefect.EndAmbiguous, () => RawZip.Write([EarlierEnd(0, signed: true)])),
        ["what could be the end without a signature, in stored data"] = (PackageDefect.EndAmbiguous, () => RawZip.Write([EarlierEnd(0, signed: false)])),
        ["what could be the end, behind deflated data"] = (PackageDefect.EndAmbiguous, () => RawZip.Write([EarlierEnd(8, signed: true)])),
        ["what could be the end, far into the data"] = (PackageDefect.EndAmbiguous, () => RawZip.Write([EarlierEnd(0, signed: true, distance: (128 << 10) - 7)])),
        ["compression method of another program"] = (PackageDefect.MethodUnsupported, () => RawZip.Write([Plain with { Method = 12 }])),
        ["compression method that only some readers know"] = (PackageDefect.MethodUnsupported, () => RawZip.Write([Plain with { Method = 9 }])),
        ["much more than the data can hold"] = (PackageDefect.SizeRefused, () => RawZip.Write([new RawEntry("a", new byte[50_000]) { Data = [3, 0] }])),
        ["much less than the data holds"] = (PackageDefect.SizeRefused, () => RawZip.Write([Plain with { Data = new byte[5000] }])),
        ["folder with content"] = (PackageDefect.SizeRefused, () => RawZip.Write([Plain with { Name = "lib/" }])),
        ["volume label"] = (PackageDefect.VolumeLabel, () => RawZip.Write([Plain with { Attributes = 8, MadeBy = 20 }])),
        ["stored with two sizes"] = (PackageDefect.SizeRefused, () => RawZip.Write([Plain with { Method = 0, CentralSize = 1 }])),
        ["no name"] = (PackageDefect.NameNotDecodable, () => RawZip.Write([new RawEntry("", "")])),
        ["name that is not UTF-8"] = (PackageDefect.NameNotDecodable, () => RawZip.Write([Plain with { NameBytes = [0x61, 0xE9] }])),
        ["name that is not UTF-8 though it says so"] = (PackageDefect.NameNotDecodable, () => RawZip.Write([Plain with { NameBytes = [0xC0, 0xAF], Flags = 0x800 }])),
        ["name that is UTF-8 and does not say so"] = (PackageDefect.NameNotDecodable, () => RawZip.Write([Plain with { NameBytes = Encoding.UTF8.GetBytes("lib/ü.dll") }])),
        ["second name in the directory"] = (PackageDefect.NameNotDecodable, () => RawZip.Write([Plain with { Extra = SecondName() }])),
        ["second name in the local header"] = (PackageDefect.NameNotDecodable, () => RawZip.Write([Plain with { LocalExtra = SecondName() }])),
        ["second name after another field"] = (PackageDefect.NameNotDecodable, () => RawZip.Write([Plain with { Extra = [10, 0, 1, 0, 7, .. SecondName()] }])),
        ["parent folder"] = (PackageDefect.NameUnsafe, () => Named("../evil.dll")),
        ["parent folder inside"] = (PackageDefect.NameUnsafe, () => Named("lib/../../evil.dll")),
        ["parent folder at the end"] = (PackageDefect.NameUnsafe, () => Named("lib/..")),
        ["encoded parent folder"] = (PackageDefect.NameUnsafe, () => Named("%2e%2E%2fevil.dll")),
        ["absolute"] = (PackageDefect.NameUnsafe, () => Named("/etc/passwd")),
        ["encoded absolute"] = (PackageDefect.NameUnsafe, () => Named("%2Fetc/passwd")),
        ["drive"] = (PackageDefect.NameUnsafe, () => Named("C:/evil.dll")),
        ["backslash"] = (PackageDefect.NameUnsafe, () => Named(@"lib\..\evil.dll")),
        ["encoded backslash"] = (PackageDefect.NameUnsafe, () => Named("lib%5Cevil.dll")),
        ["NUL"] = (PackageDefect.NameUnsafe, () => Named("lib/a.dll\0.txt")),
        ["encoded NUL"] = (PackageDefect.NameUnsafe, () => Named("lib/a.dll%00.txt")),
        ["the folder itself"] = (PackageDefect.NameUnsafe, () => Named("./")),
        ["same name"] = (PackageDefect.NameDuplicate, () => RawZip.Write([Plain, Plain])),
        ["same name in other case"] = (PackageDefect.NameDuplicate, () => RawZip.Write([Plain, Plain with { Name = "LIB/A.dll" }])),
        ["same name percent-encoded"] = (PackageDefect.NameDuplicate, () => RawZip.Write([Plain, Plain with { Name = "lib%2Fa%2edll" }])),
        ["same name through a dot segment"] = (PackageDefect.NameDuplicate, () => RawZip.Write([Plain, Plain with { Name = "./lib//a.dll" }])),
        ["file and folder of one name"] = (PackageDefect.NameDuplicate, () => RawZip.Write([new("lib", "a file"), new("lib/", "")])),
    };

    public static IEnumerable<object[]> RefusedNames => Refused.Keys.Select(k => new object[] { k });

    [TestMethod]
    [DynamicData(nameof(RefusedNames))]
    public void An_archive_that_readers_could_see_differently_is_refused_with_its_reason(string name)
    {
        var (defect, make) = Refused[name];
        var refusal = Assert.ThrowsExactly<PackageFormatException>(() => ZipDirectory.Read(new MemoryStream(make())));
        Assert.AreEqual(defect, refusal.Defect, refusal.Message);
        Assert.IsFalse(refusal.Message.EndsWith('.'));
    }

    [TestMethod]
    public void Every_entry_is_found_where_it_lies()
    {
        var archive = RawZip.Write(RawZip.Package());
        var directory = ZipDirectory.Read(new MemoryStream(archive));
        AreInOrder(directory.Entries.Select(e => e.Name), "_rels/.rels", "Contoso.Widgets.nuspec", "lib/net10.0/_._", "lib/net10.0/a%2Bb.dll", "[Content_Types].xml");
        Assert.AreEqual("lib/net10.0/a+b.dll", directory.Entries[3].Path);
        foreach (var (raw, entry) in RawZip.Package().Zip(directory.Entries))
            CollectionAssert.AreEqual(raw.Content, ZipEntryContent.Read(new MemoryStream(archive), entry, 1000));
    }

    [TestMethod]
    [DataRow(Descriptor.Signed)]
    [DataRow(Descriptor.Bare)]
    [DataRow(Descriptor.SignedAndFilledIn)]
    public void Data_descriptors_are_read(object descriptor)
    {
        var entry = Plain with { Descriptor = (Descriptor)descriptor };
        Assert.AreEqual(3, ZipDirectory.Read(new MemoryStream(RawZip.Write([entry, entry with { Name = "b" }, entry with { Name = "c" }]))).Entries.Length);
        // Larger than any buffer, and full of what stands before and after entries, at distances that it does not state.
        var full = new RawEntry("full", [.. Enumerable.Range(0, 9000).SelectMany(i => (byte[])[0x50, 0x4b, 7, 8, .. BitConverter.GetBytes(i + 1), .. BitConverter.GetBytes(i + 1), .. "PK\u0003\u0004"u8])]);
        foreach (var method in new ushort[] { 0, 8 })
            Assert.AreEqual(2, ZipDirectory.Read(new MemoryStream(RawZip.Write([full with { Descriptor = entry.Descriptor, Method = method }, entry]))).Entries.Length);
    }

    [TestMethod]
    public void Archives_of_the_runtime_are_read_from_seekable_and_unseekable_streams()
    {
        foreach (var seekable in new[] { true, false })
        {
            var bytes = new MemoryStream();
            using (var archive = new ZipArchive(seekable ? bytes : new Unseekable(bytes), ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var name in new[] { "lib/", "lib/a.dll", "ünïcode.txt", "empty" })
                {
                    using var entry = archive.CreateEntry(name).Open();
                    if (!name.EndsWith('/') && name != "empty")
                        entry.Write(new byte[5000]);
                }
            }
            AreInOrder(ZipDirectory.Read(bytes).Entries.Select(e => e.Path), "lib", "lib/a.dll", "ünïcode.txt", "empty");
        }
    }

    [TestMethod]
    public void The_directory_may_list_entries_in_another_order_and_with_fields_of_other_tools()
    {
        var entries = new[] { Plain with { Extra = [10, 0, 1, 0, 7], LocalExtra = [0x20, 0xA2, 2, 0, 0, 0], Comment = "c" }, new RawEntry("b", "b") };
        var directory = ZipDirectory.Read(new MemoryStream(RawZip.Write(entries, centralOrder: [1, 0])));
        AreInOrder(directory.Entries.Select(e => e.Name), "b", "lib/a.dll");
    }

    [TestMethod]
    public void A_long_name_is_compared_whole()
    {
        var name = new string('n', 3000);
        Assert.AreEqual(name, ZipDirectory.Read(new MemoryStream(RawZip.Write([new(name, "x")]))).Entries[0].Name);
        var other = Encoding.UTF8.GetBytes(name[..^1] + "m");
        Assert.AreEqual(PackageDefect.HeadersDiffer, Assert.ThrowsExactly<PackageFormatException>(
            () => ZipDirectory.Read(new MemoryStream(RawZip.Write([new RawEntry(name, "x") { LocalNameBytes = other }])))).Defect);
    }

    [TestMethod]
    public void An_entry_is_read_only_within_its_limit_and_only_when_it_is_what_it_states()
    {
        var zeros = new RawEntry("zeros", new byte[100_000]);
        Assert.AreEqual(100_000, Read(zeros, 100_000).Length);
        Refuse(PackageDefect.SizeRefused, zeros, 99_999);
        Refuse(PackageDefect.SizeRefused, new RawEntry("larger", "1234567890") { CentralSize = 9, Descriptor = Descriptor.None, LocalFlags = 0 }, 100, alsoLocal: 9);
        Refuse(PackageDefect.SizeRefused, new RawEntry("smaller", "1234567890") { CentralSize = 11 }, 100, alsoLocal: 11);
        Refuse(PackageDefect.SizeRefused, new RawEntry("bomb", "x") { CentralSize = 50_000_000 }, int.MaxValue, alsoLocal: 50_000_000);
        Refuse(PackageDefect.ContentDamaged, new RawEntry("checksum", "abc") { CentralCrc = 5, LocalCrc = 5 }, 100);
        Refuse(PackageDefect.ContentDamaged, new RawEntry("deflate", "abc") { Data = [0xFF, 0xFF, 0xFF] }, 100);
        Refuse(PackageDefect.MethodUnsupported, new RawEntry("bzip2", "abc") { Method = 12 }, 100);
    }

    private static byte[] Read(RawEntry entry, int max, uint? alsoLocal = null)
    {
        var archive = RawZip.Write([entry]);
        if (alsoLocal is { } size)
            BitConverter.TryWriteBytes(archive.AsSpan(22), size);
        return ZipEntryContent.Read(new MemoryStream(archive), ZipDirectory.Read(new MemoryStream(archive)).Entries[0], max);
    }

    private static void Refuse(PackageDefect defect, RawEntry entry, int max, uint? alsoLocal = null) =>
        Assert.AreEqual(defect, Assert.ThrowsExactly<PackageFormatException>(() => Read(entry, max, alsoLocal)).Defect, entry.Name);

    private static void AreInOrder(IEnumerable<string> actual, params string[] expected) => CollectionAssert.AreEqual(expected, actual.ToArray());

    private static byte[] Small() => RawZip.Write([Plain]);

    private static RawEntry[] Two() => [Plain, new("b", "b")];

    private static byte[] Named(string name) => RawZip.Write([Plain with { Name = name }]);

    // Its CRC-32 is 0x08074b50.
    private static byte[] ChecksumIsDescriptorSignature => [.. "crc 0 "u8, 0x62, 0x6d, 0x3c, 0x9c];

    // An entry whose local header states no sizes. Its data is, for who goes by local headers, a shorter entry and another entry after it.
    private static RawEntry EarlierEnd(ushort method, bool signed, int distance = 2)
    {
        var shown = method == 8 ? [3, 0] : new byte[distance];
        var hidden = RawZip.Write([new("lib/hidden.dll", "hidden")])[..^22];
        byte[] data =
        [
            .. shown, .. signed ? BitConverter.GetBytes(ZipRecords.DescriptorSignature) : [],
            .. BitConverter.GetBytes(Crc32.Of(method == 8 ? [] : shown)), .. BitConverter.GetBytes(shown.Length), .. BitConverter.GetBytes(method == 8 ? 0 : shown.Length),
            .. hidden,
        ];
        return new("lib/a.dll", method == 8 ? [] : data) { Method = method, Data = data, Descriptor = Descriptor.Signed };
    }

    internal static RawEntry[] WithEarlierEnd => [EarlierEnd(0, signed: true)];

    private static byte[] Zip64Field() => [1, 0, 16, 0, .. new byte[16]];

    private static byte[] SecondName() => [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x62];

    private static byte[] Locator() => [0x50, 0x4b, 6, 7, .. new byte[16]];

    private sealed class Unseekable(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() => inner.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
