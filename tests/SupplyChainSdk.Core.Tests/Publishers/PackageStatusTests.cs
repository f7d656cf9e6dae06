using System.Collections.Immutable;
using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Licensing;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;
using static SupplyChainSdk.Core.Tests.Publishers.GivenPublishers;

namespace SupplyChainSdk.Core.Tests.Publishers;

/// <summary>Unlisted, deprecated, deleted and too new, as sources say it: asked by NuGet's own client over real sockets, then judged.</summary>
[TestClass]
public sealed class PackageStatusTests
{
    private static readonly DateTimeOffset Now = new(2027, 6, 30, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public async Task A_package_that_is_listed_and_old_enough_passes()
    {
        using var feed = new StatusFeed().Has("Foo", change: e => e["published"] = "2027-06-01T12:00:00Z");
        Assert.AreEqual("", await JudgedAsync(feed, minimumAge: 14));
        // Every version has its own answer.
        Assert.AreEqual("", await JudgedAsync(feed.Has("Foo", "0.9.0", e => e["listed"] = false), minimumAge: 14));
    }

    [TestMethod]
    public async Task An_unlisted_package_is_found()
    {
        using var feed = new StatusFeed().Has("Foo", change: e => e["listed"] = false);
        Assert.AreEqual("warning SCSDK5007", await JudgedAsync(feed));
        Assert.AreEqual("error SCSDK5007", await JudgedAsync(feed, rules: ("F*", Enforce.Error)));
        Assert.AreEqual("", await JudgedAsync(feed, rules: ("F*", Enforce.Off)));
    }

    [TestMethod]
    public async Task A_deprecated_package_is_found_with_the_words_of_its_publisher_made_harmless()
    {
        using var feed = new StatusFeed().Has("Foo", change: e => e["deprecation"] = new JsonObject
        {
            ["reasons"] = new JsonArray("Legacy", "CriticalBugs"),
            ["message"] = "use another\n::error::" + new string('x', 5000),
            ["alternatePackage"] = new JsonObject { ["id"] = "Bar", ["range"] = "*" },
        });
        var finding = (await CheckAsync(feed)).Single();
        Assert.AreEqual(Codes.PackageDeprecated, finding.Code);
        StringAssert.Contains(finding.Message, "'Legacy, CriticalBugs', 'use another\\u{000A}::error::xxx", StringComparison.Ordinal);
        StringAssert.Contains(finding.Message, "names 'Bar' instead", StringComparison.Ordinal);
        Assert.IsLessThan(600, finding.Message.Length);
    }

    [TestMethod]
    public async Task A_package_that_no_source_has_any_more_is_found()
    {
        using var feed = new StatusFeed().Has("Foo", "0.9.0");
        Assert.AreEqual("warning SCSDK5009", await JudgedAsync(feed));
        using var none = new StatusFeed();
        Assert.AreEqual("warning SCSDK5009", await JudgedAsync(none));
        // One source that has it is enough.
        using var other = new StatusFeed().Has("Foo");
        Assert.AreEqual("", Show(await CheckAsync([feed.Index, other.Index])));
    }

    [TestMethod]
    public async Task A_package_that_is_too_new_is_found_and_its_first_publication_counts()
    {
        using var feed = new StatusFeed().Has("Foo", change: e => e["published"] = "2027-06-28T11:00:00Z");
        var finding = (await CheckAsync(feed, minimumAge: 14)).Single();
        Assert.AreEqual(Codes.PackageTooNew, finding.Code);
        StringAssert.Contains(finding.Message, "published on 2027-06-28, 2 days ago, and \"publishers.minimumAge\" asks for 14 days", StringComparison.Ordinal);
        Assert.AreEqual("", await JudgedAsync(feed, minimumAge: 2));
        Assert.AreEqual("", await JudgedAsync(feed));
        using var first = new StatusFeed().Has("Foo", change: e => e["published"] = "2027-01-01T00:00:00Z");
        Assert.AreEqual("", Show(await CheckAsync([feed.Index, first.Index], minimumAge: 14)));
    }

    [TestMethod]
    public async Task An_age_that_no_source_says_is_not_a_pass()
    {
        using var feed = new StatusFeed().Has("Foo").Has("Bar", change: e => { e["published"] = "1900-01-01T00:00:00Z"; e["listed"] = false; });
        Assert.AreEqual("", await JudgedAsync(feed));
        var finding = (await CheckAsync(feed, minimumAge: 14)).Single();
        Assert.AreEqual(Codes.SourcesNotAsked, finding.Code);
        StringAssert.Contains(finding.Message, "(Foo 1.0.0)", StringComparison.Ordinal);
        // What nuget.org dates 1900 is unlisted, not old.
        Assert.AreEqual("warning SCSDK5007 warning SCSDK5011", Show(await CheckAsync([feed.Index], minimumAge: 14, package: "Bar")));
    }

    [TestMethod]
    public async Task A_source_that_fails_is_not_a_pass_and_does_not_look_like_a_deletion()
    {
        using var feed = new StatusFeed { Status = 403 };
        var finding = (await CheckAsync(feed)).Single();
        Assert.AreEqual((Codes.SourcesNotAsked, Severity.Warning), (finding.Code, finding.Severity));
        StringAssert.Contains(finding.Message, feed.Index, StringComparison.Ordinal);
        Assert.AreEqual("error SCSDK5011", await JudgedAsync(feed, rules: ("F*", Enforce.Error)));
        // Nor is one that only has the content of packages.
        using var content = new StatusFeed { HasRegistrations = false };
        Assert.AreEqual("warning SCSDK5011", await JudgedAsync(content));
        // Another source that answers does not make the failed one unknown to nobody.
        using var good = new StatusFeed().Has("Foo");
        Assert.AreEqual("warning SCSDK5011", Show(await CheckAsync([feed.Index, good.Index])));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task A_silent_source_is_named_alone_and_takes_no_answer_of_another(bool isAllSilent)
    {
        using var end = new ManualResetEventSlim();
        using var silent = new StatusFeed { Waits = end, IsAllSilent = isAllSilent }.Has("Foo");
        using var good = new StatusFeed().Has("Foo", change: e => e["listed"] = false);
        var limits = SourceLimits.Default with { MaxSilence = TimeSpan.FromSeconds(2) };
        var findings = await CheckAsync([silent.Index, good.Index], limits: limits);
        Assert.AreEqual("warning SCSDK5007 warning SCSDK5011", Show(findings));
        StringAssert.Contains(findings[1].Message, $"{silent.Index} did not answer within 2 seconds (Foo 1.0.0)", StringComparison.Ordinal);
        Assert.IsFalse(findings[1].Message.Contains(good.Index, StringComparison.Ordinal));
        // So it is when all questions together take too long.
        findings = await CheckAsync([silent.Index, good.Index], limits: SourceLimits.Default with { MaxTime = TimeSpan.FromSeconds(2) });
        Assert.AreEqual("warning SCSDK5007 warning SCSDK5011", Show(findings));
        StringAssert.Contains(findings[1].Message, $"{silent.Index} did not answer within 2 seconds", StringComparison.Ordinal);
        end.Set();
        Assert.AreEqual("warning SCSDK5007", Show(await CheckAsync([silent.Index, good.Index], limits: limits)));
    }

    [TestMethod]
    public void What_is_not_known_is_said_for_each_weight_and_the_remedy_is_a_rule_that_helps()
    {
        ImmutableArray<PackageStatus> statuses = [.. new[] { "Foo", "Bar", "Baz" }.Select(id => new PackageStatus(PackageId.Create(id, "1.0.0"), ["feed"], [new VersionStatus("feed", true, null, null)], []))];
        var findings = PackageStatusCheck.Check(statuses, Rules(Enforce.Warning, 14, ("Foo", Enforce.Error)), Now).ToImmutableArray();
        Assert.AreEqual("error SCSDK5011 warning SCSDK5011", Show(findings));
        Assert.AreNotEqual(findings[0].Fingerprint, findings[1].Fingerprint);
        StringAssert.Contains(findings[0].Message, "(Foo 1.0.0)", StringComparison.Ordinal);
        StringAssert.EndsWith(findings[0].Message, "in place of the one that matches now: { \"packages\": \"Foo\", \"enforce\": \"off\" }", StringComparison.Ordinal);
        StringAssert.Contains(findings[1].Message, "(Bar 1.0.0, Baz 1.0.0)", StringComparison.Ordinal);
        StringAssert.EndsWith(findings[1].Message, "by a rule in \"publishers\": { \"packages\": \"Bar\", \"enforce\": \"off\" }", StringComparison.Ordinal);
        // A single weight is a single finding.
        Assert.AreEqual("warning SCSDK5011", Show([.. PackageStatusCheck.Check(statuses, Rules(Enforce.Warning, 14), Now)]));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("no JSON")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("""{ "items": null }""")]
    [DataRow("""{ "items": [ { "lower": "?", "upper": "?" } ] }""")]
    [DataRow("""{ "items": [ { "lower": "1.0.0", "upper": "1.0.0", "items": [ { "catalogEntry": null } ] } ] }""")]
    [DataRow("""{ "items": [ { "lower": "1.0.0", "upper": "1.0.0", "items": [ { "catalogEntry": { "id": "Foo", "version": "?" } } ] } ] }""")]
    public async Task What_a_source_sends_that_is_no_answer_is_never_a_pass(string body)
    {
        using var feed = new StatusFeed { Body = body };
        Assert.IsNotEmpty(await CheckAsync(feed));
    }

    [TestMethod]
    public async Task Nothing_listens_or_the_network_is_refused_and_neither_is_a_pass()
    {
        Assert.AreEqual("warning SCSDK5011", Show(await CheckAsync(["http://127.0.0.1:9/v3/index.json"])));
        Assert.AreEqual("warning SCSDK5011", Show(await CheckAsync(["http://feed.test/v3/index.json"])));
        Assert.AreEqual("warning SCSDK5011", Show(await CheckAsync([])));
    }

    [TestMethod]
    public async Task Source_mapping_decides_who_is_asked()
    {
        using var feed = new StatusFeed().Has("Foo", change: e => e["listed"] = false);
        using var other = new StatusFeed().Has("Foo");
        using var scratch = new Scratch();
        var config = scratch.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="one" value="{feed.Index}" allowInsecureConnections="true" /><add key="other" value="{other.Index}" allowInsecureConnections="true" /></packageSources>
              <packageSourceMapping><packageSource key="other"><package pattern="F*" /></packageSource><packageSource key="one"><package pattern="Bar" /></packageSource></packageSourceMapping>
            </configuration>
            """);
        Assert.AreEqual("", Show(await CheckAsync([feed.Index, other.Index], config: config)));
        Assert.IsFalse(feed.Asked.Any(a => a.Contains("registrations", StringComparison.Ordinal)));
        Assert.AreEqual("warning SCSDK5011", Show(await CheckAsync([feed.Index, other.Index], config: config, package: "Unmapped")));
    }

    [TestMethod]
    public async Task Projects_of_one_run_ask_once_and_a_failure_is_asked_again()
    {
        using var feed = new StatusFeed { Status = 403 }.Has("Foo");
        var memory = new PackageStatusMemory();
        Assert.AreEqual("warning SCSDK5011", Show(await CheckAsync([feed.Index], memory: memory)));
        feed.Status = null;
        Assert.AreEqual("", Show(await CheckAsync([feed.Index], memory: memory)));
        var asked = feed.Asked.Count;
        Assert.AreEqual("", Show(await CheckAsync([feed.Index], memory: memory)));
        Assert.HasCount(asked, feed.Asked);
    }

    [TestMethod]
    public async Task A_folder_says_whether_it_has_a_package_and_never_when_it_was_published()
    {
        using var scratch = new Scratch();
        scratch.Write("feed/Foo.1.0.0.nupkg", Packaging.RawZip.Write([new Packaging.RawEntry("Foo.nuspec",
            "<package><metadata><id>Foo</id><version>1.0.0</version><authors>a</authors><description>d</description></metadata></package>")]));
        Assert.AreEqual("", Show(await CheckAsync([scratch.At("feed")])));
        Assert.AreEqual("warning SCSDK5011", Show(await CheckAsync([scratch.At("feed")], minimumAge: 1)));
        Assert.AreEqual("warning SCSDK5009", Show(await CheckAsync([scratch.At("feed")], package: "Bar")));
    }

    private static async Task<string> JudgedAsync(StatusFeed feed, int? minimumAge = null, params (string, Enforce)[] rules) => Show(await CheckAsync([feed.Index], minimumAge, rules: rules));

    private static Task<ImmutableArray<Finding>> CheckAsync(StatusFeed feed, int? minimumAge = null) => CheckAsync([feed.Index], minimumAge);

    private static async Task<ImmutableArray<Finding>> CheckAsync(string[] sources, int? minimumAge = null, string? config = null, string package = "Foo", PackageStatusMemory? memory = null, SourceLimits? limits = null, params (string, Enforce)[] rules)
    {
        using var scratch = new Scratch();
        var assets = Assets.Small();
        var restore = assets["project"]!["restore"]!;
        restore["sources"] = new JsonObject(sources.Select(s => KeyValuePair.Create<string, JsonNode?>(s, new JsonObject())));
        if (config is not null)
            restore["configFilePaths"] = new JsonArray(config);
        var policy = PolicyOf(Rules(Enforce.Warning, minimumAge, rules));
        var graph = Given.Graph(Given.Node(package, kind: DependencyKind.Transitive));
        var status = await PackageStatusReader.AskAsync(scratch.Write("project.assets.json", assets.ToJsonString()), PublisherGate.Asked(graph, policy), memory, limits ?? SourceLimits.Default, default);
        return PublisherGate.Check(graph, new PackageReading([Facts(package, Same)], []), policy, Baselines(), ImmutableDictionary<PackageId, PackageSignatures>.Empty, null, status, Now).Findings;
    }

    private static string Show(ImmutableArray<Finding> findings) => string.Join(' ', findings.Select(f => $"{(f.Severity == Severity.Error ? "error" : "warning")} {f.Code}"));
}
