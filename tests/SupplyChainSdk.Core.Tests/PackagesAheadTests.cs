using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests;

/// <summary>What was read ahead counts where it is exactly what the check reads, and nowhere else.</summary>
[TestClass]
public sealed class PackagesAheadTests
{
    [TestMethod]
    public void What_was_read_ahead_is_what_the_check_judges()
    {
        using var scratch = new Scratch();
        var request = Project(scratch);
        using var ahead = PackagesAhead.Begin(request);

        var report = DependencyCheck.Run(request with { Ahead = ahead }, CancellationToken.None);

        Assert.AreSame(ahead.Graph(request, CancellationToken.None), report.Graph);
        Assert.AreSame(ahead.Packages(request, report.Graph!, FileScope.Used, CancellationToken.None), report.Packages);
        CollectionAssert.AreEqual(DependencyCheck.Run(request, CancellationToken.None).Findings, report.Findings);
    }

    [TestMethod]
    public void Another_assets_file_is_read_anew()
    {
        using var scratch = new Scratch();
        var request = Project(scratch);
        using var ahead = PackagesAhead.Begin(request);
        Assert.IsNotNull(ahead.Graph(request, CancellationToken.None));
        File.AppendAllText(request.AssetsFile, "\n");

        var report = DependencyCheck.Run(request with { Ahead = ahead }, CancellationToken.None);

        Assert.IsNotNull(report.Graph);
        Assert.IsNull(ahead.Graph(request, CancellationToken.None));
        Assert.IsNull(ahead.Packages(request, report.Graph, FileScope.Used, CancellationToken.None));
    }

    [TestMethod]
    public void What_a_cache_vouched_for_does_not_count_for_what_is_attested()
    {
        using var scratch = new Scratch();
        var request = Project(scratch) with { CacheFolder = scratch.At("cache") };
        using var ahead = PackagesAhead.Begin(request);
        var graph = ahead.Graph(request, CancellationToken.None)!;

        Assert.IsNotNull(ahead.Packages(request, graph, FileScope.Used, CancellationToken.None));
        Assert.IsNull(ahead.Packages(request with { NamesSource = true }, graph, FileScope.Used, CancellationToken.None));
        Assert.IsNull(ahead.Packages(request with { IsCI = true }, graph, FileScope.Used, CancellationToken.None));
        Assert.IsNull(ahead.Packages(request with { CacheFolder = scratch.At("other") }, graph, FileScope.Used, CancellationToken.None));
    }

    [TestMethod]
    public void A_policy_that_wants_other_files_compared_has_them_read()
    {
        using var scratch = new Scratch();
        var request = Project(scratch);
        using var ahead = PackagesAhead.Begin(request);
        var graph = ahead.Graph(request, CancellationToken.None)!;
        Assert.IsNotNull(ahead.Packages(request, graph, FileScope.Used, CancellationToken.None));
        scratch.Write("supplychain.json", """{ "version": 1, "integrity": { "files": "all" } }""");

        var report = DependencyCheck.Run(request with { Ahead = ahead }, CancellationToken.None);

        Assert.AreSame(graph, report.Graph);
        Assert.IsNull(ahead.Packages(request, graph, FileScope.All, CancellationToken.None));
        Assert.IsNotNull(report.Packages);
    }

    [TestMethod]
    public void What_could_not_be_read_ahead_is_said_by_the_check()
    {
        using var scratch = new Scratch();
        var request = Project(scratch);
        File.WriteAllText(request.AssetsFile, "{");
        using var ahead = PackagesAhead.Begin(request);

        var report = DependencyCheck.Run(request with { Ahead = ahead }, CancellationToken.None);

        Assert.IsNull(report.Graph);
        Assert.AreEqual(Codes.AssetsUnreadable, report.Findings.Single(f => f.Severity == Severity.Error).Code);
    }

    private static CheckRequest Project(Scratch scratch)
    {
        var assets = Assets.Small();
        assets["packageFolders"] = new JsonObject { [scratch.At("packages")] = new JsonObject() };
        assets["project"]!["restore"]!["projectPath"] = scratch.Write("App.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        return new CheckRequest
        {
            ProjectFile = scratch.At("App.csproj"),
            AssetsFile = scratch.Write("obj/project.assets.json", assets.ToJsonString()),
            LockFile = scratch.At("packages.lock.json"),
            Now = TimeProvider.System.GetUtcNow(),
        };
    }
}
