using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>The TUF repository of a Sigstore stack that shares no code with this repository.</summary>
[TestClass]
public class MockServerTests
{
    [TestMethod]
    public async Task Trust_material_is_fetched_once_and_read_again_without_a_request()
    {
        using var mock = new MockServer();
        var fetched = await TrustUpdate.FetchAsync(mock.Client());
        Assert.IsTrue(JsonNode.DeepEquals(JsonNode.Parse(File.ReadAllBytes(mock.At("trusted_root.json"))), JsonNode.Parse(fetched.TrustedRoot.AsSpan())));
        Assert.AreEqual("application/vnd.dev.sigstore.signingconfig.v0.2+json", (string?)JsonNode.Parse(fetched.SigningConfig!.Value.AsSpan())!["mediaType"]);
        Assert.IsNull(fetched.SigningConfigRekorV2);
        CollectionAssert.AreEqual(
            (string[])["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"], (await mock.RequestsAsync())[..4]);
        await TrustUpdate.FetchAsync(mock.Client());
        var requests = await mock.RequestsAsync();
        CollectionAssert.AreEqual((string[])["2.root.json", "timestamp.json"], requests[6..]);
        var stored = TrustUpdate.ReadStored(mock.Client())!;
        CollectionAssert.AreEqual(fetched.TrustedRoot.ToArray(), stored.TrustedRoot.ToArray());
        CollectionAssert.AreEqual(fetched.SigningConfig.Value.ToArray(), stored.SigningConfig!.Value.ToArray());
        CollectionAssert.AreEqual(requests, await mock.RequestsAsync());
    }

    [TestMethod]
    public async Task New_root_keys_are_followed()
    {
        using var mock = new MockServer();
        await TrustUpdate.FetchAsync(mock.Client());
        await mock.ControlAsync("__tuf", new { rotate = true });
        await mock.ControlAsync("__tuf", new { rotate = true });
        using var update = await mock.Client().UpdateAsync();
        Assert.AreEqual((3, 3), (update.RootVersion, update.TimestampVersion));
    }

    [TestMethod]
    [DataRow("expire", "root", TufFailure.Expired)]
    [DataRow("expire", "timestamp", TufFailure.Expired)]
    [DataRow("expire", "snapshot", TufFailure.Expired)]
    [DataRow("expire", "targets", TufFailure.Expired)]
    [DataRow("badsig", "root", TufFailure.SignatureThreshold)]
    [DataRow("badsig", "timestamp", TufFailure.SignatureThreshold)]
    [DataRow("badsig", "snapshot", TufFailure.SignatureThreshold)]
    [DataRow("badsig", "targets", TufFailure.SignatureThreshold)]
    [DataRow("rollback", "", TufFailure.Rollback)]
    public async Task What_is_reachable_and_wrong_fails_and_what_was_stored_stays(string control, string role, TufFailure failure)
    {
        using var mock = new MockServer();
        await mock.ControlAsync("__tuf", new { });
        var before = await TrustUpdate.FetchAsync(mock.Client());
        await mock.ControlAsync("__tuf", new Dictionary<string, object> { [control] = control == "rollback" ? true : role });
        await Refused.With(failure, () => TrustUpdate.FetchAsync(mock.Client()));
        CollectionAssert.AreEqual(before.TrustedRoot.ToArray(), TrustUpdate.ReadStored(mock.Client())!.TrustedRoot.ToArray());
    }

    [TestMethod]
    public async Task Faults_of_the_server_fail_and_the_next_update_succeeds()
    {
        using var mock = new MockServer();
        await mock.ControlAsync("__fault", new { path = "/tuf/timestamp.json", status = 500, body = "no" });
        await Refused.With(TufFailure.Unreachable, () => TrustUpdate.FetchAsync(mock.Client()));
        await mock.ControlAsync("__fault", new { path = "/tuf/timestamp.json", status = 200, body = "{\"signed\":" });
        await Refused.With(TufFailure.Malformed, () => TrustUpdate.FetchAsync(mock.Client()));
        await mock.ControlAsync("__fault", new { path = "/tuf/timestamp.json", delayMs = 5000 });
        await Refused.With(TufFailure.Timeout, () => TrustUpdate.FetchAsync(mock.Client(TimeSpan.FromSeconds(1))));
        await TrustUpdate.FetchAsync(mock.Client());
    }
}
