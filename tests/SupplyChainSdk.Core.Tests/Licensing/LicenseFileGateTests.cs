using System.Collections.Immutable;
using System.Text;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Licensing;

/// <summary>Packages that state no expression, but hold a licence file or name an address.</summary>
[TestClass]
public class LicenseFileGateTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [TestMethod]
    public void A_licence_file_is_judged_as_the_licence_that_its_text_is()
    {
        Assert.IsEmpty(Check(Given.Rules("copyleft-strong"), InFile("mit", "LICENSE.txt")));
        Assert.IsEmpty(Check(Given.Rules() with { Allow = [Given.Item("MPL-2.0")] }, InFile("mpl-2.0_markdown", "LICENSE.md")));

        var denied = Check(Given.Rules("copyleft-strong"), InFile("gpl-3.0_markdown", "LICENSE.md")).Single();
        Assert.AreEqual(Codes.LicenseDenied, denied.Code);
        StringAssert.StartsWith(denied.Message, "Foo 1.0.0 is licensed under 'GPL-3.0-only' (the text of its file 'LICENSE.txt', nearly, with a score of 0.999; the next is AGPL-3.0-only with 0.9");
        var notAllowed = Check(Given.Rules() with { Allow = [Given.Item("Apache-2.0")] }, InFile("mit", "LICENSE.txt")).Single();
        Assert.AreEqual(Codes.LicenseNotAllowed, notAllowed.Code);
        StringAssert.StartsWith(notAllowed.Message, "Foo 1.0.0 is licensed under 'MIT' (the text of its file 'LICENSE.txt', word for word), and MIT is not on the allow-list");
    }

    [TestMethod]
    public void A_conclusion_has_the_digest_of_the_file_and_how_it_was_identified()
    {
        var package = InFile("mit", "LICENSE.txt");

        var found = LicenseConclusion.From(package, [], null, (content, _) => LicenseIdentification.OfText(content.Span));
        var missing = LicenseConclusion.From(package with { LicenseFile = new PackageLicenseFile(null, null, "the package holds no such file") }, [], null,
            (_, _) => throw new InvalidOperationException("There is nothing to identify."));

        Assert.AreEqual((package.LicenseFile!.Sha256, LicenseWay.ExactText, "MIT"), (found.FileSha256, found.Identification!.Way, found.Expression!.ToString()));
        Assert.AreEqual((null, LicenseWay.None, "the package holds no such file"), (missing.FileSha256, missing.Identification!.Way, missing.Identification.Reason));
        Assert.IsNull(missing.Expression);
    }

    [TestMethod]
    public void A_text_that_is_several_ids_is_denied_with_any_of_them_and_allowed_by_the_plainest()
    {
        Assert.AreEqual(Codes.LicenseDenied, Check(Given.Rules("MPL-2.0-no-copyleft-exception"), InFile("mpl-2.0_markdown", "LICENSE.md")).Single().Code);
        Assert.AreEqual(Codes.LicenseDenied, Check(Given.Rules("GPL-3.0-or-later"), InFile("gpl-3.0_markdown", "LICENSE.md")).Single().Code);
        Assert.AreEqual(Codes.LicenseNotAllowed,
            Check(Given.Rules() with { Allow = [Given.Item("MPL-2.0-no-copyleft-exception")] }, InFile("mpl-2.0_markdown", "LICENSE.md")).Single().Code);
    }

    [TestMethod]
    public void A_text_with_a_clause_more_is_unknown_and_says_what_it_is_near_to()
    {
        var rules = Given.Rules("copyleft-strong");

        var finding = Check(rules, WithText(Text("mit", "LICENSE.txt") + "\n\nNot for commercial use.\n")).Single();

        Assert.AreEqual(Codes.LicenseUnknown, finding.Code);
        Assert.Contains("the package names the file 'LICENSE.txt', and its text is not that of MIT, because it has 'not for commercial use' more, which can be other terms (nearest: MIT, score 0.98",
            finding.Message);
    }

    [TestMethod]
    public void A_text_that_is_not_known_for_sure_is_denied_with_the_licence_that_it_is_near_to()
    {
        var rules = Given.Rules("GPL-3.0-only", "Apache-2.0") with { Unknown = new(Enforce.Off, null) };

        var changed = Check(rules, WithText(Text("gpl-3.0_markdown", "LICENSE.md") + "\n\nWith a fee for commercial use.\n")).Single();
        var several = Check(rules, WithText($"{Text("mit", "LICENSE.txt")}\n{Text("apache-2.0_markdown", "LICENSE.md")}")).Single();

        Assert.AreEqual((Codes.LicenseDenied, Severity.Error), (changed.Code, changed.Severity));
        StringAssert.StartsWith(changed.Message, "The licence of Foo 1.0.0 is not known: the package names the file 'LICENSE.txt', and its text is not that of GPL-3.0-only, because");
        Assert.AreEqual(Codes.LicenseDenied, several.Code);
        Assert.Contains("it holds several licences: Apache-2.0, MIT", several.Message);
        Assert.IsEmpty(Check(rules, WithText("Ask us for a license.")), "what resembles nothing is only unknown");
    }

    [TestMethod]
    public void Near_texts_count_only_from_the_score_of_the_policy()
    {
        var near = WithText(Text("mit", "LICENSE.txt").Replace("MERCHANTABILITY", "SUITABILITY", StringComparison.Ordinal));

        Assert.IsEmpty(Check(Given.Rules(), near));
        var finding = Check(Given.Rules() with { TextScore = new(100, Given.At(5)) }, near).Single();
        Assert.AreEqual(Codes.LicenseUnknown, finding.Code);
        Assert.Contains("its text has too little in common with MIT: 0.993, and 1 is asked for", finding.Message);
    }

    [TestMethod]
    public void A_clarification_of_the_file_goes_before_its_text_and_falls_with_it()
    {
        var package = InFile("mit", "LICENSE.txt");
        var pinned = new LicenseClarification(new PackageSelector("Foo", null), "GPL-3.0-only", "LICENSE.txt", package.LicenseFile!.Sha256, "read it", Given.At(9));
        var rules = Given.Rules("copyleft-strong") with { Clarifications = [pinned] };

        Assert.AreEqual(Codes.LicenseDenied, Check(rules, package).Single().Code);
        Assert.IsEmpty(Check(rules with { Clarifications = [pinned with { Sha256 = Digest.Sha256Of("other"u8) }] }, package));
    }

    [TestMethod]
    public void An_address_is_judged_by_the_map_and_a_reference_of_it_must_be_named()
    {
        const string NetLibrary = "http://go.microsoft.com/fwlink/?LinkId=329770";
        var byUrl = Given.Package("Foo", null, NetLibrary);

        Assert.IsEmpty(Check(Given.Rules("copyleft-strong"), Given.Package("Foo", null, "https://opensource.org/licenses/MIT")));
        var denied = Check(Given.Rules("copyleft-strong"), Given.Package("Foo", null, "https://www.gnu.org/licenses/gpl-3.0.html")).Single();
        Assert.Contains("(its licenseUrl 'https://www.gnu.org/licenses/gpl-3.0.html', by the FSF's texts of current versions", denied.Message);
        var unnamed = Check(Given.Rules(), byUrl).Single();
        Assert.AreEqual(Codes.LicenseUnknown, unnamed.Code);
        Assert.Contains("rests on LicenseRef-Microsoft-NET-Library, which the policy does not name", unnamed.Message);
        Assert.IsEmpty(Check(Given.Rules() with { Allow = [Given.Item("LicenseRef-Microsoft-NET-Library")] }, byUrl));
        Assert.AreEqual(Codes.LicenseDenied, Check(Given.Rules("LicenseRef-Microsoft-NET-Library"), byUrl).Single().Code);
        var nowhere = Check(Given.Rules(), Given.Package("Foo", null, "https://nowhere.invalid/license")).Single();
        Assert.Contains("the package names the address 'https://nowhere.invalid/license', and no entry of the map has it, and nothing is fetched", nowhere.Message);
    }

    [TestMethod]
    [DataRow("LICENSE.txt", "LICENSE.txt", "the licence", null)]
    [DataRow("docs\\LICENSE.txt", "docs/LICENSE.txt", "the licence", null)]
    [DataRow("LICENSE.txt", "license.md", "the licence", "the package holds no such file")]
    public void The_file_that_the_nuspec_names_is_read_with_its_package(string named, string held, string text, string? problem)
    {
        var file = Read(named, held, text);

        Assert.AreEqual(problem, file.Problem);
        Assert.AreEqual(problem is null ? Digest.Sha256Of(Encoding.UTF8.GetBytes(text)) : null, file.Sha256);
        Assert.AreEqual(problem is null ? text : null, file.Content is { } content ? Encoding.UTF8.GetString(content.Span) : null);
    }

    [TestMethod]
    public void A_licence_file_of_five_megabytes_is_not_read_and_says_so()
    {
        var file = Read("LICENSE.txt", "LICENSE.txt", new string('x', 5 << 20));

        Assert.IsNull(file.Content);
        Assert.Contains("states 5242880 bytes; at most 1048576 are read", file.Problem!);
        var finding = Check(Given.Rules(), Given.Package("Foo", new NuspecLicense(true, "LICENSE.txt")) with { LicenseFile = file }).Single();
        Assert.Contains("at most 1048576 are read", finding.Message);
    }

    private static PackageLicenseFile Read(string named, string held, string text)
    {
        using var scratch = new Scratch();
        var nuspec = $"<package><metadata><id>Contoso.Widgets</id><version>1.2.3</version><license type=\"file\">{named}</license></metadata></package>";
        RawEntry[] entries = [.. RawZip.Package().Select(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal) ? new RawEntry(e.Name, nuspec) : e), new(held, text)];
        scratch.Write("contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", RawZip.Write(entries));
        var id = PackageId.Create("Contoso.Widgets", "1.2.3");
        var package = new ResolvedPackage(id, DependencyKind.Direct, false, null, "contoso.widgets/1.2.3", []);
        return PackageReader.Read([scratch.At("")], [package], default).Read.Single().LicenseFile!;
    }

    private static ImmutableArray<Finding> Check(LicenseRules rules, PackageFacts package) =>
        LicenseGate.Check(Given.Graph(Given.Node("Foo")), new PackageReading([package], []), Given.Policy(rules), Today).Findings;

    private static PackageFacts InFile(params string[] path) => WithText(Text(path));

    private static PackageFacts WithText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Given.Package("Foo", new NuspecLicense(true, "LICENSE.txt")) with { LicenseFile = new PackageLicenseFile(bytes, Digest.Sha256Of(bytes), null) };
    }

    private static string Text(params string[] path) => File.ReadAllText(TestData.At(["licences", "texts", .. path]));
}
