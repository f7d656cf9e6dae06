using System.Security.Cryptography;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>What is kept between local checks saves work; nothing that is wrong with it hides or makes a finding.</summary>
[TestClass]
public sealed class ManifestCacheTests
{
    private const string Dll = "lib/net10.0/a+b.dll";
    private static readonly ContentHash Package = ContentHash.Of(SHA512.HashData("package"u8));
    private static readonly ContentHash Other = ContentHash.Of(SHA512.HashData("other"u8));

    private static readonly Dictionary<string, KnownFile> Files = new()
    {
        ["a.nuspec"] = Known("nuspec"),
        ["lib/net10.0/ü.dll"] = Known("dll"),
        ["tools/a"] = Known(""),
    };

    [TestMethod]
    public void What_is_kept_is_found_for_the_same_package_and_scope_alone()
    {
        using var scratch = new Scratch();
        var cache = Cache(scratch);
        Assert.IsNull(cache.Find(Package, FileScope.Used));
        cache.Keep(Package, FileScope.Used, Files);
        AreEqual(Files, Cache(scratch).Find(Package, FileScope.Used));
        Assert.IsNull(cache.Find(Package, FileScope.All));
        Assert.IsNull(cache.Find(Other, FileScope.Used));

        // Under the name of another it is still the first one's.
        var kept = Directory.GetFiles(scratch.At("SupplyChainSdk", "manifests")).Single();
        File.Copy(kept, kept.Replace(Package.ToDigest().Hex, Other.ToDigest().Hex, StringComparison.Ordinal));
        File.Copy(kept, Path.ChangeExtension(kept, "all"));
        Assert.IsNull(cache.Find(Other, FileScope.Used));
        Assert.IsNull(cache.Find(Package, FileScope.All));
    }

    [TestMethod]
    public void Equal_digests_are_equal_bytes() => CollectionAssert.AreEqual(
        FileManifest.Write(Package, FileScope.All, Files), FileManifest.Write(Package, FileScope.All, Files.Reverse()));

    [TestMethod]
    public void Every_flipped_bit_and_every_cut_is_damage()
    {
        var content = FileManifest.Write(Package, FileScope.Used, Files);
        AreEqual(Files, FileManifest.Read(content, Package, FileScope.Used));
        for (var bit = 0; bit < content.Length * 8; bit++)
        {
            content[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsNull(FileManifest.Read(content, Package, FileScope.Used), $"bit {bit}");
            content[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        for (var length = 0; length < content.Length; length++)
            Assert.IsNull(FileManifest.Read(content.AsSpan(0, length), Package, FileScope.Used), $"{length} bytes");
        Assert.IsNull(FileManifest.Read([.. content, 0], Package, FileScope.Used));
    }

    [TestMethod]
    public void With_a_right_sum_it_is_read_as_strictly()
    {
        var content = FileManifest.Write(Package, FileScope.Used, Files);
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var changed = content[..^32];
            var at = random.Next(changed.Length);
            changed[at] ^= (byte)(1 << random.Next(8));
            byte[] summed = [.. changed, .. SHA256.HashData(changed)];
            // Only a name, a size or a digest may be another one, and a count, a length or an order never.
            if (FileManifest.Read(summed, Package, FileScope.Used) is { } read)
                CollectionAssert.AreEqual(summed, FileManifest.Write(Package, FileScope.Used, read), $"bit of byte {at}");
        }
    }

    [TestMethod]
    public void A_check_keeps_digests_and_the_next_one_uses_them()
    {
        using var extraction = new Extraction(new RawEntry("README.md", "read me"));
        Assert.AreEqual("", extraction.Differences(FileScope.Used, caches: true));
        var kept = FileManifest.Read(File.ReadAllBytes(extraction.Manifest), extraction.Hash, FileScope.Used)!;
        // The content hash does not cover the signature, so nothing is kept of that one; what has no content needs no digest.
        Assert.AreEqual($"contoso.widgets.nuspec {Dll}", string.Join(' ', kept.Keys.Order(StringComparer.Ordinal)));

        // That they are used shows where they are wrong: a forged one hides a change. Against whom that holds is in docs/threat-model.md.
        var changed = Tamper(extraction, Dll);
        Assert.AreEqual($"Differs {Dll}", extraction.Differences(FileScope.Used, caches: true));
        kept[Dll] = kept[Dll] with { Sha256 = Digest.Sha256Of(changed) };
        File.WriteAllBytes(extraction.Manifest, FileManifest.Write(extraction.Hash, FileScope.Used, kept));
        Assert.AreEqual("", extraction.Differences(FileScope.Used, caches: true));
        Assert.AreEqual($"Differs {Dll}", extraction.Differences(FileScope.Used, caches: false));
    }

    [TestMethod]
    public void The_signature_is_never_taken_from_what_was_kept()
    {
        using var extraction = new Extraction();
        Assert.AreEqual("", extraction.Differences(caches: true));
        Tamper(extraction, ".signature.p7s");
        Assert.AreEqual("Differs .signature.p7s", extraction.Differences(caches: true));
    }

    [TestMethod]
    [DataRow("flipped")]
    [DataRow("cut")]
    [DataRow("empty")]
    [DataRow("a folder")]
    public void What_is_damaged_is_computed_again(string damage)
    {
        using var extraction = new Extraction();
        Assert.AreEqual("", extraction.Differences(caches: true));
        var (file, content) = (extraction.Manifest, File.ReadAllBytes(extraction.Manifest));
        File.Delete(file);
        switch (damage)
        {
            case "flipped": File.WriteAllBytes(file, [.. content[..200], (byte)(content[200] ^ 1), .. content[201..]]); break;
            case "cut": File.WriteAllBytes(file, content[..^10]); break;
            case "empty": File.WriteAllBytes(file, []); break;
            default: Directory.CreateDirectory(file); break;
        }
        Assert.AreEqual("", extraction.Differences(caches: true));
        if (damage != "a folder")
            CollectionAssert.AreEqual(content, File.ReadAllBytes(file), "it was computed and kept again");
        Tamper(extraction, Dll);
        Assert.AreEqual($"Differs {Dll}", extraction.Differences(caches: true));
    }

    [TestMethod]
    public void A_digest_that_is_wrong_accuses_no_file()
    {
        using var extraction = new Extraction();
        Assert.AreEqual("", extraction.Differences(caches: true));
        var kept = FileManifest.Read(File.ReadAllBytes(extraction.Manifest), extraction.Hash, FileScope.All)!;
        kept[Dll] = Known("something else");
        File.WriteAllBytes(extraction.Manifest, FileManifest.Write(extraction.Hash, FileScope.All, kept));
        Assert.AreEqual("", extraction.Differences(caches: true));
        Assert.IsEmpty(Directory.GetFiles(extraction.Cache), "it was forgotten");
    }

    [TestMethod]
    public void Nothing_is_kept_of_a_package_with_a_difference()
    {
        using var extraction = new Extraction();
        Tamper(extraction, Dll);
        Assert.AreEqual($"Differs {Dll}", extraction.Differences(caches: true));
        Assert.IsFalse(Directory.Exists(extraction.Cache));
    }

    [TestMethod]
    public void Nothing_is_kept_and_read_where_others_can_write_or_a_link_leads_elsewhere()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("A profile is private here.");
            return;
        }
        using var scratch = new Scratch();
        var cache = Cache(scratch);
        cache.Keep(Package, FileScope.Used, Files);
        var folder = scratch.At("SupplyChainSdk", "manifests");
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (var path in new[] { folder, scratch.At("SupplyChainSdk") })
        {
            var mode = File.GetUnixFileMode(path);
            File.SetUnixFileMode(path, mode | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute);
            Assert.IsNull(cache.Find(Package, FileScope.Used));
            cache.Keep(Other, FileScope.Used, Files);
            File.SetUnixFileMode(path, mode);
        }
        Assert.IsNotNull(cache.Find(Package, FileScope.Used));
        Assert.IsNull(cache.Find(Other, FileScope.Used));

        var kept = Directory.GetFiles(folder).Single();
        File.Move(kept, scratch.At("kept"));
        File.CreateSymbolicLink(kept, scratch.At("kept"));
        Assert.IsNull(cache.Find(Package, FileScope.Used));
        File.Delete(kept);
        File.Move(scratch.At("kept"), kept);
        Directory.Move(folder, scratch.At("elsewhere"));
        Directory.CreateSymbolicLink(folder, scratch.At("elsewhere"));
        Assert.IsNull(cache.Find(Package, FileScope.Used));
    }

    [TestMethod]
    public void What_belongs_to_another_user_is_not_read()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("Only root can give a file away.");
            return;
        }
        using var scratch = new Scratch();
        var cache = Cache(scratch);
        cache.Keep(Package, FileScope.Used, Files);
        var folder = scratch.At("SupplyChainSdk", "manifests");
        foreach (var path in new[] { scratch.At("SupplyChainSdk"), folder, Directory.GetFiles(folder).Single() })
        {
            Own(path, "65534");
            Assert.IsNull(cache.Find(Package, FileScope.Used), path);
            if (Directory.Exists(path))
            {
                cache.Keep(Other, FileScope.Used, Files);
                Assert.HasCount(1, Directory.GetFiles(folder), "nothing is kept there either");
            }
            Own(path, "0");
            AreEqual(Files, cache.Find(Package, FileScope.Used));
        }

        static void Own(string path, string user)
        {
            using var chown = System.Diagnostics.Process.Start("chown", ["-h", user, path]);
            chown.WaitForExit();
            Assert.AreEqual(0, chown.ExitCode);
        }
    }

    [TestMethod]
    public void Many_that_keep_and_find_at_once_see_all_of_it_or_nothing()
    {
        using var scratch = new Scratch();
        var other = Files.ToDictionary(f => f.Key, _ => Known("other"));
        Parallel.For(0, 2_000, i =>
        {
            var cache = Cache(scratch);
            if (i % 3 == 0)
                cache.Keep(Package, FileScope.Used, i % 2 == 0 ? Files : other);
            else if (cache.Find(Package, FileScope.Used) is { } found)
                AreEqual(found["a.nuspec"] == Files["a.nuspec"] ? Files : other, found);
        });
        Assert.HasCount(1, Directory.GetFiles(scratch.At("SupplyChainSdk", "manifests")), "nothing temporary is left");
    }

    [TestMethod]
    public void It_lies_in_the_cache_folder_of_the_user()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            Assert.Inconclusive("It is another one here.");
        Assert.AreEqual("/c/SupplyChainSdk/manifests-1", ManifestCache.FolderOf(name => name == "XDG_CACHE_HOME" ? "/c" : "/home/u"));
        Assert.AreEqual("/home/u/.cache/SupplyChainSdk/manifests-1", ManifestCache.FolderOf(name => name == "HOME" ? "/home/u" : ""));
        Assert.AreEqual("/home/u/.cache/SupplyChainSdk/manifests-1", ManifestCache.FolderOf(name => name == "HOME" ? "/home/u" : "relative"));
        Assert.IsNull(ManifestCache.FolderOf(_ => null));
        Assert.IsNull(ManifestCache.FolderOf(_ => "relative"));
    }

    private static ManifestCache Cache(Scratch scratch) => new(scratch.At("SupplyChainSdk", "manifests"));

    private static KnownFile Known(string content) => new(content.Length, Digest.Sha256Of(System.Text.Encoding.UTF8.GetBytes(content)));

    // One byte of the content, and neither size nor time.
    private static byte[] Tamper(Extraction extraction, string path)
    {
        var (file, content) = (extraction.At(path), File.ReadAllBytes(extraction.At(path)));
        var time = File.GetLastWriteTimeUtc(file);
        content[^1] ^= 1;
        File.WriteAllBytes(file, content);
        File.SetLastWriteTimeUtc(file, time);
        return content;
    }

    private static void AreEqual(IReadOnlyDictionary<string, KnownFile> expected, IReadOnlyDictionary<string, KnownFile>? actual) =>
        CollectionAssert.AreEqual(expected.OrderBy(f => f.Key, StringComparer.Ordinal).ToArray(), actual?.OrderBy(f => f.Key, StringComparer.Ordinal).ToArray());
}
