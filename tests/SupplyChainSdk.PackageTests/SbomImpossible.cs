using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Where no SBOM can be made there is no package either.</summary>
[TestClass]
public sealed class SbomImpossible
{
    [TestMethod]
    public void A_format_of_SBOM_that_is_not_written_is_an_error_when_packing_before_the_package_is_made()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var output = consumer.PathOf("bin", "Release");
        consumer.Run("build", "-c", "Release", "-p:SupplyChainSbomFormats=SPDX-2.2").Succeeds();
        Assert.Contains("it writes CycloneDX-1.6", consumer.Run("pack", "--no-build", "-p:SupplyChainSbomFormats=CycloneDX-1.6%3BSPDX-2.2").Fails("error SCSDK6001").Output);
        Assert.DoesNotContain("a.1.0.0.nupkg", Evidence.Files(output));

        consumer.Run("pack", "--no-build").Succeeds("warning SCSDK7001");
        var package = Evidence.Sha256(Path.Combine(output, "a.1.0.0.nupkg"));
        consumer.Write("Class1.cs", "public class Class2 { }\n").Run("build", "-c", "Release", "--no-restore").Succeeds();
        consumer.Run("pack", "--no-build", "-p:SupplyChainSbomFormats=SPDX-2.2").Fails("error SCSDK6001");
        Assert.Contains("names no format", consumer.Run("pack", "--no-build", "-p:SupplyChainSbomFormats=").Fails("error SCSDK6001").Output);
        Assert.AreEqual(package, Evidence.Sha256(Path.Combine(output, "a.1.0.0.nupkg")), "the earlier package stays");
    }

    [TestMethod]
    public void A_package_that_ships_and_cannot_be_read_is_not_left_out()
    {
        // The gate, which would say so first, is switched off by the policy.
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"))
            .Write("supplychain.json", """{ "version": 1, "integrity": { "enforce": "off" } }""").Lock().Commit();
        var archive = consumer.Archive("Given.A");
        File.Move(archive, $"{archive}.away");

        Assert.Contains("Given.A", consumer.Run("pack", "--no-restore").Fails("error SCSDK6003").Output);
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));

        File.Move($"{archive}.away", archive);
        consumer.Run("pack", "--no-restore").Succeeds("warning SCSDK7001");
    }

    [TestMethod]
    public void A_nuspec_that_is_none_decides_nothing()
    {
        using var consumer = new Consumer().Project("a.csproj").Write("own.nuspec", "<package><metadata><id>a</id>").Lock().Commit();

        var run = consumer.Run("pack", "-p:NuspecFile=own.nuspec").Fails("error SCSDK1015");

        Assert.Contains("own.nuspec cannot be packed", run.Output);
        Assert.DoesNotContain("MSB4018", run.Output);
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
        consumer.Write("own.nuspec", "<package><metadata><id>a</id><version>1.0.0</version><authors>a</authors><description>d</description></metadata><files><file src=\"Class1.cs\" target=\"content\" /></files></package>");
        consumer.Run("pack", "-p:NuspecFile=own.nuspec").Succeeds("warning SCSDK6002", "warning SCSDK7001");
    }
}
