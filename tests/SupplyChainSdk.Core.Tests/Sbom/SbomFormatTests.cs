using SupplyChainSdk.Policy;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Core.Tests.Sbom;

[TestClass]
public sealed class SbomFormatTests
{
    [TestMethod]
    [DataRow("CycloneDX-1.6")]
    [DataRow("; cyclonedx-1.6 ;CycloneDX-1.6;")]
    public void The_format_that_is_written_is_read_once(string property)
    {
        var (formats, findings) = SbomFormat.Read(property);

        Assert.AreSame(SbomFormat.CycloneDx16, formats.Single());
        Assert.IsEmpty(findings);
    }

    [TestMethod]
    [DataRow("SPDX-2.3", "'SPDX-2.3'")]
    [DataRow("CycloneDX-1.6;CycloneDX-1.5", "'CycloneDX-1.5'")]
    [DataRow(" ; ", "no format")]
    [DataRow("", "no format")]
    public void Another_format_is_an_error_that_names_the_one_there_is(string property, string named)
    {
        var finding = SbomFormat.Read(property).Findings.Single();

        Assert.AreEqual("SCSDK6001", finding.Code.Id);
        Assert.AreEqual(Severity.Error, finding.Severity);
        StringAssert.Contains(finding.Message, named);
        StringAssert.Contains(finding.Message, "it writes CycloneDX-1.6");
    }

    [TestMethod]
    public void The_files_have_the_names_that_others_look_for()
    {
        Assert.AreEqual("_manifest/cyclonedx/bom.cdx.json", SbomFormat.CycloneDx16.PackagePath);
        Assert.AreEqual("Contoso.Widgets.1.2.3.cdx.json", SbomFormat.CycloneDx16.FileNameFor(SbomSamples.Widget));
    }

    [TestMethod]
    public void A_pack_from_a_nuspec_says_where_the_document_is_and_how_to_get_it_inside()
    {
        var finding = SbomFindings.NotInPackage(SbomSamples.Widget, SbomFormat.CycloneDx16, new Location("/src/w.nuspec"));

        Assert.AreEqual("SCSDK6002", finding.Code.Id);
        Assert.AreEqual("/src/w.nuspec", finding.Location!.File);
        StringAssert.Contains(finding.Message, "Contoso.Widgets.1.2.3.cdx.json");
        StringAssert.Contains(finding.Message, "_manifest/cyclonedx/bom.cdx.json");
    }

    [TestMethod]
    public void A_failure_has_its_code_and_reason()
    {
        var finding = SbomFindings.Failed(SbomSamples.Widget, "Package Gamma 3.0.0 ships, but its archive was not read.");

        Assert.AreEqual("SCSDK6003", finding.Code.Id);
        Assert.AreEqual("The SBOM of Contoso.Widgets 1.2.3 could not be made: Package Gamma 3.0.0 ships, but its archive was not read.", finding.Message);
    }
}
