using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What SupplyChainSigner makes of a key, of no key, and of the kind of build.</summary>
[TestClass]
public sealed class SignAuto
{
    private const string Package = "a.1.0.0.nupkg";

    [TestMethod]
    public void Without_a_key_the_statement_is_unsigned_and_proves_nothing_and_that_is_said()
    {
        using var consumer = Built();
        var output = consumer.PathOf("bin", "Release");

        var run = Pack(consumer).Succeeds("warning SCSDK7001");

        Assert.Contains("proves nothing", run.Output);
        CollectionAssert.AreEqual((string[])["a.1.0.0.cdx.json", Package, $"{Package}.intoto.unsigned.json"], Evidence.Files(output));
        // No envelope: a scanner that looks for signatures finds none.
        Assert.IsFalse(Evidence.Json(Path.Combine(output, $"{Package}.intoto.unsigned.json")).TryGetProperty("dsseEnvelope", out _));
        var verify = consumer.Tool("verify", Path.Combine(output, Package), "--key", consumer.Make("any").Public);
        Assert.AreEqual(1, verify.ExitCode, verify.Output);
        Assert.Contains("SCSDK8005", verify.Output);

        Pack(consumer, "-p:SupplyChainSigner=none").Succeeds();
        Assert.Contains($"{Package}.intoto.unsigned.json", Evidence.Files(output));

        // And with a key the unsigned one goes.
        Pack(consumer, $"-p:SupplyChainSigningKey={consumer.Make("release").Private}").Succeeds();
        CollectionAssert.AreEqual((string[])["a.1.0.0.cdx.json", Package, $"{Package}.sigstore.json"], Evidence.Files(output));

        // And the other way round: no bundle stays beside a package that was packed without a signer.
        Pack(consumer, "-p:SupplyChainSigner=none").Succeeds();
        CollectionAssert.AreEqual((string[])["a.1.0.0.cdx.json", Package, $"{Package}.intoto.unsigned.json"], Evidence.Files(output));
    }

    [TestMethod]
    public void A_pull_request_never_signs_by_auto_and_a_tag_never_goes_out_unsigned_in_silence()
    {
        using var consumer = Built().With("GITHUB_ACTIONS", "true");
        var output = consumer.PathOf("bin", "Release");
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";

        consumer.With("GITHUB_EVENT_NAME", "pull_request");
        Pack(consumer, key).Succeeds("warning SCSDK7001");
        Assert.DoesNotContain($"{Package}.sigstore.json", Evidence.Files(output));

        consumer.With("GITHUB_EVENT_NAME", "push").With("GITHUB_REF_TYPE", "tag");
        var tag = Pack(consumer).Fails("error SCSDK7002", "error SCSDK7008");
        Assert.Contains("SupplyChainSigner=none", tag.Output);
        Assert.IsEmpty(Evidence.Files(output), "nothing is left for a push step");
        Assert.Contains(Package, Evidence.Files(consumer.PathOf("obj", "supplychain", "unattested")));

        Pack(consumer, "-p:SupplyChainSigner=none").Succeeds();
        Pack(consumer, key).Succeeds();
        Assert.Contains($"{Package}.sigstore.json", Evidence.Files(output));
    }

    private static Consumer Built()
    {
        var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("build", "--no-restore", "-c", "Release").Succeeds();
        return consumer;
    }

    private static BuildRun Pack(Consumer consumer, params string[] arguments) => consumer.Run(["pack", "--no-build", .. arguments]);
}
