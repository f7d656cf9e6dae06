using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class PackageFilesTests
{
    [TestMethod]
    [DataRow("a.nupkg", "a.nupkg")]
    [DataRow(".", "a.nupkg B.NUPKG out/c.nupkg out/deep/d.snupkg out/deep/e.symbols.nupkg")]
    [DataRow("out", "out/c.nupkg out/deep/d.snupkg out/deep/e.symbols.nupkg")]
    [DataRow("*.nupkg", "a.nupkg")]
    [DataRow("./*.nupkg", "a.nupkg")]
    [DataRow("out/../?.nupkg", "a.nupkg")]
    [DataRow("*", "a.nupkg B.NUPKG")]
    [DataRow("*/*.nupkg", "out/c.nupkg")]
    [DataRow("o*t/d?ep/*", "out/deep/d.snupkg out/deep/e.symbols.nupkg")]
    [DataRow("**/*.nupkg", "a.nupkg out/c.nupkg out/deep/e.symbols.nupkg")]
    [DataRow("out/**", "out/c.nupkg out/deep/d.snupkg out/deep/e.symbols.nupkg")]
    [DataRow("**/deep/*", "out/deep/d.snupkg out/deep/e.symbols.nupkg")]
    [DataRow("**/**/c.*", "out/c.nupkg")]
    public void Files_folders_and_patterns(string named, string expected)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            Assert.Inconclusive("Names are compared without case here.");
        using var scratch = Tree();
        var found = PackageFiles.Find([scratch.At(named)]).Select(p => Path.GetRelativePath(scratch.Folder, p).Replace('\\', '/')).Order(StringComparer.Ordinal);

        Assert.AreSequenceEqual(expected.Split(' ').Order(StringComparer.Ordinal), found);
    }

    [TestMethod]
    public void The_order_is_that_of_the_names_and_no_file_comes_twice()
    {
        using var scratch = Tree();
        string[] named = [scratch.At("out"), scratch.At("a.nupkg"), scratch.At("out", "deep", "d.snupkg"), scratch.At("out", "..", "a.nupkg")];

        Assert.AreSequenceEqual([scratch.At("out/c.nupkg"), scratch.At("out/deep/d.snupkg"), scratch.At("out/deep/e.symbols.nupkg"), scratch.At("a.nupkg")], PackageFiles.Find(named));
    }

    [TestMethod]
    [DataRow("missing.nupkg")]
    [DataRow("x*.nupkg")]
    [DataRow("none/*.nupkg")]
    [DataRow("none/**/*.nupkg")]
    [DataRow("empty")]
    [DataRow("empty/**")]
    public void What_leads_to_no_package_stays_to_be_answered_for(string named)
    {
        using var scratch = Tree();
        Assert.AreSequenceEqual([scratch.At(named)], PackageFiles.Find([scratch.At(named)]));
    }

    [TestMethod]
    public void A_file_whose_name_is_a_pattern_is_that_file()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("File names of that kind do not exist here.");
        using var scratch = Tree();
        scratch.Write("*.nupkg", "");
        Assert.AreSequenceEqual([scratch.At("*.nupkg")], PackageFiles.Find([scratch.At("*.nupkg")]));
    }

    [TestMethod]
    public void The_content_of_an_installed_package_is_not_searched()
    {
        using var scratch = new Scratch();
        scratch.Write("p/1.0.0/p.1.0.0.nupkg", "");
        scratch.Write("p/1.0.0/.nupkg.metadata", "");
        scratch.Write("p/1.0.0/content/inner.1.0.0.nupkg", "");
        scratch.Write("q/1.0.0/content/q.nupkg", "");

        foreach (var named in new[] { scratch.Folder, scratch.At("**", "*.nupkg"), scratch.At("**") })
            Assert.AreSequenceEqual([scratch.At("p/1.0.0/p.1.0.0.nupkg"), scratch.At("q/1.0.0/content/q.nupkg")], PackageFiles.Find([named]).Order(StringComparer.Ordinal));
    }

    [TestMethod]
    public void A_link_to_a_folder_is_not_passed_over_in_silence()
    {
        using var scratch = Tree();
        Directory.CreateSymbolicLink(scratch.At("out", "loop"), scratch.Folder);
        foreach (var named in new[] { scratch.At("out"), scratch.At("out", "**") })
            Assert.Contains("loop: it is a link to a folder", Assert.ThrowsExactly<InvalidDataException>(() => PackageFiles.Find([named])).Message);
        Assert.HasCount(1, PackageFiles.Find([scratch.At("out", "*.nupkg")]));
    }

    [TestMethod]
    public void Metadata_alone_makes_no_installed_package()
    {
        using var scratch = new Scratch();
        scratch.Write("p/2.0.0/p.1.0.0.nupkg", "");
        scratch.Write("p/2.0.0/.nupkg.metadata", "");
        scratch.Write("p/2.0.0/sub/evil.1.0.0.nupkg", "");

        Assert.HasCount(2, PackageFiles.Find([scratch.Folder]));
        Assert.HasCount(2, PackageFiles.Find([scratch.At("**", "*.nupkg")]));
    }

    [TestMethod]
    public void Folders_within_each_other_have_a_limit()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch.At([.. Enumerable.Repeat("d", 33)]));
        Assert.Contains("more than 32", Assert.ThrowsExactly<InvalidDataException>(() => PackageFiles.Find([scratch.Folder])).Message);
    }

    private static Scratch Tree()
    {
        var scratch = new Scratch();
        foreach (var file in new[] { "a.nupkg", "B.NUPKG", "notes.txt", "out/c.nupkg", "out/c.nupkg.sigstore.json", "out/deep/d.snupkg", "out/deep/e.symbols.nupkg", "out/deep/f.zip" })
            scratch.Write(file, "");
        Directory.CreateDirectory(scratch.At("empty", "more"));
        return scratch;
    }
}
