using System.Text;
using System.Text.Json;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class NuspecReaderTests
{
    private const string Minimal = "<package><metadata><id>A</id><version>1.0.0</version></metadata></package>";

    [TestMethod]
    public void Every_nuspec_of_the_test_data_is_read_as_its_index_says_or_refused()
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(TestData.At("nuspecs", "index.json")));
        var (read, refused) = (0, 0);
        foreach (var expected in index.RootElement.EnumerateArray())
        {
            var file = expected.GetProperty("file").GetString()!;
            var bytes = File.ReadAllBytes(TestData.At(["nuspecs", .. file.Split('/')]));
            // Templates without an id or a version are XML and yet the nuspec of no package.
            if (!expected.GetProperty("parses").GetBoolean() || Text(expected, "id") is null || Text(expected, "version") is null)
            {
                Assert.ThrowsExactly<InvalidDataException>(() => NuspecReader.Read(bytes), file);
                refused++;
                continue;
            }
            Compare(expected, NuspecReader.Read(bytes), file);
            read++;
        }
        Assert.IsGreaterThan(300, read);
        Assert.IsGreaterThan(0, refused);
        Assert.IsLessThan(10, refused);
    }

    [TestMethod]
    public void Every_field_is_read()
    {
        var nuspec = Read("""
            <?xml version="1.0" encoding="utf-8"?>
            <!-- comment --><package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata minClientVersion="2.12">
                <id>Contoso.Widgets</id>
                <version>
                  1.2.3
                </version>
                <authors>A &amp; B</authors>
                <owners>ignored</owners>
                <copyright>C</copyright>
                <projectUrl>https://example.com/p</projectUrl>
                <description><![CDATA[<b>bold</b>]]></description>
                <licenseUrl>https://example.com/l</licenseUrl>
                <license type="Expression" version="1.0.0">MIT OR Apache-2.0</license>
                <repository type="git" url="https://example.com/r" branch="main" commit="abc" />
                <packageTypes><packageType name="DotnetTool" /><packageType name="Custom" version="1.0" /></packageTypes>
                <dependencies>
                  <dependency id="Z" version="1.0" />
                  <group targetFramework="net10.0"><dependency id="b" /><dependency id="B" /></group>
                  <group />
                </dependencies>
                <releaseNotes><nested>ignored</nested></releaseNotes>
              </metadata>
              <files><file src="x" /></files>
            </package>
            """);
        Assert.AreEqual(new Nuspec("Contoso.Widgets", "1.2.3", "A & B", "C", "https://example.com/p", "<b>bold</b>",
            new NuspecRepository("git", "https://example.com/r", "main", "abc"), new NuspecLicense(false, "MIT OR Apache-2.0"), "https://example.com/l",
            nuspec.PackageTypes, nuspec.DependencyIds), nuspec);
        CollectionAssert.AreEqual(new List<string> { "Custom", "DotnetTool" }, nuspec.PackageTypes.ToList());
        CollectionAssert.AreEqual(new List<string> { "b", "Z" }, nuspec.DependencyIds.ToList());
    }

    [TestMethod]
    public void What_is_absent_or_empty_is_null()
    {
        var nuspec = Read(Minimal.Replace("</metadata>", "<license type=\"expression\"> </license><licenseUrl /><repository url=\"\" /></metadata>", StringComparison.Ordinal));
        Assert.AreEqual(new Nuspec("A", "1.0.0", "", null, null, null, new NuspecRepository(null, null, null, null), null, null, nuspec.PackageTypes, nuspec.DependencyIds), nuspec);
        Assert.IsTrue(nuspec.PackageTypes.IsEmpty && nuspec.DependencyIds.IsEmpty);
        Assert.IsNull(Read(Minimal).Repository);
    }

    [TestMethod]
    public void A_byte_order_mark_and_other_encodings_are_read()
    {
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true) })
            Assert.AreEqual("A", NuspecReader.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(Minimal)]).Id, encoding.EncodingName);
    }

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("not xml", "text")]
    [DataRow("<package><metadata><id>A</id><version>1.0.0</version></metadata>", "cut short")]
    [DataRow("<package><metadata><id>A</id><version>1.0.0</version></metadata></package><package/>", "two roots")]
    [DataRow("<package/>", "no metadata")]
    [DataRow("<package><metadata/></package>", "empty metadata")]
    [DataRow("<nuspec><metadata><id>A</id><version>1.0.0</version></metadata></nuspec>", "another root")]
    [DataRow("<package><Metadata><id>A</id><version>1.0.0</version></Metadata></package>", "another case")]
    [DataRow("<package><metadata><Id>A</Id><version>1.0.0</version></metadata></package>", "id in another case")]
    [DataRow("<package><metadata><id>A</id></metadata></package>", "no version")]
    [DataRow("<package><metadata><id> </id><version>1.0.0</version></metadata></package>", "blank id")]
    [DataRow("<package><metadata><id>A</id><id>B</id><version>1.0.0</version></metadata></package>", "two ids")]
    [DataRow("<package><metadata><id>A</id><version>1.0.0</version><license type='file'>a</license><license type='expression'>MIT</license></metadata></package>", "two licences")]
    [DataRow("<package><metadata><id>A</id><version>1.0.0</version></metadata><metadata/></package>", "two metadata")]
    [DataRow("<package><metadata><id>A<b/></id><version>1.0.0</version></metadata></package>", "element in the id")]
    [DataRow("<package><metadata><id>A</id><version>1.0.0</version><license type='other'>MIT</license></metadata></package>", "another licence type")]
    [DataRow("<package><metadata><id>A</id><version>1.0.0</version><license>MIT</license></metadata></package>", "no licence type")]
    [DataRow("<package><metadata xmlns:x='urn:x'><id>A</id><version>1.0.0</version><x:license type='expression'>MIT</x:license></metadata></package>", "licence in another namespace")]
    [DataRow("<!DOCTYPE package><package><metadata><id>A</id><version>1.0.0</version></metadata></package>", "document type")]
    [DataRow("<!DOCTYPE package [<!ENTITY e 'A'>]><package><metadata><id>&e;</id><version>1.0.0</version></metadata></package>", "entity")]
    [DataRow("<package><metadata><id>&e;</id><version>1.0.0</version></metadata></package>", "unknown entity")]
    [DataRow("<?xml version='1.0' encoding='no-such-encoding'?><package><metadata><id>A</id><version>1.0.0</version></metadata></package>", "unknown encoding")]
    public void A_nuspec_that_is_broken_or_ambiguous_is_refused(string text, string why)
    {
        var refusal = Assert.ThrowsExactly<InvalidDataException>(() => Read(text), why);
        Assert.IsTrue(refusal.Message.StartsWith("its nuspec ", StringComparison.Ordinal) && !refusal.Message.EndsWith('.'), refusal.Message);
    }

    [TestMethod]
    public void A_nuspec_beyond_the_limits_is_refused()
    {
        var inside = Minimal.IndexOf("</metadata>", StringComparison.Ordinal);
        Assert.ThrowsExactly<InvalidDataException>(() => Read(Minimal.Insert(inside, new string(' ', NuspecReader.MaxBytes))));
        Assert.IsNotNull(Read(Minimal.Insert(inside, Nested(30))));
        Assert.ThrowsExactly<InvalidDataException>(() => Read(Minimal.Insert(inside, Nested(32))));
        Assert.ThrowsExactly<InvalidDataException>(() => Read(Minimal.Insert(inside, Nested(50_000))));
        Assert.ThrowsExactly<InvalidDataException>(() => NuspecReader.Read([.. Encoding.UTF8.GetBytes("<package><metadata><id>"), 0xFF, .. Encoding.UTF8.GetBytes("</id></metadata></package>")]));

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));
    }

    [TestMethod]
    [DataRow("1", "1.0.0")]
    [DataRow("1.2", "1.2.0")]
    [DataRow("01.02.03", "1.2.3")]
    [DataRow("1.2.3.0", "1.2.3")]
    [DataRow("1.2.3.4", "1.2.3.4")]
    [DataRow("1.2.3-Beta.1+abc", "1.2.3-Beta.1")]
    [DataRow("1.2.3+abc-def", "1.2.3")]
    [DataRow("1.0-rc-2", "1.0.0-rc-2")]
    [DataRow("1.2.3.4.5", "1.2.3.4.5")]
    [DataRow("1..2", "1..2")]
    [DataRow("1.-2", "1.-2")]
    [DataRow("99999999999", "99999999999")]
    [DataRow("$version$", "$version$")]
    public void Versions_are_normalized_as_NuGet_does_or_left_alone(string version, string expected) =>
        Assert.AreEqual(expected, NuspecVersion.Normalize(version));

    private static Nuspec Read(string text) => NuspecReader.Read(Encoding.UTF8.GetBytes(text));

    private static void Compare(JsonElement expected, Nuspec actual, string file)
    {
        Assert.AreEqual(Text(expected, "id"), actual.Id, file);
        Assert.AreEqual(Text(expected, "version"), actual.Version, file);
        Assert.AreEqual(Text(expected, "authors") ?? "", Cut(actual.Authors), file);
        Assert.AreEqual(Text(expected, "copyright"), Cut(actual.Copyright), file);
        Assert.AreEqual(Text(expected, "projectUrl"), actual.ProjectUrl, file);
        Assert.AreEqual(Text(expected, "licenseUrl"), actual.LicenseUrl, file);
        var license = expected.TryGetProperty("license", out var l) ? new NuspecLicense(Text(l, "type") == "file", Text(l, "value")!) : null;
        Assert.AreEqual(license, actual.License, file);
        var repository = expected.TryGetProperty("repository", out var r) ? r : default;
        Assert.AreEqual(repository.ValueKind == JsonValueKind.Object, actual.Repository is not null, file);
        if (actual.Repository is not { } found)
            return;
        Assert.AreEqual((Text(repository, "type"), Text(repository, "url"), Text(repository, "branch"), Text(repository, "commit")),
            (found.Type, found.Url, found.Branch, found.Commit), file);
    }

    // The index keeps the first 120 characters.
    private static string? Cut(string? text) => text is { Length: > 120 } ? text[..120] : text;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : null;
}
