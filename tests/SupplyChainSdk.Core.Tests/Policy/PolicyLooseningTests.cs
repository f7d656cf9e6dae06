using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PolicyLooseningTests
{
    private const string Base = "origin/main";

    // Each is looser than what it stands beside, in this one rule; the other way round it is stricter, and nothing is said.
    [TestMethod]
    [DataRow(""" "lock":{"enforce":"error"} """, """ "lock":{"enforce":"warning"} """, "\"lock.enforce\" is warning here and error there")]
    [DataRow("", """ "lock":{"enforce":"off"} """, "\"lock.enforce\" is off here and error there", DisplayName = "the default is the strictest")]
    [DataRow(""" "integrity":{"enforce":"warning"} """, """ "integrity":{"enforce":"off"} """, "\"integrity.enforce\" is off here and warning there")]
    [DataRow(""" "licenses":{"deny":["MIT"]} """, "", "the section \"licenses\" is gone")]
    [DataRow(""" "licenses":{"enforce":"error"} """, """ "licenses":{"enforce":"warning"} """, "\"licenses.enforce\" is warning here and error there")]
    [DataRow(""" "licenses":{"unknown":"error"} """, """ "licenses":{"unknown":"warning"} """, "\"licenses.unknown\" is warning here and error there")]
    [DataRow(""" "licenses":{"scope":"all"} """, """ "licenses":{"scope":"shipped"} """, "\"licenses.scope\" is shipped here and all there")]
    [DataRow(""" "licenses":{"deny":["MIT","GPL-3.0-only"]} """, """ "licenses":{"deny":["mit"]} """, "\"licenses.deny\" no longer has \"GPL-3.0-only\"")]
    [DataRow(""" "licenses":{"allow":["MIT"]} """, """ "licenses":{"deny":[]} """, "the list \"licenses.allow\" is gone")]
    [DataRow(""" "licenses":{"allow":["MIT"]} """, """ "licenses":{"allow":["Apache-2.0","mit"]} """, "\"licenses.allow\" has \"Apache-2.0\", which is not there")]
    [DataRow(""" "licenses":{} """, """ "licenses":{"exceptions":[{"package":"Foo","reason":"r","owner":"o","expires":"2027-01-01"}]} """,
        "\"licenses.exceptions\" has Foo as any licence until 2027-01-01, which is not there")]
    [DataRow(""" "licenses":{} """, """ "licenses":{"clarify":[{"package":"Foo","version":"[1.0,2.0)","expression":"MIT","reason":"r"}]} """,
        "\"licenses.clarify\" has Foo [1.0.0, 2.0.0) as MIT until further notice, which is not there")]
    [DataRow("", """ "delegate":{"licenses.exceptions":"30d"} """, "\"delegate\" lets inner files use \"licenses.exceptions\" for 30 days, and not there")]
    [DataRow(""" "delegate":{"licenses.exceptions":"30d"} """, """ "delegate":{"licenses.exceptions":"31d"} """, "for 31 days, and not there")]
    public void What_is_looser_is_said_and_what_is_stricter_is_not(string judging, string tree, string said)
    {
        var finding = PolicyLoosening.Find(Tree(judging).Policy(), Tree(tree).Policy(), Base).Single();

        Assert.AreEqual(Codes.PolicyLoosened, finding.Code);
        Assert.AreEqual(Severity.Warning, finding.Severity);
        Assert.Contains($"looser than that of {Base}: ", finding.Message);
        Assert.Contains(said, finding.Message);
        Assert.AreEqual("", Said(tree, judging));
        Assert.AreEqual("", Said(judging, judging));
        Assert.AreEqual("", Said(tree, tree));
    }

    [TestMethod]
    public void Every_loosening_is_said_with_its_place_and_a_fingerprint_of_its_own()
    {
        var found = PolicyLoosening.Find(Tree(""" "licenses":{"deny":["MIT","GPL-3.0-only"],"allow":["Apache-2.0"]} """).Policy(),
            Tree(""" "lock":{"enforce":"off"},"licenses":{"deny":[],"allow":["Apache-2.0","MIT"]} """).Policy(), Base);

        Assert.HasCount(4, found);
        Assert.AreEqual(4, found.Select(f => f.Fingerprint).Distinct().Count());
        // A rule that is gone has no place.
        Assert.AreEqual("Tree0/supplychain.json - - Tree0/supplychain.json",
            string.Join(' ', found.Select(f => f.Location is { } at ? Path.GetRelativePath(Root, at.File).Replace('\\', '/') : "-")));
    }

    [TestMethod]
    [DataRow("2027-01-01", null, "2027-01-01", null, "")]
    [DataRow("2027-01-01", null, "2027-01-02", null, "until 2027-01-02", DisplayName = "a later end")]
    [DataRow("2027-01-01", null, "2026-12-31", null, "", DisplayName = "an earlier end")]
    [DataRow("2027-01-01", "MIT", "2027-01-01", null, "as any licence", DisplayName = "any licence instead of one")]
    [DataRow("2027-01-01", "MIT", "2027-01-01", "Apache-2.0", "as Apache-2.0")]
    public void An_exception_is_compared_by_what_it_lets_through_and_until_when(string before, string? license, string now, string? other, string said)
    {
        static string With(string expires, string? license, string who) =>
            $$""" "licenses":{"exceptions":[{"package":"Foo",{{(license is null ? "" : $"\"license\":\"{license}\",")}}"reason":"{{who}}","owner":"{{who}}","expires":"{{expires}}"}]} """;

        var text = Said(With(before, license, "somebody"), With(now, other, "somebody else"));
        Assert.AreEqual(said.Length == 0, text.Length == 0, text);
        Assert.Contains(said, text);
    }

    [TestMethod]
    public void A_clarification_that_goes_on_longer_or_says_another_licence_is_said()
    {
        static string With(string expression, string? expires) =>
            $$""" "licenses":{"clarify":[{"package":"Foo","expression":"{{expression}}","reason":"r"{{(expires is null ? "" : $",\"expires\":\"{expires}\"")}}}]} """;

        Assert.Contains("until further notice", Said(With("MIT", "2027-01-01"), With("MIT", null)));
        Assert.AreEqual("", Said(With("MIT", null), With("MIT", "2027-01-01")));
        Assert.Contains("as Apache-2.0", Said(With("MIT", null), With("Apache-2.0", null)));
    }

    [TestMethod]
    public void A_section_that_nothing_was_compared_with_loosens_nothing() =>
        Assert.AreEqual("", Said("", """ "licenses":{"deny":["MIT"],"exceptions":[{"package":"Foo","reason":"r","owner":"o","expires":"2027-01-01"}]} """));

    private static string Said(string judging, string tree) =>
        string.Join('\n', PolicyLoosening.Find(Tree(judging).Policy(), Tree(tree).Policy(), Base).Select(f => f.Message));
}
