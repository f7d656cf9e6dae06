using System.Text.Json;
using System.Text.RegularExpressions;
using SupplyChainSdk.PackageTests.Infra;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests;

/// <summary>A check that fails says everything at once, in one order wherever it is read.</summary>
[TestClass]
public sealed partial class TamperReport
{
    private const string Order = "SCSDK2007 SCSDK2003 SCSDK3002 SCSDK3001";

    [TestMethod]
    public void Every_finding_is_listed_by_package_the_most_severe_first_in_a_build_in_text_in_JSON_and_in_SARIF()
    {
        using var consumer = new Consumer().Offline().Package("Given.Bad").Package("Given.Gpl", license: "GPL-3.0-only").Package("Given.Alone", license: "")
            .Project("src/a.csproj", Consumer.Reference + GivenPackage.Reference("Given.Bad") + GivenPackage.Reference("Given.Gpl") + GivenPackage.Reference("Given.Alone"))
            .Write("supplychain.json", "{ \"version\": 1,\n  \"licenses\": { \"deny\": [\"GPL-3.0-only\"], \"unknown\": \"warning\" } }").Lock("src").Commit();
        consumer.Tamper("Given.Gpl");
        File.Delete(consumer.Archive("Given.Bad"));

        var build = consumer.Run("build", "src", "--no-restore").Fails("error SCSDK2003", "error SCSDK2007", "error SCSDK3002", "warning SCSDK3001");
        Assert.AreEqual(Order, string.Join(' ', Code().Matches(build.Output).Select(m => m.Groups[1].Value).Distinct()));
        Assert.IsTrue(InLock().IsMatch(build.Output), build.Shown);

        var text = consumer.Tool("check").Ends(1, "error SCSDK2003", "error SCSDK2007", "error SCSDK3002", "warning SCSDK3001").Output.ReplaceLineEndings("\n");
        Assert.AreEqual("Given.Bad 1.0.0|SCSDK2007|Given.Gpl 1.0.0|SCSDK2003|SCSDK3002|Given.Alone 1.0.0|SCSDK3001",
            string.Join('|', text.Split("\n\n")[0].Split('\n').Select(line => line.StartsWith("  ", StringComparison.Ordinal) ? Code().Match(line).Groups[1].Value : line)));

        var findings = consumer.Tool("check", "--format", "json").Json().GetProperty("findings").EnumerateArray();
        Assert.AreEqual(Order, string.Join(' ', findings.Select(f => f.GetProperty("code").GetString())));

        var sarif = consumer.Tool("check", "src", "--format", "sarif").Ends(1);
        var run = sarif.Json().GetProperty("runs")[0];
        Assert.AreEqual(Order, string.Join(' ', run.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("ruleId").GetString())));
        Assert.AreEqual("src/packages.lock.json", Uri(run.GetProperty("results")[1]));
        Assert.AreEqual("supplychain.json", Uri(run.GetProperty("results")[2]));
        Assert.IsTrue(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        Assert.DoesNotContain(consumer.Root, sarif.Output.Replace(consumer.Root + "/packages", "", StringComparison.Ordinal));
        AssertValid(consumer, sarif);

        // Nothing is decided without the assets file, and no success.
        Directory.Delete(consumer.PathOf("src", "obj"), recursive: true);
        var undecided = consumer.Tool("check", "--format", "sarif").Ends(2);
        Assert.IsFalse(undecided.Json().GetProperty("runs")[0].GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        AssertValid(consumer, undecided);
        consumer.Tool("check", "--format", "xml").Ends(2).Says("sarif");
        consumer.Tool("check", "--help").Says("text|json|sarif");
    }

    private static string? Uri(JsonElement result) => result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString();

    private static void AssertValid(Consumer consumer, ToolRun sarif)
    {
        var file = Path.Combine(consumer.Root, "findings.sarif");
        File.WriteAllText(file, sarif.Output);
        var result = Oracles.Run("validate-json.mjs", "--schema", TestData.At("schemas", "sarif", "sarif-2.1.0.schema.json"), file);
        Assert.AreEqual((0, 1), (result.ExitCode, result.Lines("VALID")), result.ToString());
    }

    [GeneratedRegex("(?:error|warning) (SCSDK[0-9]{4}): ")]
    private static partial Regex Code();

    [GeneratedRegex("packages\\.lock\\.json\\([1-9][0-9]*,[1-9][0-9]*\\): error SCSDK2003: ")]
    private static partial Regex InLock();
}
