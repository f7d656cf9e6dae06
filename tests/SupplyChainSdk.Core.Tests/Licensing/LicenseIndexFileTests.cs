using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Licensing;

[TestClass]
public class LicenseIndexFileTests
{
    private const string Mit = "Permission is hereby granted, free of charge, to any person that has read these words, all of them, and that wants to go on.";

    private static readonly string Committed = Path.Combine(TestData.Repository, "src", "SupplyChainSdk.Core", "Licensing", "Data", LicenseTextIndex.FileName);

    /// <summary>
    /// Behind a switch, since the texts are not in the repository: SUPPLYCHAIN_LICENSE_TEXTS names the unpacked npm package, SUPPLYCHAIN_LICENSE_TEXTS_WRITE writes the file
    /// (Licensing/Data/update-license-texts.mjs sets both).
    /// </summary>
    [TestMethod]
    public void Made_again_from_its_package_the_index_is_the_committed_one()
    {
        if (Environment.GetEnvironmentVariable("SUPPLYCHAIN_LICENSE_TEXTS") is not { Length: > 0 } package)
        {
            // Nothing to compare with: what is committed names its package all the same.
            Assert.AreEqual("spdx-license-list 6.12.0 (CC0-1.0)", LicenseTextIndex.Default.Origin);
            return;
        }
        var made = LicenseIndexWriter.Write(package);
        if (Environment.GetEnvironmentVariable("SUPPLYCHAIN_LICENSE_TEXTS_WRITE") is { Length: > 0 })
            File.WriteAllBytes(Committed, made);
        CollectionAssert.AreEqual(File.ReadAllBytes(Committed), made);
    }

    /// <summary>Behind the same switch: the texts are not in the repository.</summary>
    [TestMethod]
    public void Every_text_of_the_list_is_found_as_itself_or_stays_unknown_for_a_reason()
    {
        var texts = Environment.GetEnvironmentVariable("SUPPLYCHAIN_LICENSE_TEXTS") is { Length: > 0 } package
            ? Directory.EnumerateFiles(Path.Combine(package, "licenses"), "*.json").Order(StringComparer.Ordinal).ToList() : [];
        var wrong = new List<string>();
        var (found, nearest) = (0, 0);
        foreach (var path in texts)
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var id = Path.GetFileNameWithoutExtension(path);
            if (!SpdxList.Licenses.TryGetValue(id, out var known) || known.Successor?.Contains(" WITH ", StringComparison.Ordinal) == true)
                continue;
            var name = known.Successor ?? known.Id;
            var result = LicenseIdentification.OfText(Encoding.UTF8.GetBytes(json.RootElement.GetProperty("licenseText").GetString()!));
            if (result.Id is not null && result.Ids.Contains(name))
                found++;
            else if (result.Id is null && result.Nearest.Any(n => n.Ids.Contains(name)))
                nearest++;
            else
                wrong.Add($"{id}: {string.Join(' ', result.Ids)} {result.Reason}");
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsTrue(texts.Count == 0 || (found > 200 && found + nearest > 700), $"{found} found, {nearest} unknown with the right one among the nearest, of {texts.Count}");
    }

    [TestMethod]
    public void The_index_names_ids_of_the_list_and_is_as_large_as_is_documented()
    {
        var index = LicenseTextIndex.Default;

        Assert.IsGreaterThan(600, index.Texts.Length);
        Assert.IsLessThan(2 << 20, new FileInfo(Committed).Length);
        foreach (var id in index.Texts.SelectMany(t => t.Ids))
            Assert.IsTrue(SpdxList.Licenses.ContainsKey(id), id);
        Assert.AreEqual("GPL-3.0-only GPL-3.0-or-later", string.Join(' ', index.Texts.Single(t => t.Ids.Contains("GPL-3.0-only")).Ids));
    }

    [TestMethod]
    public void Every_text_is_found_in_the_index_by_every_place_that_is_kept_of_it()
    {
        var index = LicenseTextIndex.Default;
        var places = 0;
        foreach (var text in index.Texts)
        {
            var marks = index.Marks(text);
            foreach (var at in LicenseFingerprint.Anchors(marks))
            {
                Assert.IsTrue(index.Find(LicenseFingerprint.At(marks, at)).Contains(text.Start + at), text.Ids[0]);
                Assert.AreEqual(text, index.Texts[index.TextAt(text.Start + at)]);
                places++;
            }
        }
        Assert.AreEqual(index.Texts.Sum(t => t.Anchors), places);
    }

    [TestMethod]
    public void The_same_texts_make_the_same_bytes_and_another_word_makes_others()
    {
        CollectionAssert.AreEqual(Small(Mit), Small(Mit));
        CollectionAssert.AreNotEqual(Small(Mit), Small(Mit.Replace("hereby", "herewith", StringComparison.Ordinal)));
        Assert.AreEqual("MIT", LicenseIdentification.OfText(LicenseTextIndex.Read(Small(Mit)), Encoding.UTF8.GetBytes(Mit), 95).Id);
    }

    [TestMethod]
    public void An_index_that_is_not_whole_is_refused()
    {
        var whole = Small(Mit);

        Assert.HasCount(1, LicenseTextIndex.Read(whole).Texts);
        for (var length = 0; length < whole.Length; length += 7)
            Refused(whole[..length]);
        for (var at = 0; at < whole.Length; at += 5)
        {
            var flipped = (byte[])whole.Clone();
            flipped[at] ^= 0x10;
            Refused(flipped);
        }
    }

    [TestMethod]
    public void Numbers_beyond_the_bounds_are_refused_though_the_digest_is_right()
    {
        var whole = Small(Mit);
        var origin = LicenseTextIndex.Magic.Length + 4 + "test".Length;

        Refused(Digested(whole, origin, 0), "without a text");
        Refused(Digested(whole, origin, 2), "a text too many");
        Refused(Digested(whole, origin, int.MaxValue), "too many texts");
        Refused(Digested(whole, origin + 4 + 4 + "MIT".Length, int.MaxValue), "too many words");
        Refused(Digested(whole, origin + 4 + 4 + "MIT".Length, 1000), "more words than there are");
        Refused(Digested(whole, origin + 4 + 4 + "MIT".Length + 8, 0), "a core without words");
        Refused(Digested(whole, whole.Length - SHA256.HashSizeInBytes - 4, 1 << 20), "a place outside");
    }

    private static byte[] Digested(byte[] whole, int at, int number)
    {
        var changed = (byte[])whole.Clone();
        BitConverter.TryWriteBytes(changed.AsSpan(at), number);
        SHA256.HashData(changed.AsSpan(0, changed.Length - SHA256.HashSizeInBytes), changed.AsSpan(changed.Length - SHA256.HashSizeInBytes));
        return changed;
    }

    private static void Refused(byte[] index, string why = "") => Assert.ThrowsExactly<InvalidDataException>(() => LicenseTextIndex.Read(index), why);

    private static byte[] Small(string text) => LicenseIndexWriter.Write("test", [LicenseIndexWriter.Read(text, "MIT") with { Ids = ["MIT"] }]);
}
