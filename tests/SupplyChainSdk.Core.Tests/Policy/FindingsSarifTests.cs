using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class FindingsSarifTests
{
    private const string Hostile = "\u001b[2J](https://example.test/)\u202E\r\n::set-output name=x::y\n##vso[task.setvariable variable=x]y\u2028{0}{{1}}";
    private static readonly string Root = OperatingSystem.IsWindows() ? "C:\\repo" : "/repo";

    private static readonly ImmutableArray<Finding> Sample =
    [
        Finding.Create(Codes.HashMismatch, Severity.Error, "Newtonsoft.Json 13.0.4 is not the package that was locked. Delete it and restore.", "newtonsoft.json",
            At("src/ü d/packages.lock.json", 41, 7), PackageId.Create("Newtonsoft.Json", "13.0.4"), ["Contoso.Api 1.0.0", "Newtonsoft.Json 13.0.4"]),
        Finding.Create(Codes.LicenseUnknown, Severity.Warning, "Its licence is not known.", "a", At("supplychain.json", 3), PackageId.Create("Foo", "1.0.0")),
        Finding.Create(Codes.LicenseUnknown, Severity.Information, "Its licence is not known.", "b", At("supplychain.json"), PackageId.Create("Bar", "1.0.0")),
        Finding.Create(Codes.LooseningNotDelegated, Severity.Error, "Add \"delegate\": { \"licenses.exceptions\": \"90d\" } there.", "d", new Location(Path.Combine(Root, "..", "org", "supplychain.json"), 1, 1)),
        Finding.Create(Codes.ClockNotPlausible, Severity.Error, "Set the clock.", "commit"),
    ];

    [TestMethod]
    public void Findings_are_written_byte_for_byte() =>
        Golden.AssertEqual(Path.Combine("Policy", "Goldens", "findings.sarif"), Versionless(Write(Sample)));

    [TestMethod]
    public void It_is_valid_by_the_schema_of_the_standard()
    {
        using var tree = new PolicyTree();
        var hostile = Finding.Create(Codes.LicenseDenied, Severity.Error, $"Foo is {Hostile}", "h", At(Hostile, 1, 1), PackageId.OfProject("##[x]  :: y", "1.0.0"), [Hostile]);
        string[] files =
        [
            Saved(tree, "sample.sarif", Write(Sample, [GateResult.Of("integrity", Enforce.Error, Sample), GateResult.Skipped("lock", GateOutcome.NotRun, Enforce.Error)], decided: false)),
            Saved(tree, "empty.sarif", Write([])),
            Saved(tree, "hostile.sarif", Write([hostile])),
        ];

        var schema = TestData.At("schemas", "sarif", "sarif-2.1.0.schema.json");
        var result = Oracles.Run("validate-json.mjs", ["--schema", schema, .. files]);

        Assert.AreEqual((0, 3), (result.ExitCode, result.Lines("VALID")), result.ToString());
        // The validator does look.
        var broken = Saved(tree, "broken.sarif", Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Write(Sample)).Replace("\"startLine\": 41", "\"startLine\": 0", StringComparison.Ordinal)));
        Assert.AreEqual(1, Oracles.Run("validate-json.mjs", "--schema", schema, broken).ExitCode);
    }

    // The rules of the standard that no schema can say.
    [TestMethod]
    public void Every_result_has_its_rule_its_level_and_its_fingerprint()
    {
        var run = Parsed(Write(Sample));
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToArray();
        var results = run.GetProperty("results").EnumerateArray().ToArray();

        Assert.AreEqual("SCSDK1005 SCSDK1007 SCSDK2003 SCSDK3001", string.Join(' ', rules.Select(r => r.GetProperty("id").GetString())));
        Assert.AreEqual("error error error warning", string.Join(' ', rules.Select(r => r.GetProperty("defaultConfiguration").GetProperty("level").GetString())));
        Assert.AreEqual("error warning note error error", string.Join(' ', results.Select(r => r.GetProperty("level").GetString())));
        foreach (var (finding, result) in Sample.Zip(results))
        {
            Assert.AreEqual(finding.Code.Id, rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
            Assert.AreEqual(finding.Fingerprint, result.GetProperty("partialFingerprints").GetProperty("finding/v1").GetString());
        }
        Assert.AreEqual("pkg:nuget/Newtonsoft.Json@13.0.4", results[0].GetProperty("properties").GetProperty("purl").GetString());
        Assert.AreEqual("Contoso.Api 1.0.0|Newtonsoft.Json 13.0.4", string.Join('|', results[0].GetProperty("properties").GetProperty("packagePath").EnumerateArray()));
    }

    [TestMethod]
    public void Places_are_relative_uris_and_what_only_this_machine_knows_is_left_out()
    {
        var bytes = Write(Sample);
        var results = Parsed(bytes).GetProperty("results").EnumerateArray().ToArray();
        var place = results[0].GetProperty("locations")[0].GetProperty("physicalLocation");

        Assert.AreEqual("""{"artifactLocation":{"uri":"src/%C3%BC%20d/packages.lock.json","uriBaseId":"SRCROOT"},"region":{"startLine":41,"startColumn":7}}""", JsonSerializer.Serialize(place));
        Assert.AreEqual("""{"startLine":3}""", JsonSerializer.Serialize(results[1].GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region")));
        Assert.IsFalse(results[2].GetProperty("locations")[0].GetProperty("physicalLocation").TryGetProperty("region", out _));
        Assert.IsFalse(results[3].TryGetProperty("locations", out _));
        Assert.IsFalse(results[4].TryGetProperty("locations", out _));
        Assert.DoesNotContain(Root, Encoding.ASCII.GetString(bytes));
    }

    [TestMethod]
    public void A_repository_that_is_reached_through_a_link_has_the_same_places()
    {
        using var tree = new PolicyTree();
        var policy = tree.Write("real/supplychain.json", "");
        tree.Link("link", "real");
        var finding = Finding.Create(Codes.PolicyInvalid, Severity.Error, "x", "x", new Location(policy, 1, 1));

        Assert.Contains("\"uri\": \"supplychain.json\"", Encoding.ASCII.GetString(FindingsSarif.Write([finding], [], Path.Combine(tree.Folder, "link"), decided: true)));
    }

    [TestMethod]
    public void A_message_places_no_link_and_no_placeholder()
    {
        Assert.AreEqual("Add \"delegate\": {{ \"licenses.exceptions\": \"90d\" }} there.", Parsed(Write(Sample)).GetProperty("results")[3].GetProperty("message").GetProperty("text").GetString());

        var finding = Finding.Create(Codes.LicenseDenied, Severity.Error, $"Foo [is{Hostile}", "x");
        var bytes = Write([finding]);
        var text = Parsed(bytes).GetProperty("results")[0].GetProperty("message").GetProperty("text").GetString()!;

        Assert.DoesNotContain("](", text);
        Assert.Contains("{{0}}{{{{1}}}}", text);
        Assert.IsFalse(bytes.Any(b => b is > 126 or < 32 and not 10));
        Assert.DoesNotContain("##", Encoding.ASCII.GetString(bytes));
        Assert.IsFalse(Encoding.ASCII.GetString(bytes).Split('\n').Any(line => line.TrimStart().StartsWith("::", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void What_several_projects_share_is_there_once_and_a_gate_that_could_not_decide_is_no_success()
    {
        Assert.AreEqual(1, Parsed(Write([Sample[0], Sample[0]])).GetProperty("results").GetArrayLength());
        Assert.AreEqual(2, Parsed(Write([Sample[0], Sample[1]])).GetProperty("results").GetArrayLength());
        Assert.IsTrue(Parsed(Write([])).GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        var undecided = Parsed(Write([], [GateResult.Skipped("lock", GateOutcome.NotRun, Enforce.Error)], decided: false));
        Assert.IsFalse(undecided.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
        Assert.AreEqual("lock notRun", $"{undecided.GetProperty("properties").GetProperty("gates")[0].GetProperty("name")} {undecided.GetProperty("properties").GetProperty("gates")[0].GetProperty("result")}");
    }

    private static byte[] Write(ImmutableArray<Finding> findings, ImmutableArray<GateResult> gates = default, bool decided = true) =>
        FindingsSarif.Write(findings, gates.IsDefault ? [] : gates, Root, decided);

    private static byte[] Versionless(byte[] sarif) =>
        Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(sarif).Replace(JsonEncodedText.Encode(Product.Version).ToString(), "VERSION", StringComparison.Ordinal));

    private static JsonElement Parsed(byte[] sarif)
    {
        using var document = JsonDocument.Parse(sarif);
        return document.RootElement.GetProperty("runs")[0].Clone();
    }

    private static string Saved(PolicyTree tree, string name, byte[] content)
    {
        var path = Path.Combine(tree.Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static Location At(string path, int line = 0, int column = 0) => new(Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar)), line, column);
}
