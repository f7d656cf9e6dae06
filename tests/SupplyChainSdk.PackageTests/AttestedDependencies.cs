using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>A project that depends on an attested package: the build goes on while the policy expects its signer, and stops when that changes, although nothing else does.</summary>
[TestClass]
public sealed class AttestedDependencies
{
    private const string Rule = "\"packages\": \"a\", \"mode\": \"require\", \"keys\": [ { \"file\": \"release.pub\" } ]";
    private static readonly Lock OneAtATime = new();
    private static Consumer? _prepared;

    [TestMethod]
    public void A_build_stops_where_somebody_else_signed_than_a_rule_expects_and_says_nothing_where_it_was_expected()
    {
        using var turn = OneAtATime.EnterScope();
        var consumer = Prepare();
        var (open, other) = (Path.Combine(consumer.Root, "release.pub"), Path.Combine(consumer.Root, "other.pub"));

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

    [TestMethod]
    public void What_is_revoked_planted_or_set_from_elsewhere_changes_nothing_of_who_is_expected()
    {
        using var turn = OneAtATime.EnterScope();
        var consumer = Prepare();
        var digest = Convert.ToHexStringLower(SHA256.HashData(Evidence.AsBuilt(consumer.Archive("a"))));
        consumer.Write("supplychain.json", $$"""{ "version": 1, "provenance": { "enforce": "warning", "rules": [ { {{Rule}} } ], "revoked": [ "sha256:{{digest}}" ] } }""");
        Assert.Contains("is revoked", Build(consumer).Fails("error SCSDK5014").Output);

        // A policy in a sub-folder that ignores the package, and expects the attacker besides.
        File.Copy(Path.Combine(consumer.Root, "release.pub"), consumer.PathOf("b", "mallory.pub"));
        File.Copy(Path.Combine(consumer.Root, "other.pub"), consumer.PathOf("release.pub"), overwrite: true);
        consumer.Write("supplychain.json", $$"""{ "version": 1, "provenance": { "rules": [ { {{Rule}} } ] } }""")
            .Write("b/supplychain.json", """
                { "version": 1, "provenance": { "enforce": "off", "rules": [
                  { "packages": "a*", "mode": "require", "keys": [ { "file": "mallory.pub" } ] }, { "packages": "a", "mode": "ignore" } ] } }
                """);
        Build(consumer).Fails("error SCSDK5013");

        // The properties for signing, stronger than a package's props can set them, give the gate no trusted root.
        File.Delete(consumer.PathOf("b", "supplychain.json"));
        var root = Path.Combine(TestData.Repository, "src", "SupplyChainSdk.Sigstore", "Trust", "public-good", "trusted_root.json");
        Assert.IsTrue(File.Exists(root));
        consumer.Write("root.json", "{}").Write("supplychain.json", $$"""{ "version": 1, "trust": { "root": "root.json" }, "provenance": { "rules": [ { {{Rule}} } ] } }""");
        Build(consumer, $"-p:SupplyChainTrustedRoot={root}").Fails("error SCSDK5016");
    }

    [TestMethod]
    public void What_was_kept_in_the_cache_can_lie_to_a_local_build_and_neither_to_CI_nor_to_the_check_from_outside()
    {
        using var turn = OneAtATime.EnterScope();
        var consumer = Prepare();
        consumer.Write("supplychain.json", $$"""{ "version": 1, "provenance": { "rules": [ { {{Rule}} } ] } }""");
        Build(consumer).Succeeds();
        // Its licences were never judged; somebody who restores the cache says they were.
        var kept = Directory.GetFiles(Kept(consumer)).Single();
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(kept).AsSpan(32));
        var forged = text.Replace(Gate("off", "notConfigured"), Gate("error", "passed"), StringComparison.Ordinal);
        Assert.AreNotEqual(text, forged);
        File.WriteAllBytes(kept, [.. SHA256.HashData(Encoding.UTF8.GetBytes(forged)), .. Encoding.UTF8.GetBytes(forged)]);
        consumer.Write("supplychain.json", $$"""{ "version": 1, "provenance": { "rules": [ { {{Rule}}, "gates": [ "licenses" ] } ] } }""");

        // This is what "can make a local build believe an attestation" in docs/threat-model.md means. It leaves a stamp of a good check in obj.
        Build(consumer).Succeeds();
        consumer.Tool("check", "b").Ends(1, "error SCSDK5015");
        Assert.Contains("its gate licenses says 'not configured' with enforce off", Build(consumer.With("CI", "true")).Fails("error SCSDK5015").Output);
        consumer.Without("CI");
    }

    [TestMethod]
    public void One_that_was_taken_off_where_the_lock_agrees_is_missed_by_a_rule_and_by_the_baseline_and_a_pull_request_that_forgets_it_is_judged_by_its_base()
    {
        using var turn = OneAtATime.EnterScope();
        var consumer = Prepare();
        var (required, remembering) = ($$"""{ "version": 1, "provenance": { "rules": [ { {{Rule}} } ] } }""",
            $$"""{ "version": 1, "publishers": { }, "provenance": { "rules": [ { {{Rule.Replace("require", "whenPresent", StringComparison.Ordinal)}} } ] } }""");
        consumer.Write("supplychain.json", remembering);
        consumer.Tool("publishers", "update", "b").Ends(0).Says("attested by: the key");
        // As it would lie there had it come so from the feed: archive, record, lock file and what restore resolved agree.
        var archive = consumer.Archive("a");
        var (before, after) = (File.ReadAllBytes(archive), Evidence.AsBuilt(archive));
        var inside = Path.Combine(Path.GetDirectoryName(archive)!, "_manifest", "attestation.sigstore.json");
        string[] stating = [consumer.PathOf("b", "packages.lock.json"), consumer.PathOf("b", "obj", "project.assets.json"), Path.Combine(Path.GetDirectoryName(archive)!, ".nupkg.metadata"), archive + ".sha512"];
        var texts = stating.Select(File.ReadAllText).ToArray();
        var extracted = File.Exists(inside) ? File.ReadAllBytes(inside) : null;
        try
        {
            File.WriteAllBytes(archive, after);
            File.Delete(inside);
            foreach (var (file, text) in stating.Zip(texts))
                File.WriteAllText(file, text.Replace(Convert.ToBase64String(SHA512.HashData(before)), Convert.ToBase64String(SHA512.HashData(after)), StringComparison.Ordinal));
            Build(consumer).Fails("error SCSDK5020");
            consumer.Write("supplychain.json", required);
            Build(consumer).Fails("error SCSDK5012");

            // A pull request that forgets both.
            consumer.Write("supplychain.json", remembering.Replace("whenPresent", "require", StringComparison.Ordinal)).Commit();
            consumer.Write("supplychain.json", """{ "version": 1, "publishers": { } }""").Write("publishers.json", """{ "version": 1, "packages": [] }""");
            consumer.Tool("check", "b", "--base", "HEAD", "--offline").Ends(1, "error SCSDK5012", "error SCSDK5020", "warning SCSDK1024", "warning SCSDK1024")
                .Says("the section \"provenance\" is gone").Says("the baseline publishers.json is not what it is there");
        }
        finally
        {
            File.WriteAllBytes(archive, before);
            if (extracted is not null)
                File.WriteAllBytes(inside, extracted);
            foreach (var (file, text) in stating.Zip(texts))
                File.WriteAllText(file, text);
        }
    }

    [ClassCleanup]
    public static void Remove() => _prepared?.Dispose();

    private static BuildRun Build(Consumer consumer, params string[] more) => consumer.Run(["build", "b", "--no-restore", .. more]);

    private static string Kept(Consumer consumer) => Path.Combine(consumer.Root, "cache", "SupplyChainSdk", "attestations-2");

    private static string Gate(string enforce, string result) => $"\"name\":\"licenses\",\"result\":\"{result}\",\"enforce\":\"{enforce}\"";

    // One package, packed and attested once, and one project that was restored with it once; each test begins with the policy that expects its key.
    private static Consumer Prepare()
    {
        if (_prepared is null)
        {
            var made = _prepared = new Consumer().Offline()
                .Project("a/a.csproj").Lock("a").Project("b/b.csproj", Consumer.Reference + "<PackageReference Include=\"a\" Version=\"1.0.0\" />").Write("b/Class1.cs", "public class Derived : Class1 { }\n").Commit();
            var (secret, open) = made.Make("release");
            made.Make("other");
            made.Run("pack", "a", $"-p:SupplyChainSigningKey={secret}", "-o", made.Feed).Succeeds();
            File.Copy(open, made.PathOf("release.pub"));
            made.Write("supplychain.json", $$"""{ "version": 1, "provenance": { "rules": [ { {{Rule}}, "gates": [ "lock" ] } ] } }""").Lock("b").Commit().Git("tag", "prepared");
        }
        _prepared.Git("reset", "-q", "--hard", "prepared");
        _prepared.Git("clean", "-fdq");
        File.Delete($"{_prepared.Archive("a")}.sigstore.json");
        if (Directory.Exists(Kept(_prepared)))
            Directory.Delete(Kept(_prepared), recursive: true);
        return _prepared;
    }
}
