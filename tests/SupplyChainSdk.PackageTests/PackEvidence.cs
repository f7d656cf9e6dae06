using System.Text;
using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>What a pack leaves beside the package, and what is in its SBOM.</summary>
[TestClass]
public sealed class PackEvidence
{
    private const string SbomEntry = "_manifest/cyclonedx/bom.cdx.json";

    [TestMethod]
    public void Beside_the_packages_lie_one_SBOM_and_a_bundle_each_and_nothing_else()
    {
        CollectionAssert.AreEqual(
            (string[])[
                "Contoso.Widgets.1.2.3-Beta.1.cdx.json", "Contoso.Widgets.1.2.3-Beta.1.nupkg", "Contoso.Widgets.1.2.3-Beta.1.nupkg.sigstore.json",
                "Contoso.Widgets.1.2.3-Beta.1.snupkg", "Contoso.Widgets.1.2.3-Beta.1.snupkg.sigstore.json"],
            Evidence.Files(PackedWidget.Output), PackedWidget.Run.Output);
        Assert.Contains($"SupplyChainSdk: {Path.GetFileName(PackedWidget.Package)} attested with the key sha256:", PackedWidget.Run.Output);
    }

    [TestMethod]
    public void The_items_name_every_file_with_its_kind_and_digest()
    {
        string Line(string file, string kind) => $"{Path.GetFileName(file)} {kind} {Evidence.Sha256(file)}";

        CollectionAssert.AreEquivalent(
            (string[])[Line(PackedWidget.Sbom, "sbom"), Line(PackedWidget.Bundle, "provenance"), Line($"{PackedWidget.Symbols}.sigstore.json", "provenance")],
            File.ReadAllLines(Path.Combine(Path.GetDirectoryName(PackedWidget.Package)!, "..", "..", "obj", "evidence.txt")));
    }

    [TestMethod]
    public void The_SBOM_in_the_package_is_the_one_beside_it_and_valid_and_none_is_in_the_symbols()
    {
        CollectionAssert.AreEqual(File.ReadAllBytes(PackedWidget.Sbom), Evidence.Entry(PackedWidget.Package, SbomEntry));
        Assert.DoesNotContain(SbomEntry, Consumer.Entries(PackedWidget.Symbols));
        Oracles.AssertCycloneDx(PackedWidget.Sbom);
    }

    [TestMethod]
    public void The_root_names_every_assembly_of_the_package_with_its_hashes()
    {
        var root = Evidence.Json(PackedWidget.Sbom).GetProperty("metadata").GetProperty("component");
        var assemblies = Consumer.Entries(PackedWidget.Package).Where(entry => entry.EndsWith(".dll", StringComparison.Ordinal)).ToArray();

        CollectionAssert.AreEqual((string[])["analyzers/dotnet/cs/helper.dll", "lib/net10.0/Widget.dll", "lib/netstandard2.0/Widget.dll"], assemblies);
        CollectionAssert.AreEqual(
            assemblies.Select(entry => $"{entry} SHA-256 {Evidence.Sha256(Evidence.Entry(PackedWidget.Package, entry))}").ToArray(),
            root.GetProperty("components").EnumerateArray().Select(file => $"{file.GetProperty("name").GetString()} "
                + string.Join(' ', file.GetProperty("hashes").EnumerateArray().Where(hash => hash.GetProperty("alg").GetString() == "SHA-256")
                    .Select(hash => $"SHA-256 {hash.GetProperty("content").GetString()}"))).Order(StringComparer.Ordinal).ToArray());
        Assert.AreEqual("pkg:nuget/Contoso.Widgets@1.2.3-Beta.1", root.GetProperty("purl").GetString());
        Assert.AreEqual("MIT OR Apache-2.0", root.GetProperty("licenses")[0].GetProperty("expression").GetString());
        Assert.AreEqual("Contoso, Inc.", root.GetProperty("supplier").GetProperty("name").GetString());
    }

    [TestMethod]
    public void Every_package_that_ships_and_the_referenced_project_is_a_component_and_nothing_else_is()
    {
        var locked = Evidence.Locked(PackedWidget.Consumer.PathOf("src", "Widget", "packages.lock.json"));
        // What restore adds to a target framework on its own is not needed by who uses the package.
        var shipped = locked.Where(package => package.Id is not ("SupplyChainSdk" or "NETStandard.Library" or "Microsoft.NETCore.Platforms"))
            .Select(package => $"pkg:nuget/{package.Id}@{package.Version}").Append("pkg:nuget/Contoso.Base@2.0.0").Order(StringComparer.Ordinal).ToArray();
        var components = Evidence.Json(PackedWidget.Sbom).GetProperty("components").EnumerateArray().ToDictionary(component => component.GetProperty("purl").GetString()!);

        Assert.Contains("pkg:nuget/Serilog@2.10.0", shipped, "a package that comes through another one");
        CollectionAssert.AreEqual(shipped, components.Keys.Order(StringComparer.Ordinal).ToArray());
        foreach (var (id, version, contentHash) in locked.Where(package => shipped.Contains($"pkg:nuget/{package.Id}@{package.Version}")))
        {
            var component = components[$"pkg:nuget/{id}@{version}"];
            Assert.AreEqual(Evidence.Sha512(RealPackages.Archive(id, version)), component.GetProperty("hashes")[0].GetProperty("content").GetString());
            Assert.AreEqual(contentHash, component.GetProperty("properties").EnumerateArray()
                .Single(property => property.GetProperty("name").GetString() == "supplychainsdk:nuget:contentHash").GetProperty("value").GetString());
        }
    }

    [TestMethod]
    public void The_referenced_project_is_a_dependency_of_the_package()
    {
        Assert.Contains("<dependency id=\"Contoso.Base\" version=\"2.0.0\"", Consumer.Nuspec(PackedWidget.Package));
    }

    [TestMethod]
    public void No_path_of_this_machine_is_in_the_SBOM()
    {
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(PackedWidget.Sbom));

        Assert.DoesNotContain(PackedWidget.Consumer.Root, text);
        Assert.DoesNotContain(Path.GetTempPath(), text);
    }
}
