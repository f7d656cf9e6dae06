using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

[TestClass]
public sealed class DesignTime
{
    [TestMethod]
    public void An_IDE_that_only_asks_runs_nothing()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock();

        consumer.Run("msbuild", "-t:CoreCompile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true").Succeeds().RunsNothing();
    }

    [TestMethod]
    [DataRow("DesignTimeBuild")]
    [DataRow("SkipCompilerExecution")]
    public void One_of_the_two_alone_does_not_switch_the_gates_off(string variable)
    {
        using var consumer = new Consumer().Project("a.csproj").With(variable, "true").With("CI", "true");

        consumer.Run("build").Fails("error SCSDK2001").Checks(1);
    }

    [TestMethod]
    public void Packing_is_never_taken_for_design_time()
    {
        using var consumer = new Consumer().Project("a.csproj");
        consumer.Run("build", "-c", "Release").Succeeds("warning SCSDK2001");

        consumer.With("CI", "true").Run("pack", "--no-build", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true").Fails("error SCSDK2001").Checks(1);
    }
}
