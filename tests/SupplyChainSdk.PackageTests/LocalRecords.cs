using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What local checks keep: digests of extracted files and the stamp. They save work on this machine, and count nowhere else.</summary>
[TestClass]
public sealed class LocalRecords
{
    private const string Reference = Consumer.Reference + "<PackageReference Include=\"Newtonsoft.Json\" Version=\"13.0.4\" />";
    private const string Dll = "packages/newtonsoft.json/13.0.4/lib/net6.0/Newtonsoft.Json.dll";

    [TestMethod]
    public void Forged_digests_pass_a_local_build_and_neither_CI_nor_the_tool_nor_attesting()
    {
        using var consumer = new Consumer().WithOwnPackages().Project("a.csproj", Reference).Lock().Commit();
        consumer.Run("build").Succeeds();
        Assert.HasCount(2, consumer.Manifests());
        var file = Path.Combine(consumer.Root, Dll);
        var before = File.ReadAllBytes(file);
        Evidence.Flip(file, -1);
        consumer.Run("build").Fails("error SCSDK2011").Checks(1);

        consumer.ForgeManifest(before, File.ReadAllBytes(file));
        // This is what "against whom it gives nothing" in docs/threat-model.md means.
        consumer.Run("build").Succeeds().Checks(1);

        consumer.Tool("check").Ends(1, "error SCSDK2011");
        var run = consumer.Run("pack");
        Assert.AreNotEqual(0, run.ExitCode, run.Shown);
        Assert.Contains("error SCSDK2011", run.Codes, run.Shown);
        consumer.With("CI", "true").Run("build", "--no-restore").Fails("error SCSDK2011").Checks(1);
    }

    [TestMethod]
    public void In_CI_and_by_the_tool_nothing_is_kept()
    {
        using var consumer = new Consumer().WithOwnPackages().Project("a.csproj", Reference).Lock().Commit().With("CI", "true");
        consumer.Run("build").Succeeds();
        consumer.Tool("check").Ends(0);
        Assert.IsFalse(Directory.Exists(Path.Combine(consumer.Root, "cache", "SupplyChainSdk")));
    }

    [TestMethod]
    public void Without_a_place_to_keep_them_everything_is_checked()
    {
        using var consumer = new Consumer().WithOwnPackages().Project("a.csproj", Reference).Lock().Commit();
        consumer.Write("../cache", "a file where the folder should be");
        consumer.Run("build").Succeeds().Checks(1);
        Evidence.Flip(Path.Combine(consumer.Root, Dll), -1);
        consumer.Run("build").Fails("error SCSDK2011").Checks(1);
    }

    [TestMethod]
    public void Builds_at_the_same_time_share_them()
    {
        using var consumer = new Consumer().WithOwnPackages();
        string[] names = ["a", "b", "c", "d"];
        foreach (var name in names)
            consumer.Project($"{name}/{name}.csproj", Reference);
        foreach (var name in names)
            consumer.Lock(name);
        consumer.Commit();

        var runs = new BuildRun[names.Length];
        Parallel.For(0, names.Length, new ParallelOptions { MaxDegreeOfParallelism = names.Length }, i => runs[i] = consumer.Run("build", "--no-restore", names[i]));

        foreach (var run in runs)
            run.Succeeds().Checks(1);
        Assert.HasCount(2, consumer.Manifests(), "and nothing temporary");
        // What they left is whole: it hides nothing, and the next one leaves it as it is.
        var kept = consumer.Manifests().Select(Evidence.Sha256).Order(StringComparer.Ordinal).ToArray();
        File.Delete(consumer.PathOf("a", "obj", "supplychain", "check.state"));
        consumer.Run("build", "--no-restore", "a").Succeeds().Checks(1);
        CollectionAssert.AreEqual(kept, consumer.Manifests().Select(Evidence.Sha256).Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public void An_edited_lock_is_found_by_the_next_build()
    {
        using var consumer = new Consumer().WithOwnPackages().Project("a.csproj", Reference).Lock().Commit();
        consumer.Run("build").Succeeds();
        consumer.Run("build").Succeeds().FindsNothingChanged();
        var lockFile = consumer.PathOf("packages.lock.json");
        var locked = Evidence.Locked(lockFile).Single(p => p.Id == "Newtonsoft.Json").ContentHash;
        var time = File.GetLastWriteTimeUtc(lockFile);
        File.WriteAllText(lockFile, File.ReadAllText(lockFile).Replace(locked, Convert.ToBase64String(new byte[64]), StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(lockFile, time);

        consumer.Run("build").Fails("error SCSDK2003").Checks(1);
    }
}
