using SupplyChainSdk.Release;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Release;

/// <summary>What one process shares when it signs with an identity. No request is sent.</summary>
[TestClass]
public sealed class KeylessSessionTests
{
    [TestMethod]
    public void What_public_logs_show_is_said_once_and_only_where_they_are_used()
    {
        using var session = new KeylessSession(_ => null, trustedRoot: "", signingConfig: "");
        Assert.IsFalse(session.TakeNotice(), "nothing was signed with an identity");
        session.Open();
        Assert.AreEqual(1, Enumerable.Range(0, 20).AsParallel().Count(_ => session.TakeNotice()));
        Assert.IsFalse(session.TakeNotice());
        Assert.Contains("public logs show the name of its repository", KeylessSession.Notice);

        var config = Path.Combine(TestData.Repository, "src", "SupplyChainSdk.Sigstore", "Trust", "public-good", "signing_config.v0.2.json");
        using var own = new KeylessSession(_ => null, trustedRoot: "", config);
        own.Open();
        Assert.IsFalse(own.TakeNotice(), "another instance was named");
    }
}
