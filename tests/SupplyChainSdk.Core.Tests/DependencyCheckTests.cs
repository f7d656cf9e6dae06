using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Inputs;

namespace SupplyChainSdk.Core.Tests;

[TestClass]
public sealed class DependencyCheckTests
{
    [TestMethod]
    [DataRow("", "comparing 3 packages with what was locked, and every file that was extracted from them")]
    [DataRow("""{ "version": 1, "integrity": { "files": "hashes" } }""", "comparing 3 packages with what was locked")]
    [DataRow("""{ "version": 1, "integrity": { "enforce": "off" } }""", "comparing 3 packages with what was locked")]
    public void What_can_take_long_is_announced_and_its_end_too(string policy, string expected)
    {
        using var scratch = new Scratch();
        var assets = Assets.Small();
        assets["packageFolders"] = new JsonObject { [scratch.At("packages")] = new JsonObject() };
        assets["project"]!["restore"]!["projectPath"] = scratch.Write("App.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        if (policy.Length > 0)
            scratch.Write("supplychain.json", policy);
        var said = new List<string>();

        var report = DependencyCheck.Run(new CheckRequest
        {
            ProjectFile = scratch.At("App.csproj"),
            AssetsFile = scratch.Write("obj/project.assets.json", assets.ToJsonString()),
            LockFile = scratch.At("packages.lock.json"),
            Begins = what =>
            {
                said.Add(what);
                return new Ended(() => said.Add("ended"));
            },
            Now = TimeProvider.System.GetUtcNow(),
        }, CancellationToken.None);

        Assert.IsNotNull(report.Graph, string.Join('\n', report.Findings.Select(f => f.Message)));
        Assert.AreEqual($"{expected}|ended", string.Join('|', said));
    }

    private sealed class Ended(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
