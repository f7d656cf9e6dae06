using SupplyChainSdk.Release;

namespace SupplyChainSdk.Core.Tests.Release;

[TestClass]
public sealed class PackagePlacesTests
{
    [TestMethod]
    [DataRow("x.dll", "", "", "x.dll")]
    [DataRow("x.dll", "tools", "", "tools/x.dll")]
    [DataRow("x.dll", @"analyzers\dotnet\cs\", "", "analyzers/dotnet/cs/x.dll")]
    [DataRow("x.dll", "tools/renamed.dll", "", "tools/renamed.dll")]
    [DataRow("x.dll", "lib/net10.0", "", "lib/net10.0/x.dll")]
    [DataRow("x.dll", "a; b", "", "a/x.dll b/x.dll")]
    [DataRow("x.dll", "tools", @"sub\", "tools/sub/x.dll")]
    [DataRow("x", "tools/y", "", "tools/y/x")]
    public void A_path_with_the_extension_of_the_file_names_it_and_any_other_is_a_folder(string file, string packagePath, string recursive, string places)
    {
        Assert.AreEqual(places, string.Join(' ', PackagePlaces.OfFile($"/somewhere/{file}", packagePath, recursive)));
    }

    [TestMethod]
    [DataRow("lib", "a.dll", "lib/net10.0/a.dll")]
    [DataRow("lib;tools", "fr/a.resources.dll", "lib/net10.0/fr/a.resources.dll tools/net10.0/fr/a.resources.dll")]
    public void Outputs_of_the_build_go_below_their_target_framework(string folders, string target, string places)
    {
        Assert.AreEqual(places, string.Join(' ', PackagePlaces.OfBuildOutput(folders, "net10.0", target)));
    }
}
