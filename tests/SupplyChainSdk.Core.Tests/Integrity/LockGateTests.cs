using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Integrity;

[TestClass]
public sealed class LockGateTests
{
    private static readonly CommittedFile Same = new(CommittedState.Same);

    private const string Small = $$"""
        {
          "version": 1,
          "dependencies": {
            "net10.0": {
              "Api": { "type": "Direct", "resolved": "1.0.0", "contentHash": "{{Assets.HashA}}" },
              "Core": { "type": "Transitive", "resolved": "2.0.0", "contentHash": "{{Assets.HashB}}" },
              "Tools": { "type": "Direct", "resolved": "3.0.0-rc.1", "contentHash": "{{Assets.HashC}}" },
              "my lib": { "type": "Project", "dependencies": { "Core": "[2.0.0, )" } }
            }
          }
        }
        """;

    [TestMethod]
    public void A_lock_that_agrees_passes()
    {
        var result = Check(Small);

        Assert.AreEqual((GateOutcome.Passed, Enforce.Error, "lock"), (result.Outcome, result.Enforce, result.Gate));
    }

    [TestMethod]
    [DataRow("a package added", "      \"Core\": {", "      \"Kore\": {", "Core 2.0.0 was resolved but is not in the lock file (net10.0)|Kore 2.0.0 is in the lock file but was not resolved (net10.0)", 0)]
    [DataRow("another version", "\"1.0.0\"", "\"1.0.1\"", "Api 1.0.0 was resolved, but 1.0.1 is locked (net10.0)", 5)]
    [DataRow("another hash", Assets.HashB, Assets.HashA, "Core 2.0.0 was restored with content hash HrC5…zQ==, but pdgN…6A== is locked (net10.0)", 6)]
    [DataRow("no hash", ", \"contentHash\": \"" + Assets.HashB + "\"", "", "Core 2.0.0 is locked without a content hash", 6)]
    [DataRow("another framework", "\"net10.0\"", "\"net9.0\"", "Api 1.0.0 was resolved but|Core 2.0.0 was resolved but|The target net9.0 is in the lock file but was not resolved|Tools 3.0.0-rc.1 was resolved but", 0)]
    [DataRow("an extra package", "\"my lib\"", "\"Extra\": { \"type\": \"Transitive\", \"resolved\": \"9.0.0\", \"contentHash\": \"" + Assets.HashA + "\" },\n\"my lib\"", "Extra 9.0.0 is in the lock file but was not resolved", 8)]
    public void A_lock_that_differs_fails_at_its_line(string what, string old, string changed, string messages, int line)
    {
        Assert.Contains(old, Small, "the twin must differ");

        var result = Check(Small.Replace(old, changed, StringComparison.Ordinal));

        Assert.AreEqual(GateOutcome.Failed, result.Outcome, what);
        Assert.AreEqual(messages.Split('|').Length, result.Findings.Length, string.Join('\n', result.Findings.Select(f => f.Message)));
        foreach (var (finding, message) in result.Findings.Zip(messages.Split('|')))
        {
            Assert.AreEqual((Codes.LockDiffers, Severity.Error), (finding.Code, finding.Severity));
            Assert.StartsWith(message, finding.Message);
        }
        if (line > 0)
            Assert.AreEqual(line, result.Findings.Single().Location!.Line);
    }

    [TestMethod]
    public void A_difference_says_how_the_package_comes_in()
    {
        var finding = Check(Small.Replace("\"2.0.0\"", "\"2.0.1\"", StringComparison.Ordinal)).Findings.Single();

        Assert.AreEqual("App 1.2.3 > Api 1.0.0 > Core 2.0.0", string.Join(" > ", finding.PackagePath));
        Assert.AreEqual("Core 2.0.0", finding.Package!.ToString());
    }

    [TestMethod]
    public void A_fingerprint_survives_a_moved_line_and_not_another_package()
    {
        var one = Check(Small.Replace(Assets.HashB, Assets.HashA, StringComparison.Ordinal)).Findings.Single();
        var moved = Check("\n\n" + Small.Replace(Assets.HashB, Assets.HashA, StringComparison.Ordinal)).Findings.Single();
        var other = Check(Small.Replace(Assets.HashC, Assets.HashA, StringComparison.Ordinal)).Findings.Single();

        Assert.AreNotEqual(one.Location!.Line, moved.Location!.Line);
        Assert.AreEqual(one.Fingerprint, moved.Fingerprint);
        Assert.AreNotEqual(one.Fingerprint, other.Fingerprint);
    }

    [TestMethod]
    public void A_runtime_identifier_adds_to_its_framework_or_says_otherwise()
    {
        var graph = Assets.Graph(a =>
        {
            var runtime = a.Target().DeepClone().AsObject();
            runtime["Native/1.0.0"] = JsonNode.Parse("""{ "type": "package" }""");
            a["targets"]!["net10.0/linux-x64"] = runtime;
            a["libraries"]!["Native/1.0.0"] = JsonNode.Parse($$"""{ "type": "package", "sha512": "{{Assets.HashA}}", "path": "native/1.0.0" }""");
        });
        var locked = JsonNode.Parse(Small)!;
        locked["dependencies"]!["net10.0/linux-x64"] = JsonNode.Parse($$"""{ "Native": { "type": "Transitive", "resolved": "1.0.0", "contentHash": "{{Assets.HashA}}" } }""");
        var agreed = locked.ToJsonString();

        Assert.IsEmpty(Check(agreed, graph: graph).Findings);
        Assert.StartsWith("Native 1.0.0 was resolved but is not in the lock file (net10.0/linux-x64)", Check(Small, graph: graph).Findings.Single().Message);
        Assert.StartsWith("Native 1.0.0 is in the lock file but was not resolved (net10.0/linux-x64)", Check(agreed).Findings.Single().Message);
    }

    [TestMethod]
    public void One_finding_names_all_targets_of_one_difference()
    {
        var graph = Assets.Graph(a =>
        {
            foreach (var runtime in (string[])["linux-x64", "osx-x64", "win-x64"])
                a["targets"]!["net10.0/" + runtime] = a.Target().DeepClone();
        });

        var finding = Check(Small.Replace("\"1.0.0\"", "\"1.0.1\"", StringComparison.Ordinal), graph: graph).Findings.Single();

        Assert.Contains("(net10.0, net10.0/linux-x64, net10.0/osx-x64 and 1 more)", finding.Message);
    }

    [TestMethod]
    public void Targets_of_one_framework_are_compared_by_alias()
    {
        var graph = Assets.Graph(a =>
        {
            var apple = a.Framework().DeepClone();
            apple["targetAlias"] = "apple";
            a["project"]!["frameworks"]!["apple"] = apple;
            a["targets"]!["apple"] = JsonNode.Parse("{}");
        });
        var entries = JsonNode.Parse(Small)!["dependencies"]!["net10.0"]!.ToJsonString();
        string Locked(string full, string empty) =>
            $$"""{ "version": 3, "{{full}}": { "framework": "net10.0", "dependencies": {{entries}} }, "{{empty}}": { "framework": "net10.0", "dependencies": {} } }""";

        Assert.IsEmpty(Check(Locked("net10.0", "apple"), graph: graph).Findings);
        Assert.HasCount(6, Check(Locked("apple", "net10.0"), graph: graph).Findings);
    }

    [TestMethod]
    [DataRow(false, Severity.Warning)]
    [DataRow(true, Severity.Error)]
    public void A_missing_lock_is_a_warning_locally_and_an_error_in_CI(bool isCI, Severity severity)
    {
        var finding = Check(null, isCI: isCI).Findings.Single();

        Assert.AreEqual((Codes.LockMissing, severity), (finding.Code, finding.Severity));
        Assert.Contains("dotnet restore --use-lock-file", finding.Message);
    }

    [TestMethod]
    public void A_project_without_any_package_needs_no_lock()
    {
        var graph = Assets.Graph(a =>
        {
            a["targets"]!["net10.0"] = new JsonObject();
            a.Framework()["dependencies"] = new JsonObject();
        });

        Assert.AreEqual(GateOutcome.Passed, Check(null, isCI: true, graph: graph).Outcome);
        Assert.AreEqual(Codes.LockDiffers, Check(Small, graph: graph).Findings[0].Code, "but one that is there is compared");
    }

    [TestMethod]
    public void An_unreadable_lock_fails_at_its_place()
    {
        var finding = Check(Small[..^1]).Findings.Single();

        Assert.AreEqual((Codes.LockUnreadable, Severity.Error), (finding.Code, finding.Severity));
        Assert.AreEqual(11, finding.Location!.Line);
    }

    [TestMethod]
    public void A_folder_in_the_place_of_the_lock_is_unreadable()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch.At("packages.lock.json"));

        var input = LockInput.Read(scratch.At("packages.lock.json"));

        Assert.IsFalse(input.IsMissing);
        Assert.IsNotNull(input.Problem);
    }

    [TestMethod]
    [DataRow(CommittedState.Same, false, null)]
    [DataRow(CommittedState.Differs, false, "SCSDK2005")]
    [DataRow(CommittedState.NotCommitted, false, "SCSDK2005")]
    [DataRow(CommittedState.Unknown, false, "SCSDK2006")]
    [DataRow(CommittedState.NoRepository, false, "SCSDK2006")]
    [DataRow(CommittedState.Same, true, null)]
    [DataRow(CommittedState.Differs, true, "SCSDK2005")]
    [DataRow(CommittedState.NotCommitted, true, "SCSDK2005")]
    [DataRow(CommittedState.Unknown, true, "SCSDK2006")]
    [DataRow(CommittedState.NoRepository, true, null)]
    public void In_CI_the_lock_must_be_proven_to_be_the_committed_one(CommittedState state, bool lockedMode, string? code)
    {
        var graph = Assets.Graph(a => a.Restore()["restoreLockProperties"]!["restoreLockedMode"] = lockedMode);
        var committed = new CommittedFile(state, state == CommittedState.Unknown ? "no git" : "");

        Assert.AreEqual(code, Check(Small, isCI: true, graph: graph, committed: committed).Findings.SingleOrDefault()?.Code.Id);
        Assert.IsEmpty(Check(Small, isCI: false, graph: graph, committed: committed).Findings, "locally nothing is asked");
        Assert.IsTrue(LockGate.NeedsCommit(true, null), "NuGet writes a missing lock in locked mode too, so locked mode alone proves nothing");
    }

    [TestMethod]
    public void A_given_digest_proves_the_lock_and_another_one_refuses_it()
    {
        var digest = Digest.Sha256Of(Encoding.UTF8.GetBytes(Small)).Hex;
        var unknown = new CommittedFile(CommittedState.Unknown, "no git");

        Assert.IsEmpty(Check(Small, isCI: true, committed: unknown, expected: digest).Findings);
        Assert.IsEmpty(Check(Small, isCI: true, committed: unknown, expected: digest.ToUpperInvariant()).Findings);
        Assert.AreEqual(Codes.LockNotCommitted, Check(Small + " ", isCI: true, committed: Same, expected: digest).Findings.Single().Code);
        Assert.AreEqual(Severity.Error, Check(null, isCI: false, expected: digest).Findings.Single().Severity, "a missing file is not the expected one");
    }

    [TestMethod]
    public void The_policy_says_how_findings_weigh()
    {
        var differs = Small.Replace("\"1.0.0\"", "\"1.0.1\"", StringComparison.Ordinal);

        Assert.AreEqual(GateOutcome.Warned, Check(differs, enforce: Enforce.Warning).Outcome);
        Assert.AreEqual(Severity.Warning, Check(null, isCI: true, enforce: Enforce.Warning).Findings.Single().Severity);
        Assert.AreEqual((GateOutcome.Off, 0), (Check(differs, enforce: Enforce.Off).Outcome, Check(differs, enforce: Enforce.Off).Findings.Length));
    }

    private static GateResult Check(string? content, bool isCI = false, DependencyGraph? graph = null, CommittedFile? committed = null, string? expected = null, Enforce enforce = Enforce.Error)
    {
        using var scratch = new Scratch();
        var path = content is null ? scratch.At("packages.lock.json") : scratch.Write("packages.lock.json", content);
        var policy = new EffectivePolicy([], [], Digest.Sha256Of([]), new(enforce, null), new(Enforce.Error, null), null);
        return LockGate.Check(graph ?? Assets.Graph(Assets.Small()), LockInput.Read(path), isCI, committed ?? Same, expected, policy);
    }
}
