using System.Text.Json.Nodes;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Core.Tests.Sbom;

[TestClass]
public sealed class SbomLicenseTests
{
    [TestMethod]
    [DataRow("MIT")]
    [DataRow("mit OR (Apache-2.0 AND GPL-2.0+ WITH Classpath-exception-2.0)")]
    [DataRow("DocumentRef-x:LicenseRef-y")]
    public void An_expression_is_kept_whole(string expression)
    {
        var component = Component(SbomSamples.Spec("Alpha 1.0.0", "", expression));

        Assert.AreEqual(expression, component["licenses"]!.AsArray().Single()!["expression"]!.GetValue<string>());
        Assert.AreEqual("declared", component["licenses"]![0]!["acknowledgement"]!.GetValue<string>());
    }

    [TestMethod]
    public void A_file_is_named_as_a_file_and_not_as_an_expression()
    {
        var license = Component(SbomSamples.Spec("Alpha 1.0.0") with { License = new NuspecLicense(true, "LICENSE.md") })["licenses"]!.AsArray().Single()!["license"]!;

        Assert.AreEqual("LICENSE.md", license["name"]!.GetValue<string>());
        Assert.AreEqual("file", license["properties"]![0]!["value"]!.GetValue<string>());
        Assert.IsNull(license["url"]);
    }

    [TestMethod]
    public void An_address_is_named_as_an_address()
    {
        var license = Component(SbomSamples.Spec("Alpha 1.0.0") with { LicenseUrl = "https://contoso.example/l" })["licenses"]!.AsArray().Single()!["license"]!;

        Assert.AreEqual("https://contoso.example/l", license["url"]!.GetValue<string>());
        Assert.AreEqual("url", license["properties"]![0]!["value"]!.GetValue<string>());
    }

    [TestMethod]
    [DataRow(null, "the nuspec names no licence")]
    [DataRow("  ", "the nuspec names no licence")]
    [DataRow("https://aka.ms/deprecateLicenseUrl", "the nuspec's licenseUrl is the placeholder for a license element, which is absent")]
    [DataRow("javascript:alert(1)", "the nuspec's licenseUrl is not an http or https address")]
    public void An_unknown_licence_is_left_out_and_the_reason_stands_in_a_property(string? url, string reason)
    {
        var component = Component(SbomSamples.Spec("Alpha 1.0.0") with { LicenseUrl = url });

        Assert.IsNull(component["licenses"]);
        Assert.AreEqual(reason, component["properties"]!.AsArray()
            .Single(p => p!["name"]!.GetValue<string>() == "supplychainsdk:license:unknown")!["value"]!.GetValue<string>());
        Assert.DoesNotContain("NOASSERTION", component.ToJsonString());
    }

    [TestMethod]
    [DataRow("MIT\u202E")]
    [DataRow("MIT; DROP")]
    [DataRow("")]
    public void Text_that_no_expression_can_be_is_unknown_and_refused_by_name(string text)
    {
        Assert.AreEqual(SbomLicense.Unknown("the nuspec's license element is not a licence expression"),
            SbomLicense.Declared(SbomSamples.Spec("Alpha 1.0.0", "", text)));
        Assert.ThrowsExactly<InvalidDataException>(() => SbomLicense.Expression(text));
    }

    [TestMethod]
    public void A_licence_that_was_judged_elsewhere_takes_the_place_of_the_declared_one()
    {
        var graph = SbomSamples.Graph(SbomSamples.Target("net10.0", SbomSamples.Package("Alpha 1.0.0", DependencyKind.Direct)));

        var document = SbomDocument.Create(SbomSamples.Root(), graph, SbomSamples.Reading(graph, SbomSamples.Spec("Alpha 1.0.0", "", "MIT")),
            SbomSamples.Time, f => SbomLicense.Unknown($"{f.Package.Id} is not clear"));

        Assert.AreEqual("Alpha 1.0.0 is not clear", document.Components[0].License.Value);
    }

    private static JsonNode Component(Nuspec nuspec)
    {
        var graph = SbomSamples.Graph(SbomSamples.Target("net10.0", SbomSamples.Package("Alpha 1.0.0", DependencyKind.Direct)));
        return JsonNode.Parse(SbomSamples.Text(SbomDocument.Create(SbomSamples.Root(), graph, SbomSamples.Reading(graph, nuspec), SbomSamples.Time)))!["components"]![0]!;
    }
}
