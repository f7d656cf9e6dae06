using SupplyChainSdk.Sigstore.Tuf;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>Patterns of delegations, among them the examples of the specification (4.5).</summary>
[TestClass]
public class PathPatternTests
{
    [TestMethod]
    [DataRow("targets/*.tgz", "targets/foo.tgz", true)]
    [DataRow("targets/*.tgz", "targets/foo.txt", false)]
    [DataRow("foo-version-?.tgz", "foo-version-a.tgz", true)]
    [DataRow("foo-version-?.tgz", "foo-version-alpha.tgz", false)]
    [DataRow("*.tgz", "foo.tgz", true)]
    [DataRow("*.tgz", "targets/foo.tgz", false)]
    [DataRow("foo.tgz", "foo.tgz", true)]
    [DataRow("foo.tgz", "Foo.tgz", false)]
    [DataRow("*", "", true)]
    [DataRow("?", "", false)]
    [DataRow("?", "😀", true)]
    [DataRow("?", "/", false)]
    [DataRow("*/*", "a/b", true)]
    [DataRow("*/*", "a/b/c", false)]
    [DataRow("a*b*c", "aXbYbZc", true)]
    [DataRow("a*b*c", "aXbYbZ", false)]
    [DataRow("[ab]", "a", false)]
    [DataRow("[ab]", "[ab]", true)]
    [DataRow("a.c", "abc", false)]
    public void A_star_is_any_text_and_a_question_mark_one_character_within_a_segment(string pattern, string path, bool matches) =>
        Assert.AreEqual(matches, PathPattern.Matches(pattern, path));

    [TestMethod]
    [Timeout(5_000, CooperativeCancellation = false)]
    public void No_pattern_takes_long() => Assert.IsFalse(PathPattern.Matches(string.Concat(Enumerable.Repeat("a*", 2_000)) + "b", new string('a', 20_000)));
}
