using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary><c>supplychain check --base</c>: a pull request does not approve itself.</summary>
[TestClass]
public sealed class ToolCheckBase
{
    [TestMethod]
    public void The_tree_is_judged_by_the_policy_of_the_base_and_every_loosening_is_listed()
    {
        using var consumer = new Consumer().Offline().Package("Given.Gpl", license: "GPL-3.0-only").Project("src/a/a.csproj", GivenPackage.Reference("Given.Gpl"))
            .Write("supplychain.json", """{ "version": 1, "delegate": { "licenses.exceptions": "30d" }, "licenses": { "deny": ["AGPL-3.0-only", "GPL-3.0-only"], "scope": "all" } }""")
            .Lock("src/a").Commit();
        consumer.Git("branch", "base");
        consumer.Tool("check").Ends(1, "error SCSDK3002");
        consumer.Tool("check", "--base", "base").Ends(1, "error SCSDK3002");

        var expires = $"{DateTime.UtcNow.AddDays(9):yyyy-MM-dd}";
        var exception = "\"exceptions\": [ { \"package\": \"Given.Gpl\", \"reason\": \"r\", \"owner\": \"o\", \"expires\": \"" + expires + "\" } ]";
        // In an inner file, as the base lets it: it still is not the base that says so.
        consumer.Write("src/supplychain.json", "{ \"version\": 1, \"licenses\": { " + exception + " } }").Commit();
        // What an exception lets through is seen, with its day.
        consumer.Tool("check").Ends(0).Says($"licenses   1 passed\n             by exception until {expires}: Given.Gpl 1.0.0\n");
        var used = consumer.Tool("check", "--format", "json").Json().GetProperty("gates").EnumerateArray().Single(g => g.GetProperty("name").GetString() == "licenses").GetProperty("exceptionsUsed")[0];
        Assert.AreEqual($"pkg:nuget/Given.Gpl@1.0.0 o {expires} src/supplychain.json", $"{used.GetProperty("packages")[0]} {used.GetProperty("owner")} {used.GetProperty("expires")} {used.GetProperty("file")}");
        consumer.Tool("check", "--base", "base").Ends(1, "error SCSDK3002", "warning SCSDK1024").Says($"Given.Gpl as any licence until {expires}").Says("src/supplychain.json(1,");

        File.Delete(consumer.PathOf("src", "supplychain.json"));
        consumer.Write("supplychain.json", "{ \"version\": 1, \"lock\": { \"enforce\": \"warning\" }, \"delegate\": { \"licenses.exceptions\": \"60d\" }, \"licenses\": { \"enforce\": \"off\", \"unknown\": \"off\", \"deny\": [\"AGPL-3.0-only\"] } }");
        consumer.Tool("check").Ends(0);
        consumer.Tool("check", "--base", "base").Ends(1, ["error SCSDK3002", .. Enumerable.Repeat("warning SCSDK1024", 6)])
            .Says("\"lock.enforce\" is warning here and error there").Says("\"licenses.enforce\" is off here").Says("\"licenses.unknown\" is off here").Says("\"licenses.scope\" is shipped here")
            .Says("no longer has \"GPL-3.0-only\"").Says("for 60 days");

        // Without the files, or with broken ones, the base still judges.
        File.Delete(consumer.PathOf("supplychain.json"));
        consumer.Tool("check", "--base", "base").Ends(1, "error SCSDK3002", "warning SCSDK1024").Says("the section \"licenses\" is gone");
        consumer.Write("supplychain.json", "{").Tool("check", "--base", "base").Ends(1, "error SCSDK1001", "error SCSDK3002");

        // A stricter tree loosens nothing; what the base does not say it does not judge.
        consumer.Write("supplychain.json", """{ "version": 1, "licenses": { "deny": ["AGPL-3.0-only", "GPL-3.0-only", "MIT"], "scope": "all", "allow": ["Apache-2.0"] } }""");
        consumer.Tool("check", "--base", "base").Ends(1, "error SCSDK3002");
        consumer.Tool("check", "--base", "no-such-branch").Ends(2, "error SCSDK8012").Says("no commit of this repository");
        consumer.Tool("check", "--base", "--upload-pack=x").Ends(2, "error SCSDK8012");
    }

    [TestMethod]
    public void What_the_lock_of_SDKs_and_tools_states_no_more_is_listed()
    {
        using var consumer = new Consumer().Offline().Package("Given.Tool", entries: ("tools/net10.0/any/run.txt", "")).Package("Given.Other")
            .Project("src/a/a.csproj", "<PackageDownload Include=\"Given.Tool\" Version=\"[1.0.0]\" /><PackageDownload Include=\"Given.Other\" Version=\"[1.0.0]\" />")
            .Write("supplychain.json", "{ \"version\": 1 }").Lock("src/a").Commit();
        consumer.Tool("lock").Ends(0);
        consumer.Commit().Git("branch", "base");
        consumer.Tool("check", "--base", "base").Ends(0);
        var path = consumer.PathOf("supplychain.lock.json");
        var whole = File.ReadAllText(path);

        File.WriteAllLines(path, File.ReadAllLines(path).Select(line => line.Contains("Given.Other/", StringComparison.Ordinal) ? line.TrimEnd(',') : line).Where(line => !line.Contains("Given.Tool/", StringComparison.Ordinal)));
        consumer.Tool("check", "--base", "base").Ends(1, "error SCSDK2017", "warning SCSDK1024").Says("supplychain.lock.json no longer holds the downloaded package Given.Tool 1.0.0");
        // The one that judges may be any commit, and with what is not used any more there is no error beside it.
        consumer.Write("src/a/a.csproj", File.ReadAllText(consumer.PathOf("src", "a", "a.csproj")).Replace("<PackageDownload Include=\"Given.Tool\" Version=\"[1.0.0]\" />", "", StringComparison.Ordinal)).RunPlain("restore", "src/a").Succeeds();
        consumer.Tool("check", "--base", "base").Ends(0, "warning SCSDK1024");

        var start = whole.IndexOf("Given.Other/1.0.0\": \"", StringComparison.Ordinal) + "Given.Other/1.0.0\": \"".Length;
        File.WriteAllText(path, whole[..start] + (whole[start] == 'A' ? 'B' : 'A') + whole[(start + 1)..]);
        consumer.Tool("check", "--base", "base").Ends(1, "error SCSDK2017", "warning SCSDK1024").Says("states other bytes for the downloaded package Given.Other 1.0.0");

        File.Delete(path);
        consumer.Tool("check", "--base", "base").Ends(0, "warning SCSDK1024", "warning SCSDK2015").Says("the tree has no supplychain.lock.json, and base has one with 2 entries");
        File.WriteAllText(path, whole);
        consumer.Tool("check", "--base", "base").Ends(0);
    }
}
