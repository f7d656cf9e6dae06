using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Rows of the table in docs/threat-model.md about lock file and source: what a restore in locked mode says after a good build, what it says when forced, and what the check says.</summary>
[TestClass]
public sealed class TamperedLock
{
    private const string Other = "another package of the same version";

    [TestMethod]
    public void Each_change_is_found_by_build_and_tool_whatever_restore_says()
    {
        using var consumer = new Consumer().Offline().Package("Given.A", dependency: "Given.B").Package("Given.B").Package("Given.B", "1.0.1")
            .Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A")).Lock().Commit();
        // As a build server does; the next restore in locked mode then finds that nothing changed, and looks no further.
        consumer.RunPlain("restore", "--locked-mode").Succeeds();
        consumer.Run("build", "--no-restore").Succeeds();
        var lockFile = consumer.PathOf("packages.lock.json");
        var good = File.ReadAllText(lockFile);

        Row("lock hash edited", noOp: "", forced: "NU1403", entries => entries["Given.B"]!["contentHash"] = $"{new string('A', 86)}==", "error SCSDK2003");
        Row("lock entry removed", noOp: "", forced: "NU1102", entries => entries.Remove("Given.B"), "error SCSDK2004");
        Row("lock entry added", noOp: "", forced: "", entries => entries["Given.C"] = entries["Given.B"]!.DeepClone(), "error SCSDK2004");
        Row("lock entry at another version", noOp: "", forced: "NU1403", entries => entries["Given.B"]!["resolved"] = "1.0.1", "error SCSDK2004");

        // In the packages folder, with all that NuGet writes beside it.
        var archive = consumer.Archive("Given.B");
        consumer.Package("Given.B", entries: [("notes-of-another.txt", Other)]);
        var other = File.ReadAllBytes(Path.Combine(consumer.Feed, "Given.B.1.0.0.nupkg"));
        File.WriteAllBytes(archive, other);
        var hash = Convert.ToBase64String(SHA512.HashData(other));
        File.WriteAllText($"{archive}.sha512", hash);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(archive)!, ".nupkg.metadata"), $$"""{ "version": 2, "contentHash": "{{hash}}", "source": "elsewhere" }""");
        Judge("package from another source with the same version and other bytes", "", "NU1403", "error SCSDK2003");

        void Restore()
        {
            var changed = File.ReadAllText(lockFile);
            File.WriteAllText(lockFile, good);
            consumer.RunPlain("restore", "--locked-mode", "--force");
            File.WriteAllText(lockFile, changed);
        }

        void Row(string what, string noOp, string forced, Action<JsonObject> change, params string[] codes)
        {
            var changed = JsonNode.Parse(good)!;
            change(changed["dependencies"]!["net10.0"]!.AsObject());
            File.WriteAllText(lockFile, changed.ToJsonString());
            Judge(what, noOp, forced, codes);
            File.WriteAllText(lockFile, good);
        }

        void Judge(string what, string noOp, string forced, params string[] codes)
        {
            Assert.AreEqual($"{what}: {noOp}", $"{what}: {Said(consumer.RunPlain("restore", "--locked-mode"))}");
            consumer.Tool("check").Ends(1, codes);
            var build = consumer.Run("build", "--no-restore");
            Assert.AreEqual($"{what}: {string.Join(", ", codes)}", $"{what}: {string.Join(", ", build.Codes)}", build.Shown);
            Assert.AreEqual($"{what}: {forced}", $"{what}: {Said(consumer.RunPlain("restore", "--locked-mode", "--force"))}");
            // What a restore that failed leaves is not what a good one left.
            if (forced.Length > 0)
                Restore();
        }
    }

    private static string Said(BuildRun restore)
    {
        var codes = string.Join(", ", Regex.Matches(restore.Output, "error (NU[0-9]{4})").Select(match => match.Groups[1].Value).Distinct());
        return restore.ExitCode == 0 ? "" : codes.Length > 0 ? codes : restore.Output;
    }
}
