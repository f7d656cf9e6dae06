using SupplyChainSdk.Core.Tests.Inputs;
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

        // The signing config of sigstore.dev in a file is no other instance.
        using var scratch = new Scratch();
        var config = File.ReadAllText(Path.Combine(TestData.Repository, "src", "SupplyChainSdk.Sigstore", "Trust", "public-good", "signing_config.v0.2.json"));
        Assert.IsTrue(Noticed(config), "the same services");
        Assert.IsFalse(Noticed(config.Replace("sigstore.dev", "sigstore.test", StringComparison.Ordinal)), "another instance");
        Assert.IsFalse(Noticed(config.Replace("sigstore.dev", "nosigstore.dev", StringComparison.Ordinal)), "an instance of a name that ends alike");

        bool Noticed(string text)
        {
            using var session = new KeylessSession(_ => null, trustedRoot: "", scratch.Write("config.json", text));
            session.Open();
            return session.TakeNotice();
        }
    }
}
