using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>The packages that are attested are the files that pack really makes, however they are called and wherever they go.</summary>
[TestClass]
public sealed class PackageNames
{
    [TestMethod]
    [DataRow("bin/Release/a.1.0.0.nupkg")]
    [DataRow("bin/Release/Foo.Bar.1.2.3.nupkg", "-p:PackageId=Foo.Bar", "-p:PackageVersion=01.02.03")]
    [DataRow("bin/Release/a.1.2.3.4.nupkg", "-p:Version=1.2.3.4")]
    [DataRow("bin/Release/a.1.2.3-Beta.1.nupkg", "-p:Version=1.2.3-Beta.1")]
    [DataRow("bin/Release/a.nupkg", "-p:OutputFileNamesWithoutVersion=true")]
    [DataRow("out/a.1.0.0.nupkg", "-o", "out")]
    [DataRow("art/package/release/a.1.0.0.nupkg", "--artifacts-path", "art")]
    [DataRow("bin/Release/a.1.0.0.snupkg", "-p:IncludeSymbols=true", "-p:SymbolPackageFormat=snupkg")]
    [DataRow("bin/Release/a.1.0.0.symbols.nupkg", "-p:IncludeSymbols=true")]
    [DataRow("bin/Release/a.1.0.0.nupkg", "-p:PackAsTool=true", "-p:OutputType=Exe", "-p:StartupObject=Program")]
    public void The_package_is_found(string expected, params string[] arguments)
    {
        using var consumer = new Consumer().Project("a.csproj").Write("Program.cs", "class Program { static void Main() { } }").Lock().Commit();

        var run = consumer.Run(["pack", .. arguments]);

        Assert.IsTrue(File.Exists(consumer.PathOf(expected)) || File.Exists(consumer.PathOf("obj", "supplychain", "unattested", Path.GetFileName(expected))), run.Shown);
        Assert.DoesNotContain("SCSDK7008", run.Shown);
        Assert.Contains(Path.GetFileName(expected), Recorded(consumer), run.Shown);
    }

    [TestMethod]
    [DataRow("<TargetFramework>net10.0</TargetFramework>")]
    [DataRow("<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")]
    public void A_package_that_the_build_makes_is_found(string frameworks)
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: frameworks + "<GeneratePackageOnBuild>true</GeneratePackageOnBuild>").Lock().Commit();

        var run = consumer.Run("build");

        Assert.Contains("AttestPackages", run.Tasks, run.Shown);
        Assert.Contains("a.1.0.0.nupkg", Recorded(consumer), run.Shown);
    }

    [TestMethod]
    public void Of_a_nuspec_the_id_and_version_count_and_the_SBOM_stays_outside()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit().Write("other.nuspec", """
            <package><metadata><id>$name$</id><version>3.1</version><authors>a</authors><description>d</description></metadata>
              <files><file src="Class1.cs" target="content" /></files></package>
            """);

        var run = consumer.Run("pack", "-p:NuspecFile=other.nuspec", "-p:NuspecProperties=name=Other");

        Assert.Contains("warning SCSDK6002", run.Codes, run.Shown);
        Assert.Contains("Other.3.1.0.nupkg", Recorded(consumer), run.Shown);
        Assert.DoesNotContain("_manifest/cyclonedx/bom.cdx.json", Consumer.Entries(consumer.PathOf("bin", "Release", "Other.3.1.0.nupkg")));
    }

    [TestMethod]
    public void Debug_and_Release_do_not_take_each_other_for_a_change()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();

        foreach (var configuration in (string[])["Debug", "Release", "Debug", "Release"])
            Assert.DoesNotContain("SCSDK7007", consumer.Run("pack", "-c", configuration).Output);
    }

    // The names of the files in obj/supplychain/packed without what is appended to each: 16 digits for the folder, and .sha256.
    private static string[] Recorded(Consumer consumer) =>
        [.. Directory.EnumerateFiles(consumer.Folder, "*.sha256", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "packed").Select(file => Path.GetFileName(file)[..^24])];
}
