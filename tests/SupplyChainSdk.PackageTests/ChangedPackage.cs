using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

[TestClass]
public sealed class ChangedPackage
{
    [TestMethod]
    public void A_byte_appended_between_two_packs_is_an_error()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("pack");
        File.AppendAllText(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg"), "x");

        Assert.Contains("error SCSDK7007", consumer.Run("pack").Codes);
    }

    [TestMethod]
    public void A_time_in_the_future_makes_no_packed_package_of_a_changed_one()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var package = consumer.PathOf("bin", "Release", "a.1.0.0.nupkg");
        consumer.Run("pack").Succeeds("warning SCSDK7001");
        var packed = Evidence.Sha256(package);
        Evidence.Flip(package, 100);
        File.SetLastWriteTimeUtc(package, DateTime.UtcNow.AddYears(1));

        consumer.Run("pack").Fails("error SCSDK7007", "error SCSDK7008");
        Assert.DoesNotContain("a.1.0.0.nupkg", Evidence.Files(consumer.PathOf("bin", "Release")));
        Assert.DoesNotContain("a.1.0.0.nupkg.intoto.unsigned.json", Evidence.Files(consumer.PathOf("bin", "Release")));

        // Nobody vouches for this one: it is not attested but packed anew.
        File.WriteAllText(package, "from somewhere");
        File.SetLastWriteTimeUtc(package, DateTime.UtcNow.AddYears(1));
        consumer.Run("pack").Succeeds("warning SCSDK7001");
        Assert.AreEqual(packed, Evidence.Sha256(package));
    }

    [TestMethod]
    public void A_target_that_changes_the_package_after_it_was_packed_is_an_error()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit().Write("Directory.Build.targets", """
            <Project>
              <Target Name="Change" AfterTargets="_SupplyChainRecordPackages" Condition="'$(IsPackable)' == 'true'">
                <Touch Files="@(_SupplyChainPackage)" />
                <WriteLinesToFile File="@(_SupplyChainPackage)" Lines="x" />
              </Target>
            </Project>
            """);

        Assert.Contains("error SCSDK7007", consumer.Run("pack").Codes);
    }

    [TestMethod]
    public void Debug_and_Release_do_not_take_each_other_for_a_change()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();

        foreach (var configuration in (string[])["Debug", "Release", "Debug", "Release"])
            consumer.Run("pack", "-c", configuration).Succeeds("warning SCSDK7001");
    }
}
