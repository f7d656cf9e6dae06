using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SupplyChainSdk.Sigstore.Tuf;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>The roots of Sigstore's public instance.</summary>
[TestClass]
public class ProductionRootTests
{
    private const int Newest = 15;
    private static readonly DateTimeOffset BeforeExpiry = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<int> Readable => Enumerable.Range(5, Newest - 4);

    [TestMethod]
    [DynamicData(nameof(Readable))]
    public async Task From_every_readable_root_the_walk_ends_at_the_newest(int version)
    {
        using var folder = new TemporaryFolder();
        var roots = Roots();
        using var server = LocalServer.Of(roots);
        // No timestamp is served: the walk is over, and the store has the newest root.
        await Refused.With(TufFailure.FileMissing, () => Client(server, roots[Name(version)], folder, BeforeExpiry).UpdateAsync());
        CollectionAssert.AreEqual(roots[Name(Newest)], File.ReadAllBytes(folder.At("store/root.json")));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    public async Task Roots_in_the_form_of_old_are_refused_without_a_request(int version)
    {
        using var folder = new TemporaryFolder();
        var roots = Roots();
        var requests = 0;
        using var server = new LocalServer(_ => requests++);
        await Assert.ThrowsExactlyAsync<TufException>(() => Client(server, roots[Name(version)], folder, BeforeExpiry).UpdateAsync());
        Assert.AreEqual(0, requests);
    }

    [TestMethod]
    public async Task The_embedded_root_has_expired_and_leads_on_all_the_same()
    {
        using var folder = new TemporaryFolder();
        using var server = LocalServer.Of(new ConcurrentDictionary<string, byte[]>());
        var embedded = TufRepository.PublicGood.TrustedRoot.ToArray();
        var after = await Refused.With(TufFailure.Expired, () => Client(server, embedded, folder, BeforeExpiry.AddMonths(1)).UpdateAsync());
        StringAssert.Contains(after.Message, "root.json version 15 expired at 2026-11-20T13:58:18Z");
        await Refused.With(TufFailure.FileMissing, () => Client(server, embedded, folder, BeforeExpiry).UpdateAsync());
    }

    [TestMethod]
    public void The_embedded_root_is_the_newest_of_the_data()
    {
        CollectionAssert.AreEqual(Roots()[Name(Newest)], TufRepository.PublicGood.TrustedRoot.ToArray());
        var root = RootChain.Start(TufRepository.PublicGood.TrustedRoot);
        Assert.AreEqual((3L, 5, 3L, 1L), (root.Content.Root.Threshold, root.Content.Root.Keys.Length, root.Content.Targets.Threshold, root.Content.Timestamp.Threshold));
        Assert.AreEqual(5, root.Content.Root.CountSigners(root.Canonical.AsSpan(), root.Signatures));
        Assert.IsTrue(root.Content.ConsistentSnapshot);
    }

    [TestMethod]
    public async Task A_changed_byte_a_signature_too_few_and_a_skipped_version_are_refused()
    {
        var roots = Roots();
        var text = Encoding.UTF8.GetString(roots[Name(10)]);
        await Refuse(10, text.Replace("\"version\": 10", "\"version\": 11", StringComparison.Ordinal), TufFailure.SignatureThreshold);
        await Refuse(10, text.Replace("\"consistent_snapshot\": true", "\"consistent_snapshot\": false", StringComparison.Ordinal), TufFailure.SignatureThreshold);
        await Refuse(10, Encoding.UTF8.GetString(roots[Name(12)]), TufFailure.WrongVersion, TufFailure.SignatureThreshold);
        await Refuse(10, Encoding.UTF8.GetString(roots[Name(8)]), TufFailure.Rollback, TufFailure.SignatureThreshold);
        // Three of five have to sign; of the signatures so many are emptied that two are left.
        var node = System.Text.Json.Nodes.JsonNode.Parse(text)!;
        foreach (var signature in node["signatures"]!.AsArray().Skip(2))
            signature!["sig"] = "";
        await Refuse(10, node.ToJsonString(), TufFailure.SignatureThreshold);
    }

    private static async Task Refuse(int version, string text, params TufFailure[] failures)
    {
        using var folder = new TemporaryFolder();
        var roots = Roots();
        var trusted = roots[Name(version - 1)];
        Assert.AreNotEqual(Encoding.UTF8.GetString(roots[Name(version)]), text);
        roots[Name(version)] = Encoding.UTF8.GetBytes(text);
        using var server = LocalServer.Of(roots);
        var refused = await Assert.ThrowsExactlyAsync<TufException>(() => Client(server, trusted, folder, BeforeExpiry).UpdateAsync());
        CollectionAssert.Contains(failures, refused.Failure, refused.Message);
        CollectionAssert.AreEqual(trusted, File.ReadAllBytes(folder.At("store/root.json")));
    }

    private static Dictionary<string, byte[]> Roots() => Directory.GetFiles(TestData.At("tuf", "metadata", "root_history"))
        .ToDictionary(path => $"/{Path.GetFileName(path)}", File.ReadAllBytes, StringComparer.Ordinal);

    private static string Name(int version) => string.Create(CultureInfo.InvariantCulture, $"/{version}.root.json");

    private static TufClient Client(LocalServer server, byte[] root, TemporaryFolder folder, DateTimeOffset now) =>
        new(new TufRepository(server.Address, new Uri(server.Address, "targets/"), root), folder.At("store"), time: new FixedTime(now));
}
