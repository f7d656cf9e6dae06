using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>Each way to pack gives a package with an SBOM inside and beside, and a bundle that the tool verifies.</summary>
[TestClass]
public sealed class PackShapes
{
    private const string Sbom = "_manifest/cyclonedx/bom.cdx.json";

    [TestMethod]
    public void Names_versions_and_folders()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("build", "--no-restore", "-c", "Release").Succeeds();

        Packs(consumer, "bin/Release", ["a.1.0.0.nupkg", "a.1.0.0.cdx.json"], "pack", "--no-build");
        Packs(consumer, "out", ["a.1.0.0.nupkg", "a.1.0.0.cdx.json"], "pack", "--no-build", "-o", "out");
        Packs(consumer, "out2", ["Foo.Bar.1.2.3.4.nupkg", "Foo.Bar.1.2.3.4.cdx.json"], "pack", "--no-build", "-o", "out2", "-p:PackageId=Foo.Bar", "-p:PackageVersion=01.2.3.4");
        Packs(consumer, "out3", ["a.nupkg", "a.1.0.0.cdx.json"], "pack", "--no-build", "-o", "out3", "-p:OutputFileNamesWithoutVersion=true");
        Packs(consumer, "out4", ["a.1.0.0.nupkg", "a.1.0.0.symbols.nupkg", "a.1.0.0.cdx.json"], "pack", "--no-build", "-o", "out4", "-p:IncludeSymbols=true");
    }

    [TestMethod]
    [DataRow("<TargetFramework>net10.0</TargetFramework>")]
    [DataRow("<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")]
    public void A_build_that_packs(string frameworks)
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: frameworks + "<GeneratePackageOnBuild>true</GeneratePackageOnBuild><Version>2.0</Version>").Lock().Commit();

        Packs(consumer, "bin/Debug", ["a.2.0.0.nupkg", "a.2.0.0.cdx.json"], "build");
    }

    [TestMethod]
    public void Artifacts_path()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();

        Packs(consumer, "art/package/release", ["a.1.0.0.nupkg", "a.1.0.0.cdx.json"], "pack", "--artifacts-path", "art");
    }

    [TestMethod]
    public void A_folder_for_evidence()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var key = consumer.Make("release");

        consumer.Run("pack", $"-p:SupplyChainSigningKey={key.Private}", "-p:SupplyChainEvidenceDir=../evidence of release").Succeeds();
        CollectionAssert.AreEqual((string[])["a.1.0.0.nupkg"], Evidence.Files(consumer.PathOf("bin", "Release")));
        var evidence = Path.Combine(consumer.Root, "evidence of release");
        CollectionAssert.AreEqual((string[])["a.1.0.0.cdx.json", "a.1.0.0.nupkg.sigstore.json"], Evidence.Files(evidence));
        consumer.Tool("verify", consumer.PathOf("bin", "Release", "a.1.0.0.nupkg"), "--key", key.Public, "--bundle", Path.Combine(evidence, "a.1.0.0.nupkg.sigstore.json")).Ends(0);

        // A bundle there is about the package that was there, and goes with it.
        consumer.With("GITHUB_REF_TYPE", "tag").Run("pack", "-p:SupplyChainEvidenceDir=../evidence of release").Fails("error SCSDK7002", "error SCSDK7008");
        Assert.IsEmpty(Evidence.Files(evidence));
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
    }

    [TestMethod]
    public void A_tool_is_an_application_and_its_assemblies_are_named_where_they_are()
    {
        using var consumer = new Consumer()
            .Project("a.csproj", $"{Consumer.Reference}<PackageReference Include=\"Newtonsoft.Json\" Version=\"13.0.4\" />",
                "<TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><PackAsTool>true</PackAsTool><UseAppHost>false</UseAppHost>")
            .Write("Program.cs", "class Program { static void Main() { } }").Lock().Commit();

        Packs(consumer, "bin/Release", ["a.1.0.0.nupkg", "a.1.0.0.cdx.json"], "pack");

        var package = consumer.PathOf("bin", "Release", "a.1.0.0.nupkg");
        var root = Evidence.Json(consumer.PathOf("bin", "Release", "a.1.0.0.cdx.json")).GetProperty("metadata").GetProperty("component");
        Assert.AreEqual("application", root.GetProperty("type").GetString());
        CollectionAssert.AreEqual(
            Consumer.Entries(package).Where(entry => entry.EndsWith(".dll", StringComparison.Ordinal)).Select(entry => $"{entry} {Evidence.Sha256(Evidence.Entry(package, entry))}").ToArray(),
            root.GetProperty("components").EnumerateArray().Select(file => $"{file.GetProperty("name").GetString()} {file.GetProperty("hashes")[0].GetProperty("content").GetString()}").ToArray());
        Oracles.AssertCycloneDx(consumer.PathOf("bin", "Release", "a.1.0.0.cdx.json"));
    }

    [TestMethod]
    public void A_nuspec_of_its_own_takes_no_SBOM_and_is_what_the_SBOM_beside_it_describes()
    {
        using var consumer = new Consumer()
            .Project("a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework><PackageLicenseExpression>MIT</PackageLicenseExpression><Authors>Of the project</Authors>")
            .Lock().Write("other.nuspec", """
            <package><metadata><id>$name$</id><version>3.1</version><authors>Of the nuspec</authors><description>d</description><license type="expression">Apache-2.0</license></metadata>
              <files><file src="Class1.cs" target="content" /></files></package>
            """).Commit();
        var key = consumer.Make("release");
        string[] pack = ["pack", $"-p:SupplyChainSigningKey={key.Private}", "-p:NuspecFile=other.nuspec"];

        consumer.Run([.. pack, "-p:NuspecProperties=name=Other"]).Succeeds("warning SCSDK6002");

        var output = consumer.PathOf("bin", "Release");
        CollectionAssert.AreEqual((string[])["Other.3.1.0.cdx.json", "Other.3.1.0.nupkg", "Other.3.1.0.nupkg.sigstore.json"], Evidence.Files(output));
        var sbom = Path.Combine(output, "Other.3.1.0.cdx.json");
        var root = Evidence.Json(sbom).GetProperty("metadata").GetProperty("component");
        Assert.AreEqual("pkg:nuget/Other@3.1.0 Apache-2.0 Of the nuspec",
            $"{root.GetProperty("purl").GetString()} {root.GetProperty("licenses")[0].GetProperty("expression").GetString()} {root.GetProperty("supplier").GetProperty("name").GetString()}");
        Assert.IsFalse(root.TryGetProperty("components", out _), "no assembly is in the package");
        Oracles.AssertCycloneDx(sbom);
        consumer.Tool("verify", Path.Combine(output, "Other.3.1.0.nupkg"), "--key", key.Public).Ends(0);
    }

    // Packs with a new key, and looks at everything in the folder.
    private static void Packs(Consumer consumer, string folder, string[] files, params string[] arguments)
    {
        var key = consumer.Make($"key {Guid.NewGuid():N}");
        consumer.Run([.. arguments, $"-p:SupplyChainSigningKey={key.Private}"]).Succeeds();

        var packages = files.Where(file => file.EndsWith("nupkg", StringComparison.Ordinal)).ToArray();
        CollectionAssert.AreEqual(files.Concat(packages.Select(package => $"{package}.sigstore.json")).Order(StringComparer.Ordinal).ToArray(), Evidence.Files(consumer.PathOf(folder)), folder);
        var sbom = File.ReadAllBytes(consumer.PathOf(folder, files.Single(file => file.EndsWith(".cdx.json", StringComparison.Ordinal))));
        foreach (var package in packages.Select(package => consumer.PathOf(folder, package)))
        {
            var isSymbols = package.EndsWith(".symbols.nupkg", StringComparison.Ordinal);
            if (!isSymbols)
            {
                CollectionAssert.AreEqual(sbom, Evidence.Entry(package, Sbom));
                CollectionAssert.AreEqual(File.ReadAllBytes($"{package}.sigstore.json"), Evidence.Entry(package, Evidence.Attestation));
            }
            Assert.AreEqual(!isSymbols, Consumer.Entries(package).Contains(Evidence.Attestation), package);
            var digest = Evidence.Statement($"{package}.sigstore.json").GetProperty("subject")[0].GetProperty("digest").GetProperty("sha256").GetString();
            Assert.AreEqual(Evidence.Sha256(Evidence.AsBuilt(package)), digest);
            Assert.IsTrue(consumer.OpenSslAccepts($"{package}.sigstore.json", key.Public), package);
        }
        consumer.Tool("verify", consumer.PathOf(folder, packages[0]), "--key", key.Public).Ends(0);
    }
}
