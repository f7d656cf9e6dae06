using System.Text.RegularExpressions;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class CodesTests
{
    private static readonly Regex Literal = new(@"SCSDK\d{4}", RegexOptions.CultureInvariant);

    // What targets raise themselves, because no task of ours can run then.
    private static readonly string[] RaisedByTargets = [Codes.MSBuildTooOld.Id, Codes.AttestingSwitchedOff.Id];

    [TestMethod]
    public void Every_code_is_listed_once_and_in_the_block_of_its_subject()
    {
        Assert.IsNotEmpty(Codes.All);
        Assert.AreEqual(Codes.All.Length, Codes.All.DistinctBy(c => c.Id).Count());
        Assert.AreEqual(Codes.All.Length, Codes.All.DistinctBy(c => c.Title).Count());
        foreach (var code in Codes.All)
        {
            Assert.IsTrue(Regex.IsMatch(code.Id, @"\ASCSDK[1-35-8]\d{3}\z"), code.Id);
            Assert.IsFalse(code.Title.EndsWith('.'), code.Id);
            Assert.EndsWith($"/docs/diagnostics/{code.Id}.md", code.HelpLink);
        }
    }

    [TestMethod]
    public void Codes_stand_in_their_file_in_ascending_order()
    {
        var source = File.ReadAllText(Path.Combine(TestData.Repository, "src", "SupplyChainSdk.Core", "Policy", "Codes.cs"));
        var declared = Regex.Matches(source, "new\\(\"(SCSDK\\d{4})\"").Select(m => m.Groups[1].Value).ToArray();
        CollectionAssert.AreEqual(Codes.All.Select(c => c.Id).ToArray(), declared);
    }

    [TestMethod]
    public void Every_code_has_a_page_that_begins_with_its_title_and_has_cause_fix_and_example()
    {
        var pages = Path.Combine(TestData.Repository, "docs", "diagnostics");
        foreach (var code in Codes.All)
        {
            var page = Path.Combine(pages, $"{code.Id}.md");
            Assert.IsTrue(File.Exists(page), $"{code.Id} has no page.");
            var lines = File.ReadAllLines(page);
            Assert.AreEqual($"# {code.Id}: {code.Title}", lines[0]);
            foreach (var heading in new[] { "## Cause", "## Fix", "## Example" })
                Assert.Contains(heading, lines, $"{code.Id} has no '{heading}'.");
        }
    }

    [TestMethod]
    public void Every_page_is_of_a_code_and_the_index_lists_all()
    {
        var folder = Path.Combine(TestData.Repository, "docs", "diagnostics");
        var pages = Directory.EnumerateFiles(folder, "SCSDK*.md").Select(p => Path.GetFileNameWithoutExtension(p)!).Order(StringComparer.Ordinal).ToArray();
        CollectionAssert.AreEqual(Codes.All.Select(c => c.Id).ToArray(), pages);

        var index = File.ReadAllText(Path.Combine(folder, "README.md"));
        foreach (var code in Codes.All)
            Assert.Contains($"| [{code.Id}]({code.Id}.md) | {code.Title} |", index);
    }

    // The sources of the tests are read, because a code that the build or the tool gives is seen by another process than this one.
    [TestMethod]
    public void Every_code_is_expected_by_a_test()
    {
        var tests = Sources("tests").Where(p => Path.GetFileName(p) is not ("CodesTests.cs" or "DiagnosticPagesTests.cs") && File.ReadAllText(p).Contains("[TestMethod]", StringComparison.Ordinal)).ToArray();
        Assert.IsGreaterThan(50, tests.Length);
        // A comment expects nothing, and neither does a finding that the test itself makes.
        var expected = tests.SelectMany(File.ReadLines).Select(l => l.Split("//")[0]).Where(l => !l.Contains("Finding.Create(", StringComparison.Ordinal))
            .SelectMany(l => Regex.Matches(l, @"SCSDK\d{4}|\bCodes\.\w+")).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        var names = typeof(Codes).GetFields().Where(f => f.FieldType == typeof(DiagnosticCode)).ToDictionary(f => (DiagnosticCode)f.GetValue(null)!, f => $"Codes.{f.Name}");
        Assert.AreEqual("", string.Join(' ', Codes.All.Where(c => !expected.Contains(c.Id) && !expected.Contains(names[c]))));
    }

    [TestMethod]
    public void No_code_is_written_out_but_in_the_registry()
    {
        var sources = Sources("src").Where(p => Path.GetFileName(p) != "Codes.cs").ToArray();
        Assert.IsGreaterThan(50, sources.Length);
        var written = sources.SelectMany(p => File.ReadLines(p).Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal) && Literal.IsMatch(l)).Select(l => $"{p}: {l}"));
        Assert.AreEqual("", string.Join('\n', written));
    }

    [TestMethod]
    public void Targets_raise_no_code_but_those_that_they_must()
    {
        var targets = new[] { "build", "buildTransitive", "nuget" }.Select(f => Path.Combine(TestData.Repository, f)).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*.*s", SearchOption.AllDirectories)).Where(p => Path.GetExtension(p) is ".targets" or ".props").ToArray();
        Assert.AreNotEqual(0, targets.Length);
        foreach (var file in targets)
        {
            var code = Literal.Matches(Regex.Replace(File.ReadAllText(file), "<!--.*?-->", "", RegexOptions.Singleline)).Select(m => m.Value).Distinct();
            Assert.AreEqual("", string.Join(' ', code.Except(RaisedByTargets, StringComparer.Ordinal)), file);
        }
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(TestData.Repository, folder), "*.cs", SearchOption.AllDirectories)
            .Where(p => !p.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));
}
