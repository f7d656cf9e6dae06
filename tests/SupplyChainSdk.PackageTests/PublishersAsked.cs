using System.Text.Json.Nodes;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What a source says of packages is asked by the tool and in CI, and never by a local build.</summary>
[TestClass]
public sealed class PublishersAsked
{
    [TestMethod]
    public void A_source_is_asked_by_the_tool_and_in_CI_and_not_by_a_local_build()
    {
        using var feed = new HttpFeed(signs: false);
        feed.Put(PackedLibrary.Unattested);
        using var consumer = new Consumer().DependsOnLibrary(feed.Index).Write("supplychain.json", """{ "version": 1, "publishers": { "minimumAge": "14d" } }""");
        consumer.Lock().Tool("publishers", "update").Ends(0);
        consumer.Commit();
        feed.Entry = (id, version) => new JsonObject
        {
            ["id"] = id,
            ["version"] = version,
            ["listed"] = false,
            ["published"] = DateTimeOffset.UtcNow.AddDays(-3).AddHours(-1).ToString("O"),
            ["deprecation"] = new JsonObject { ["reasons"] = new JsonArray("Legacy"), ["message"] = "Use another." },
        };

        feed.Asked.Clear();
        var local = consumer.Run("build", "--no-restore").Succeeds();
        Assert.IsEmpty(feed.Asked);
        Assert.Contains("SCSDK5011: The sources were not asked", local.Output);
        Assert.DoesNotContain("SupplyChainSdk: asking the sources", local.Output);

        consumer.Run("pack", "--no-restore").Succeeds("warning SCSDK7001");
        Assert.IsEmpty(feed.Asked);
        // What is signed says that the gate passed, so the question is asked.
        consumer.Run("pack", "--no-restore", "-p:IncludeSymbols=false", $"-p:SupplyChainSigningKey={consumer.Make("release").Private}").Succeeds("warning SCSDK5007", "warning SCSDK5008", "warning SCSDK5010", "warning SCSDK5011");
        Assert.IsTrue(feed.Asked.Any(path => path.Contains("registration", StringComparison.OrdinalIgnoreCase)));

        string[] said = ["warning SCSDK5007", "warning SCSDK5008", "warning SCSDK5010"];
        // The package under test comes from a folder, which never says when it was published.
        consumer.Tool("check").Ends(0, [.. said, "warning SCSDK5011"]).Says("'Legacy', 'Use another.'").Says("3 days ago").Says($"SupplyChainSdk {TestFeed.Version}");
        Assert.IsNotEmpty(feed.Asked);
        feed.Asked.Clear();
        consumer.Tool("check", "--offline").Ends(0).Says("info SCSDK5011");
        Assert.IsEmpty(feed.Asked);

        // Who waits for a source is told what for, without another warning.
        var entry = feed.Entry;
        feed.Entry = (id, version) =>
        {
            Thread.Sleep(TimeSpan.FromSeconds(3));
            return entry(id, version);
        };
        consumer.Write("supplychain.json", """{ "version": 1, "publishers": { } }""");
        Assert.Contains("SupplyChainSdk: asking the sources what they say of 2 packages …", consumer.With("CI", "true").Run("build", "--no-restore").Succeeds("warning SCSDK5007", "warning SCSDK5008").Output);
        Assert.IsNotEmpty(feed.Asked);
        // Before signing they are asked again, and it is not said again.
        consumer.Run("pack", "--no-restore", "-p:IncludeSymbols=false", $"-p:SupplyChainSigningKey={consumer.Make("once").Private}").Succeeds("warning SCSDK5007", "warning SCSDK5008");
    }
}
