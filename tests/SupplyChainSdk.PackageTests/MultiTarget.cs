using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

[TestClass]
public sealed class MultiTarget
{
    private const string Two = "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>";

    [TestMethod]
    public void The_project_is_checked_once_not_once_a_target_framework()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: Two);

        consumer.Run("build").Succeeds("warning SCSDK2001").Checks(1);
        consumer.Run("build", "--no-restore").Succeeds("warning SCSDK2001").Checks(0);
    }

    [TestMethod]
    public void In_CI_too_and_with_a_named_target_framework()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: Two).Lock().Commit().With("CI", "true");

        consumer.Run("build").Succeeds().Checks(1);
        consumer.Run("build", "-f", "net10.0").Succeeds().Checks(1);
        consumer.Run("publish", "-f", "net10.0", "--no-build", "-c", "Debug").Succeeds().Checks(1);
    }

    [TestMethod]
    public void The_outer_build_packs_the_SBOM_and_attests()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: Two).Lock().Commit();

        var run = consumer.Run("pack");

        Assert.Contains("AttestPackages", run.Tasks, run.Shown);
        Assert.Contains("_manifest/cyclonedx/bom.cdx.json", Consumer.Entries(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg")));
    }

    [TestMethod]
    public void A_reference_for_one_target_framework_only_does_not_attest_what_the_other_compiled()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: Two, inside: Consumer.Reference.Replace("/>", "Condition=\"'$(TargetFramework)' == 'netstandard2.0'\" />", StringComparison.Ordinal)).Lock().Commit();

        var run = consumer.Run("pack").Fails("error SCSDK2024", "error SCSDK7008", "warning SCSDK7001");

        Assert.Contains("AttestPackages", run.Tasks, run.Shown);
        Assert.Contains("a target framework that is packed does not reference SupplyChainSdk", run.Output);
    }

    [TestMethod]
    public void Clean_leaves_nothing_of_ours()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: Two).Lock().Commit();
        consumer.Run("build").Succeeds();

        consumer.Run("clean").Succeeds();

        Assert.IsFalse(Directory.Exists(consumer.PathOf("obj", "supplychain")));
    }
}
