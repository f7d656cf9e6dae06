using System.Text;
using System.Text.Json;
using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PolicyReportTests
{
    private static PolicyLoad Sample() => Tree("""
        "delegate":{"licenses.exceptions":"90d"},
        "licenses":{"enforce":"error",
        "deny":["MIT"]}
        """, """
        "lock":{"enforce":"warning"},
        "licenses":{
        "deny":["GPL-3.0-only"],"exceptions":[
        {"package":"Bar","version":"[1.0,2.0)","license":"LGPL-3.0-only","reason":"linked \u001b[2J","owner":"legal","expires":"2026-12-01"}]}
        """);

    [TestMethod]
    public void The_text_shows_each_value_and_where_it_comes_from()
    {
        var policy = Sample().Policy();

        Assert.AreEqual($"""
            Policy {policy.Digest}

              files, outermost first  Tree0/supplychain.json
                                      Tree1/supplychain.json

              lock.enforce            error                               built in
              lock.againstSource      release                             built in
              integrity.enforce       error                               built in
              integrity.files         used                                built in
              signatures              not configured                      built in
              publishers              not configured                      built in
              provenance              not configured                      built in
              source                  not configured                      built in
              licenses.enforce        error                               Tree0/supplychain.json:2
              licenses.deny           GPL-3.0-only                        Tree1/supplychain.json:3
                                      MIT                                 Tree0/supplychain.json:3
              licenses.unknown        error                               built in
              licenses.scope          shipped                             built in
              licenses.exceptions     Bar [1.0.0, 2.0.0) as LGPL-3.0-only until 2026-12-01, legal: linked \u001b[2J  Tree1/supplychain.json:4
              delegate                licenses.exceptions for 90 days     Tree0/supplychain.json:1

            Does not count, because a stricter value does:
              lock.enforce            warning                             Tree1/supplychain.json:1, by built in

            """.ReplaceLineEndings("\n").Replace("\\u001b", "\\u{001B}", StringComparison.Ordinal), PolicyReport.Text(policy, Root));
    }

    [TestMethod]
    public void The_json_has_what_the_text_shows()
    {
        var policy = Sample().Policy();
        var json = JsonDocument.Parse(PolicyReport.Json(policy, Root)).RootElement;

        Assert.AreEqual("version digest files values overruled", string.Join(' ', json.EnumerateObject().Select(p => p.Name)));
        Assert.AreEqual(policy.Digest.ToString(), json.GetProperty("digest").GetString());
        var rows = json.GetProperty("values").EnumerateArray().ToArray();
        Assert.HasCount(15, rows);
        Assert.AreEqual(JsonValueKind.Null, rows[0].GetProperty("origin").ValueKind);
        Assert.AreEqual("""{"file":"Tree1/supplychain.json","line":3,"column":9}""", JsonSerializer.Serialize(rows[9].GetProperty("origin")));
        Assert.AreEqual(1, json.GetProperty("overruled").GetArrayLength());
        Assert.DoesNotContain((byte)0x1b, PolicyReport.Json(policy, Root));
    }

    [TestMethod]
    public void Inputs_signatures_and_publishers_are_shown_with_what_they_demand()
    {
        var policy = Tree(""" "delegate":{"publishers.baseline":"30d","integrity.inputs":"30d"},"publishers":{"minimumAge":"7d","baseline":"p.json","rules":[{"packages":"A.*","enforce":"error"}]} """, """
            "integrity":{"inputs":[{"file":"gen/*.cs","reason":"a tool","expires":"2026-12-01"}]},
            "signatures":{"rules":[{"packages":"A.*","requireAuthor":true,"requireRepository":true,"fingerprints":["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],"repositoryFingerprints":["E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],"owners":["one","two"]}]},
            "publishers":{"baseline":"publishers.json","minimumAge":"3d"}
            """).Policy();
        var text = PolicyReport.Text(policy, Root);

        Assert.Contains("""
              integrity.inputs        Tree1/gen/*.cs until 2026-12-01: a tool  Tree1/supplychain.json:1
              signatures.enforce      error                               built in
              signatures.rules        A.*: author signature, repository signature, certificate e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, repository certificate e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, owner one or two  Tree1/supplychain.json:2
              publishers.enforce      warning                             built in
              publishers.baseline     Tree0/p.json                        Tree0/supplychain.json:1
                                      Tree1/publishers.json, trusted for at most 30 days  Tree1/supplychain.json:3
              publishers.minimumAge   7d                                  Tree0/supplychain.json:1
              publishers.rules        A.*: error                          Tree0/supplychain.json:1
            """.ReplaceLineEndings("\n"), text);
        Assert.Contains("publishers.minimumAge   3d                                  Tree1/supplychain.json:3, by Tree0/supplychain.json:1", text);
    }

    [TestMethod]
    public void Without_a_file_the_text_says_so()
    {
        var text = PolicyReport.Text(PolicyComposition.Compose([], [], Today).Policy(), Root);

        Assert.Contains("no supplychain.json: signatures, publishers, provenance, source and licences are not configured", text);
        Assert.Contains("licenses                not configured", text);
    }

    [TestMethod]
    public void No_absolute_path_is_shown()
    {
        var policy = Sample().Policy();

        Assert.DoesNotContain(Root, PolicyReport.Text(policy, Root));
        Assert.DoesNotContain(Root, Encoding.UTF8.GetString(PolicyReport.Json(policy, Root)));
    }
}
