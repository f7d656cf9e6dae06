using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;
using static SupplyChainSdk.Core.Tests.Policy.ProvenancePolicyTests;

namespace SupplyChainSdk.Core.Tests.Policy;

/// <summary>A change of rules about provenance that loosens is named, and one that tightens is not.</summary>
[TestClass]
public sealed class ProvenanceLooseningTests
{
    private const string Revoked = "\"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"";
    private const string More = $$"""{"packages":"A.*","mode":"require","identities":[{"issuer":"https://token.actions.githubusercontent.com","ownerId":"7"},{"issuer":"https://i.example","ownerId":"7"}]}""";
    private const string Narrower = $$"""{"packages":"A.*","mode":"require","identities":[{"issuer":"https://token.actions.githubusercontent.com","ownerId":"7","repositoryId":"123","notAfter":"2027-01-01"}]}""";

    // Each is looser than what it stands beside; the other way round it is stricter, and nothing is said.
    [TestMethod]
    [DynamicData(nameof(Pairs))]
    public void What_is_looser_is_said_and_what_is_stricter_is_not(string judging, string tree, string said)
    {
        var finding = PolicyLoosening.Find(Of(judging), Of(tree), "origin/main").Single();

        Assert.AreEqual(Codes.PolicyLoosened, finding.Code);
        Assert.Contains(said, finding.Message);
        Assert.IsEmpty(PolicyLoosening.Find(Of(tree), Of(judging), "origin/main"));
        Assert.IsEmpty(PolicyLoosening.Find(Of(judging), Of(judging), "origin/main"));
        Assert.IsEmpty(PolicyLoosening.Find(Of(tree), Of(tree), "origin/main"));
    }

    private static IEnumerable<object[]> Pairs()
    {
        string Rules(params string[] rules) => $$""" "provenance":{"rules":[{{string.Join(',', rules)}}]} """;
        string Reproduced(string by) => $$""" "reproduced":{"identities":[{"issuer":"https://i.example",{{by}}}]} """;
        string With(string more) => Rules(Requires("A.*", more));
        const string Gone = "\"provenance.rules\" no longer holds packages to A.*: require";
        (string, string, string)[] pairs =
        [
            (""" "provenance":{} """, "", "the section \"provenance\" is gone"),
            (""" "provenance":{} """, """ "provenance":{"enforce":"warning"} """, "\"provenance.enforce\" is warning here and error there"),
            (Rules(Requires("A.*")), Rules(), Gone),
            (Rules(Requires("A.*")), Rules(Requires("A.B")), Gone),
            (Rules(Requires("A.*")), Rules(Requires("A.*").Replace("require", "whenPresent", StringComparison.Ordinal)), Gone),
            (Rules(Requires("A.*")), Rules(Requires("A.*"), """{"packages":"A.B","mode":"ignore"}"""), Gone),
            (Rules(Requires("A.*")), Rules(More), Gone),
            (Rules(Narrower), Rules(Requires("A.*")), Gone),
            (Rules(Narrower), Rules(Narrower.Replace("2027", "2028", StringComparison.Ordinal)), Gone),
            (With("\"triggers\":[\"push\"]"), With("\"triggers\":[\"push\",\"release\"]"), Gone),
            (With("\"triggers\":[\"push\"]"), Rules(Requires("A.*")), Gone),
            (With("\"level\":2"), With("\"level\":1"), Gone),
            (With("\"level\":1"), Rules(Requires("A.*")), Gone),
            (With("\"gates\":[\"lock\",\"integrity\"]"), With("\"gates\":[\"lock\"]"), Gone),
            (With($"\"policyDigest\":{Revoked}"), Rules(Requires("A.*")), Gone),
            (With("\"builder\":\"https://b.example\""), Rules(Requires("A.*")), Gone),
            (With("\"logged\":true"), Rules(Requires("A.*")), Gone),
            (With("\"source\":{\"signedTag\":\"require\"}"), Rules(Requires("A.*")), Gone),
            (With(Reproduced("\"ownerId\":\"7\"")), Rules(Requires("A.*")), Gone),
            (With(Reproduced("\"ownerId\":\"7\",\"repositoryId\":\"1\"")), With(Reproduced("\"ownerId\":\"7\"")), Gone),
            ($$""" "provenance":{"revoked":[{{Revoked}}]} """, """ "provenance":{} """, "\"provenance.revoked\" no longer has the package sha256:e3b0c4"),
            (""" "provenance":{"revoked":[{"identity":"https://github.com/x/y"}]} """, """ "provenance":{"revoked":[{"identity":"https://github.com/x/y","issuer":"https://i.example"}]} """, "no longer has the identity https://github.com/x/y"),
            (""" "trust":{"maxAge":"30d"} """, """ "trust":{"maxAge":"31d"} """, "\"trust.maxAge\" is 31d here and 30d there"),
            (""" "trust":{"maxAge":"30d"} """, "", "\"trust.maxAge\" is gone here and 30d there"),
        ];
        return pairs.Select(p => new object[] { p.Item1, p.Item2, p.Item3 });
    }

    // Neither of the two is stricter: what one lets through the other does not.
    [TestMethod]
    [DataRow("\"runners\":[\"self-hosted\"]")]
    [DataRow("\"triggers\":[\"push\",\"pull_request\"]")]
    public void What_lets_others_through_is_said_both_ways(string more)
    {
        var hosted = Of($$""" "provenance":{"rules":[{{Requires("A.*")}}]} """);
        var own = Of($$""" "provenance":{"rules":[{{Requires("A.*", more)}}]} """);

        Assert.HasCount(1, PolicyLoosening.Find(hosted, own, "main"));
        Assert.HasCount(1, PolicyLoosening.Find(own, hosted, "main"));
    }

    private static EffectivePolicy Of(string body) => Tree(body).Policy();
}
