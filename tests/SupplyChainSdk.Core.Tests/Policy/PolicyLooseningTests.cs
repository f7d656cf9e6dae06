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
    [DataRow(""" "lock":{"againstSource":"always"} """, "", "\"lock.againstSource\" is release here and always there")]
    [DataRow(""" "signatures":{"rules":[{"packages":"A","repositoryFingerprints":["1f4b311d9acc115c8dc8018b5a49e00fce6da8e2855f9f014ca6f34570bc482d"]}]} """, """ "signatures":{"rules":[{"packages":"A","requireRepository":true}]} """,
        "no longer demands A: repository certificate 1f4b311d9acc115c8dc8018b5a49e00fce6da8e2855f9f014ca6f34570bc482d")]
    [DataRow("", """ "integrity":{"files":"hashes"} """, "\"integrity.files\" is hashes here and used there")]
    [DataRow("", """ "integrity":{"inputs":[{"file":"gen/*.cs","reason":"r"}]} """, "\"integrity.inputs\" has Tree0/gen/*.cs until further notice, which is not there")]
    [DataRow(""" "integrity":{"inputs":[{"file":"*","reason":"r","expires":"2027-01-01"}]} """, """ "integrity":{"inputs":[{"file":"*","reason":"r","expires":"2027-01-02"}]} """, "until 2027-01-02")]
    [DataRow(""" "signatures":{} """, "", "the section \"signatures\" is gone")]
    [DataRow(""" "signatures":{} """, """ "signatures":{"enforce":"warning"} """, "\"signatures.enforce\" is warning here and error there")]
    [DataRow(""" "signatures":{"rules":[{"packages":"A.*","requireAuthor":true}]} """, """ "signatures":{} """, "\"signatures.rules\" no longer demands A.*: author signature")]
    [DataRow(""" "signatures":{"rules":[{"packages":"A.*","requireAuthor":true}]} """, """ "signatures":{"rules":[{"packages":"A.B","requireAuthor":true}]} """, "no longer demands A.*")]
    [DataRow(""" "signatures":{"rules":[{"packages":"A","owners":["a"],"requireRepository":true}]} """, """ "signatures":{"rules":[{"packages":"A","owners":["a"]}]} """, "no longer demands A: repository signature, owner a")]
    [DataRow(""" "signatures":{"rules":[{"packages":"A","owners":["a"]}]} """, """ "signatures":{"rules":[{"packages":"A","owners":["a","b"]}]} """, "no longer demands A: owner a")]
    [DataRow(""" "publishers":{"baseline":"p.json"} """, "", "the section \"publishers\" is gone")]
    [DataRow(""" "publishers":{} """, """ "publishers":{"enforce":"off"} """, "\"publishers.enforce\" is off here and warning there")]
    [DataRow(""" "licenses":{"textScore":98} """, """ "licenses":{"textScore":97} """, "\"licenses.textScore\" is 97 here and 98 there")]
    [DataRow(""" "licenses":{"textScore":98} """, """ "licenses":{} """, "\"licenses.textScore\" is gone here and 98 there")]
    [DataRow(""" "publishers":{"minimumAge":"7d"} """, """ "publishers":{"minimumAge":"6d"} """, "\"publishers.minimumAge\" is 6d here and 7d there")]
    [DataRow(""" "publishers":{"minimumAge":"7d"} """, """ "publishers":{} """, "\"publishers.minimumAge\" is gone here and 7d there")]
    [DataRow(""" "publishers":{"rules":[{"packages":"A.*","enforce":"error"}]} """, """ "publishers":{} """, "\"publishers.rules\" is warning for A.* here and error there")]
    [DataRow(""" "publishers":{} """, """ "publishers":{"rules":[{"packages":"A","enforce":"off"}]} """, "\"publishers.rules\" is off for A here and warning there")]
    [DataRow("", """ "delegate":{"publishers.baseline":"30d"} """, "\"publishers.baseline\" for 30 days, and not there")]
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

    // The other way round the rule is gone, which is said too.
    [TestMethod]
    public void A_rule_that_trusts_another_repository_is_said_although_it_is_one_more()
    {
        const string Rule = """ {"packages":"A","requireRepository":true} """;
        static string Naming(string certificate) => Said($$""" "signatures":{"rules":[{{Rule}}]} """,
            $$""" "signatures":{"rules":[{{Rule}},{"packages":"*","repositoryFingerprints":["{{certificate}}"]}]} """);

        Assert.Contains("trusts the repository certificate e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 for *, and not there", Naming("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        Assert.AreEqual("", Naming(NuGetOrg.Certificates[0].Hex), "nuget.org's own are known");
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
    [DataRow("""{"a":1}""", """{"a":1}""", "")]
    [DataRow("""{"a":1}""", """{"a":2}""", "the baseline Tree0/publishers.json is not what it is there")]
    [DataRow("""{"a":1}""", null, "the baseline Tree0/publishers.json is not what it is there")]
    [DataRow(null, """{"a":1}""", "the baseline Tree0/publishers.json is not what it is there")]
    [DataRow(null, null, "")]
    public void A_baseline_with_other_content_is_said(string? judging, string? tree, string said)
    {
        var text = string.Join('\n', PolicyLoosening.Find(With(judging), With(tree), Base).Select(f => f.Message));

        Assert.AreEqual(said.Length == 0, text.Length == 0, text);
        Assert.Contains(said, text);

        static EffectivePolicy With(string? content)
        {
            var policy = Tree(""" "publishers":{} """).Policy();
            var path = policy.Publishers!.Baselines.Single().Value;
            ReadOnlyMemory<byte>? bytes = content is null ? null : System.Text.Encoding.UTF8.GetBytes(content);
            return policy with { Publishers = policy.Publishers with { Files = policy.Publishers.Files.SetItem(path, policy.Publishers.Files[path] with { Content = bytes }) } };
        }
    }

    [TestMethod]
    public void Another_baseline_is_said_with_the_one_that_no_longer_counts() =>
        Assert.AreEqual("the baseline Tree0/q.json is not what it is there|the baseline Tree0/p.json does not count any more",
            string.Join('|', Said(""" "publishers":{"baseline":"p.json"} """, """ "publishers":{"baseline":"q.json"} """).Split('\n').Select(m => m.Split(": ")[1].Split(". It")[0])));

    [TestMethod]
    public void A_section_that_nothing_was_compared_with_loosens_nothing() =>
        Assert.AreEqual("", Said("", """ "licenses":{"deny":["MIT"],"exceptions":[{"package":"Foo","reason":"r","owner":"o","expires":"2027-01-01"}]} """));

    private static string Said(string judging, string tree) =>
        string.Join('\n', PolicyLoosening.Find(Tree(judging).Policy(), Tree(tree).Policy(), Base).Select(f => f.Message));
}
