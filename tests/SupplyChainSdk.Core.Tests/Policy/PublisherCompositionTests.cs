using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class PublisherCompositionTests
{
    [TestMethod]
    public void Drift_warns_unless_a_file_says_otherwise_and_no_inner_file_says_less()
    {
        Assert.IsNull(Tree("").Policy().Publishers);
        Assert.AreEqual(new Setting<Enforce>(Enforce.Warning, null), Tree(""" "publishers":{} """).Policy().Publishers!.Enforce);
        Assert.AreEqual(Enforce.Error, Tree(""" "publishers":{} """, """ "publishers":{"enforce":"error"} """).Policy().Publishers!.Enforce.Value);
        Assert.AreEqual(Enforce.Warning, Tree(""" "publishers":{} """, """ "publishers":{"enforce":"off"} """).Policy().Publishers!.Enforce.Value);
        Assert.AreEqual(Enforce.Off, Tree(""" "publishers":{"enforce":"off"} """).Policy().Publishers!.Enforce.Value);
    }

    [TestMethod]
    [DataRow("7d", "14d", 14)]
    [DataRow("14d", "7d", 14)]
    [DataRow("7d", null, 7)]
    [DataRow(null, "7d", 7)]
    [DataRow(null, null, null)]
    public void The_greatest_minimum_age_wins(string? outer, string? inner, int? days)
    {
        static string With(string? age) => $$""" "publishers":{ {{(age is null ? "" : $"\"minimumAge\":\"{age}\"")}} } """;

        Assert.AreEqual(days, Tree(With(outer), With(inner)).Policy().Publishers!.MinimumAge?.Value);
    }

    [TestMethod]
    [DataRow("97", "99", 99)]
    [DataRow("99", "97", 99)]
    [DataRow("97", null, 97)]
    [DataRow(null, null, null)]
    public void The_greatest_text_score_wins_and_changes_the_digest(string? outer, string? inner, int? score)
    {
        static string With(string? value) => $$""" "licenses":{ {{(value is null ? "" : $"\"textScore\":{value}")}} } """;

        var policy = Tree(With(outer), With(inner)).Policy();
        Assert.AreEqual(score, policy.Licenses!.TextScore?.Value);
        Assert.AreEqual(score is null, policy.Digest == Tree(With(null), With(null)).Policy().Digest);
        Assert.AreEqual(outer is not null && inner is not null, policy.Overruled.Any(o => o is { Name: "licenses.textScore", Value: "97" }));
    }

    // The gate takes the strictest rule that matches, or without one the section: what it gets has to be right for that.
    [TestMethod]
    [DataRow("\"enforce\":\"error\"", "\"rules\":[{\"packages\":\"*\",\"enforce\":\"off\"}]", "A", Enforce.Error, DisplayName = "an inner rule does not lower the outer section")]
    [DataRow("", "\"rules\":[{\"packages\":\"A\",\"enforce\":\"off\"}]", "A", Enforce.Warning, DisplayName = "nor its default")]
    [DataRow("\"rules\":[{\"packages\":\"A.*\",\"enforce\":\"error\"}]", "\"rules\":[{\"packages\":\"A.B\",\"enforce\":\"off\"}]", "A.B", Enforce.Error, DisplayName = "nor its rule")]
    [DataRow("\"enforce\":\"error\",\"rules\":[{\"packages\":\"A.*\",\"enforce\":\"off\"}]", "", "A.B", Enforce.Off, DisplayName = "a file may except from its own section")]
    [DataRow("\"enforce\":\"error\",\"rules\":[{\"packages\":\"A.*\",\"enforce\":\"off\"}]", "", "B", Enforce.Error)]
    [DataRow("\"enforce\":\"error\",\"rules\":[{\"packages\":\"A.*\",\"enforce\":\"off\"}]", "\"enforce\":\"warning\"", "A.B", Enforce.Warning, DisplayName = "an inner section raises an outer rule")]
    [DataRow("\"enforce\":\"error\",\"rules\":[{\"packages\":\"A.*\",\"enforce\":\"off\"}]", "\"rules\":[{\"packages\":\"A.B\",\"enforce\":\"warning\"}]", "A.B", Enforce.Warning, DisplayName = "an inner rule raises an outer rule")]
    [DataRow("\"enforce\":\"error\",\"rules\":[{\"packages\":\"A.*\",\"enforce\":\"off\"}]", "\"rules\":[{\"packages\":\"A.B\",\"enforce\":\"warning\"}]", "A.C", Enforce.Off)]
    [DataRow("", "\"rules\":[{\"packages\":\"a.*\",\"enforce\":\"error\"}]", "A.C", Enforce.Error)]
    public void Of_each_package_the_strictest_of_what_the_files_say_wins(string outer, string inner, string id, Enforce expected)
    {
        var publishers = Tree($$""" "publishers":{ {{outer}} } """, $$""" "publishers":{ {{inner}} } """).Policy().Publishers!;
        var package = PackageId.Create(id, "1.0.0");

        Assert.AreEqual(expected, publishers.Rules.Where(r => r.Packages.Matches(package)).Select(r => (Enforce?)r.Enforce).Max() ?? publishers.Enforce.Value);
    }

    [TestMethod]
    public void A_rule_that_counts_for_more_than_it_says_is_told()
    {
        var overruled = Tree(""" "publishers":{"enforce":"error"} """, """ "publishers":{"rules":[{"packages":"A.*","enforce":"off"}]} """).Policy().Overruled.Single();

        Assert.AreEqual(("publishers.rules", "A.*: off"), (overruled.Name, overruled.Value));
        Assert.Contains("Tree1", overruled.Origin.File);
        Assert.Contains("Tree0", overruled.By!.File);
    }

    [TestMethod]
    public void The_baseline_lies_beside_the_outermost_file_that_has_the_section_unless_one_is_named()
    {
        Assert.AreEqual("Tree0/publishers.json", Names(Tree(""" "publishers":{} """, """ "publishers":{"enforce":"error"} """)));
        Assert.AreEqual("Tree0/p.json", Names(Tree(""" "publishers":{"baseline":"./p.json"} """, """ "publishers":{} """)));
        Assert.AreEqual("trust/p.json", Names(Tree(""" "publishers":{"baseline":"../trust/x/../p.json"} """)));
        var publishers = Tree(""" "publishers":{} """).Policy().Publishers!;
        Assert.AreEqual(Path.Combine(Root, "Tree0", "publishers.json"), publishers.Baselines.Single().Value);
        Assert.AreEqual((1, 28), (publishers.Baselines[0].Origin!.Line, publishers.Baselines[0].Origin!.Column));
    }

    [TestMethod]
    [DataRow("", """ "publishers":{} """, DisplayName = "the default one")]
    [DataRow("", """ "publishers":{"baseline":"p.json"} """, DisplayName = "a named one")]
    [DataRow(""" "publishers":{} """, """ "publishers":{"baseline":"p.json"} """, DisplayName = "instead of the default one of the outer file")]
    public void An_inner_baseline_needs_the_delegation_of_the_outer_file(string outer, string inner)
    {
        var load = Tree(outer, inner);

        Assert.IsNull(load.Policy);
        Assert.AreEqual("SCSDK1005", load.Findings.Single().Code.Id);
        Assert.Contains("in \"publishers.baseline\" does not count: Tree0/supplychain.json is the outer policy", load.Findings[0].Message);
        Assert.IsNull(Tree($""" "delegate":{"{"}"licenses.clarify":"30d"{"}"}{Comma(outer)} """, inner).Policy);
        var delegated = Tree($""" "delegate":{"{"}"publishers.baseline":"30d"{"}"}{Comma(outer)} """, inner).Policy().Publishers!;
        Assert.AreEqual(30, delegated.Files[delegated.Baselines[^1].Value].Days);
    }

    [TestMethod]
    public void Baselines_add_up_and_only_those_of_inner_files_have_days()
    {
        var publishers = Tree(""" "delegate":{"publishers.baseline":"30d"},"publishers":{"baseline":"p.json"} """, """ "publishers":{"baseline":"q.json"} """,
            """ "delegate":{"publishers.baseline":"9d"},"publishers":{"baseline":"../Tree0/p.json"} """).Policy().Publishers!;

        Assert.AreEqual("Tree0/p.json,Tree1/q.json 30", string.Join(',', publishers.Baselines.Select(b => publishers.Files[b.Value]).Select(f => $"{f.Name} {f.Days}".TrimEnd())));
    }

    [TestMethod]
    public void Organisations_have_baselines_whatever_their_order()
    {
        PolicyChain[] chains =
        [
            new(PolicyPlace.Organization, [Read(Body(""" "publishers":{} """), "one/supplychain.json")]),
            new(PolicyPlace.Organization, [Read(Body(""" "publishers":{} """), "two/supplychain.json")]),
            TreeChain(""" "publishers":{} """),
        ];

        Assert.AreEqual("one/publishers.json two/publishers.json", Names(PolicyComposition.Compose([.. chains], [], Today)));
        Assert.AreEqual(PolicyComposition.Compose([.. chains], [], Today).Policy().Digest, PolicyComposition.Compose([.. chains.Reverse()], [], Today).Policy().Digest);
    }

    private static string Comma(string section) => section.Length == 0 ? "" : "," + section;

    private static string Names(PolicyLoad load)
    {
        var publishers = load.Policy().Publishers!;
        return string.Join(' ', publishers.Baselines.Select(b => publishers.Files[b.Value].Name));
    }
}
