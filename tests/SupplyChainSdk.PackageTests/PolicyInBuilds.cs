using System.Text.Json;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What a policy says reaches the build, at its file, line and column.</summary>
[TestClass]
public sealed class PolicyInBuilds
{
    private const string Policy = "supplychain.json";

    [TestMethod]
    public void Each_rule_and_each_mistake_is_said_at_its_place()
    {
        using var consumer = Given();
        var wrong = new List<string>();
        var tomorrow = $"{DateTime.UtcNow.AddDays(2):yyyy-MM-dd}";

        Says("""{ "version": 1 }""");
        Says("{ \"version\": 1,\n  \"licenses\": { \"deny\": [\"GPL-3.0-only\"], \"unknown\": \"off\" } }", "(2,26): error SCSDK3002: ");
        Says("{ \"version\": 1,\n  \"licenses\": { \"deny\": [\"copyleft-strong\"], \"unknown\": \"off\", \"enforce\": \"warning\" } }", "(2,26): warning SCSDK3002: ");
        Says("{ \"version\": 1,\n  \"licenses\": { \"unknown\": \"error\" } }", "(2,28): error SCSDK3001: The licence of Given.Unknown 1.0.0");
        Says("{ \"version\": 1, \"licenses\": { \"deny\": [\"GPL-3.0-only\"], \"unknown\": \"off\",\n  \"exceptions\": [ { \"package\": \"Given.Gpl\", \"reason\": \"r\", \"owner\": \"o\", \"expires\": \"" + tomorrow + "\" } ] } }");
        Says("{ \"version\": 1, \"licenses\": { \"deny\": [\"GPL-3.0-only\"], \"unknown\": \"off\",\n  \"exceptions\": [ { \"package\": \"Given.Gpl\", \"reason\": \"r\", \"owner\": \"o\", \"expires\": \"2020-01-01\" } ] } }",
            "(1,40): error SCSDK3002: ", "(2,19): error SCSDK3005: ");
        Says("{ \"version\": 1,\n  \"licences\": {} }", "(2,3): error SCSDK1002: \"licences\"", "did you mean \"licenses\"?");
        Says("{ \"version\": 1,\n  \"licenses\": { \"deny\": [\"GPL-3.0-onyl\"] } }", "(2,26): error SCSDK1002: \"GPL-3.0-onyl\"", "did you mean \"GPL-3.0-only\"?");
        Says("{ \"version\": 1,\n  \"advisories\": {} }", "(2,3): error SCSDK1003: ", "needs a newer version");
        Assert.AreEqual("", string.Join("\n", wrong));

        void Says(string policy, params string[] lines)
        {
            consumer.Write(Policy, policy);
            string[] expected = [.. lines.Where(l => l.StartsWith('('))];
            var build = consumer.Run("build", "--no-restore");
            var check = consumer.Tool("check");
            var fails = expected.Any(l => l.Contains("error", StringComparison.Ordinal));
            var undecided = expected.Any(l => l.Contains("SCSDK1", StringComparison.Ordinal));
            if (build.ExitCode != (fails ? 1 : 0) || build.Codes.Length != expected.Length)
                wrong.Add($"{policy}\nended with {build.ExitCode}, {string.Join(", ", build.Codes)}\n{build.Shown}");
            if (check.ExitCode != (undecided ? 2 : fails ? 1 : 0) || check.Codes != string.Join(", ", build.Codes))
                wrong.Add($"{policy}\nchecked with {check.ExitCode}\n{check.Output}");
            foreach (var line in lines)
            {
                if (!build.Output.Contains(line.StartsWith('(') ? consumer.PathOf(Policy) + line : line, StringComparison.Ordinal)
                    || !check.Output.Contains(line.StartsWith('(') ? Policy + line : line, StringComparison.Ordinal))
                    wrong.Add($"{policy}\ndoes not say {line}\n{build.Shown}\n{check.Output}");
            }
        }
    }

    [TestMethod]
    public void Policies_add_up_and_the_digest_in_the_provenance_is_that_of_all_of_them()
    {
        // An organisation's, from outside the repository, and the repository's own.
        using var consumer = Given("<SupplyChainPolicy Include=\"$(MSBuildProjectDirectory)/../organisation/supplychain.json\" />")
            .Write("../organisation/supplychain.json", """{ "version": 1, "licenses": { "deny": ["GPL-3.0-only"], "unknown": "off" } }""")
            .Write("Directory.Build.props", "<Project><Import Project=\"../Directory.Build.props\" /></Project>");
        var organisation = Path.Combine(consumer.Root, "organisation", "supplychain.json");

        consumer.Write(Policy, """{ "version": 1 }""").Run("build", "--no-restore").Fails("error SCSDK3002");
        consumer.Write(Policy, """{ "version": 1, "lock": { "enforce": "off" }, "licenses": { "deny": ["MIT"], "enforce": "off" } }""")
            .Run("build", "--no-restore").Fails("error SCSDK3002", "error SCSDK3002");
        consumer.Tool("check", "--policy", organisation).Ends(1, "error SCSDK3002", "error SCSDK3002").Says(Policy + "(1,").Says("organisation");

        File.WriteAllText(organisation, """{ "version": 1, "licenses": { "deny": ["AGPL-3.0-only"], "unknown": "off" } }""");
        consumer.Write(Policy, """{ "version": 1, "licenses": { "deny": ["LGPL-3.0-only"] } }""");
        consumer.Git("add", "-A");
        var run = consumer.Run("pack", "--no-restore");
        Assert.AreEqual(0, run.ExitCode, run.Shown);

        var json = consumer.Tool("policy", "--policy", organisation, "--format", "json").Json();
        var digest = json.GetProperty("digest").GetString()!;
        consumer.Tool("policy", "--policy", organisation).Ends(0).Says(digest).Says("AGPL-3.0-only").Says("LGPL-3.0-only").Says("supplychain.json:1");
        Assert.AreNotEqual(digest, consumer.Tool("policy", "--format", "json").Json().GetProperty("digest").GetString());
        var statement = File.ReadAllText(consumer.PathOf("bin", "Release", "a.1.0.0.nupkg.intoto.unsigned.json"));
        Assert.Contains(digest["sha256:".Length..], statement);
        Assert.AreEqual(2, json.GetProperty("files").GetArrayLength());
        Assert.Contains("licenses.deny", json.GetProperty("values").EnumerateArray().Select(v => v.GetProperty("name").GetString()));
    }

    [TestMethod]
    public void Init_writes_what_is_missing_and_nothing_else()
    {
        using var consumer = new Consumer().Offline().Project("a.csproj");
        string[] files = [Policy, "supplychain.schema.json", "Directory.Build.props"];

        consumer.Tool("init", "--dry-run").Ends(0).Says("+++").Says("Nothing was written");
        Assert.IsFalse(files.Any(f => File.Exists(consumer.PathOf(f))));

        consumer.Tool("init").Ends(0).Says("dotnet restore --locked-mode");
        var written = files.ToDictionary(f => f, f => File.ReadAllText(consumer.PathOf(f)));
        using (var schema = JsonDocument.Parse(written["supplychain.schema.json"]))
            Assert.AreEqual(JsonValueKind.Object, schema.RootElement.ValueKind);
        consumer.Tool("policy").Ends(0).Says("copyleft-strong");

        consumer.Write(Policy, "{ \"version\": 1 } // mine").Tool("init").Ends(0).Says("left alone");
        Assert.AreEqual("{ \"version\": 1 } // mine", File.ReadAllText(consumer.PathOf(Policy)));
        Assert.AreEqual(written["Directory.Build.props"], File.ReadAllText(consumer.PathOf("Directory.Build.props")));
        consumer.Tool("policy", "nowhere").Ends(2).Says("'nowhere' is not there: name a project, or a folder.");
        consumer.Write(Policy, "{").Tool("policy").Ends(2, "error SCSDK1001");

        // What it wrote makes restore keep a lock: the property file is read by restore, as a package's never is.
        File.Delete(consumer.PathOf(Policy));
        consumer.Write("Directory.Build.props", written["Directory.Build.props"].Replace("<Project>", "<Project><Import Project=\"../Directory.Build.props\" />", StringComparison.Ordinal));
        consumer.Run("restore").Succeeds();
        Assert.IsTrue(File.Exists(consumer.PathOf("packages.lock.json")));
    }

    private static Consumer Given(string items = "") => new Consumer().Offline()
        .Package("Given.Mit").Package("Given.Gpl", license: "GPL-3.0-only").Package("Given.Unknown", license: "")
        .Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.Mit") + GivenPackage.Reference("Given.Gpl") + GivenPackage.Reference("Given.Unknown") + items)
        .Lock().Commit();
}
