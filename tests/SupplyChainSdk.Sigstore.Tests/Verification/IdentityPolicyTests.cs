namespace SupplyChainSdk.Sigstore.Tests.Verification;

[TestClass]
public sealed class IdentityPolicyTests
{
    private const string Issuer = "https://token.test";

    [TestMethod]
    public void An_identity_is_exact_unless_it_is_said_to_be_a_pattern()
    {
        var exact = IdentityPolicy.Exact("https://a.test/.*", Issuer);
        Assert.IsFalse(exact.IsPattern);
        Assert.IsTrue(exact.Matches("https://a.test/.*"));
        Assert.IsFalse(exact.Matches("https://a.test/x"));
        Assert.IsFalse(exact.Matches("https://A.test/.*"));
    }

    [TestMethod]
    public void A_pattern_is_anchored_at_both_ends()
    {
        var pattern = IdentityPolicy.Matching("https://a\\.test/(x|y)", Issuer);
        Assert.IsTrue(pattern.IsPattern);
        Assert.IsTrue(pattern.Matches("https://a.test/x"));
        foreach (var other in new[] { "https://a.test/xx", " https://a.test/x", "https://a.test/x\n", "https://a-test/x", "HTTPS://a.test/x" })
            Assert.IsFalse(pattern.Matches(other), other);
        Assert.IsFalse(IdentityPolicy.Matching("a|b", Issuer).Matches("ax"), "alternatives do not escape the anchors");
        Assert.IsFalse(IdentityPolicy.Matching("(?m)^a$", Issuer).Matches("a\nb"));
    }

    [TestMethod]
    [DataRow("a)|(?:b")]
    [DataRow("(")]
    [DataRow("(a)\\1")]
    [DataRow("(?=a)a")]
    [DataRow("")]
    [DataRow("(?x)a#")]
    public void A_pattern_that_cannot_be_used_is_refused(string pattern) =>
        Assert.Throws<ArgumentException>(() => IdentityPolicy.Matching(pattern, Issuer));

    [TestMethod]
    [Timeout(10_000)]
    public void No_pattern_takes_long() =>
        Assert.IsFalse(IdentityPolicy.Matching("(a+)+b", Issuer).Matches(new string('a', 100_000)));

    [TestMethod]
    public void Identity_and_issuer_are_both_needed()
    {
        Assert.Throws<ArgumentException>(() => IdentityPolicy.Exact("a", ""));
        Assert.Throws<ArgumentException>(() => IdentityPolicy.Exact("", Issuer));
        Assert.Throws<ArgumentException>(() => IdentityPolicy.Matching("a", ""));
    }
}
