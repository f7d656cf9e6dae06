using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Licensing;

[TestClass]
public class LicenseListsTests
{
    [TestMethod]
    [DataRow("MIT OR GPL-3.0-only", "GPL-3.0-only", "MIT")]
    [DataRow("GPL-3.0-only OR MIT", "GPL-3.0-only", "MIT")]
    [DataRow("MIT AND GPL-3.0-only", "GPL-3.0-only", null)]
    [DataRow("MIT OR GPL-3.0-only", "GPL-3.0-only,MIT", null)]
    [DataRow("(MIT OR GPL-3.0-only) AND (GPL-2.0-only OR ISC)", "copyleft-strong", "MIT AND ISC")]
    [DataRow("GPL-2.0", "gpl-2.0-ONLY", null)]
    // -or-later is the OR of the versions that there are
    [DataRow("GPL-2.0-or-later", "GPL-3.0-only", "GPL-2.0-only")]
    [DataRow("GPL-2.0-or-later", "GPL-2.0-only", "GPL-3.0-only")]
    [DataRow("GPL-3.0-or-later", "GPL-3.0-only", null)]
    [DataRow("GPL-2.0-or-later", "GPL-2.0-only,GPL-3.0-only", null)]
    [DataRow("GPL-2.0-or-later", "GPL-1.0-only", "GPL-2.0-or-later")]
    // and a denied -or-later reaches upward
    [DataRow("GPL-2.0-only", "GPL-2.0-or-later", null)]
    [DataRow("GPL-3.0-only", "GPL-2.0-or-later", null)]
    [DataRow("GPL-3.0-or-later", "GPL-2.0-or-later", null)]
    [DataRow("GPL-2.0-or-later", "GPL-2.0-or-later", null)]
    [DataRow("GPL-1.0-or-later", "GPL-2.0-or-later", "GPL-1.0-only")]
    [DataRow("GPL-1.0-only", "GPL-2.0-or-later", "GPL-1.0-only")]
    [DataRow("LGPL-3.0-only", "GPL-2.0-or-later", "LGPL-3.0-only")]
    [DataRow("Apache-1.1+", "Apache-2.0", "Apache-1.1")]
    [DataRow("Apache-2.0", "Apache-1.1+", null)]
    [DataRow("CC-BY-3.0-DE", "CC-BY-3.0+", "CC-BY-3.0-DE")]
    [DataRow("MIT+", "MIT", null)]
    // WITH is a licence of its own
    [DataRow("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0")]
    [DataRow("GPL-2.0-only WITH Classpath-exception-2.0", "copyleft-strong", "GPL-2.0-only WITH Classpath-exception-2.0")]
    [DataRow("GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only")]
    [DataRow("GPL-2.0-with-classpath-exception", "GPL-2.0-or-later WITH Classpath-exception-2.0", null)]
    [DataRow("LicenseRef-Foo OR MIT", "LicenseRef-foo", "MIT")]
    [DataRow("LicenseRef-Foo", "LicenseRef-Foo", null)]
    public void A_deny_list_leaves_the_choices_that_it_does_not_name(string expression, string deny, string? chosen)
    {
        var verdict = Judge(expression, deny, null);

        Assert.AreEqual(chosen is null ? LicenseOutcome.Denied : LicenseOutcome.Accepted, verdict.Outcome);
        Assert.AreEqual(chosen, verdict.Chosen?.ToString());
        Assert.AreEqual(chosen is null, verdict.Objections.Length > 0);
    }

    [TestMethod]
    [DataRow("MIT OR GPL-3.0-only", "", "MIT,Apache-2.0", LicenseOutcome.Accepted)]
    [DataRow("MIT AND Zlib", "", "MIT,Apache-2.0", LicenseOutcome.NotAllowed)]
    [DataRow("MIT OR GPL-3.0-only", "MIT", "MIT", LicenseOutcome.NotAllowed)]
    [DataRow("MIT", "MIT", "MIT", LicenseOutcome.Denied)]
    [DataRow("GPL-1.0-or-later", "", "GPL-2.0-only", LicenseOutcome.Accepted)]
    [DataRow("GPL-1.0-only", "", "GPL-2.0-or-later", LicenseOutcome.NotAllowed)]
    [DataRow("GPL-2.0-only WITH Classpath-exception-2.0", "", "GPL-2.0-only", LicenseOutcome.NotAllowed)]
    [DataRow("LicenseRef-Foo", "", "MIT", LicenseOutcome.NotAllowed)]
    [DataRow("LicenseRef-Foo", "", "LicenseRef-Foo", LicenseOutcome.Accepted)]
    [DataRow("LicenseRef-Foo", "", null, LicenseOutcome.Unknown)]
    [DataRow("LicenseRef-Foo OR MIT", "", null, LicenseOutcome.Accepted)]
    [DataRow("LicenseRef-Foo AND MIT", "", null, LicenseOutcome.Unknown)]
    [DataRow("LicenseRef-Foo OR GPL-3.0-only", "GPL-3.0-only", null, LicenseOutcome.Unknown)]
    [DataRow("LicenseRef-Foo AND GPL-3.0-only", "GPL-3.0-only", null, LicenseOutcome.Denied)]
    [DataRow("LicenseRef-Foo WITH GCC-exception-2.0", "", null, LicenseOutcome.Unknown)]
    public void An_allow_list_is_needed_by_every_operand_of_and_and_by_one_of_or_and_deny_wins(string expression, string deny, string? allow, LicenseOutcome outcome) =>
        Assert.AreEqual(outcome, Judge(expression, deny, allow).Outcome);

    [TestMethod]
    public void An_objection_names_the_licence_and_the_first_entry_that_hit_it()
    {
        var first = new Setting<string>("copyleft-strong", new Location("/policy.json", 3, 5));
        var second = new Setting<string>("AGPL-3.0-only", new Location("/policy.json", 4, 5));

        var verdict = LicenseLists.Create([first, second], null).Judge(LicenseExpression.Parse("MIT AND AGPL-3.0-or-later"));

        Assert.AreSequenceEqual(new[] { new LicenseObjection("AGPL-3.0-or-later", first) }, verdict.Objections);
    }

    [TestMethod]
    [DataRow("GPL-3.0-only", "GPL-3.0-only", true)]
    [DataRow("GPL-2.0-only", "GPL-3.0-only", false)]
    [DataRow("GPL-3.0-only AND LGPL-3.0-only", "GPL-3.0-only", false)]
    [DataRow("GPL-2.0-or-later", "GPL-3.0-only", true)]
    [DataRow("GPL-3.0-only", "GPL-2.0-or-later", false)]
    [DataRow("GPL-3.0-only WITH GCC-exception-3.1", "GPL-3.0-only", false)]
    [DataRow("GPL-3.0-only AND LGPL-3.0-only", "GPL-3.0-only AND LGPL-3.0-only", true)]
    public void An_exemption_lets_one_licence_through_and_never_another(string expression, string exempt, bool accepted)
    {
        var lists = LicenseLists.Create([new("copyleft-strong", null), new("copyleft-weak", null), new("GPL-3.0-only WITH GCC-exception-3.1", null)], null);

        var verdict = lists.Judge(LicenseExpression.Parse(expression), exempt: new HashSet<string> { exempt });

        Assert.AreEqual(accepted ? LicenseOutcome.Accepted : LicenseOutcome.Denied, verdict.Outcome);
        Assert.AreSequenceEqual(accepted ? [exempt] : [], verdict.Exempted);
    }

    [TestMethod]
    public void An_alternative_without_exemption_is_chosen_before_one_with()
    {
        var verdict = LicenseLists.Create([new("GPL-3.0-only", null)], null)
            .Judge(LicenseExpression.Parse("GPL-3.0-only OR MIT"), exempt: new HashSet<string> { "GPL-3.0-only" });

        Assert.AreEqual("MIT", verdict.Chosen?.ToString());
        Assert.IsEmpty(verdict.Exempted);
    }

    [TestMethod]
    [DataRow("copyleft-stong", "copyleft-strong")]
    [DataRow("Apache2.0", "Apache-2.0")]
    [DataRow("zzzzzzzzzzzz", null)]
    [DataRow("MIT OR ISC", null)]
    [DataRow("", null)]
    public void What_is_no_term_gets_the_nearest_right_name(string text, string? nearest)
    {
        Assert.IsFalse(LicenseTerm.TryParse(text, out _, out var found));
        Assert.AreEqual(nearest ?? "", string.Join(' ', found));
        Assert.ThrowsExactly<InvalidDataException>(() => LicenseTerm.Parse(text));
    }

    [TestMethod]
    public void A_term_is_canonical_and_knows_its_set()
    {
        Assert.AreEqual("GPL-2.0-or-later", LicenseTerm.Parse("gpl-2.0+").Text);
        Assert.IsNull(LicenseTerm.Parse("gpl-2.0+").Set);
        Assert.AreEqual("GPL-2.0-only → GPL-3.0-only", string.Join(" → ", LicenseTerm.Parse("gpl-2.0+").Choices));
        Assert.AreEqual("osi-approved", LicenseTerm.Parse("osi-approved").Set?.Name);
    }

    [TestMethod]
    [DataRow("LPPL-1.2+", "LPPL-1.2 LPPL-1.3a LPPL-1.3c")]
    [DataRow("PHP-3.0+", "PHP-3.0 PHP-3.01")]
    [DataRow("OLDAP-2.2.1+", "OLDAP-2.2.1 OLDAP-2.2.2 OLDAP-2.3 OLDAP-2.4 OLDAP-2.5 OLDAP-2.6 OLDAP-2.7 OLDAP-2.8")]
    [DataRow("LGPL-2.0-or-later WITH WxWindows-exception-3.1",
        "LGPL-2.0-only WITH WxWindows-exception-3.1 LGPL-2.1-only WITH WxWindows-exception-3.1 LGPL-3.0-only WITH WxWindows-exception-3.1")]
    [DataRow("CC-BY-3.0-AU+", "CC-BY-3.0-AU")]
    [DataRow("BSD-3-Clause+", "BSD-3-Clause")]
    [DataRow("GPL-3.0-only", "GPL-3.0-only")]
    public void A_name_with_later_versions_reaches_those_of_its_family(string text, string choices) =>
        Assert.AreEqual(choices, string.Join(' ', LicenseTerm.Parse(text).Choices));

    private static LicenseVerdict Judge(string expression, string deny, string? allow) =>
        LicenseLists.Create(Items(deny), allow is null ? null : Items(allow)).Judge(LicenseExpression.Parse(expression));

    private static IEnumerable<Setting<string>> Items(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(i => new Setting<string>(i, null));
}
