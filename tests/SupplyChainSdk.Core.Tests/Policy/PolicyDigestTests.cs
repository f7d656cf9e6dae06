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
          "exceptions":[{"package":"Bar","version":"[1.0,2.0)","license":"LGPL-3.0-only","reason":"r","owner":"o","expires":"2027-03-01"}]}
        """;

    private const string SameAsOne = """
        // otherwise written
        "licenses": {
          "exceptions": [ { "expires": "2027-03-01", "owner": " o", "reason": "r", "license": "lgpl-3.0-only", "version": "[1.0.0, 2.0.0)", "package": "bar" }, ],
          "scope": "shipped", "enforce": "error",
          "clarify": [ { "reason": "r", "expression": "MIT", "package": "Baz" }, { "reason": "read\tit", "package": "Foo", "expression": "MIT" } ],
          "unknown": "warning", "allow": [ "BSD-3-Clause", "Apache-2.0" ], "deny": [ "gpl-3.0-only", "MIT", "mit" ],
        },
        "integrity": { "files": "hashes" }, "$schema": "x",
        "delegate": { "licenses.clarify": "1d" },
        "lock": { "againstSource": "off", "enforce": "warning" }
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
    [DataRow("\"lock\":{\"enforce\":\"warning\"}", "\"lock\":{\"enforce\":\"warning\"},\"integrity\":{\"enforce\":\"off\"}")]
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

        Assert.AreEqual(
            """{"integrity":{"enforce":"error","files":"hashes"},"licenses":{"allow":["apache-2.0","bsd-3-clause"]"""
            + ""","clarify":[{"expression":"mit","package":"baz","reason":"r"},{"expression":"mit","package":"foo","reason":"read it"}]"""
            + ""","deny":["gpl-3.0-only","mit"],"enforce":"error","exceptions":["""
            + """{"expires":"2027-03-01","license":"lgpl-3.0-only","owner":"o","package":"bar","reason":"r","version":"[1.0.0, 2.0.0)"}],"scope":"shipped","unknown":"warning"},"lock":{"againstSource":"off","enforce":"warning"},"version":1}""",
            Encoding.UTF8.GetString(PolicyDigest.Canonical(policy.Lock.Value, policy.Integrity.Value, policy.Licenses)));
    }

    [TestMethod]
    public void The_day_does_not_enter_the_digest()
    {
        var chain = TreeChain(""" "licenses":{"clarify":[{"package":"Foo","expression":"MIT","reason":"r","expires":"2026-12-31"}]} """);

        Assert.AreEqual(PolicyComposition.Compose([chain], [], Today).Policy().Digest, PolicyComposition.Compose([chain], [], Today.AddYears(1)).Policy().Digest);
    }
}
