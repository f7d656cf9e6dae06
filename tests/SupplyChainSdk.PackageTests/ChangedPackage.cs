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
    public void A_second_pack_without_a_change_leaves_the_package_as_it_is()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("pack");
        var package = consumer.PathOf("bin", "Release", "a.1.0.0.nupkg");
        var written = File.GetLastWriteTimeUtc(package);

        Assert.DoesNotContain("SCSDK7007", consumer.Run("pack").Output);

        Assert.AreEqual(written, File.GetLastWriteTimeUtc(package));
    }

    [TestMethod]
    public void A_new_commit_packs_again_although_no_file_of_the_package_changed()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework><IncludeSourceRevisionInInformationalVersion>false</IncludeSourceRevisionInInformationalVersion>").Lock().Commit();
        consumer.Run("pack");
        var package = consumer.PathOf("bin", "Release", "a.1.0.0.nupkg");
        var before = File.ReadAllBytes(package);
        consumer.Write("notes.txt", "nothing that is packed").Commit();

        consumer.Run("pack", "--no-build");

        CollectionAssert.AreNotEqual(before, File.ReadAllBytes(package));
    }
}
