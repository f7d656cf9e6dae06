using System.Text;
using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PolicyDigestTests
{
    private const string One = """
        "lock":{"enforce":"warning"},
        "licenses":{"deny":["MIT","GPL-3.0-only"],"allow":["Apache-2.0","BSD-3-Clause"],"unknown":"warning",
          "clarify":[{"package":"Foo","expression":"MIT","reason":"read  it"},{"package":"Baz","expression":"MIT","reason":"r"}],
          "exceptions":[{"package":"Bar","version":"[1.0,2.0)","license":"LGPL-3.0-only","reason":"r","owner":"o","expires":"2027-03-01"}]},
        "integrity":{"inputs":[{"file":"obj/b.cs","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reason":"r"},{"file":"*.cs","reason":"a  tool","expires":"2027-01-01"}]},
        "signatures":{"rules":[{"packages":"B.*","owners":["two","One"],"requireAuthor":true},{"packages":"A","fingerprints":["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]}]},
        "publishers":{"minimumAge":"7d","rules":[{"packages":"C.*","enforce":"error"}]}
        """;

    private const string SameAsOne = """
        // otherwise written
        "licenses": {
          "exceptions": [ { "expires": "2027-03-01", "owner": " o", "reason": "r", "license": "lgpl-3.0-only", "version": "[1.0.0, 2.0.0)", "package": "bar" }, ],
          "scope": "shipped", "enforce": "error",
          "clarify": [ { "reason": "r", "expression": "MIT", "package": "Baz" }, { "reason": "read\tit", "package": "Foo", "expression": "MIT" } ],
          "unknown": "warning", "allow": [ "BSD-3-Clause", "Apache-2.0" ], "deny": [ "gpl-3.0-only", "MIT", "mit" ],
        },
        "publishers": { "rules": [ { "enforce": "error", "packages": "c.*" }, { "enforce": "error", "packages": "C.*" } ], "baseline": "./publishers.json", "minimumAge": "7d", "enforce": "warning" },
        "signatures": { "enforce": "error", "rules": [ { "packages": "a", "requireAuthor": false, "fingerprints": ["E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"] },
          { "owners": ["One", "two", "One"], "packages": "b.*", "requireAuthor": true, "requireRepository": false } ] },
        "integrity": { "files": "used", "inputs": [ { "expires": "2027-01-01", "reason": " a tool", "file": "*.cs" },
          { "reason": "r", "sha256": "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "file": "obj/b.cs" } ] }, "$schema": "x",
        "delegate": { "licenses.clarify": "1d" },
        "lock": { "againstSource": "release", "enforce": "warning" }
        """;

    [TestMethod]
    public void The_same_policy_has_the_same_digest_however_it_is_written() =>
        Assert.AreEqual(Tree(One).Policy().Digest, Tree(SameAsOne).Policy().Digest);

    [TestMethod]
    public void The_same_policy_has_the_same_digest_however_it_is_divided()
    {
        var whole = Tree(""" "lock":{"enforce":"warning"},"licenses":{"deny":["MIT","GPL-3.0-only"],"unknown":"warning"} """).Policy();
        var divided = Tree(""" "lock":{"enforce":"warning"},"licenses":{"deny":["MIT"],"unknown":"off"} """, """ "licenses":{"deny":["GPL-3.0-only"],"unknown":"warning"} """).Policy();

        Assert.AreEqual(whole.Digest, divided.Digest);
    }

    [TestMethod]
    [DataRow("\"lock\":{\"enforce\":\"warning\"}", "\"lock\":{\"enforce\":\"off\"}")]
    [DataRow("[\"MIT\",\"GPL", "[\"AGPL-3.0-only\",\"GPL")]
    [DataRow("\"Apache-2.0\",", "")]
    [DataRow("\"unknown\":\"warning\"", "\"unknown\":\"off\"")]
    [DataRow("\"unknown\":\"warning\"", "\"unknown\":\"warning\",\"scope\":\"all\"")]
    [DataRow("\"unknown\":\"warning\"", "\"unknown\":\"warning\",\"enforce\":\"off\"")]
    [DataRow("\"Foo\"", "\"Fop\"")]
    [DataRow("read  it", "skipped it")]
    [DataRow("\"reason\":\"r\"}]", "\"reason\":\"r\",\"expires\":\"2020-01-01\"}]")]
    [DataRow("[1.0,2.0)", "[1.0,2.0]")]
    [DataRow("\"LGPL-3.0-only\"", "\"AGPL-3.0-only\"")]
    [DataRow("\"o\"", "\"p\"")]
    [DataRow("2027-03-01", "2027-03-02")]
    [DataRow("\"integrity\":{", "\"integrity\":{\"enforce\":\"off\",")]
    [DataRow("\"integrity\":{", "\"integrity\":{\"files\":\"all\",")]
    [DataRow("\"lock\":{", "\"lock\":{\"againstSource\":\"off\",")]
    [DataRow("obj/b.cs", "obj/c.cs")]
    [DataRow("b.cs\",\"sha256\":\"e3", "b.cs\",\"sha256\":\"e4")]
    [DataRow("a  tool", "another tool")]
    [DataRow("2027-01-01", "2027-01-02")]
    [DataRow("\"B.*\"", "\"B\"")]
    [DataRow("\"One\"", "\"one\"", DisplayName = "owners are what the repository calls them")]
    [DataRow("\"requireAuthor\":true", "\"requireRepository\":true")]
    [DataRow("\"fingerprints\":[\"e3", "\"fingerprints\":[\"e4")]
    [DataRow("\"fingerprints\":[\"e3", "\"repositoryFingerprints\":[\"e3")]
    [DataRow("\"signatures\":{", "\"signatures\":{\"enforce\":\"warning\",")]
    [DataRow("\"publishers\":{", "\"publishers\":{\"enforce\":\"error\",")]
    [DataRow("\"publishers\":{", "\"publishers\":{\"baseline\":\"other.json\",")]
    [DataRow("\"7d\"", "\"8d\"")]
    [DataRow("\"C.*\",\"enforce\":\"error\"", "\"C.*\",\"enforce\":\"off\"")]
    public void Another_policy_has_another_digest(string before, string after)
    {
        var changed = One.Replace(before, after, StringComparison.Ordinal);

        Assert.AreNotEqual(One, changed);
        Assert.AreNotEqual(Tree(One).Policy().Digest, Tree(changed).Policy().Digest);
    }

    [TestMethod]
    public void The_canonical_form_is_this()
    {
        var policy = Tree(One).Policy();

        Assert.AreEqual("""
            {"integrity":{"enforce":"error","files":"used","inputs":[{"expires":"2027-01-01","file":"Tree0/*.cs","reason":"a tool"},
            {"file":"Tree0/obj/b.cs","reason":"r","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]},
            "licenses":{"allow":["apache-2.0","bsd-3-clause"],"clarify":[{"expression":"mit","package":"baz","reason":"r"},{"expression":"mit","package":"foo","reason":"read it"}],
            "deny":["gpl-3.0-only","mit"],"enforce":"error","exceptions":[{"expires":"2027-03-01","license":"lgpl-3.0-only","owner":"o","package":"bar","reason":"r","version":"[1.0.0, 2.0.0)"}],
            "scope":"shipped","unknown":"warning"},"lock":{"againstSource":"release","enforce":"warning"},
            "publishers":{"baseline":["Tree0/publishers.json"],"enforce":"warning","minimumAge":"7d","rules":[{"enforce":"error","packages":"c.*"}]},
            "signatures":{"enforce":"error","rules":[
            {"fingerprints":["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],"packages":"a","requireAuthor":false,"requireRepository":false},
            {"owners":["One","two"],"packages":"b.*","requireAuthor":true,"requireRepository":false}]},"version":1}
            """.ReplaceLineEndings(""), Encoding.UTF8.GetString(PolicyDigest.Canonical(policy)));
    }

    [TestMethod]
    public void The_same_file_is_the_same_whichever_policy_file_names_it()
    {
        static string With(string file) => $$""" "integrity":{"inputs":[{"file":"{{file}}","reason":"r"}]} """;
        static EffectivePolicy In(string name, string file) => PolicyComposition.Compose([new(PolicyPlace.Tree, [Read(Body(With(file)), name)])], [], Today).Policy();

        Assert.AreEqual(In("supplychain.json", "src/*.cs").Digest, In("src/supplychain.json", "*.cs").Digest);
        Assert.AreNotEqual(In("supplychain.json", "*.cs").Digest, In("src/supplychain.json", "*.cs").Digest);
    }

    [TestMethod]
    public void The_day_does_not_enter_the_digest()
    {
        var chain = TreeChain(""" "licenses":{"clarify":[{"package":"Foo","expression":"MIT","reason":"r","expires":"2026-12-31"}]},"integrity":{"inputs":[{"file":"*","reason":"r","expires":"2026-12-31"}]} """);

        Assert.AreEqual(PolicyComposition.Compose([chain], [], Today).Policy().Digest, PolicyComposition.Compose([chain], [], Today.AddYears(1)).Policy().Digest);
    }
}
