using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Licensing;

[TestClass]
public class LicenseGateTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [TestMethod]
    public void Without_the_section_the_gate_is_not_configured_and_with_off_it_is_off()
    {
        var package = Given.Package("Foo", "GPL-3.0-only");

        Assert.AreEqual(GateOutcome.NotConfigured, LicenseGate.Check(Given.Graph(Given.Node("Foo")), new PackageReading([package], []), Given.Policy(null), Today).Outcome);
        var off = Check(Given.Rules("GPL-3.0-only") with { Enforce = new(Enforce.Off, null) }, package);
        Assert.AreEqual(GateOutcome.Off, off.Outcome);
        Assert.IsEmpty(off.Findings);
    }

    [TestMethod]
    public void A_package_with_an_accepted_licence_passes()
    {
        var result = Check(Given.Rules("copyleft-strong"), Given.Package("Foo", "MIT OR GPL-3.0-only"));

        Assert.AreEqual("licenses", result.Gate);
        Assert.AreEqual(GateOutcome.Passed, result.Outcome);
        Assert.AreEqual(Enforce.Error, result.Enforce);
    }

    [TestMethod]
    public void A_denied_licence_is_found_at_the_entry_of_the_policy_with_the_way_it_comes_in()
    {
        var graph = Given.Graph(Given.Node("Bar", dependencies: ["Foo"]), Given.Node("Foo", kind: DependencyKind.Transitive));

        var finding = Only(LicenseGate.Check(graph, new PackageReading([Given.Package("Bar", "MIT"), Given.Package("Foo", "GPL-2.0+")], []),
            Given.Policy(Given.Rules("copyleft-strong")), Today));

        Assert.AreEqual(Codes.LicenseDenied, finding.Code);
        Assert.AreEqual(Severity.Error, finding.Severity);
        Assert.AreEqual(Given.At(3), finding.Location);
        Assert.AreEqual("Foo 1.0.0", finding.Package?.ToString());
        Assert.AreEqual("App 1.0.0 → Bar 1.0.0 → Foo 1.0.0", string.Join(" → ", finding.PackagePath));
        Assert.AreEqual("Foo 1.0.0 is licensed under 'GPL-2.0-or-later' (its nuspec), and the policy denies GPL-2.0-or-later (by 'copyleft-strong'); "
            + "it comes in by App 1.0.0 → Bar 1.0.0 → Foo 1.0.0. Replace the package, or let it through in 'licenses.exceptions' with reason, owner and expiry.", finding.Message);
    }

    [TestMethod]
    public void A_fingerprint_does_not_change_with_line_severity_or_way()
    {
        var package = Given.Package("Foo", "GPL-3.0-only");
        var moved = Given.Rules() with { Deny = [Given.Item("GPL-3.0-only", 30)], Enforce = new(Enforce.Warning, null) };

        Assert.AreEqual(Only(Check(Given.Rules("copyleft-strong"), package)).Fingerprint, Only(Check(moved, package)).Fingerprint);
        Assert.AreNotEqual(Only(Check(moved, package)).Fingerprint, Only(Check(moved, Given.Package("Foo", "GPL-3.0-only AND MIT"))).Fingerprint);
    }

    [TestMethod]
    public void A_licence_beside_the_allow_list_is_found_at_that_list()
    {
        var rules = Given.Rules() with { Allow = [Given.Item("MIT", 5), Given.Item("Apache-2.0", 6)] };

        Assert.IsEmpty(Check(rules, Given.Package("Foo", "MIT AND Apache-2.0")).Findings);
        var finding = Only(Check(rules, Given.Package("Foo", "MIT AND Zlib")));
        Assert.AreEqual(Codes.LicenseNotAllowed, finding.Code);
        Assert.AreEqual(Given.At(5), finding.Location);
        Assert.Contains("Zlib is not on the allow-list", finding.Message);
    }

    [TestMethod]
    public void An_invalid_expression_is_found_with_its_position_whatever_unknown_says()
    {
        var finding = Only(Check(Given.Rules() with { Unknown = new(Enforce.Off, null) }, Given.Package("Foo", "MIT OR Apache2.0")));

        Assert.AreEqual(Codes.LicenseExpressionInvalid, finding.Code);
        Assert.AreEqual(Severity.Error, finding.Severity);
        Assert.Contains("'Apache2.0' is not a licence of the SPDX list (character 8); did you mean 'Apache-2.0'?", finding.Message);
    }

    [TestMethod]
    [DataRow(Enforce.Error, Enforce.Error, GateOutcome.Failed)]
    [DataRow(Enforce.Error, Enforce.Warning, GateOutcome.Warned)]
    [DataRow(Enforce.Warning, Enforce.Error, GateOutcome.Warned)]
    [DataRow(Enforce.Error, Enforce.Off, GateOutcome.Passed)]
    public void An_unknown_licence_weighs_as_the_weaker_of_enforce_and_unknown(Enforce enforce, Enforce unknown, GateOutcome outcome)
    {
        var rules = Given.Rules("copyleft-strong") with { Enforce = new(enforce, null), Unknown = new(unknown, Given.At(4)) };

        foreach (var package in new[]
        {
            Given.Package("Foo", (NuspecLicense?)null),
            Given.Package("Foo", new NuspecLicense(true, "LICENSE.txt")),
            Given.Package("Foo", null, "https://example.org/license"),
            Given.Package("Foo", "NOASSERTION"),
            Given.Package("Foo", "LicenseRef-Foo"),
        })
        {
            var result = Check(rules, package);
            Assert.AreEqual(outcome, result.Outcome, package.Nuspec.License?.Value);
            Assert.IsTrue(result.Findings.All(f => f.Code == Codes.LicenseUnknown && f.Location == Given.At(4)));
        }
    }

    [TestMethod]
    public void A_package_that_was_not_read_never_passes()
    {
        var rules = Given.Rules() with { Unknown = new(Enforce.Off, null), Exceptions = [Given.Exception("Foo")] };
        var failure = new PackageFailure(Given.Resolved("Foo"), PackageProblem.Malformed, "/packages/foo.nupkg", "it ends early");

        foreach (var reading in new[] { new PackageReading([], [failure]), new PackageReading([], []) })
        {
            var finding = Only(LicenseGate.Check(Given.Graph(Given.Node("Foo")), reading, Given.Policy(rules), Today));
            Assert.AreEqual(Codes.LicenseUnknown, finding.Code);
            Assert.AreEqual(Severity.Error, finding.Severity);
            Assert.Contains("could not be read", finding.Message);
        }
    }

    [TestMethod]
    public void Development_only_packages_are_judged_when_the_scope_is_all()
    {
        var graph = Given.Graph(Given.Node("Foo", isDevelopmentOnly: true));
        var reading = new PackageReading([Given.Package("Foo", "GPL-3.0-only")], []);
        var rules = Given.Rules("GPL-3.0-only");

        Assert.IsEmpty(LicenseGate.Check(graph, reading, Given.Policy(rules), Today).Findings);
        Assert.AreEqual(Codes.LicenseDenied, Only(LicenseGate.Check(graph, reading, Given.Policy(rules with { Scope = new(LicenseScope.All, null) }), Today)).Code);
    }

    [TestMethod]
    public void An_exception_lets_its_licence_through_and_is_counted()
    {
        var rules = Given.Rules("copyleft-strong", "copyleft-weak") with { Exceptions = [Given.Exception("Foo", "gpl-3.0")] };

        var excepted = Check(rules, Given.Package("Foo", "GPL-3.0-only"));
        Assert.AreEqual(GateOutcome.Passed, excepted.Outcome);
        Assert.AreEqual("Foo 1.0.0", string.Join(", ", excepted.ExceptionsUsed.Single().Packages));
        Assert.AreEqual(rules.Exceptions[0], excepted.ExceptionsUsed[0].Entry);

        foreach (var other in new[] { "GPL-2.0-only", "LGPL-3.0-only", "GPL-3.0-only AND LGPL-3.0-only" })
        {
            var result = Check(rules, Given.Package("Foo", other));
            Assert.HasCount(0, result.ExceptionsUsed);
            Assert.AreEqual(Codes.LicenseDenied, result.Findings[0].Code, other);
            Assert.Contains("does not cover it", result.Findings[0].Message);
        }
        Assert.AreEqual(Codes.LicenseDenied, Check(rules, Given.Package("Bar", "GPL-3.0-only")).Findings[0].Code);
    }

    [TestMethod]
    public void Two_exceptions_together_let_both_licences_through()
    {
        var rules = Given.Rules("copyleft-strong", "copyleft-weak") with
        {
            Exceptions = [Given.Exception("Foo", "GPL-3.0-only"), Given.Exception("Foo", "LGPL-3.0-only"), Given.Exception("Foo", "MPL-2.0")],
        };

        var result = Check(rules, Given.Package("Foo", "GPL-3.0-only AND LGPL-3.0-only"));

        Assert.HasCount(2, result.ExceptionsUsed);
        Assert.AreEqual(Codes.PolicyEntryUnused, Only(result).Code);
    }

    [TestMethod]
    public void An_exception_without_a_licence_lets_anything_through_that_could_be_read()
    {
        var rules = Given.Rules("copyleft-strong") with { Exceptions = [Given.Exception("Foo", versions: "[1.0,2.0)")] };

        foreach (var package in new[] { Given.Package("Foo", "GPL-3.0-only"), Given.Package("Foo", (NuspecLicense?)null), Given.Package("Foo", "No Expression") })
        {
            var result = Check(rules, package);
            Assert.AreEqual(GateOutcome.Passed, result.Outcome);
            Assert.HasCount(1, result.ExceptionsUsed);
        }
        var outside = rules with { Exceptions = [Given.Exception("Foo", versions: "[2.0,3.0)")] };
        Assert.AreEqual(GateOutcome.Failed, Check(outside, Given.Package("Foo", "GPL-3.0-only")).Outcome);
    }

    [TestMethod]
    public void An_exception_counts_through_its_last_day_and_is_an_error_the_day_after()
    {
        var rules = Given.Rules("copyleft-strong") with { Exceptions = [Given.Exception("Foo", "GPL-3.0-only")] };
        var package = Given.Package("Foo", "GPL-3.0-only");

        Assert.IsEmpty(Check(rules, new DateOnly(2027, 3, 1), package).Findings);
        var after = Check(rules, new DateOnly(2027, 3, 2), package);
        Assert.AreSequenceEqual(new[] { Codes.LicenseDenied, Codes.LicenseExceptionExpired }, after.Findings.Select(f => f.Code));
        Assert.AreEqual(Given.At(7), after.Findings[1].Location);
        Assert.AreEqual(Severity.Error, after.Findings[1].Severity);
        Assert.HasCount(0, after.ExceptionsUsed);
    }

    [TestMethod]
    public void Entries_that_nothing_needs_are_warnings()
    {
        var rules = Given.Rules("GPL-3.0-only") with
        {
            Exceptions = [Given.Exception("Foo", "GPL-3.0-only"), Given.Exception("Gone")],
            Clarifications = [new LicenseClarification(new PackageSelector("Foo", null), "ISC", null, null, "", Given.At(9))],
        };

        var result = Check(rules, Given.Package("Foo", "MIT"));

        Assert.AreEqual(GateOutcome.Warned, result.Outcome);
        Assert.HasCount(3, result.Findings);
        Assert.IsTrue(result.Findings.All(f => f.Code == Codes.PolicyEntryUnused && f.Severity == Severity.Warning));
        Assert.HasCount(3, result.Findings.Select(f => f.Fingerprint).Distinct());
    }

    [TestMethod]
    public void An_entry_of_a_shared_file_whose_package_is_elsewhere_is_only_information()
    {
        var shared = Given.Exception("Gone") with { Origin = new Location("/repo/supplychain.json", 7, 5) };
        var notNeeded = Given.Exception("Foo") with { Origin = new Location("/repo/supplychain.json", 8, 5) };

        var result = Check(Given.Rules() with { Exceptions = [shared, notNeeded] }, Given.Package("Foo", "MIT"));

        Assert.AreSequenceEqual(new[] { Severity.Information, Severity.Warning }, result.Findings.Select(f => f.Severity));
    }

    [TestMethod]
    public void A_clarified_package_is_judged_by_its_clarification()
    {
        var clarification = new LicenseClarification(new PackageSelector("Foo", null), "GPL-3.0-only", null, null, "", Given.At(9));
        var package = Given.Package("Foo", new NuspecLicense(true, "LICENSE.txt"));

        var denied = Only(Check(Given.Rules("copyleft-strong") with { Clarifications = [clarification] }, package));
        Assert.AreEqual(Codes.LicenseDenied, denied.Code);
        Assert.Contains("(a clarification of the policy)", denied.Message);
        Assert.IsEmpty(Check(Given.Rules("copyleft-strong") with { Clarifications = [clarification with { Expression = "LicenseRef-Bought" }] }, package).Findings);
    }

    [TestMethod]
    public void A_void_clarification_leaves_the_licence_unknown_and_says_why()
    {
        var pinned = new LicenseClarification(new PackageSelector("Foo", null), "MIT", "LICENSE.txt", Digest.Sha256Of("a"u8), "", Given.At(9));
        var rules = Given.Rules() with { Clarifications = [pinned] };
        var package = Given.Package("Foo", new NuspecLicense(true, "LICENSE.txt"));
        var reading = new PackageReading([package], []);

        Assert.IsEmpty(LicenseGate.Check(Given.Graph(Given.Node("Foo")), reading, Given.Policy(rules), Today, (_, _) => Digest.Sha256Of("a"u8)).Findings);
        var finding = Only(LicenseGate.Check(Given.Graph(Given.Node("Foo")), reading, Given.Policy(rules), Today, (_, _) => Digest.Sha256Of("b"u8)));
        Assert.AreEqual(Codes.LicenseUnknown, finding.Code);
        Assert.Contains("a clarification does not count, because 'LICENSE.txt' is sha256:", finding.Message);
    }

    [TestMethod]
    public void Hostile_text_of_a_package_is_escaped_and_cut()
    {
        var finding = Only(Check(Given.Rules(), Given.Package("Foo", "::error\u001b[31m\u202e" + new string('x', 10_000))));

        Assert.AreEqual(Codes.LicenseExpressionInvalid, finding.Code);
        Assert.IsLessThan(1500, finding.Message.Length);
        Assert.DoesNotContain("\u001b", finding.Message);
        Assert.DoesNotContain("\u202e", finding.Message);
    }

    [TestMethod]
    public void Findings_come_in_the_order_of_the_graph_however_the_input_is_shuffled()
    {
        string[] ids = ["Zeta", "Alpha", "Mid"];
        var rules = Given.Policy(Given.Rules("GPL-3.0-only"));

        var shuffled = LicenseGate.Check(Given.Graph([.. ids.Select(i => Given.Node(i))]), new PackageReading([.. ids.Select(i => Given.Package(i, "GPL-3.0-only"))], []), rules, Today);

        Assert.AreEqual("Alpha 1.0.0 → Mid 1.0.0 → Zeta 1.0.0", string.Join(" → ", shuffled.Findings.Select(f => f.Package!.ToString())));
    }

    private static Finding Only(GateResult result)
    {
        Assert.HasCount(1, result.Findings, string.Join('\n', result.Findings.Select(f => f.Message)));
        return result.Findings[0];
    }

    private static GateResult Check(LicenseRules rules, params ImmutableArray<PackageFacts> packages) => Check(rules, Today, packages);

    private static GateResult Check(LicenseRules rules, DateOnly today, params ImmutableArray<PackageFacts> packages) => LicenseGate.Check(
        Given.Graph([.. packages.Select(p => Given.Node(p.Package.Id.Id))]), new PackageReading(packages, []), Given.Policy(rules), today);
}
