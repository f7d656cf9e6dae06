using System.Security.Cryptography;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>From a library to whoever depends on it: packed and attested, pushed, signed by the feed, restored, gated, verified.</summary>
[TestClass]
public sealed class ServedPackages
{
    private const string Served = $"{PackedLibrary.Id}@1.0.0";

    [ClassCleanup]
    public static void Clean() => PackedLibrary.Dispose();

    [TestMethod]
    public void Pushed_to_a_feed_that_signs_it_is_restored_gated_and_verified_wherever_it_is()
    {
        using var feed = new HttpFeed();
        using var consumer = new Consumer().DependsOnLibrary(feed.Index);
        Assert.AreNotEqual(0, Push(consumer, "another key").ExitCode);
        Push(consumer, HttpFeed.ApiKey).Succeeds();
        CollectionAssert.AreEqual((string[])["contoso.library.1.0.0"], feed.Symbols.ToArray());

        // The feed changed the file; the hash in the lock is that of what was pushed.
        Assert.AreNotEqual(Convert.ToHexStringLower(SHA256.HashData(PackedLibrary.Attested)), Convert.ToHexStringLower(SHA256.HashData(feed.Served("contoso.library", "1.0.0"))));
        consumer.Lock().Commit();
        Assert.AreEqual(Convert.ToBase64String(SHA512.HashData(PackedLibrary.Attested)),
            Evidence.Locked(consumer.PathOf("packages.lock.json")).Single(p => p.Id == PackedLibrary.Id).ContentHash);
        consumer.With("CI", "true").Run("build").Succeeds().Checks(1);

        var installed = consumer.Archive(PackedLibrary.Id);
        CollectionAssert.AreEqual(feed.Served("contoso.library", "1.0.0"), File.ReadAllBytes(installed));
        consumer.Tool("verify", installed, "--key", PackedLibrary.PublicKey).Ends(0)
            .Says("of the package as it was built; an attestation and a NuGet signature were appended later").Says("equal to those in the package").Says("\nVerified.");
        var packages = Path.Combine(consumer.Root, "packages", "contoso.*");
        consumer.Tool("verify", $"{packages}/**/*.nupkg", "--key", PackedLibrary.PublicKey).Ends(0).Says("\nVerified.");

        // What consumers get, from the point of view of who released it.
        consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", "feed", "--against", PackedLibrary.Release).Ends(0)
            .Says($"before signing, the same as {PackedLibrary.Name}; feed appended a NuGet signature").Says("SBOMs equal to the attested ones: Contoso.Library.1.0.0.cdx.json, ").Says("\nVerified.");
        Assert.Contains("GET /v3/content/contoso.library/1.0.0/contoso.library.1.0.0.nupkg", feed.Asked);

        // A file that is changed after it was extracted is what is compiled; nobody but verify looks at it.
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(installed)!, "build.txt"), "from somewhere");
        consumer.Tool("verify", installed, "--key", PackedLibrary.PublicKey).Ends(1, "error SCSDK8014").Says("build.txt, extracted beside");
    }

    [TestMethod]
    public void In_a_folder_that_is_a_feed_it_stays_as_it_was_pushed()
    {
        using var consumer = new Consumer();
        consumer.DependsOnLibrary(consumer.Feed);
        Push(consumer, HttpFeed.ApiKey).Succeeds();
        consumer.Lock().Commit().With("CI", "true").Run("build").Succeeds().Checks(1);

        consumer.Tool("verify", consumer.Archive(PackedLibrary.Id), "--key", PackedLibrary.PublicKey).Ends(0).Says("equal to those in the package").Says("\nVerified.");
        foreach (var source in (string[])["feed", consumer.Feed])
        {
            consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", source, "--against", PackedLibrary.Release).Ends(0)
                .Says($"the same as {PackedLibrary.Name}; nothing was appended").Says("\nVerified.");
        }
        consumer.Tool("verify", $"{PackedLibrary.Id}@1.0.1", "--key", PackedLibrary.PublicKey, "--source", "feed", "--wait", "1s").Ends(2, "error SCSDK8015");
    }

    [TestMethod]
    public void Signed_by_its_author_and_countersigned_by_the_feed_it_is_still_the_release()
    {
        using var feed = new HttpFeed();
        using var consumer = new Consumer().WithAuthor().DependsOnLibrary(feed.Index);
        var signed = consumer.PathOf("signed", PackedLibrary.Name);
        consumer.Sign(PackedLibrary.Package, consumer.PathOf("signed"));
        consumer.RunPlain("nuget", "push", signed, "--source", "feed", "--api-key", HttpFeed.ApiKey).Succeeds();
        consumer.Lock().Commit().With("CI", "true").Run("build").Succeeds().Checks(1);

        consumer.Tool("verify", consumer.Archive(PackedLibrary.Id), "--key", PackedLibrary.PublicKey).Ends(0).Says("\nVerified.");
        consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", "feed", "--against", "signed").Ends(0)
            .Says("feed replaced the NuGet signature, as by countersigning it").Says("\nVerified.");
        // The release without a signature is the same package; that one came later is said.
        consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", "feed", "--against", PackedLibrary.Release).Ends(0).Says("feed appended a NuGet signature");

        feed.Put(PackedLibrary.Attested);
        consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", "feed", "--against", "signed").Ends(1, "error SCSDK8016").Says("REMOVED the NuGet signature");
    }

    [TestMethod]
    [DataRow("tampered", "error SCSDK8004", "error SCSDK8004")]
    [DataRow("by another key", "error SCSDK8003", "error SCSDK8016")]
    [DataRow("unattested", "error SCSDK8001", "error SCSDK8016")]
    public void Each_twin_is_restored_by_NuGet_and_refused_for_its_own_reason(string twin, string code, string beside)
    {
        using var feed = new HttpFeed(signs: false);
        using var consumer = new Consumer().DependsOnLibrary(feed.Index);
        feed.Put(twin switch { "tampered" => PackedLibrary.Tampered(), "by another key" => PackedLibrary.ByAnotherKey, _ => PackedLibrary.Unattested });
        consumer.RunPlain("restore").Succeeds();

        consumer.Tool("verify", consumer.Archive(PackedLibrary.Id), "--key", PackedLibrary.PublicKey).Ends(1, code).Says("\nNot verified.");
        consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", "feed").Ends(1, code);
        // With the bundle of the release at hand, the bytes decide.
        consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", "feed", "--against", PackedLibrary.Release).Ends(1, beside);

        // And the genuine one, from the same feed a moment later.
        feed.Put(PackedLibrary.Attested);
        consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", "feed", "--against", PackedLibrary.Release).Ends(0);
    }

    [TestMethod]
    public void A_feed_for_which_nuget_config_has_a_password_is_asked_with_it()
    {
        using var feed = new HttpFeed(password: "of the test");
        using var consumer = new Consumer().With("FEED_PASSWORD", "of the test").DependsOnLibrary(feed.Index,
            "<packageSourceCredentials><feed><add key=\"Username\" value=\"reader\" /><add key=\"ClearTextPassword\" value=\"%FEED_PASSWORD%\" /></feed></packageSourceCredentials>");
        Push(consumer, HttpFeed.ApiKey).Succeeds();
        consumer.RunPlain("restore").Succeeds();

        consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", "feed").Ends(0).Says("\nVerified.");
        consumer.Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", feed.Index).Ends(0).Says("\nVerified.");
        consumer.With("FEED_PASSWORD", "another").Tool("verify", Served, "--key", PackedLibrary.PublicKey, "--source", "feed").Ends(2, "error SCSDK8013").Says("answers 401");
    }

    private static BuildRun Push(Consumer consumer, string key) =>
        consumer.RunPlain("nuget", "push", PackedLibrary.Package, "--source", "feed", "--api-key", key);
}
