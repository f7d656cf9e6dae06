using System.Text;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using static SupplyChainSdk.Core.Tests.Inputs.GitRepository;

namespace SupplyChainSdk.Core.Tests.Integrity;

[TestClass]
public sealed class LockExplanationTests
{
    // App → Api → Core → Deep; the project lib → Shared; the .NET SDK → ILLink; pinned: Pin.
    private const string Before = $$"""
        {
          "version": 2,
          "dependencies": {
            "net10.0": {
              "Api": { "type": "Direct", "requested": "[1.0.0, )", "resolved": "1.0.0", "contentHash": "{{Assets.HashA}}", "dependencies": { "Core": "1.0.0" } },
              "Core": { "type": "Transitive", "resolved": "1.0.0", "contentHash": "{{Assets.HashA}}", "dependencies": { "Deep": "1.0.0" } },
              "Deep": { "type": "Transitive", "resolved": "1.0.0", "contentHash": "{{Assets.HashA}}" },
              "Microsoft.NET.ILLink.Tasks": { "type": "Direct", "requested": "[10.0.11, )", "resolved": "10.0.11", "contentHash": "{{Assets.HashA}}" },
              "Pin": { "type": "CentralTransitive", "requested": "[1.0.0, )", "resolved": "1.0.0", "contentHash": "{{Assets.HashA}}" },
              "Shared": { "type": "Transitive", "resolved": "1.0.0", "contentHash": "{{Assets.HashA}}" },
              "lib": { "type": "Project", "dependencies": { "Shared": "[1.0.0, )" } }
            },
            "net10.0/linux-x64": {}
          }
        }
        """;

    [TestMethod]
    public void Equal_locks_have_no_changes() => Assert.AreEqual("", Explain([]));

    [TestMethod]
    [DataRow("Direct ~ Api 1.0.0 → 2.0.0: the project asks for [2.0.0, ), no longer for [1.0.0, ) (net10.0, net10.0/linux-x64)",
        "\"requested\": \"[1.0.0, )\", \"resolved\": \"1.0.0\", \"contentHash\": \"" + Assets.HashA + "\", \"dependencies\": { \"Core\"", "\"requested\": \"[2.0.0, )\", \"resolved\": \"2.0.0\", \"contentHash\": \"" + Assets.HashB + "\", \"dependencies\": { \"Core\"")]
    [DataRow("Source ~ Deep 1.0.0 → 1.0.1: needed by Core 1.0.0 of Api 1.0.0 as before, and a source answers with another version now (net10.0, net10.0/linux-x64)",
        "\"Deep\": { \"type\": \"Transitive\", \"resolved\": \"1.0.0\"", "\"Deep\": { \"type\": \"Transitive\", \"resolved\": \"1.0.1\"")]
    [DataRow("Source ! Deep 1.0.0: the same version with other content, pdgN…6A== before and HrC5…zQ== now. A source served other bytes under this id and version, or a lock file was edited: find out which before you use either (net10.0, net10.0/linux-x64)",
        "\"Deep\": { \"type\": \"Transitive\", \"resolved\": \"1.0.0\", \"contentHash\": \"" + Assets.HashA, "\"Deep\": { \"type\": \"Transitive\", \"resolved\": \"1.0.0\", \"contentHash\": \"" + Assets.HashB)]
    [DataRow("DotNetSdk ~ Microsoft.NET.ILLink.Tasks 10.0.11 → 10.0.12: the .NET SDK references it unless the project does: another .NET SDK restored, or a setting of the project changed (net10.0, net10.0/linux-x64)",
        "10.0.11", "10.0.12")]
    [DataRow("CentralPin ~ Pin 1.0.0 → 1.5.0: central package management pins it at [1.5.0, ) (net10.0, net10.0/linux-x64)",
        "\"CentralTransitive\", \"requested\": \"[1.0.0, )\", \"resolved\": \"1.0.0\"", "\"CentralTransitive\", \"requested\": \"[1.5.0, )\", \"resolved\": \"1.5.0\"")]
    [DataRow("Project ~ Shared 1.0.0 → 1.1.0: needed by project lib, which asks for something else now (net10.0, net10.0/linux-x64)",
        "\"Shared\": { \"type\": \"Transitive\", \"resolved\": \"1.0.0\"|\"Shared\": \"[1.0.0, )\"", "\"Shared\": { \"type\": \"Transitive\", \"resolved\": \"1.1.0\"|\"Shared\": \"[1.1.0, )\"")]
    [DataRow("Direct ~ Deep 1.0.0: the project asks for it itself now ([1.0.0, )); it is the same package (net10.0, net10.0/linux-x64)",
        "\"Deep\": { \"type\": \"Transitive\"", "\"Deep\": { \"type\": \"Direct\", \"requested\": \"[1.0.0, )\"")]
    [DataRow("Runtime - net10.0/linux-x64: the runtime identifier linux-x64 is gone from the project, and its 0 packages with it (net10.0/linux-x64)", ",\n    \"net10.0/linux-x64\": {}", "")]
    public void Each_cause_is_told_from_the_others(string expected, string old, string changed) =>
        Assert.AreEqual(expected, Explain([.. old.Split('|').Zip(changed.Split('|'))]));

    [TestMethod]
    public void A_transitive_change_names_the_direct_package_that_caused_it()
    {
        Assert.AreEqual("""
            Direct ~ Api 1.0.0 → 2.0.0: the project asks for [2.0.0, ), no longer for [1.0.0, )
            Transitive ~ Core 1.0.0 → 2.0.0: needed by Api 2.0.0, which was 1.0.0 before
            Transitive - Deep 1.0.0: it came with Api 1.0.0, and Api 2.0.0 does not need it
            Transitive + New 1.0.0: needed by Core 2.0.0 of Api 2.0.0, which was 1.0.0 before
            """.ReplaceLineEndings("\n"), Explain([
            ("\"Api\": { \"type\": \"Direct\", \"requested\": \"[1.0.0, )\", \"resolved\": \"1.0.0\"", "\"Api\": { \"type\": \"Direct\", \"requested\": \"[2.0.0, )\", \"resolved\": \"2.0.0\""),
            ("\"Core\": { \"type\": \"Transitive\", \"resolved\": \"1.0.0\"", "\"Core\": { \"type\": \"Transitive\", \"resolved\": \"2.0.0\""),
            ("\"dependencies\": { \"Deep\": \"1.0.0\" }", "\"dependencies\": { \"New\": \"1.0.0\" }"),
            ("\"Deep\": { \"type\"", "\"New\": { \"type\""),
        ]).Replace(" (net10.0, net10.0/linux-x64)", "", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Which_SDK_it_was_is_said_where_the_other_lock_shows_it()
    {
        var before = new ToolLock([ToolLockTests.Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Crossgen2.linux-x64", "10.0.11", Assets.HashA, "10.0.400"),
            ToolLockTests.Entry(ToolLockKind.MSBuildSdk, "Contoso.Sdk", "1.0.0", Assets.HashA), ToolLockTests.Entry(ToolLockKind.Tool, "a", "1.0.0", Assets.HashA), ToolLockTests.Entry(ToolLockKind.Tool, "gone", "1.0.0", Assets.HashA)]);
        var after = new ToolLock([ToolLockTests.Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Crossgen2.linux-x64", "10.0.12", Assets.HashB, "10.0.401"),
            ToolLockTests.Entry(ToolLockKind.MSBuildSdk, "Contoso.Sdk", "2.0.0", Assets.HashA), ToolLockTests.Entry(ToolLockKind.Tool, "a", "1.0.0", Assets.HashB)]);

        var changes = ToolLockExplanation.Explain(before, after);

        Assert.AreEqual("""
            Source ! a 1.0.0: the same version with other content, pdgN…6A== before and HrC5…zQ== now. A source served other bytes under this id and version, or the packages folder or a lock was changed: find out which before you use either
            DotNetSdk ~ .NET SDK 10.0.400 → 10.0.401: another .NET SDK restored, and what it adds by itself may differ
            Tool ~ Contoso.Sdk 1.0.0 → 2.0.0: another version of the MSBuild SDK is named now, in global.json or in a project
            Tool - gone 1.0.0: it is no longer used as local tool
            DotNetSdk ~ Microsoft.NETCore.App.Crossgen2.linux-x64 10.0.11 → 10.0.12: a pack of the .NET SDK, and the .NET SDK changed: 10.0.400 → 10.0.401
            """.ReplaceLineEndings("\n"), string.Join('\n', changes.Select(c => $"{c.Cause} {c}")));
        var reference = LockExplanation.Explain(Read(Before), Read(Before.Replace("10.0.11", "10.0.12", StringComparison.Ordinal)), ToolLockExplanation.DotNetSdks(before, after)).Single();
        Assert.EndsWith("and the .NET SDK changed: 10.0.400 → 10.0.401", reference.Why);
        // The same SDK on another system.
        var other = new ToolLock([.. before.Entries, ToolLockTests.Entry(ToolLockKind.DotNetSdkPack, "Microsoft.NETCore.App.Crossgen2.win-x64", "10.0.11", Assets.HashA, "10.0.400")]);
        Assert.AreEqual("Runtime + Microsoft.NETCore.App.Crossgen2.win-x64 10.0.11: a pack of the .NET SDK for win-x64: it was restored on another operating system, or for another runtime identifier",
            string.Join('\n', ToolLockExplanation.Explain(before, other).Select(c => $"{c.Cause} {c}")));
    }

    [TestMethod]
    public void The_committed_lock_is_compared_with_the_working_tree_and_two_files_by_their_kind()
    {
        using var scratch = new Scratch();
        var path = scratch.Write("packages.lock.json", Before);
        Commit(scratch);
        var added = scratch.Write(ToolLock.FileName, new ToolLock([]).Write());
        scratch.Write("packages.lock.json", Before.Replace("10.0.11", "10.0.12", StringComparison.Ordinal));

        var explained = ExplainedLock.OfCommit(CommitFiles.Open(GitSource.Read(scratch.Folder), "HEAD"), [path, added, scratch.At("nowhere.json")]);

        Assert.AreEqual("packages.lock.json 1 , supplychain.lock.json 0 it is not in HEAD: all of it is new", string.Join(", ", explained.Select(e => $"{Path.GetFileName(e.Path)} {e.Changes.Length} {e.Note}")));
        Golden.AssertEqual("Integrity/Goldens/explained.json", ExplainedLock.Json(explained, scratch.Folder));
        Assert.HasCount(0, ExplainedLock.OfFiles(path, path).Changes);
        Assert.HasCount(0, ExplainedLock.OfFiles(added, scratch.Write("old.json", new ToolLock([]).Write())).Changes);
        Assert.Contains("name two of one kind", Assert.ThrowsExactly<InvalidDataException>(() => ExplainedLock.OfFiles(path, added)).Message);
    }

    [TestMethod]
    [DataRow("[1.*, )", "Api [1.*, )")]
    [DataRow("(1.0.0, )", "Api (1.0.0, )")]
    [DataRow("(, 2.0.0]", "Api (, 2.0.0]")]
    [DataRow("[1.0.0, 2.0.0)", "")]
    [DataRow("[1.0.0]", "")]
    public void What_floats_is_named_and_a_range_with_its_lowest_version_does_not_float(string requested, string expected)
    {
        var file = Read(Before.Replace("\"requested\": \"[1.0.0, )\", \"resolved\": \"1.0.0\", \"contentHash\": \"" + Assets.HashA + "\", \"dependencies\"", $"\"requested\": \"{requested}\", \"resolved\": \"1.0.0\", \"contentHash\": \"" + Assets.HashA + "\", \"dependencies\"", StringComparison.Ordinal));

        Assert.AreEqual(expected.Length == 0 ? "" : $"what a source has today decides the version of {expected}; ask for exact versions", LockReproduction.Floating(file));
        Assert.AreEqual(expected.Length == 0 ? ReproductionOutcome.Same : ReproductionOutcome.Impossible, LockReproduction.Compare(file, file).Outcome);
    }

    [TestMethod]
    public void A_lock_that_comes_out_again_is_the_same_but_for_line_ends()
    {
        Assert.AreEqual(ReproductionOutcome.Same, LockReproduction.Compare(Read(Before), Read(Before.ReplaceLineEndings("\r\n"))).Outcome);
        var edited = LockReproduction.Compare(Read(Before), Read(Before.Replace("\"version\": 2", "\"version\":  2", StringComparison.Ordinal)));
        Assert.AreEqual((ReproductionOutcome.Differs, 0), (edited.Outcome, edited.Changes.Length));
        Assert.Contains("written in another way", edited.Reason);
        Assert.HasCount(1, LockReproduction.Compare(Read(Before), Read(Before.Replace("10.0.11", "10.0.12", StringComparison.Ordinal))).Changes);
    }

    private static LockFile Read(string content) => LockFile.Parse(Encoding.UTF8.GetBytes(content), "packages.lock.json");

    private static string Explain((string Old, string New)[] changes)
    {
        var before = Before.ReplaceLineEndings("\n");
        var after = changes.Aggregate(before, (text, change) =>
        {
            Assert.Contains(change.Old, text, "the twin must differ");
            return text.Replace(change.Old, change.New, StringComparison.Ordinal);
        });
        return string.Join('\n', LockExplanation.Explain(Read(before), Read(after)).Select(c => $"{c.Cause} {c} ({string.Join(", ", c.Targets)})"));
    }
}
