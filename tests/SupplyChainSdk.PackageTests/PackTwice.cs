using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What the second pack attests anew, and what not.</summary>
[TestClass]
public sealed class PackTwice
{
    [TestMethod]
    public void Nothing_is_attested_anew_until_the_commit_or_the_key_changes()
    {
        using var consumer = new Consumer()
            .Project("a.csproj", frameworks: "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks><IncludeSourceRevisionInInformationalVersion>false</IncludeSourceRevisionInInformationalVersion>")
            .Lock().Commit();
        var package = consumer.PathOf("bin", "Release", "a.1.0.0.nupkg");
        var bundle = $"{package}.sigstore.json";
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";
        consumer.Run("pack", key).Succeeds();
        var (firstPackage, firstBundle, written) = (Built(), Evidence.Sha256(bundle), File.GetLastWriteTimeUtc(bundle));

        var second = consumer.Run("pack", key).Succeeds();
        Assert.AreEqual(firstPackage, Built());
        // An ECDSA signature is another one each time, so equal bytes mean that nothing was signed.
        Assert.AreEqual(firstBundle, Evidence.Sha256(bundle));
        Assert.AreEqual(written, File.GetLastWriteTimeUtc(bundle));
        Assert.Contains("AttestPackages", second.Tasks, "the gates did run again, and the bundle was verified");

        // Another key: the package is the same, its signer is not.
        consumer.Run("pack", "--no-build", $"-p:SupplyChainSigningKey={consumer.Make("next").Private}").Succeeds();
        Assert.AreEqual(firstPackage, Built());
        CollectionAssert.AreEqual(File.ReadAllBytes(bundle), Evidence.Entry(package, Evidence.Attestation));
        Assert.IsTrue(consumer.OpenSslAccepts(bundle, Path.Combine(consumer.Root, "next.pub")));

        // Another commit with the same files: the package names its commit, so it is packed and attested anew.
        consumer.Write("notes.txt", "of no package").Commit();
        consumer.Run("pack", "--no-build", key).Succeeds();
        Assert.AreNotEqual(firstPackage, Built());
        Assert.AreEqual(Built(), Evidence.Statement(bundle).GetProperty("subject")[0].GetProperty("digest").GetProperty("sha256").GetString());

        // A bundle that somebody changed is replaced, one that somebody deleted is made again: by the one in the package, or anew where there is none.
        foreach (var embedded in (string[])["true", "false"])
        {
            string[] pack = ["pack", "--no-build", key, $"-p:SupplyChainEmbedAttestation={embedded}"];
            consumer.Run(pack).Succeeds();
            var before = Evidence.Sha256(bundle);
            Evidence.Flip(bundle, 200);
            consumer.Run(pack).Succeeds();
            Assert.AreEqual(embedded == "true", before == Evidence.Sha256(bundle));
            File.Delete(bundle);
            consumer.Run(pack).Succeeds();
            consumer.Tool("verify", package, "--key", Path.Combine(consumer.Root, "release.pub")).Ends(0);
        }

        string Built() => Evidence.Sha256(Evidence.AsBuilt(package));
    }

    [TestMethod]
    public void A_changed_tree_is_said_in_the_statement_and_in_the_report()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        var package = consumer.PathOf("bin", "Release", "a.1.0.0.nupkg");
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";

        consumer.Run("pack", key).Succeeds();
        Assert.IsFalse(Dirty());
        Assert.DoesNotContain("uncommitted changes", consumer.Tool("verify", package, "--key", Path.Combine(consumer.Root, "release.pub")).Ends(0).Output);

        consumer.Write("Class1.cs", "public class Class1 { public int Changed; }\n");
        consumer.Run("pack", key).Succeeds();
        Assert.IsTrue(Dirty());
        Assert.Contains("uncommitted changes", consumer.Tool("verify", package, "--key", Path.Combine(consumer.Root, "release.pub")).Ends(0).Output);

        bool Dirty() => Evidence.Statement($"{package}.sigstore.json").GetProperty("predicate").GetProperty("buildDefinition").GetProperty("resolvedDependencies")[0]
            .GetProperty("annotations").GetProperty("dirty").GetBoolean();
    }
}
