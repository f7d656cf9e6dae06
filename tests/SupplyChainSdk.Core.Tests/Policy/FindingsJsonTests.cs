using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Policy;

[TestClass]
public sealed class FindingsJsonTests
{
    private static readonly string Root = OperatingSystem.IsWindows() ? "C:\\repo" : "/repo";

    private static readonly ImmutableArray<Finding> Sample =
    [
        Finding.Create(Codes.HashMismatch, Severity.Error, "Newtonsoft.Json 13.0.4 is not the package that was locked. Delete it and restore.", "newtonsoft.json",
            new Location(Path.Combine(Root, "src", "packages.lock.json"), 41, 7), PackageId.Create("Newtonsoft.Json", "13.0.4"),
            ["Contoso.Api 1.0.0", "Newtonsoft.Json 13.0.4"]),
        Finding.Create(Codes.ClockNotPlausible, Severity.Error, "The clock says 2024-01-01 00:00:00 UTC. Set the clock.", "commit"),
    ];

    private static readonly ImmutableArray<GateResult> Gates =
    [
        GateResult.Of("integrity", Enforce.Error, Sample),
        GateResult.Of("licenses", Enforce.Error, [], [new ExceptionUse(
            new LicenseExceptionEntry(new PackageSelector("Bar", "[1.0.0, 2.0.0)"), "LGPL-3.0-only", "used at build time only", "legal", new DateOnly(2027, 3, 1),
                new Location(Path.Combine(Root, "supplychain.json"), 9, 21)), [PackageId.Create("Bar", "1.4.0")])]),
        GateResult.Skipped("lock", GateOutcome.Off, Enforce.Off),
    ];

    [TestMethod]
    public void Findings_are_written_byte_for_byte() =>
        Golden.AssertEqual(Path.Combine("Policy", "Goldens", "findings.json"), FindingsJson.Write(Sample, Gates, Root));

    [TestMethod]
    public void Kept_findings_come_back_whole()
    {
        var kept = FindingsJson.Write(Sample, Gates, relativeTo: null);
        var read = FindingsJson.Read(kept);

        Assert.HasCount(2, read);
        Assert.AreEqual(Sample[0].Location, read[0].Location);
        Assert.AreEqual(Sample[0].Package, read[0].Package);
        Assert.AreEqual(Sample[0].Fingerprint, read[0].Fingerprint);
        CollectionAssert.AreEqual(kept, FindingsJson.Write(read, Gates, relativeTo: null));
    }

    [TestMethod]
    public void No_findings_are_an_empty_list_and_not_nothing() =>
        Assert.IsEmpty(FindingsJson.Read(FindingsJson.Write([], [], null)));

    [TestMethod]
    public void Hostile_text_is_safe_in_a_log_and_whole_for_a_parser()
    {
        var finding = Finding.Create(Codes.LicenseUnknown, Severity.Warning, "x", "x", new Location(Path.Combine(Root, "##vso[task.setvariable]\n::set-output \u202E.json"), 1));
        var json = FindingsJson.Write([finding], [], Root);

        Assert.IsFalse(json.Any(b => b is > 126 or < 32 and not 10));
        Assert.DoesNotContain("##", Encoding.ASCII.GetString(json));
        Assert.AreEqual("##vso[task.setvariable]\n::set-output \u202E.json",
            JsonDocument.Parse(json).RootElement.GetProperty("findings")[0].GetProperty("file").GetString());
    }

    [TestMethod]
    [DataRow("version", "2")]
    [DataRow("version", "\"1\"")]
    [DataRow("version", null)]
    [DataRow("findings", null)]
    [DataRow("findings", "{}")]
    [DataRow("findings", "[1]")]
    [DataRow("findings/0/code", "\"SCSDK0000\"")]
    [DataRow("findings/0/code", "7")]
    [DataRow("findings/0/code", null)]
    [DataRow("findings/0/severity", "\"0\"")]
    [DataRow("findings/0/severity", "\"Error\"")]
    [DataRow("findings/0/severity", "\"fatal\"")]
    [DataRow("findings/0/message", null)]
    [DataRow("findings/0/message", "null")]
    [DataRow("findings/0/file", "null")]
    [DataRow("findings/0/line", "-1")]
    [DataRow("findings/0/line", "1.5")]
    [DataRow("findings/0/line", null)]
    [DataRow("findings/0/column", "99999999999")]
    [DataRow("findings/0/fingerprint", "\"abc\"")]
    [DataRow("findings/0/fingerprint", null)]
    [DataRow("findings/0/packageId", "\"../x\"")]
    [DataRow("findings/0/packageVersion", null)]
    [DataRow("findings/0/packagePath", "[null]")]
    [DataRow("findings/0/packagePath", "\"x\"")]
    public void Damaged_findings_are_refused_so_that_the_check_runs_again(string path, string? value)
    {
        var json = JsonNode.Parse(FindingsJson.Write(Sample, Gates, null))!;
        var steps = path.Split('/');
        var parent = steps.Length == 1 ? json.AsObject() : json[steps[0]]![int.Parse(steps[1], null)]!.AsObject();
        if (value is null)
            parent.Remove(steps[^1]);
        else
            parent[steps[^1]] = JsonNode.Parse(value);
        Assert.ThrowsExactly<InvalidDataException>(() => FindingsJson.Read(Encoding.UTF8.GetBytes(json.ToJsonString())));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("{\"version\":1,\"findings\":[],\"findings\":[]}")]
    [DataRow("{\"version\":1,\"findings\":[]}x")]
    public void What_is_no_strict_JSON_is_refused(string json) =>
        Assert.ThrowsExactly<InvalidDataException>(() => FindingsJson.Read(Encoding.UTF8.GetBytes(json)));
}
