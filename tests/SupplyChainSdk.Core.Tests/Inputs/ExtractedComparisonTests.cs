using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Compression;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>All that is wrong in the folder of a package; ExtractedPackageTests has the first of it, as <c>verify</c> shows it.</summary>
[TestClass]
public sealed class ExtractedComparisonTests
{
    private const string Dll = "lib/net10.0/a+b.dll";

    [TestMethod]
    public void What_was_extracted_is_equal()
    {
        using var extraction = new Extraction();
        var extracted = extraction.Read().Read.Single().Extracted!;
        Assert.IsEmpty(extracted.Differences);
        Assert.AreEqual(4, extracted.Compared);
        Assert.AreEqual(extraction.Hash, extracted.Record.ContentHash);
        // What the next build looks at: each file and each folder.
        Assert.AreEqual(".nupkg.metadata .signature.p7s 1.2.3 _._ a+b.dll contoso.widgets.1.2.3.nupkg contoso.widgets.nuspec lib net10.0",
            string.Join(' ', extracted.Paths.Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public void Only_what_was_compared_with_the_archive_and_is_equal_is_the_same()
    {
        using var extraction = new Extraction(new("tools/a.txt", "a"), new("tools/b.txt", "b"), new("docs/c.md", "c"));
        Assert.AreEqual($".signature.p7s contoso.widgets.nuspec docs/c.md lib/net10.0/_._ {Dll} tools/a.txt tools/b.txt", Same());
        Assert.AreEqual($".signature.p7s contoso.widgets.nuspec lib/net10.0/_._ {Dll} tools/a.txt tools/b.txt", Same(FileScope.Used));

        extraction.Write("tools/a.txt", "x"u8.ToArray());
        File.Delete(extraction.At("tools/b.txt"));
        extraction.Write("tools/d.txt", "d"u8.ToArray());
        Assert.AreEqual($".signature.p7s contoso.widgets.nuspec lib/net10.0/_._ {Dll}", Same(FileScope.Used));
        extraction.Write("tools/a.txt", "a"u8.ToArray());
        extraction.Write("tools/b.txt", "b"u8.ToArray());
        File.Delete(extraction.At("tools/d.txt"));

        // The first reading keeps digests, the second one goes by them.
        Assert.AreNotEqual("", Same(caches: true));
        Assert.AreEqual("", Same(caches: true));

        string Same(FileScope scope = FileScope.All, bool caches = false) =>
            string.Join(' ', extraction.Read(scope, caches).Read.Single().Extracted!.Same.Order(StringComparer.Ordinal));
    }

    [TestMethod]
    public void All_that_is_wrong_is_found_at_once()
    {
        OnlyWhereCaseMatters();
        using var extraction = new Extraction(new("build/a.targets", "<Project/>"), new("tools/b.txt", "b"), new("content/c.txt", "c"));
        File.AppendAllText(extraction.At(Dll), "x");
        File.Move(extraction.At("build/a.targets"), extraction.At("build/A.targets"));
        File.Delete(extraction.At("tools/b.txt"));
        extraction.Write("lib/net10.0/c.dll", [1]);
        File.Delete(extraction.At("content/c.txt"));
        File.CreateSymbolicLink(extraction.At("content/c.txt"), extraction.Scratch.Write("elsewhere", "c"));
        Assert.AreEqual($"OtherCase build/A.targets\nLink content/c.txt\nExtra lib/net10.0/c.dll\nDiffers {Dll}\nMissing tools/b.txt", extraction.Differences());
    }

    [TestMethod]
    public void A_file_of_equal_size_and_time_is_found()
    {
        using var extraction = new Extraction();
        var time = File.GetLastWriteTimeUtc(extraction.At(Dll));
        var content = File.ReadAllBytes(extraction.At(Dll));
        content[100] ^= 1;
        File.WriteAllBytes(extraction.At(Dll), content);
        File.SetLastWriteTimeUtc(extraction.At(Dll), time);
        Assert.AreEqual($"Differs {Dll}", extraction.Differences());
        Assert.AreEqual($"Differs {Dll}", extraction.Differences(FileScope.Used));
    }

    [TestMethod]
    public void Used_leaves_out_what_is_for_people_and_nothing_else()
    {
        string[] forPeople = ["README.md", "LICENSE.txt", "icon.png", "docs/guide.md", "images/a.svg", "_manifest/spdx_2.2/manifest.spdx.json"];
        string[] used = ["a.props", "docs/a.dll", "content/readme.txt", "build/a.txt", "tools/x/y", "LICENSE", "other/a.md", "runtimes/linux-x64/native/a.so", "_manifest/a.targets"];
        using var extraction = new Extraction([.. forPeople.Concat(used).Select(path => new RawEntry(path, "x"))]);
        foreach (var path in forPeople.Concat(used))
            File.WriteAllText(extraction.At(path), "y");
        Assert.AreEqual(string.Join('\n', used.Order(StringComparer.Ordinal).Select(path => $"Differs {path}")), extraction.Differences(FileScope.Used));
        Assert.AreEqual(string.Join('\n', forPeople.Concat(used).Order(StringComparer.Ordinal).Select(path => $"Differs {path}")), extraction.Differences());

        foreach (var path in forPeople)
            File.Delete(extraction.At(path));
        Assert.DoesNotContain("Missing", extraction.Differences(FileScope.Used));
        // Something that the package does not hold is found wherever it lies.
        extraction.Write("docs/more.md", [1]);
        Assert.Contains("Extra docs/more.md", extraction.Differences(FileScope.Used));
    }

    [TestMethod]
    public void The_documentation_that_restore_was_told_to_leave_out_is_not_missing()
    {
        string[] documentation = ["lib/net10.0/a+b.xml", "ref/net10.0/c.xml", "ref/net10.0/de/c.xml"];
        using var extraction = new Extraction([.. documentation.Append("lib/net10.0/data.xml").Append("ref/net10.0/c.dll").Select(path => new RawEntry(path.Replace("+", "%2B", StringComparison.Ordinal), "<doc/>"))]);
        foreach (var path in documentation)
            File.Delete(extraction.At(path));
        Assert.AreEqual("", extraction.Differences());
        File.Delete(extraction.At("lib/net10.0/data.xml"));
        Assert.AreEqual("Missing lib/net10.0/data.xml", extraction.Differences());

        // Where it is there it is compared.
        extraction.Write("lib/net10.0/data.xml", "<doc/>"u8.ToArray());
        extraction.Write(documentation[0], "<doC/>"u8.ToArray());
        Assert.AreEqual($"Differs {documentation[0]}", extraction.Differences());
    }

    [TestMethod]
    public void The_documentation_that_restore_was_told_to_compress_is_compared()
    {
        using var extraction = new Extraction(new RawEntry("lib/net10.0/a%2Bb.xml", "<doc/>"));
        File.Delete(extraction.At("lib/net10.0/a+b.xml"));
        Zip("<doc/>");
        Assert.AreEqual("", extraction.Differences());
        Zip("<doC/>");
        Assert.AreEqual("Extra lib/net10.0/a+b.xml.zip", extraction.Differences());
        extraction.Write("lib/net10.0/a+b.xml.zip", "no archive"u8.ToArray());
        Assert.AreEqual("Extra lib/net10.0/a+b.xml.zip", extraction.Differences());

        void Zip(string content)
        {
            using var zip = new ZipArchive(File.Create(extraction.At("lib/net10.0/a+b.xml.zip")), ZipArchiveMode.Create);
            using var entry = zip.CreateEntry("a+b.xml").Open();
            entry.Write(System.Text.Encoding.UTF8.GetBytes(content));
        }
    }

    [TestMethod]
    public void A_folder_that_is_a_link_is_said_once()
    {
        using var extraction = new Extraction();
        Directory.Move(extraction.At("lib"), extraction.Scratch.At("lib"));
        Directory.CreateSymbolicLink(extraction.At("lib"), extraction.Scratch.At("lib"));
        Assert.AreEqual("Link lib", extraction.Differences());
    }

    [TestMethod]
    public void A_pipe_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("There are none in folders here.");
        using var extraction = new Extraction();
        foreach (var path in new[] { Dll, "Contoso.Widgets.nupkg" })
        {
            File.Delete(extraction.At(path));
            using var made = Process.Start("mkfifo", [extraction.At(path)]);
            made.WaitForExit();
            Assert.AreEqual(0, made.ExitCode);
        }
        Assert.AreEqual($"Differs Contoso.Widgets.nupkg\nDiffers {Dll}", extraction.Differences());
    }

    [TestMethod]
    public void A_data_descriptor_changes_nothing()
    {
        using var extraction = new Extraction(new RawEntry("tools/a.exe", "content") { Descriptor = Descriptor.Signed });
        Assert.AreEqual("", extraction.Differences());
        extraction.Write("tools/a.exe", "Content"u8.ToArray());
        Assert.AreEqual("Differs tools/a.exe", extraction.Differences());
    }

    [TestMethod]
    public void Two_entries_of_one_name_zip64_and_an_impossible_ratio_are_refused()
    {
        using var extraction = new Extraction();
        foreach (var entry in new[]
        {
            new RawEntry("lib/net10.0/A%2Bb.dll", "x"), new RawEntry("tools/a.exe", "x") { Descriptor = Descriptor.Zip64 }, new RawEntry("tools/a.exe", "x") { CentralSize = 2_000_000_000 },
        })
        {
            extraction.Write("contoso.widgets.1.2.3.nupkg", RawZip.Write([.. extraction.Content, entry]));
            Assert.AreEqual(PackageProblem.Malformed, extraction.Read().Failed.Single().Problem, entry.ToString());
        }
    }

    [TestMethod]
    [DoNotParallelize] // what is allocated is counted for the whole process
    public void A_bomb_is_inflated_no_further_than_the_file_that_it_is_compared_with()
    {
        using var extraction = new Extraction(new RawEntry("tools/a.bin", new byte[200_000]) { CentralSize = 200_000, Data = Bomb(100 << 20) });
        var reading = extraction.Read();
        Assert.IsEmpty(reading.Failed, reading.Failed.FirstOrDefault()?.Detail);
        Assert.AreEqual("Differs tools/a.bin", extraction.Differences());
        var before = GC.GetTotalAllocatedBytes(precise: true);
        extraction.Differences();
        Assert.IsLessThan(4 << 20, GC.GetTotalAllocatedBytes(precise: true) - before);

        static byte[] Bomb(int size)
        {
            var stream = new MemoryStream();
            using (var deflater = new DeflateStream(stream, CompressionLevel.SmallestSize))
                deflater.Write(new byte[size]);
            return stream.ToArray();
        }
    }

    [TestMethod]
    public void Entries_that_state_too_much_together_are_refused_before_anything_is_compared()
    {
        using var scratch = new Scratch();
        var path = scratch.At("contoso.widgets.1.2.3.nupkg");
        Write(18);
        using (var archive = PackageArchive.Open(path))
            Assert.AreEqual("its entries state 72000000000 bytes together; at most 68719476736 are compared", Assert.ThrowsExactly<PackageFormatException>(() => Compare(archive, scratch)).Message);

        Write(17);
        using (var archive = PackageArchive.Open(path))
            Assert.HasCount(17, Compare(archive, scratch));

        void Write(int entries) => WriteSparse(path, [.. Enumerable.Range(0, entries).Select(i => ($"tools/{i}.bin", 4u << 20, 4_000_000_000u))]);
    }

    [TestMethod]
    [DoNotParallelize] // what is allocated is counted for the whole process
    public void An_entry_of_more_than_2_GiB_is_compared_in_flat_memory()
    {
        const uint Size = (2u << 30) + 12_345;
        using var scratch = new Scratch();
        var path = scratch.At("contoso.widgets.1.2.3.nupkg");
        WriteSparse(path, ("tools/a.bin", Size, Size));
        Directory.CreateDirectory(scratch.At("tools"));
        using (var file = File.Create(scratch.At("tools", "a.bin")))
            file.SetLength(Size);
        using var archive = PackageArchive.Open(path);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.IsEmpty(Compare(archive, scratch));
        Assert.IsLessThan(4 << 20, GC.GetTotalAllocatedBytes(precise: true) - before);

        using (var file = File.OpenWrite(scratch.At("tools", "a.bin")))
        {
            file.Position = Size - 1;
            file.WriteByte(1);
        }
        Assert.AreEqual(new ExtractedDifference("tools/a.bin", ExtractedProblem.Differs), Compare(archive, scratch).Single());
    }

    private static ImmutableArray<ExtractedDifference> Compare(PackageArchive archive, Scratch scratch) =>
        new ExtractedComparison(archive, "contoso.widgets.1.2.3.nupkg", PackageFolder.List(scratch.Folder), Extraction.Id).Run(default).Differences;

    // Entries whose data is a hole in the file: stored, or with another size as if they were deflated.
    private static void WriteSparse(string path, params (string Name, uint Compressed, uint Size)[] entries)
    {
        using var file = File.Create(path);
        var directory = new List<byte[]>();
        foreach (var (name, compressed, size) in entries)
        {
            var local = ZipRecords.Local(name, ZipRecords.FirstTime, 0, size);
            var central = ZipRecords.Central(name, ZipRecords.FirstTime, ZipRecords.PlainMadeBy, 0, size, (uint)file.Position);
            var method = compressed == size ? ZipEntry.Stored : ZipEntry.Deflated;
            foreach (var (header, at) in new[] { (local, 8), (central, 10) })
            {
                BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(at), method);
                BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(at + 10), compressed);
            }
            file.Write(local);
            file.Position += compressed;
            directory.Add(central);
        }
        var start = file.Position;
        directory.ForEach(header => file.Write(header));
        file.Write(ZipRecords.End(entries.Length, directory.Sum(header => header.Length), start));
    }

    private static void OnlyWhereCaseMatters()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            Assert.Inconclusive("Names are compared without case here.");
    }
}
