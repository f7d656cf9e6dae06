using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What makes a build laxer, from wherever it comes: it does nothing, or it is named.</summary>
[TestClass]
public sealed class SwitchedOff
{
    [TestMethod]
    public void Enabled_false_is_quiet_locally_and_named_in_CI()
    {
        using var consumer = new Consumer().Project("a.csproj");

        consumer.Run("build", "-p:SupplyChainEnabled=false").Succeeds().RunsNothing();
        consumer.With("CI", "true").Run("build", "-p:SupplyChainEnabled=false").Succeeds("warning SCSDK1010").Checks(0);
    }

    [TestMethod]
    public void Enabled_false_makes_attesting_impossible_and_says_so_before_anything_is_packed()
    {
        using var consumer = new Consumer().Project("a.csproj");

        consumer.Run("pack", "-p:SupplyChainEnabled=false", "-p:SupplyChainSigningKey=release.key").Fails("error SCSDK7011");
        Assert.IsEmpty(Directory.GetFiles(consumer.PathOf("bin"), "*.nupkg", SearchOption.AllDirectories));

        consumer.Run("pack", "-p:SupplyChainEnabled=false").Succeeds();
        Assert.HasCount(1, Directory.GetFiles(consumer.PathOf("bin"), "*.nupkg", SearchOption.AllDirectories));
        Assert.IsEmpty(Directory.GetFiles(consumer.PathOf("bin"), "*.nupkg.*", SearchOption.AllDirectories).Where(f => f.EndsWith(".json", StringComparison.Ordinal)),
            "neither a bundle nor a statement");
    }

    [TestMethod]
    public void Enabled_false_in_Directory_Build_props_is_named_once_in_a_multi_target_project()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>").With("CI", "true")
            .Write("Directory.Build.props", "<Project><Import Project=\"../Directory.Build.props\" /><PropertyGroup><SupplyChainEnabled>false</SupplyChainEnabled></PropertyGroup></Project>");

        consumer.Run("build").Succeeds("warning SCSDK1010").Checks(0);
    }

    [TestMethod]
    [DataRow("-p:SupplyChainCI=false")]
    [DataRow("-p:CI=false")]
    [DataRow("-p:_SupplyChainInCI=false")]
    [DataRow("-p:_SupplyChainDesignTime=true")]
    [DataRow("-p:_SupplyChainActive=false")]
    [DataRow("-p:_SupplyChainUpToDate=true")]
    [DataRow("-p:_SupplyChainTemporary=true")]
    [DataRow("-p:_SupplyChainAsked=false")]
    public void A_property_does_not_make_a_CI_build_a_local_one_or_skip_the_gates(string property)
    {
        using var consumer = new Consumer().Project("a.csproj").With("CI", "true");

        consumer.Run("build", property).Fails("error SCSDK2001").Checks(1);
    }

    [TestMethod]
    [DataRow("SupplyChainCI", "false")]
    [DataRow("_SupplyChainInCI", "false")]
    [DataRow("_SupplyChainDesignTime", "true")]
    [DataRow("_SupplyChainActive", "false")]
    [DataRow("_SupplyChainUpToDate", "true")]
    [DataRow("_SupplyChainKind", "is of no kind")]
    [DataRow("_SupplyChainTargetsImported", "true")]
    [DataRow("_SupplyChainSecondTargets", "true")]
    public void Neither_does_an_environment_variable(string name, string value)
    {
        using var consumer = new Consumer().Project("a.csproj").With("CI", "true").With(name, value);

        consumer.Run("build").Fails("error SCSDK2001").Checks(1);
    }

    [TestMethod]
    public void Nor_the_project_itself()
    {
        using var consumer = new Consumer().With("CI", "true")
            .Project("a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework><SupplyChainCI>false</SupplyChainCI><_SupplyChainInCI>false</_SupplyChainInCI>");

        consumer.Run("build").Fails("error SCSDK2001").Checks(1);
    }

    [TestMethod]
    [DataRow("TF_BUILD", "True")]
    [DataRow("GITHUB_ACTIONS", "true")]
    [DataRow("TEAMCITY_VERSION", "2026.1")]
    [DataRow("SupplyChainCI", "true")]
    public void A_CI_is_known_by_its_own_variables(string name, string value)
    {
        using var consumer = new Consumer().Project("a.csproj").With(name, value);

        consumer.Run("build").Fails("error SCSDK2001").Checks(1);
    }

    [TestMethod]
    [DataRow("CI", "false")]
    [DataRow("CI", "0")]
    public void A_variable_that_says_no_is_not_a_CI(string name, string value)
    {
        using var consumer = new Consumer().Project("a.csproj").With(name, value);

        consumer.Run("build").Succeeds("warning SCSDK2001").Checks(1);
    }

    [TestMethod]
    [DataRow("NoWarn")]
    [DataRow("MSBuildWarningsAsMessages")]
    [DataRow("WarningsNotAsErrors")]
    public void A_suppressed_code_is_an_error_in_CI(string property)
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: $"<TargetFramework>net10.0</TargetFramework><{property}>SCSDK2001</{property}>").Lock().Commit();

        consumer.Run("build").Succeeds("warning SCSDK1011");
        consumer.With("CI", "true").Run("build").Fails("error SCSDK1011");
    }

    [TestMethod]
    public void ContinueOnError_is_an_error_in_CI()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit().With("CI", "true");

        consumer.Run("build", "-p:ContinueOnError=true").Fails("error SCSDK1011");
    }
}
