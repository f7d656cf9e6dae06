using System.Text.RegularExpressions;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

[TestClass]
public sealed partial class PropertiesDocs
{
    [TestMethod]
    public void Every_name_of_the_targets_is_documented_and_every_documented_one_is_in_the_targets()
    {
        string Text(string path) => File.ReadAllText(Path.Combine(TestData.Repository, path));
        var targets = string.Concat(Directory.GetFiles(Path.Combine(TestData.Repository, "build"), "*", SearchOption.AllDirectories).Select(File.ReadAllText));

        var used = Names(targets);
        Assert.IsNotEmpty(used);
        CollectionAssert.AreEqual(used, Names(Text(Path.Combine("docs", "properties.md"))));
    }

    private static string[] Names(string text) =>
        [.. Name().Matches(text).Select(match => match.Value).Where(name => name != "SupplyChainSdk").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"(?<![A-Za-z_.-])SupplyChain[A-Z][A-Za-z]+")]
    private static partial Regex Name();
}
