using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>A pack that cannot be attested as configured fails, and leaves nothing that a push step would find.</summary>
[TestClass]
public sealed class SignFails
{
    [TestMethod]
    public void Each_bad_key_fails_with_its_code_moves_the_package_aside_and_a_good_one_makes_it_good_again()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework><IncludeSymbols>true</IncludeSymbols><SymbolPackageFormat>snupkg</SymbolPackageFormat>").Lock().Commit();
        var output = consumer.PathOf("bin", "Release");
        var (good, open) = consumer.Make("good", passphrase: "right");
        File.WriteAllText(Path.Combine(consumer.Root, "text.key"), "no key");
        Directory.CreateDirectory(Path.Combine(consumer.Root, "folder.key"));
        consumer.With("RIGHT", "right").With("WRONG", "wrong");
        consumer.Run("pack", $"-p:SupplyChainSigningKey={good}", "-p:SupplyChainSigningKeyPassphrase=RIGHT").Succeeds();

        foreach (var (key, variable, code) in (ReadOnlySpan<(string, string, string)>)
            [
                (good, "WRONG", "SCSDK7005"), (good, "", "SCSDK7005"), (good, "UNSET", "SCSDK7005"), (open, "", "SCSDK7004"), ("../text.key", "", "SCSDK7003"),
                ("../none.key", "", "SCSDK7003"), ("../folder.key", "", "SCSDK7003"), ("env:UNSET", "", "SCSDK7003"), ("", "", "SCSDK7003"),
            ])
        {
            var run = consumer.Run("pack", "--no-build", "-p:SupplyChainSigner=key", $"-p:SupplyChainSigningKey={key}", $"-p:SupplyChainSigningKeyPassphrase={variable}");

            Assert.AreNotEqual(0, run.ExitCode, $"{key} {variable}");
            Assert.Contains($"error {code}", run.Codes, $"{key} {variable}: {run.Output}");
            Assert.Contains($"moved to {Path.Combine("obj", "supplychain", "unattested", "a.1.0.0.nupkg")}", run.Output);
            Assert.IsEmpty(Evidence.Files(output), $"{key} {variable}");
            CollectionAssert.AreEqual((string[])["a.1.0.0.nupkg", "a.1.0.0.snupkg"], Evidence.Files(consumer.PathOf("obj", "supplychain", "unattested")));
        }

        consumer.Run("pack", "--no-build", $"-p:SupplyChainSigningKey={good}", "-p:SupplyChainSigningKeyPassphrase=RIGHT").Succeeds();
        Assert.HasCount(5, Evidence.Files(output));
        consumer.Tool("verify", Path.Combine(output, "a.1.0.0.nupkg"), "--key", open).Ends(0);
    }

    [TestMethod]
    public void A_key_that_others_can_read_is_a_warning_and_in_CI_an_error()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var key = consumer.Make("release").Private;
        Keys.Mode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        consumer.Run("pack", $"-p:SupplyChainSigningKey={key}").Succeeds("warning SCSDK7006");
        consumer.With("CI", "true").Run("pack", $"-p:SupplyChainSigningKey={key}").Fails("error SCSDK7006", "error SCSDK7008");

        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
    }
}
