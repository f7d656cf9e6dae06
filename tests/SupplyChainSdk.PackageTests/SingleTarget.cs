using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

[TestClass]
public sealed class SingleTarget
{
    [TestMethod]
    public void A_project_without_a_lock_file_is_warned_once_and_told_the_remedy()
    {
        using var consumer = new Consumer().Project("a.csproj");

        var run = consumer.Run("build").Succeeds("warning SCSDK2001").Checks(1);

        Assert.Contains("dotnet restore --use-lock-file", run.Shown);
    }

    [TestMethod]
    public void In_CI_a_project_without_a_lock_file_does_not_build()
    {
        using var consumer = new Consumer().Project("a.csproj").With("CI", "true");

        consumer.Run("build").Fails("error SCSDK2001");

        Assert.IsFalse(File.Exists(consumer.PathOf("bin", "Debug", "net10.0", "a.dll")), "the gate stands before the compiler");
    }

    [TestMethod]
    public void A_locked_and_committed_project_builds_quietly_locally_and_in_CI()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();

        consumer.Run("build").Succeeds().Checks(1);
        consumer.With("CI", "true").Run("build").Succeeds().Checks(1);
    }

    [TestMethod]
    public void Publish_without_build_is_checked_too()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("build", "-c", "Release").Succeeds();
        File.Delete(consumer.PathOf("obj", "supplychain", "check.state"));

        consumer.Run("publish", "--no-build").Succeeds().Checks(1);
    }

    [TestMethod]
    public void Clean_leaves_nothing_of_ours()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("build").Succeeds();
        Assert.IsTrue(Directory.Exists(consumer.PathOf("obj", "supplychain")));

        consumer.Run("clean").Succeeds();

        Assert.IsFalse(Directory.Exists(consumer.PathOf("obj", "supplychain")));
    }
}
