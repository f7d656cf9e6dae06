using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class SlashPatternTests
{
    [TestMethod]
    [DataRow("refs/tags/*", "refs/tags/v1.0.0", true)]
    [DataRow("refs/tags/*", "refs/tags/", true)]
    [DataRow("refs/tags/*", "refs/tags/a/b", false, DisplayName = "a star does not cross a slash")]
    [DataRow("refs/tags/*/b", "refs/tags/a/b", true)]
    [DataRow("refs/*/b", "refs/tags/a/b", false)]
    [DataRow("refs/tags/v*.0", "refs/tags/v1.0.0", true, DisplayName = "the last of several places counts too")]
    [DataRow("refs/tags/v*.0", "refs/tags/v1.0.1", false)]
    [DataRow("refs/tags/*a*b", "refs/tags/xaabab", true)]
    [DataRow("refs/tags/*a*b", "refs/tags/xaaba", false)]
    [DataRow("*/x*y/*", "p/xqy/r", true)]
    [DataRow("*/x*y/*", "p/xq/y/r", false)]
    [DataRow("refs/heads/main", "refs/heads/main", true)]
    [DataRow("refs/heads/main", "refs/heads/Main", false, DisplayName = "case counts")]
    [DataRow("refs/heads/main", "refs/heads/main2", false)]
    [DataRow("refs/heads/main", "xrefs/heads/main", false)]
    [DataRow("refs/heads/ma?n", "refs/heads/main", false, DisplayName = "nothing but * is special")]
    [DataRow("refs/heads/m.*", "refs/heads/main", false)]
    [DataRow("", "", true)]
    [DataRow("*", "", true)]
    [DataRow("*", "\n", true)]
    public void A_star_stands_for_anything_but_a_slash(string pattern, string text, bool matches) => Assert.AreEqual(matches, SlashPattern.Matches(pattern, text));

    [TestMethod]
    public void Many_stars_cost_no_more_than_their_number_times_the_length()
    {
        var pattern = string.Concat(Enumerable.Repeat("a*", 1000)) + "b";

        Assert.IsFalse(SlashPattern.Matches(pattern, new string('a', 2000)));
        Assert.IsTrue(SlashPattern.Matches(pattern, new string('a', 2000) + "b"));
    }

    [TestMethod]
    [DataRow("https://github.com/contoso/widget/.github/workflows/release.yml@refs/tags/*", true)]
    [DataRow("https://github.com/contoso/*", true)]
    [DataRow("https://github.com/contoso*", false)]
    [DataRow("https://github.com/*/widget", false)]
    [DataRow("https://*/contoso/widget", false)]
    [DataRow("https:///contoso/*", false)]
    [DataRow("https://github.com//*", false)]
    [DataRow("*", false)]
    [DataRow("*://github.com/contoso/x", false)]
    [DataRow("*@contoso.com", true)]
    [DataRow("*@*.com", false)]
    [DataRow("*@", false)]
    [DataRow("release@contoso.com", true)]
    public void A_pattern_that_would_be_anybodys_names_nobody(string pattern, bool names) => Assert.AreEqual(names, SlashPattern.NamesSomebody(pattern));
}
