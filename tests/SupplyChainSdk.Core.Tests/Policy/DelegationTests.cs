using SupplyChainSdk.Policy;
using static SupplyChainSdk.Core.Tests.Policy.PolicySamples;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class DelegationTests
{
    private const string Late = """ "licenses":{"exceptions":[{"package":"Bar","reason":"r","owner":"o","expires":"2099-12-31"}]} """;

    [TestMethod]
    public void A_file_without_an_outer_policy_may_hold_anything()
    {
        Assert.HasCount(1, Tree(Late).Policy().Licenses!.Exceptions);
        Assert.HasCount(1, Tree(Clarifying(null)).Policy().Licenses!.Clarifications);
    }

    [TestMethod]
    public void An_inner_exception_needs_the_delegation_of_the_outer_file()
    {
        var load = Tree("", Until(1));

        Assert.IsNull(load.Policy);
        var finding = load.Findings.Single();
        Assert.AreEqual("SCSDK1005", finding.Code.Id);
        Assert.Contains("Tree1", finding.Location!.File);
        Assert.Contains("Tree0/supplychain.json is the outer policy and does not delegate it", finding.Message);
        Assert.HasCount(1, Tree(Delegating(90), Until(1)).Policy().Licenses!.Exceptions);
    }

    [TestMethod]
    [DataRow(90, 90, true)]
    [DataRow(90, 91, false)]
    [DataRow(1, 1, true)]
    [DataRow(1, 2, false)]
    [DataRow(90, -5, true, DisplayName = "expired: the gate says so")]
    public void An_inner_exception_ends_within_the_days_from_today(int days, int endsIn, bool counts)
    {
        var load = Tree(Delegating(days), Until(endsIn));

        Assert.AreEqual(counts, load.Policy is not null);
        if (counts)
            return;
        Assert.AreEqual("SCSDK1005", load.Findings.Single().Code.Id);
        Assert.Contains($"delegates it for {days} days, until {Today.AddDays(days):yyyy-MM-dd}", load.Findings[0].Message);
    }

    [TestMethod]
    public void The_delegation_of_one_rule_is_not_that_of_another()
    {
        Assert.IsNull(Tree(""" "delegate":{"licenses.clarify":"90d"} """, Until(1)).Policy);
        Assert.IsNull(Tree(Delegating(90), Clarifying(1)).Policy);
        Assert.IsNotNull(Tree(""" "delegate":{"licenses.clarify":"90d"} """, Clarifying(1)).Policy);
    }

    [TestMethod]
    public void A_clarification_of_an_inner_file_needs_a_last_day()
    {
        var finding = Tree(""" "delegate":{"licenses.clarify":"90d"} """, Clarifying(null)).Findings.Single();

        Assert.AreEqual("SCSDK1005", finding.Code.Id);
        Assert.Contains("has no \"expires\"", finding.Message);
    }

    [TestMethod]
    [DataRow(90, null, 90, true, DisplayName = "a silent file between changes nothing")]
    [DataRow(90, 30, 30, true)]
    [DataRow(90, 30, 31, false, DisplayName = "a file between may shorten")]
    [DataRow(30, 90, 31, false, DisplayName = "a file between may not lengthen")]
    [DataRow(null, 90, 1, false, DisplayName = "a file between may not grant")]
    public void The_outermost_grants_and_those_between_only_shorten(int? outermost, int? between, int endsIn, bool counts) =>
        Assert.AreEqual(counts, Tree(Delegating(outermost), Delegating(between), Until(endsIn)).Policy is not null);

    [TestMethod]
    public void A_file_does_not_delegate_to_itself() =>
        Assert.IsNull(Tree("", $"{Delegating(90)},{Until(1)}").Policy);

    [TestMethod]
    public void An_organisation_loosens_freely_and_the_tree_needs_every_organisation()
    {
        var contoso = Chain(PolicyPlace.Organization, $"{Delegating(90)},{Late}");
        var silent = new PolicyChain(PolicyPlace.Organization, [Read(Body(""), "silent.json")]);

        Assert.HasCount(2, PolicyComposition.Compose([contoso, TreeChain(Until(90))], [], Today).Policy().Licenses!.Exceptions);
        Assert.IsNull(PolicyComposition.Compose([contoso, silent, TreeChain(Until(90))], [], Today).Policy);
        Assert.IsNull(PolicyComposition.Compose([silent, contoso, TreeChain(Until(90))], [], Today).Policy);
        Assert.IsNotNull(PolicyComposition.Compose([silent, contoso, TreeChain("")], [], Today).Policy);
    }

    [TestMethod]
    public void A_file_that_the_project_names_in_its_repository_does_not_become_its_own_outer_policy()
    {
        var named = Chain(PolicyPlace.Named, Until(30));

        Assert.IsNotNull(PolicyComposition.Compose([named], [], Today).Policy);
        Assert.IsNull(PolicyComposition.Compose([named, TreeChain("")], [], Today).Policy);
        Assert.IsNotNull(PolicyComposition.Compose([named, TreeChain(Delegating(30))], [], Today).Policy);
        Assert.IsNull(PolicyComposition.Compose([named, TreeChain(Delegating(29))], [], Today).Policy);
    }

    [TestMethod]
    public void A_clarification_that_has_ended_is_left_out_and_said()
    {
        var load = Tree(Clarifying(-1));

        Assert.IsEmpty(load.Policy().Licenses!.Clarifications);
        Assert.AreEqual(("SCSDK1023", Severity.Warning), (load.Findings.Single().Code.Id, load.Findings[0].Severity));
        Assert.HasCount(1, Tree(Clarifying(0)).Policy().Licenses!.Clarifications);
    }

    [TestMethod]
    public void A_declared_input_of_an_inner_file_is_delegated_like_a_clarification()
    {
        Assert.HasCount(1, Tree(Declaring(null)).Policy().DeclaredInputs);
        var finding = Tree("", Declaring(1)).Findings.Single();
        Assert.AreEqual("SCSDK1005", finding.Code.Id);
        Assert.Contains("The entry for Tree1/gen/*.cs in \"integrity.inputs\" does not count: Tree0/supplychain.json", finding.Message);
        const string delegating = """ "delegate":{"integrity.inputs":"90d"} """;
        Assert.Contains("has no \"expires\"", Tree(delegating, Declaring(null)).Findings.Single().Message);
        Assert.IsNull(Tree(delegating, Declaring(91)).Policy);
        Assert.HasCount(1, Tree(delegating, Declaring(90)).Policy().DeclaredInputs);
        Assert.IsNull(Tree(Delegating(90), Declaring(1)).Policy);
    }

    [TestMethod]
    public void A_declared_input_that_has_ended_is_left_out_and_said_and_the_next_expiry_knows_the_others()
    {
        var load = Tree(Declaring(-1));

        Assert.IsEmpty(load.Policy().DeclaredInputs);
        Assert.AreEqual(("SCSDK1023", Severity.Warning), (load.Findings.Single().Code.Id, load.Findings[0].Severity));
        Assert.Contains("Tree0/gen/*.cs in \"integrity.inputs\" ended on 2026-11-19", load.Findings[0].Message);
        Assert.HasCount(1, Tree(Declaring(0)).Policy().DeclaredInputs);
        Assert.AreEqual(Today.AddDays(3), Tree(Declaring(3)).Policy().NextExpiry(Today));
        Assert.IsNull(load.Policy().NextExpiry(Today));
    }

    [TestMethod]
    public void The_next_expiry_is_the_first_from_today_on()
    {
        Assert.AreEqual(Today, Tree(Delegating(90), Until(0), Until(5)).Policy().NextExpiry(Today));
        Assert.AreEqual(Today.AddDays(5), Tree(Delegating(90), Until(-1), Until(5)).Policy().NextExpiry(Today));
        Assert.IsNull(Tree("").Policy().NextExpiry(Today));
    }

    private static string Delegating(int? days) => days is null ? """ "delegate":{} """ : $$""" "delegate":{"licenses.exceptions":"{{days}}d"} """;

    private static string Until(int days) =>
        $$""" "licenses":{"exceptions":[{"package":"Bar","reason":"r","owner":"o","expires":"{{Today.AddDays(days):yyyy-MM-dd}}"}]} """;

    private static string Declaring(int? days) =>
        $$""" "integrity":{"inputs":[{"file":"gen/*.cs","reason":"r"{{(days is { } d ? $",\"expires\":\"{Today.AddDays(d):yyyy-MM-dd}\"" : "")}}}]} """;

    private static string Clarifying(int? days) =>
        $$""" "licenses":{"clarify":[{"package":"Foo","expression":"MIT","reason":"r"{{(days is { } d ? $",\"expires\":\"{Today.AddDays(d):yyyy-MM-dd}\"" : "")}}}]} """;
}
