using System.Reflection;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sbom;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Sbom;

[TestClass]
public sealed class SbomDocsTests
{
    [TestMethod]
    public void Every_property_that_is_written_is_explained()
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "sbom.md"));
        var names = typeof(SbomProperties).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ToArray();

        Assert.IsNotEmpty(names);
        foreach (var name in names)
            StringAssert.Contains(page, $"`{name}`");
        foreach (var format in SbomFormat.All)
            StringAssert.Contains(page, $"`{format.PackagePath}`");
    }

    [TestMethod]
    public void Every_code_of_this_area_has_a_page_under_its_title()
    {
        var codes = Codes.All.Where(c => c.Id.StartsWith("SCSDK6", StringComparison.Ordinal)).ToArray();

        Assert.IsNotEmpty(codes);
        foreach (var code in codes)
        {
            var lines = File.ReadAllLines(Path.Combine(TestData.Repository, "docs", "diagnostics", $"{code.Id}.md"));
            Assert.AreEqual($"# {code.Id}: {code.Title}", lines[0]);
            CollectionAssert.IsSubsetOf(Sections, lines);
        }
    }

    private static readonly string[] Sections = ["## Cause", "## Fix", "## Example"];
}
