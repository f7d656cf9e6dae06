using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class ExtractedPackageTests
{
    private const string Folder = "contoso.widget/1.2.3/";
    private const string Archive = Folder + "contoso.widget.1.2.3.nupkg";
    private static readonly PackageId Widget = PackageId.Create("Contoso.Widget", "1.2.3");

    [TestMethod]
    public void What_NuGet_extracted_from_171_packages_is_equal()
    {
        var packages = RealPackages.Locked(RealPackages.LargeLock);
        var compared = 0;
        foreach (var (id, version, _) in packages)
        {
            using var archive = PackageArchive.Open(RealPackages.Archive(id, version));
            var extracted = ExtractedPackage.Find(RealPackages.Archive(id, version), PackageId.Create(id, version))!;
            Assert.IsTrue(extracted.IsExtracted, id);
            var (files, difference) = extracted.Compare(archive, [], default);
            Assert.IsNull(difference, $"{id} {version}: {difference}");
            compared += files;
        }
        Assert.HasCount(171, packages);
        Assert.IsGreaterThan(4_000, compared);
    }

    [TestMethod]
    public void Names_are_as_NuGet_makes_them()
    {
        using var scratch = Extracted();
        Assert.AreEqual((5, null), Compare(scratch));
    }

    [TestMethod]
    [DataRow("lib/net10.0/a.dll")]
    [DataRow("lib/net45+win8/_._")]
    [DataRow("contoso.widget.nuspec")]
    [DataRow(".signature.p7s")]
    [DataRow("content/empty.txt")]
    public void A_changed_a_missing_and_a_linked_file_are_found(string path)
    {
        using var scratch = Extracted();
        var file = scratch.At([.. (Folder + path).Split('/')]);
        var content = File.ReadAllBytes(file);

        File.WriteAllBytes(file, [.. content, 0]);
        Assert.AreEqual((0, new ExtractedDifference(path, ExtractedProblem.Differs)), Compare(scratch));
        if (content.Length > 0)
        {
            File.WriteAllBytes(file, [.. content[..^1], (byte)(content[^1] ^ 1)]);
            Assert.AreEqual((0, new ExtractedDifference(path, ExtractedProblem.Differs)), Compare(scratch));
        }
        File.Delete(file);
        Assert.AreEqual((0, new ExtractedDifference(path, ExtractedProblem.Missing)), Compare(scratch));
        File.CreateSymbolicLink(file, scratch.Write("elsewhere", content));
        Assert.AreEqual((0, new ExtractedDifference(path, ExtractedProblem.Link)), Compare(scratch));
    }

    [TestMethod]
    public void The_second_copy_that_dotnet_tool_install_leaves_is_the_package()
    {
        using var scratch = Extracted();
        var package = File.ReadAllBytes(scratch.At([.. Archive.Split('/')]));

        var copy = scratch.Write(Folder + "Contoso.Widget.nupkg", package);
        Assert.AreEqual((5, null), Compare(scratch));

        File.WriteAllBytes(copy, [.. package[..^1], (byte)(package[^1] ^ 1)]);
        Assert.AreEqual((0, new ExtractedDifference("Contoso.Widget.nupkg", ExtractedProblem.Differs)), Compare(scratch));
    }

    [TestMethod]
    [DataRow("build/Contoso.Widget.targets")]
    [DataRow("lib/net10.0/b.dll")]
    [DataRow("Contoso.Widget.nuspec")]
    [DataRow("[Content_Types].xml")]
    [DataRow("_rels/.rels")]
    [DataRow("other.1.2.3.nupkg")]
    [DataRow("lib/net10.0/x\\y.dll")]
    public void A_file_more_is_found(string path)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            Assert.Inconclusive("Names are compared without case here.");
        using var scratch = Extracted();
        scratch.Write(Folder + path, "x");
        Assert.AreEqual((0, new ExtractedDifference(path, ExtractedProblem.Extra)), Compare(scratch));
    }

    [TestMethod]
    public void A_linked_folder_is_found()
    {
        using var scratch = Extracted();
        Directory.Move(scratch.At("contoso.widget", "1.2.3", "lib"), scratch.At("lib"));
        Directory.CreateSymbolicLink(scratch.At("contoso.widget", "1.2.3", "lib"), scratch.At("lib"));
        Assert.AreEqual((0, new ExtractedDifference("lib", ExtractedProblem.Link)), Compare(scratch));
    }

    [TestMethod]
    public void What_belongs_to_the_archive_may_lie_beside_it()
    {
        using var scratch = Extracted();
        foreach (var name in new[] { ".nupkg.metadata", "contoso.widget.1.2.3.nupkg.sha512", "contoso.widget.1.2.3.nupkg.sigstore.json", "contoso.widget.1.2.3.nupkg.intoto.unsigned.json" })
            scratch.Write(Folder + name, "x");
        Assert.AreEqual((5, null), Compare(scratch));
        scratch.Write(Folder + "Contoso.Widget.1.2.3.cdx.json", "x");
        Assert.AreEqual((5, null), Compare(scratch, "Contoso.Widget.1.2.3.cdx.json"));
        Assert.AreEqual(ExtractedProblem.Extra, Compare(scratch).Difference!.Problem);
    }

    [TestMethod]
    public void Through_a_link_it_is_the_same_package()
    {
        using var scratch = Extracted();
        Directory.CreateSymbolicLink(scratch.At("current"), scratch.At("contoso.widget", "1.2.3"));
        Assert.IsNotNull(ExtractedPackage.Find(scratch.At("current", "contoso.widget.1.2.3.nupkg"), Widget));
    }

    [TestMethod]
    public void Only_where_a_packages_folder_has_it_are_there_extracted_files()
    {
        using var scratch = Extracted();
        Assert.IsNull(ExtractedPackage.Find(scratch.Write("contoso.widget.1.2.3.nupkg", ""), Widget));
        Assert.IsNull(ExtractedPackage.Find(scratch.At("contoso.widget", "1.2.3", "contoso.widget.1.2.3.nupkg"), PackageId.Create("Contoso.Widget", "1.2.4")));
        Assert.IsNull(ExtractedPackage.Find(scratch.Write("other/1.2.3/contoso.widget.1.2.3.nupkg", ""), Widget));
        Assert.IsNull(ExtractedPackage.Find(scratch.Write(Folder + "contoso.widget.1.2.3.snupkg", ""), Widget));
    }

    [TestMethod]
    public void A_feed_in_a_folder_has_extracted_nothing_but_the_nuspec()
    {
        using var scratch = new Scratch();
        foreach (var name in new[] { "contoso.widget.1.2.3.nupkg", "contoso.widget.1.2.3.nupkg.sha512", "contoso.widget.nuspec", "contoso.widget.1.2.3.nupkg.sigstore.json" })
            scratch.Write(Folder + name, "x");
        Assert.IsFalse(Find(scratch).IsExtracted);
        // Whatever NuGet writes last or first: from one more file on they are compared.
        scratch.Write(Folder + "lib/a.dll", "x");
        Assert.IsTrue(Find(scratch).IsExtracted);
    }

    private static ExtractedPackage Find(Scratch scratch) => ExtractedPackage.Find(scratch.At(Archive.Split('/')), Widget)!;

    private static (int Compared, ExtractedDifference? Difference) Compare(Scratch scratch, params string[] also)
    {
        using var archive = PackageArchive.Open(scratch.At(Archive.Split('/')));
        return Find(scratch).Compare(archive, also, default);
    }

    private static Scratch Extracted()
    {
        var scratch = new Scratch();
        var large = string.Join(' ', Enumerable.Range(0, 50_000));
        scratch.Write(Archive, PackageLayersTests.Sign(RawZip.Write(
        [
            new("_rels/.rels", "x"), new("Contoso.Widget.nuspec", "<package><metadata><id>Contoso.Widget</id><version>1.2.3</version></metadata></package>"),
            new("lib/net10.0/a.dll", large), new("lib/net45%2Bwin8/_._", "y"), new("content/empty.txt", ""), new("content/folder/", "") { Method = 0 },
            new("package/services/metadata/core-properties/x.psmdcp", "x"), new("[Content_Types].xml", "x"), new("tools/contoso.nupkg.sha512", "x"),
        ])));
        scratch.Write(Folder + "contoso.widget.nuspec", "<package><metadata><id>Contoso.Widget</id><version>1.2.3</version></metadata></package>");
        scratch.Write(Folder + "lib/net10.0/a.dll", large);
        scratch.Write(Folder + "lib/net45+win8/_._", "y");
        scratch.Write(Folder + "content/empty.txt", "");
        using var archive = PackageArchive.Open(scratch.At(Archive.Split('/')));
        scratch.Write(Folder + ".signature.p7s", archive.ReadEntry(".signature.p7s", 1 << 20)!);
        return scratch;
    }
}
