using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What the user, the environment or the repository can switch off; the second table of docs/threat-model.md.</summary>
[TestClass]
public sealed class SwitchOffByProperty
{
    [TestMethod]
    public void Switched_off_by_the_environment_it_is_named_in_CI_and_nothing_is_attested()
    {
        using var consumer = new Consumer().Offline().Project("a.csproj").Restored().With("CI", "true").With("SupplyChainEnabled", "false");

        consumer.Run("pack", "--no-restore").Succeeds("warning SCSDK1010").Checks(0);

        Assert.IsTrue(File.Exists(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg")));
        Assert.IsEmpty(Directory.GetFiles(consumer.PathOf("bin", "Release"), "*.json"));
        Assert.DoesNotContain("_manifest/cyclonedx/bom.cdx.json", Consumer.Entries(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg")));
        // No property reaches the check from outside.
        consumer.Tool("check").Ends(1, "error SCSDK2001");
    }

    [TestMethod]
    public void Every_way_to_hide_a_code_is_a_warning_locally_and_an_error_in_CI()
    {
        using var consumer = new Consumer().Offline().Project("a.csproj").Lock().Commit();
        string[] properties = ["NoWarn=SCSDK2003", "MSBuildWarningsAsMessages=SCSDK2003", "WarningsNotAsErrors=scsdk2003", "MSBuildWarningsNotAsErrors=SCSDK2003", "ContinueOnError=WarnAndContinue"];
        foreach (var property in properties)
            consumer.Run("build", "--no-restore", $"-p:{property}").Succeeds("warning SCSDK1011");
        consumer.With("CI", "true").Write("Directory.Build.props", "<Project><Import Project=\"../Directory.Build.props\" /><PropertyGroup><NoWarn>$(NoWarn);SCSDK2003</NoWarn></PropertyGroup></Project>");
        consumer.Run("build", "--no-restore").Fails("error SCSDK1011");
        consumer.Run("build", "--no-restore", "-p:DesignTimeBuild=true").Fails("error SCSDK1011").Checks(1);
        File.Delete(consumer.PathOf("Directory.Build.props"));
        foreach (var property in properties)
            consumer.Run("build", "--no-restore", $"-p:{property}").Fails("error SCSDK1011");
    }
}
