using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>A project that depends on an attested package: the build goes on while the policy expects its signer, and stops when that changes, although nothing else does.</summary>
[TestClass]
public sealed class AttestedDependencies
{
    [TestMethod]
    public void A_build_stops_where_somebody_else_signed_than_a_rule_expects_and_says_nothing_where_it_was_expected()
    {
        using var consumer = new Consumer().Offline()
            .Project("a/a.csproj").Lock("a").Project("b/b.csproj", Consumer.Reference + "<PackageReference Include=\"a\" Version=\"1.0.0\" />").Write("b/Class1.cs", "public class Derived : Class1 { }\n").Commit();
        var (secret, open) = consumer.Make("release");
        var (_, other) = consumer.Make("other");
        consumer.Run("pack", "a", $"-p:SupplyChainSigningKey={secret}", "-o", consumer.Feed).Succeeds();
        File.Copy(open, consumer.PathOf("release.pub"));
        consumer.Write("supplychain.json", """{ "version": 1, "provenance": { "rules": [ { "packages": "a", "mode": "require", "keys": [ { "file": "release.pub" } ], "gates": [ "lock" ] } ] } }""").Lock("b");

        consumer.Run("build", "b", "--no-restore").Succeeds();
        consumer.Tool("check", "b").Ends(0).Says("provenance 1 passed (1 package with an attestation; by whom: supplychain verify --lock)");
        consumer.Tool("verify", "--lock", "b/packages.lock.json").Ends(0).Says("verified        a 1.0.0");

        // Nothing changed but the key that the policy names: the stamp knows it, and what was kept of the attestation is of another key.
        File.Copy(other, consumer.PathOf("release.pub"), overwrite: true);
        var stopped = consumer.Run("build", "b", "--no-restore").Fails("error SCSDK5013");
        Assert.Contains("a 1.0.0 is not by whom the rule for \"a\" expects.", stopped.Output);

        // Back again, and remembered: without a rule that names the key nothing of the attestation is proven any more, and that is no less than one that was taken off.
        File.Copy(open, consumer.PathOf("release.pub"), overwrite: true);
        consumer.Write("supplychain.json", """{ "version": 1, "publishers": { }, "provenance": { "rules": [ { "packages": "a", "mode": "whenPresent", "keys": [ { "file": "release.pub" } ] } ] } }""");
        consumer.Tool("publishers", "update", "b").Ends(0).Says("attested by: the key").Says("not attested");
        consumer.Run("build", "b", "--no-restore").Succeeds();
        consumer.Write("supplychain.json", """{ "version": 1, "publishers": { } }""");
        Assert.Contains("a 1.0.0 is not attested as when somebody looked", consumer.Run("build", "b", "--no-restore").Fails("error SCSDK5020").Output);
        consumer.Tool("publishers", "update", "b", "--check").Ends(1).Says("not attested any more").Says("cannot be verified, so nothing of it is remembered.");

        // A bundle that does not hold beside it: an error without any rule.
        consumer.Write("supplychain.json", """{ "version": 1, "integrity": { "files": "hashes" } }""");
        File.WriteAllText($"{consumer.Archive("a")}.sigstore.json", "{}");
        consumer.Run("build", "b", "--no-restore").Fails("error SCSDK5014");
    }
}
