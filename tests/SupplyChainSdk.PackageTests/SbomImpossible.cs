using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Where no SBOM can be made there is no package either.</summary>
[TestClass]
public sealed class SbomImpossible
{
    [TestMethod]
    public void A_format_that_is_not_written_is_an_error_that_names_the_one_there_is()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();

        Assert.Contains("it writes CycloneDX-1.6", consumer.Run("pack", "-p:SupplyChainSbomFormats=SPDX-2.3").Fails("error SCSDK6001").Output);
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));

        consumer.Run("pack", "-p:SupplyChainSbomFormats=CycloneDX-1.6").Succeeds("warning SCSDK7001");
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
