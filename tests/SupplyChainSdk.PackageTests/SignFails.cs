using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>A pack that cannot be attested as configured fails: before the package is made where that can be known, and else it leaves nothing that a push step would find.</summary>
[TestClass]
public sealed class SignFails
{
    [TestMethod]
    public void Each_bad_key_or_signer_fails_with_its_code_before_the_package_is_made_and_the_earlier_one_stays()
    {
        using var consumer = new Consumer().Project("a.csproj", frameworks: "<TargetFramework>net10.0</TargetFramework><IncludeSymbols>true</IncludeSymbols><SymbolPackageFormat>snupkg</SymbolPackageFormat>").Lock().Commit();
        var output = consumer.PathOf("bin", "Release");
        var (good, open) = consumer.Make("good", passphrase: "right");
        File.WriteAllText(Path.Combine(consumer.Root, "text.key"), "no key");
        Directory.CreateDirectory(Path.Combine(consumer.Root, "folder.key"));
        consumer.With("RIGHT", "right").With("WRONG", "wrong").With("SIGSTORE_ID_TOKEN", "no token");
        consumer.Run("pack", $"-p:SupplyChainSigningKey={good}", "-p:SupplyChainSigningKeyPassphrase=RIGHT").Succeeds();
        var before = Digests(output);
        Assert.HasCount(5, before);
        // Something to pack: only the mistake keeps it from being packed.
        consumer.Write("Class1.cs", "public class Class2 { }\n").Run("build", "--no-restore", "-c", "Release").Succeeds();

        foreach (var (signer, key, variable, code) in (ReadOnlySpan<(string, string, string, string)>)
            [
                ("key", good, "WRONG", "SCSDK7005"), ("auto", good, "", "SCSDK7005"), ("key", good, "UNSET", "SCSDK7005"), ("auto", open, "", "SCSDK7004"),
                ("key", "../text.key", "", "SCSDK7003"), ("key", "../none.key", "", "SCSDK7003"), ("key", "../folder.key", "", "SCSDK7003"), ("auto", "env:UNSET", "", "SCSDK7003"),
                ("key", "", "", "SCSDK7003"), ("keyless", "", "", "SCSDK7009"), ("always", good, "RIGHT", "SCSDK1021"), ("", good, "RIGHT", "SCSDK1021"),
            ])
        {
            consumer.Run("pack", "--no-build", $"-p:SupplyChainSigner={signer}", $"-p:SupplyChainSigningKey={key}", $"-p:SupplyChainSigningKeyPassphrase={variable}").Fails($"error {code}");

            CollectionAssert.AreEqual(before, Digests(output), $"{signer} {key} {variable}");
            Assert.IsEmpty(Evidence.Files(consumer.PathOf("obj", "supplychain", "unattested")));
        }

        consumer.Run("pack", "--no-build", $"-p:SupplyChainSigningKey={good}", "-p:SupplyChainSigningKeyPassphrase=RIGHT").Succeeds();
        Assert.HasCount(5, Evidence.Files(output));
        CollectionAssert.AreNotEqual(before, Digests(output));
        consumer.Tool("verify", Path.Combine(output, "a.1.0.0.nupkg"), "--key", open).Ends(0);
    }

    [TestMethod]
    public void A_key_that_goes_after_the_package_was_made_moves_the_package_aside()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var key = consumer.Make("release").Private;
        consumer.Write("Directory.Build.targets", $"<Project><Target Name=\"Lose\" AfterTargets=\"GenerateNuspec\"><Delete Files=\"{key}\" /></Target></Project>");

        var run = consumer.Run("pack", $"-p:SupplyChainSigningKey={key}").Fails("error SCSDK7003", "error SCSDK7008");

        Assert.Contains($"moved to {Path.Combine("obj", "supplychain", "unattested", "a.1.0.0.nupkg")}", run.Output);
        Assert.IsEmpty(Evidence.Files(consumer.PathOf("bin", "Release")));
        CollectionAssert.AreEqual((string[])["a.1.0.0.nupkg"], Evidence.Files(consumer.PathOf("obj", "supplychain", "unattested")));
    }

    [TestMethod]
    public void A_key_that_others_can_read_is_a_warning_and_in_CI_an_error()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var key = consumer.Make("release").Private;
        Keys.Mode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        consumer.Run("pack", $"-p:SupplyChainSigningKey={key}").Succeeds("warning SCSDK7006");
        var before = Digests(consumer.PathOf("bin", "Release"));
        consumer.With("CI", "true").Run("pack", $"-p:SupplyChainSigningKey={key}").Fails("error SCSDK7006");

        CollectionAssert.AreEqual(before, Digests(consumer.PathOf("bin", "Release")));
    }

    private static string[] Digests(string folder) => [.. Evidence.Files(folder).Select(file => $"{file} {Evidence.Sha256(Path.Combine(folder, file))}")];
}
