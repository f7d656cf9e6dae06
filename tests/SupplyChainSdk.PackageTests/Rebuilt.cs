using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>A package as it ships with the SDK: built again from its commit, and packed twice before a release.</summary>
[TestClass]
public sealed class Rebuilt
{
    private const string Package = "a.1.0.0.nupkg";

    [TestMethod]
    public void An_attested_package_comes_out_of_its_commit_again_and_its_project_out_of_two_environments()
    {
        using var consumer = new Consumer().Offline().With("CI", "true")
            .Project("src/a.csproj", $"<PackageReference Include=\"SupplyChainSdk\" Version=\"{TestFeed.Version}\" PrivateAssets=\"all\" />").Lock("src").Commit();
        var (secret, open) = consumer.Make("release");
        consumer.Run("pack", "src", "-o", "../out", $"-p:SupplyChainSigningKey={secret}").Succeeds();
        var package = consumer.PathOf("..", "out", Package);
        string[] verify = ["verify", package, "--key", open, "--rebuild", "--rebuild-from", "."];
        var before = Evidence.Sha256(package);

        consumer.Tool(verify).Ends(2, "error SCSDK8024");
        consumer.Tool([.. verify, "--allow-code-execution"]).Ends(0).Says("the same bytes").Says("Verified.");
        Assert.AreEqual(before, Evidence.Sha256(package));

        consumer.Tool("reproduce", "src").Ends(0).Says($"the same bytes twice, sha256 {Evidence.Sha256(Evidence.AsBuilt(package))[..6]}").Says("Reproduced.");
    }
}
