using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

[TestClass]
public sealed class Solution
{
    [TestMethod]
    [DataRow("-m:2")]
    [DataRow("-graph")]
    [DataRow("-mt")]
    public void Every_project_is_checked_once(string mode)
    {
        using var consumer = new Consumer()
            .Project("base/base.csproj", frameworks: "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>")
            .Project("one/one.csproj", Consumer.Reference + "<ProjectReference Include=\"../base/base.csproj\" />")
            .Project("two/two.csproj", Consumer.Reference + "<ProjectReference Include=\"../base/base.csproj\" />", "<TargetFramework>netstandard2.0</TargetFramework>");
        consumer.RunPlain("new", "sln", "-n", "all", "--format", "sln").Succeeds();
        consumer.RunPlain("sln", "add", "base", "one", "two").Succeeds();
        consumer.Lock("all.sln").Commit();

        var first = consumer.Run("build", mode).Succeeds().Checks(3);
        consumer.Run("build", mode, "--no-restore").Succeeds().FindsNothingChanged();
        consumer.With("CI", "true").Run("build", mode, "--no-restore", "-p:RestoreLockedMode=true").Checks(3);

        Assert.IsFalse(Directory.Exists(consumer.PathOf("obj")), first.Shown);
    }
}
