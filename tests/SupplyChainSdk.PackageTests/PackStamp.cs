using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Before anything is attested the gates run, whatever a stamp says.</summary>
[TestClass]
public sealed class PackStamp
{
    [TestMethod]
    public void A_forged_stamp_lets_a_build_pass_and_no_package_out()
    {
        using var consumer = new Consumer().WithOwnPackages()
            .Project("a.csproj", $"{Consumer.Reference}<PackageReference Include=\"Newtonsoft.Json\" Version=\"13.0.4\" />").Lock().Commit();
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";
        consumer.Run("pack", key).Succeeds();
        // The stamp of a good build with the times of now, which is what somebody who can write both makes of it.
        consumer.Run("build", "--no-restore", "-c", "Release").Succeeds();
        var archive = Path.Combine(consumer.Root, "packages", "newtonsoft.json", "13.0.4", "newtonsoft.json.13.0.4.nupkg");
        Evidence.Flip(archive, 5000);
        consumer.AcceptInStamp(archive);
        consumer.Run("build", "--no-restore", "-c", "Release").Succeeds().FindsNothingChanged();

        var run = consumer.Run("pack", "--no-build", key);

        Assert.AreNotEqual(0, run.ExitCode, run.Output);
        Assert.Contains("error SCSDK7008", run.Codes, run.Output);
        Assert.IsTrue(run.Codes.Any(code => code is "error SCSDK2003" or "error SCSDK2008"), run.Output);
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
        Assert.Contains("a.1.0.0.nupkg", Evidence.Files(consumer.PathOf("obj", "supplychain", "unattested")));

        // Without the flipped bit it is attested again.
        Evidence.Flip(archive, 5000);
        consumer.Run("pack", "--no-build", key).Succeeds();
        Assert.Contains("a.1.0.0.nupkg.sigstore.json", Evidence.Files(consumer.PathOf("bin", "Release")));
    }
}
