using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sbom;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Sbom;

[TestClass]
public sealed class CycloneDxGoldenTests
{
    internal static string Folder => Path.Combine(TestData.Repository, "tests", "SupplyChainSdk.Core.Tests", "Sbom", "Goldens");

    [TestMethod]
    public void A_library_with_one_of_everything_is_written_byte_for_byte() => AssertGolden("Contoso.Widgets.cdx.json", SbomSamples.WidgetDocument());

    [TestMethod]
    public void A_tool_without_dependencies_is_written_byte_for_byte() => AssertGolden("contoso-tool.cdx.json", SbomSamples.ToolDocument());

    [TestMethod]
    public void Another_file_hash_changes_its_own_fields_and_the_serial_number_and_nothing_else()
    {
        var reading = SbomSamples.Reading(SbomSamples.WidgetGraph, [.. SbomSamples.WidgetNuspecs]);
        var other = reading with
        {
            Read = reading.Read.SetItem(0, reading.Read[0] with { FileSha512 = Digest.Parse("sha512", new string('a', 128)) }),
        };
        var before = SbomSamples.Text(Document(reading)).Split('\n');
        var after = SbomSamples.Text(Document(other)).Split('\n');

        Assert.HasCount(before.Length, after);
        var changed = before.Zip(after).Where(l => l.First != l.Second).Select(l => l.Second.Trim()).ToArray();
        Assert.HasCount(3, changed);
        StringAssert.StartsWith(changed[0], "\"serialNumber\"");
        Assert.AreEqual($"\"content\": \"{new string('a', 128)}\"", changed[1]);
        Assert.AreEqual(changed[1], changed[2]);
    }

    [TestMethod]
    public void The_serial_number_is_the_uuid_of_the_document_without_it()
    {
        var text = SbomSamples.Text(SbomSamples.WidgetDocument());
        var serial = JsonNode.Parse(text)!["serialNumber"]!.GetValue<string>();
        var without = text.Replace($"  \"serialNumber\": \"{serial}\",\n", "", StringComparison.Ordinal);

        var expected = NameBasedUuid.Create(new Guid("b3a1a3ab-7d1e-5a0e-8f0c-2c4f2f0f5c11"), Encoding.UTF8.GetBytes(without));

        Assert.AreNotEqual(text, without);
        Assert.AreEqual($"urn:uuid:{expected}", serial);
    }

    [TestMethod]
    public void The_bytes_are_utf8_without_mark_with_line_feeds_and_one_newline_at_the_end()
    {
        var bytes = CycloneDxWriter.Write(SbomSamples.WidgetDocument(), SbomSamples.Tool);

        Assert.AreEqual((byte)'{', bytes[0]);
        Assert.DoesNotContain((byte)'\r', bytes);
        CollectionAssert.AreEqual("\n}\n"u8.ToArray(), bytes[^3..]);
    }

    private static SbomDocument Document(PackageReading reading) =>
        SbomDocument.Create(SbomSamples.Root(), SbomSamples.WidgetGraph, reading, SbomSamples.Time);

    private static void AssertGolden(string name, SbomDocument document)
    {
        var golden = Path.Combine(Folder, name);
        var written = CycloneDxWriter.Write(document, SbomSamples.Tool);
        if (File.Exists(golden) && File.ReadAllBytes(golden).AsSpan().SequenceEqual(written))
            return;
        var actual = Path.Combine(TestData.Repository, "artifacts", "goldens", name);
        Directory.CreateDirectory(Path.GetDirectoryName(actual)!);
        File.WriteAllBytes(actual, written);
        Assert.Fail($"{name} is not the golden file. What was written: artifacts/goldens/{name}; read it, and copy it over the golden if it is right.");
    }
}
