using System.Text.Json;
using SupplyChainSdk.Licensing;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Licensing;

[TestClass]
public class ExpressionVectorTests
{
    // Where the parsers that made the vectors disagree, what docs/licences.md decides: the canonical form, or null for refused.
    private static readonly Dictionary<string, string?> Decided = new(StringComparer.Ordinal)
    {
        ["MIT\t"] = "MIT",
        ["\nMIT"] = "MIT",
        ["\r\n MIT OR LPL-1.0       "] = "MIT OR LPL-1.0",
        ["\n\n\n\n\n\n\nMIT OR LPL-1.0       "] = "MIT OR LPL-1.0",
        ["DocumentRef-spdx-tool-1.2 : LicenseRef-MIT-Style-2"] = null,
        ["   (MIT AND Apache-1.0+)   OR   DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2 OR (GPL-2.0 WITH Bison-exception-2.2)"] =
            "MIT AND Apache-1.0+ OR DocumentRef-spdx-tool-1.2:LicenseRef-MIT-Style-2 OR GPL-2.0-only WITH Bison-exception-2.2",
        ["LicenseRef-something WITH GCC-exception-2.0"] = "LicenseRef-something WITH GCC-exception-2.0",
        ["LicenseRef-Nope+"] = null,
        ["GFDL-1.2-invariants"] = null,
        ["GFDL-1.1-invariants+"] = null,
        ["NOASSERTION AND OpenSSL"] = null,
        ["UNLICENSED"] = null,
        ["Apache/ MIT"] = null,
        ["NON-EXISTENT-LICENSE"] = null,
        ["MyFancyLicense"] = null,
        ["MyFancyLicense+"] = null,
        ["with"] = null,
        ["Or"] = null,
        ["GPL-2.0 WITH GCC-exception-2.0"] = "GPL-2.0-only WITH GCC-exception-2.0",
        ["MIT OR Apache-2.0 AND GPL-2.0"] = "MIT OR Apache-2.0 AND GPL-2.0-only",
        ["MIT OR (Apache-2.0 AND GPL-2.0)"] = "MIT OR Apache-2.0 AND GPL-2.0-only",
        ["MIT AND (Apache-2.0 OR GPL-2.0)"] = "MIT AND (Apache-2.0 OR GPL-2.0-only)",
        ["MIT OR ISC AND Apache-2.0 OR GPL-2.0"] = "MIT OR ISC AND Apache-2.0 OR GPL-2.0-only",
        ["MIT OR (ISC AND Apache-2.0) OR GPL-2.0"] = "MIT OR ISC AND Apache-2.0 OR GPL-2.0-only",
        ["MIT OR ISC OR Apache-2.0 OR GPL-2.0"] = "MIT OR ISC OR Apache-2.0 OR GPL-2.0-only",
        ["(MIT AND ISC) OR (Apache-2.0 AND GPL-2.0)"] = "MIT AND ISC OR Apache-2.0 AND GPL-2.0-only",
        ["MIT AND (ISC OR Apache-2.0) AND GPL-2.0"] = "MIT AND (ISC OR Apache-2.0) AND GPL-2.0-only",
        ["(GPL-1.0 WITH 389-exception) OR MIT"] = "GPL-1.0-only WITH 389-exception OR MIT",
        ["MIT OR GPL-1.0 WITH 389-exception"] = "MIT OR GPL-1.0-only WITH 389-exception",
        ["MIT OR (LPL-1.0 OR GPL-1.0 WITH 389-exception)"] = "MIT OR LPL-1.0 OR GPL-1.0-only WITH 389-exception",
        ["(LGPL-2.1 AND BSD-2-Clause)"] = "LGPL-2.1-only AND BSD-2-Clause",
        ["((( (LGPL-2.1) AND BSD-2-Clause)))"] = "LGPL-2.1-only AND BSD-2-Clause",
        ["MIT or BSD-2-Clause"] = "MIT OR BSD-2-Clause",
        ["MIT with Classpath-exception-2.0"] = "MIT WITH Classpath-exception-2.0",
        ["MIt WITH Classpath-exception-2.0"] = "MIT WITH Classpath-exception-2.0",
        ["MIt AND BSD-2-Clause"] = "MIT AND BSD-2-Clause",
        ["MIT OR BSD-2-ClausE"] = "MIT OR BSD-2-Clause",
        ["MIt AND BSD-2-ClausE"] = "MIT AND BSD-2-Clause",
    };

    // The library that these come from adds -only and -or-later to any id; on the SPDX list only the GNU licences have them.
    private static readonly string[] NotOnTheList = ["Apache-2.0-or-later", "Apache-2.0-only"];

    [TestMethod]
    public void Where_all_parsers_agree_so_does_this_one_and_where_not_the_documented_rule_holds()
    {
        using var vectors = Read();
        var cases = vectors.RootElement.GetProperty("vectors").EnumerateArray().ToList();
        Assert.IsGreaterThan(100, cases.Count);
        var wrong = new List<string>();
        var undecided = new HashSet<string>(Decided.Keys, StringComparer.Ordinal);
        foreach (var item in cases)
        {
            var text = item.GetProperty("expr").GetString()!;
            var consensus = item.GetProperty("consensus").GetString();
            var read = LicenseExpression.TryParse(text, out var expression, out _);
            var right = consensus switch
            {
                "valid" => read,
                "invalid" => !read,
                _ => undecided.Remove(text) && Decided[text] == expression?.ToString(),
            };
            if (!right)
                wrong.Add($"{consensus}: '{text}' -> {expression}");
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsEmpty(undecided);
    }

    [TestMethod]
    public void Allow_lists_are_satisfied_as_two_other_implementations_say()
    {
        using var vectors = Read();
        var cases = vectors.RootElement.GetProperty("satisfies").EnumerateArray().ToList();
        Assert.IsGreaterThan(50, cases.Count);
        var wrong = new List<string>();
        var elsewhere = 0;
        foreach (var item in cases)
        {
            var allowed = item.GetProperty("allowed").EnumerateArray().Select(a => a.GetString()!).ToList();
            if (allowed.Intersect(NotOnTheList).Any())
            {
                elsewhere++;
                continue;
            }
            var expression = item.GetProperty("expr").GetString()!;
            var expected = item.GetProperty("error").GetBoolean() ? "error" : item.GetProperty("satisfied").GetBoolean() ? "yes" : "no";
            var found = Satisfied(expression, allowed);
            if (found != expected)
                wrong.Add($"'{expression}' by [{string.Join(", ", allowed)}]: {found}, not {expected}");
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.AreEqual(4, elsewhere);
    }

    private static string Satisfied(string text, List<string> allowed) =>
        !LicenseExpression.TryParse(text, out var expression, out _) || !allowed.All(a => LicenseTerm.TryParse(a, out _, out _)) ? "error"
        : LicenseLists.Create([], allowed.Select(a => new Setting<string>(a, null))).Judge(expression).Outcome == LicenseOutcome.Accepted ? "yes" : "no";

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllBytes(TestData.At("licences", "spdx-expression-vectors.json")));
}
