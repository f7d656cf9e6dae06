using System.Security;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Lock file, packages folder and NuGet's records agree on a package that its source does not serve: nothing on this machine shows it.</summary>
[TestClass]
public sealed class AgainstSource
{
    private const string Name = "a.1.0.0.nupkg";

    [TestMethod]
    public void A_poisoned_lock_with_a_poisoned_cache_is_found_before_anything_is_signed()
    {
        // What was restored and locked, and what the source has served ever since.
        using var consumer = new Consumer().Offline().Package("Given.A", entries: [("build/Given.A.targets", "<Project />")])
            .Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A")).Lock().Commit();
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";
        var poisoned = File.ReadAllBytes(Path.Combine(consumer.Feed, "Given.A.1.0.0.nupkg"));
        consumer.Package("Given.A");

        consumer.Run("pack", key).Fails("error SCSDK2018", "error SCSDK7008");
        Assert.DoesNotContain(Name, Evidence.Files(consumer.PathOf("bin", "Release")));
        Assert.DoesNotContain($"{Name}.sigstore.json", Evidence.Files(consumer.PathOf("bin", "Release")));
        consumer.Tool("check", "--against-source").Ends(1, "error SCSDK2018").Says("packages.lock.json(").Says("Given.A 1.0.0 as of-the-test serves it is not the package that was locked").Says("againstSource 1 failed");

        // Nothing else sees it.
        Assert.AreEqual(0, consumer.Run("restore", "--locked-mode", "--force").ExitCode);
        consumer.Tool("check").Ends(0);
        consumer.Run("pack", "-p:SupplyChainSigner=none").Succeeds();

        // The twin.
        File.WriteAllBytes(Path.Combine(consumer.Feed, "Given.A.1.0.0.nupkg"), poisoned);
        consumer.Run("pack", key).Succeeds();
        Assert.AreEqual("passed", Gate(consumer.PathOf("bin", "Release", $"{Name}.sigstore.json")));
        var logged = consumer.Tool("check", "--against-source").Ends(0).Says("againstSource 1 passed");

        // Four questions: two packages, two sources. A log has nothing of them.
        Assert.DoesNotContain("===", logged.Output);
        if (File.Exists("/usr/bin/script"))
            Assert.Contains("[====================] 4/4 ", consumer.Shell($"TERM=xterm script -qec \"dotnet '{SupplyChainTool.Assembly}' check --against-source\" /dev/null").Output);
    }

    [TestMethod]
    public void A_feed_is_asked_once_for_what_is_signed_and_never_for_what_is_not()
    {
        using var feed = new HttpFeed(signs: false);
        using var consumer = new Consumer().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"));
        feed.Put(File.ReadAllBytes(Path.Combine(consumer.Feed, "Given.A.1.0.0.nupkg")));
        consumer.WithOwnPackages().Write("nuget.config", Config(feed)).Lock().Commit();
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";

        feed.Asked.Clear();
        consumer.Run("pack", "--no-restore", "-p:SupplyChainSigner=none").Succeeds();
        consumer.Tool("check").Ends(0);
        Assert.IsEmpty(feed.Asked);

        consumer.Run("pack", "--no-restore", key).Succeeds();
        Assert.AreEqual(1, feed.Asked.Count(asked => asked == "GET /v3/content/given.a/1.0.0/given.a.1.0.0.nupkg"), string.Join('\n', feed.Asked));
        Assert.AreEqual("passed", Gate(consumer.PathOf("bin", "Release", $"{Name}.sigstore.json")));

        // The check of the build asks; what is signed in the same build does not ask again.
        consumer.Write("supplychain.json", """{ "version": 1, "lock": { "againstSource": "always" } }""");
        feed.Asked.Clear();
        consumer.Run("pack", "--no-restore", key).Succeeds();
        Assert.AreEqual(1, feed.Asked.Count(asked => asked == "GET /v3/content/given.a/1.0.0/given.a.1.0.0.nupkg"), string.Join('\n', feed.Asked));

        consumer.Write("supplychain.json", """{ "version": 1, "lock": { "againstSource": "off" } }""");
        feed.Asked.Clear();
        consumer.Run("pack", "--no-restore", key).Succeeds();
        Assert.IsEmpty(feed.Asked);
    }

    [TestMethod]
    public void A_feed_that_is_down_lets_nothing_be_attested()
    {
        using var consumer = new Consumer().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"));
        using (var feed = new HttpFeed(signs: false))
        {
            feed.Put(File.ReadAllBytes(Path.Combine(consumer.Feed, "Given.A.1.0.0.nupkg")));
            consumer.WithOwnPackages().Write("nuget.config", Config(feed)).Lock().Commit();
        }
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";

        var run = consumer.Run("pack", "--no-restore", key).Fails("error SCSDK2019", "error SCSDK7008");
        Assert.Contains("feed gave no answer, and 2 packages cannot be compared with it: ", run.Output);
        Assert.Contains("lock.againstSource", run.Output);
        Assert.DoesNotContain(Name, Evidence.Files(consumer.PathOf("bin", "Release")));
        consumer.Tool("check", "--against-source").Ends(2, "error SCSDK2019").Says("againstSource 1 not run");
        consumer.Tool("check", "--against-source", "--offline").Says("--offline forbids");
        consumer.Tool("check", "--offline").Ends(0);

        consumer.Write("supplychain.json", """{ "version": 1, "lock": { "againstSource": "always" } }""");
        consumer.Run("build", "--no-restore").Fails("error SCSDK2019");
        consumer.Tool("check", "--offline").Ends(0).Says("supplychain.json(1,44): info SCSDK2019: The packages were not compared with their sources");
    }

    [TestMethod]
    public void What_is_only_a_warning_is_said_once_whoever_finds_it()
    {
        using var consumer = new Consumer().Package("Given.A");
        var third = Directory.CreateDirectory(Path.Combine(consumer.Root, "third")).FullName;
        File.Copy(Path.Combine(consumer.Feed, "Given.A.1.0.0.nupkg"), Path.Combine(third, "Given.A.1.0.0.nupkg"));
        consumer.Offline().Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"));
        consumer.Write("nuget.config", File.ReadAllText(consumer.PathOf("nuget.config")).Replace("</packageSources>", $"<add key=\"third\" value=\"{SecurityElement.Escape(third)}\" /></packageSources>", StringComparison.Ordinal));
        consumer.Lock().Commit();
        var key = $"-p:SupplyChainSigningKey={consumer.Make("release").Private}";

        // Where only what signs asks, it says it; where the check of the build asked already, that did, also when it only repeats it.
        consumer.Run("pack", "--no-restore", key).Succeeds("warning SCSDK2020");
        consumer.Write("supplychain.json", """{ "version": 1, "lock": { "againstSource": "always" } }""");
        consumer.Run("pack", "--no-restore", key).Succeeds("warning SCSDK2020");
        consumer.Run("pack", "--no-restore", key).Succeeds("warning SCSDK2020");
        consumer.With("CI", "true").Commit().Run("pack", "--no-restore", key).Succeeds("warning SCSDK2020");

        // A gate that only warns is heard too, where what it warns of is found before signing.
        consumer.Without("CI").Package("Given.A", license: "Apache-2.0").Write("supplychain.json", """{ "version": 1, "lock": { "enforce": "warning" } }""");
        consumer.Run("pack", "--no-restore", key).Succeeds("warning SCSDK2020");
        File.Delete(Path.Combine(third, "Given.A.1.0.0.nupkg"));
        consumer.Run("pack", "--no-restore", key).Succeeds("warning SCSDK2018");
    }

    private static string Gate(string bundle) => Evidence.Statement(bundle).GetProperty("predicate").GetProperty("runDetails").GetProperty("byproducts").EnumerateArray()
        .Single(b => b.GetProperty("name").GetString() == "gate:againstSource").GetProperty("annotations").GetProperty("result").GetString()!;

    private static string Config(HttpFeed feed) => $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="under-test" value="{SecurityElement.Escape(TestFeed.Folder)}" />
            <add key="feed" value="{SecurityElement.Escape(feed.Index)}" allowInsecureConnections="true" />
          </packageSources>
        </configuration>
        """;
}
