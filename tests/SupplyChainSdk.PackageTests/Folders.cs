using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

[TestClass]
public sealed class Folders
{
    [TestMethod]
    [DataRow("with space and é ö ü 中 folder")]
    [DataRow("it's (one) & more; really")]
    public void A_folder_may_have_any_name(string name)
    {
        using var consumer = new Consumer(name).Project("my project é.csproj").WithOwnPackages().Lock().Commit();

        consumer.Run("build").Succeeds().Checks(1);
        consumer.Run("build").Succeeds().FindsNothingChanged();
        var pack = consumer.Run("pack", "-p:PackageId=mine");
        Assert.Contains("AttestPackages", pack.Tasks, pack.Shown);
    }

    [TestMethod]
    public void A_lock_file_may_have_the_name_of_the_project_or_a_name_of_its_own()
    {
        using var consumer = new Consumer().Project("my project.csproj").Lock().With("CI", "true");
        File.Move(consumer.PathOf("packages.lock.json"), consumer.PathOf("packages.my_project.lock.json"));
        consumer.Commit();
        consumer.Run("build").Succeeds().Checks(1);

        consumer.Write("my project.csproj", File.ReadAllText(consumer.PathOf("my project.csproj")).Replace("</PropertyGroup>", "<NuGetLockFilePath>locks/own.json</NuGetLockFilePath></PropertyGroup>", StringComparison.Ordinal));
        Directory.CreateDirectory(consumer.PathOf("locks"));
        File.Move(consumer.PathOf("packages.my_project.lock.json"), consumer.PathOf("locks", "own.json"));
        consumer.Commit();
        consumer.Run("build").Succeeds().Checks(1);
    }

    [TestMethod]
    public void Intermediate_output_may_lie_elsewhere()
    {
        using var consumer = new Consumer().Project("a.csproj").Write("Directory.Build.props", """
            <Project><Import Project="../Directory.Build.props" /><PropertyGroup><BaseIntermediateOutputPath>elsewhere/obj/</BaseIntermediateOutputPath></PropertyGroup></Project>
            """).Lock().Commit();

        consumer.Run("build").Succeeds().Checks(1);
        consumer.Run("build").Succeeds().FindsNothingChanged();
        Assert.IsTrue(File.Exists(consumer.PathOf("elsewhere", "obj", "supplychain", "check.state")));
    }
}
