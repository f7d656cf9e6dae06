using System.Text.Json;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Licensing;

[TestClass]
public class LicenseConclusionTests
{
    private static readonly Digest Text = Digest.Sha256Of("the text"u8);
    private static readonly Digest OtherText = Digest.Sha256Of("the text."u8);

    [TestMethod]
    [DataRow("https://licenses.nuget.org/MIT", LicenseEvidence.ExpressionUrl, "MIT")]
    [DataRow("https://licenses.nuget.org/(MIT%20OR%20Apache-2.0)", LicenseEvidence.ExpressionUrl, "MIT OR Apache-2.0")]
    [DataRow("https://licenses.nuget.org/", LicenseEvidence.Url, null)]
    [DataRow("https://licenses.nuget.org.example.org/MIT", LicenseEvidence.Url, null)]
    [DataRow("https://example.org/licenses.nuget.org/MIT", LicenseEvidence.Url, null)]
    [DataRow("https://licenses.nuget.org/MIT?x", LicenseEvidence.Url, null)]
    [DataRow("ftp://licenses.nuget.org/MIT", LicenseEvidence.Url, null)]
    [DataRow("https://aka.ms/deprecateLicenseUrl", LicenseEvidence.None, null)]
    [DataRow("https://go.microsoft.com/fwlink/?LinkId=329770", LicenseEvidence.Url, null)]
    [DataRow("not an address", LicenseEvidence.Url, null)]
    [DataRow("", LicenseEvidence.None, null)]
    [DataRow(null, LicenseEvidence.None, null)]
    public void A_licence_address_says_only_what_pack_wrote_into_it(string? url, LicenseEvidence evidence, string? expression)
    {
        var conclusion = LicenseConclusion.From(Given.Nuspec(null, url));

        Assert.AreEqual(evidence, conclusion.Evidence);
        Assert.AreEqual(expression, conclusion.Expression?.ToString());
    }

    [TestMethod]
    public void An_address_says_nothing_beside_a_license_element()
    {
        var file = LicenseConclusion.From(Given.Nuspec(new NuspecLicense(true, "LICENSE.txt"), "https://licenses.nuget.org/MIT"));

        Assert.AreEqual(LicenseEvidence.File, file.Evidence);
        Assert.AreEqual("LICENSE.txt", file.Declared);
        Assert.IsNull(file.Expression);
        Assert.AreEqual("ISC", LicenseConclusion.From(Given.Nuspec(new NuspecLicense(false, "ISC"), "https://licenses.nuget.org/MIT")).Expression?.ToString());
    }

    [TestMethod]
    [DataRow("NONE")]
    [DataRow("NOASSERTION")]
    [DataRow("Unlicensed")]
    [DataRow("SEE LICENSE IN EULA.txt")]
    [DataRow(" ")]
    public void Words_that_say_there_is_no_known_licence_are_unknown_and_no_error(string text)
    {
        var conclusion = LicenseConclusion.From(Given.Nuspec(new NuspecLicense(false, text)));

        Assert.IsNull(conclusion.Expression);
        Assert.IsNull(conclusion.Error);
    }

    [TestMethod]
    public void A_clarification_pinned_to_the_file_counts_and_is_void_when_the_file_changes()
    {
        var package = Given.Package("Foo", new NuspecLicense(true, "LICENSE.txt"));
        var pinned = Clarify("LICENSE.txt", Text);

        var counts = LicenseConclusion.From(package, [pinned], (_, file) => file == "LICENSE.txt" ? Text : null);
        var changed = LicenseConclusion.From(package, [pinned], (_, _) => OtherText);

        Assert.AreEqual(LicenseEvidence.Clarification, counts.Evidence);
        Assert.AreEqual("Zlib", counts.Expression?.ToString());
        Assert.AreEqual(LicenseEvidence.File, changed.Evidence);
        Assert.IsNull(changed.Expression);
        Assert.AreEqual($"'LICENSE.txt' is {OtherText}, not {Text}", changed.Void.Single().Reason);
    }

    [TestMethod]
    public void A_pin_that_cannot_be_checked_is_void()
    {
        var package = Given.Package("Foo", new NuspecLicense(true, "LICENSE.txt"));

        Assert.IsNull(LicenseConclusion.From(package, [Clarify("LICENSE.txt", Text)]).Expression);
        Assert.IsNull(LicenseConclusion.From(package, [Clarify("OTHER.txt", Text)], (_, file) => file == "LICENSE.txt" ? Text : null).Expression);
        Assert.IsNull(LicenseConclusion.From(package, [Clarify("LICENSE.txt", null)], (_, _) => Text).Expression);
        Assert.AreEqual("Zlib", LicenseConclusion.From(package, [Clarify(null, Text)], (_, file) => file == "LICENSE.txt" ? Text : null).Expression?.ToString());
    }

    [TestMethod]
    public void A_clarification_without_a_pin_counts_for_its_package_only()
    {
        Assert.AreEqual("Zlib", LicenseConclusion.From(Given.Package("foo", license: null), [Clarify(null, null)]).Expression?.ToString());
        Assert.IsNull(LicenseConclusion.From(Given.Package("Bar", license: null), [Clarify(null, null)]).Expression);
        Assert.IsNull(LicenseConclusion.From(Given.Package("Foo", license: null),
            [Clarify(null, null) with { Package = new PackageSelector("Foo", "[2.0,3.0)") }]).Expression);
    }

    [TestMethod]
    public void A_clarification_never_replaces_an_expression_that_names_its_licences()
    {
        Assert.AreEqual("GPL-3.0-only", LicenseConclusion.From(Given.Package("Foo", "GPL-3.0-only"), [Clarify(null, null)]).Expression?.ToString());
        Assert.AreEqual("Zlib", LicenseConclusion.From(Given.Package("Foo", "MIT AND LicenseRef-Foo"), [Clarify(null, null)]).Expression?.ToString());
        Assert.AreEqual("Zlib", LicenseConclusion.From(Given.Package("Foo", "Not Valid"), [Clarify(null, null)]).Expression?.ToString());
    }

    [TestMethod]
    public void Real_nuspecs_are_classed_as_their_index_says()
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(TestData.At("nuspecs", "index.json")));
        var classes = new Dictionary<LicenseEvidence, int>();
        foreach (var entry in index.RootElement.EnumerateArray().Where(e => e.GetProperty("parses").GetBoolean()))
        {
            var license = entry.TryGetProperty("license", out var element)
                ? new NuspecLicense(element.GetProperty("type").GetString() == "file", element.GetProperty("value").GetString()!) : null;
            var url = entry.TryGetProperty("licenseUrl", out var address) ? address.GetString() : null;
            var expected = entry.GetProperty("class").GetString();
            var conclusion = LicenseConclusion.From(Given.Nuspec(license, url));
            Assert.IsNull(conclusion.Error, $"{license?.Value}");
            var found = conclusion.Evidence switch
            {
                LicenseEvidence.Expression => "license-expression",
                LicenseEvidence.File => "license-file",
                LicenseEvidence.Url or LicenseEvidence.ExpressionUrl => "licenseUrl-only",
                _ => "none",
            };
            Assert.AreEqual(expected, found, $"{license?.Value} {url}");
            classes[conclusion.Evidence] = classes.GetValueOrDefault(conclusion.Evidence) + 1;
        }
        Assert.IsGreaterThan(200, classes[LicenseEvidence.Expression]);
        Assert.IsGreaterThan(0, classes[LicenseEvidence.File]);
    }

    private static LicenseClarification Clarify(string? file, Digest? sha256) =>
        new(new PackageSelector("Foo", null), "Zlib", file, sha256, "read it", new Location("/repo/App/supplychain.json", 9, 3));
}
