using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary><c>supplychain init</c>: what it writes works at once, and what it shows fits a screen.</summary>
[TestClass]
public sealed class ToolInit
{
    [TestMethod]
    public void It_shows_what_people_read_and_ends_with_the_next_step_which_then_works()
    {
        using var consumer = new Consumer().Offline().Package("Given.Mit").Project("a.csproj", GivenPackage.Reference("Given.Mit"));

        var lines = consumer.Tool("init").Ends(0).Output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

        Assert.Contains("+    \"deny\": [\"copyleft-strong\"],", lines);
        Assert.Contains(line => line.StartsWith("+ supplychain.schema.json (", StringComparison.Ordinal), lines);
        Assert.IsLessThan(80, lines.Length);
        Assert.StartsWith("Next: 'dotnet restore --use-lock-file' ", lines[^3]);

        consumer.RunPlain("restore", "--use-lock-file").Succeeds();
        Assert.IsTrue(File.Exists(consumer.PathOf("packages.lock.json")));
        consumer.Commit().Tool("check", "--ci").Ends(0).Says("licenses   1 passed");
        Assert.StartsWith("supplychain.json: is there, left alone", consumer.Tool("init").Ends(0).Output);
    }

    [TestMethod]
    public void A_dry_run_writes_nothing_and_says_so()
    {
        using var consumer = new Consumer();

        consumer.Tool("init", "--dry-run").Ends(0).Says("Nothing was written.");

        Assert.IsEmpty(Evidence.Files(consumer.Folder));
    }

    [TestMethod]
    [DataRow("CI", "true")]
    [DataRow("TF_BUILD", "True")]
    [DataRow("JENKINS_URL", "https://ci.example/")]
    [DataRow("TEAMCITY_VERSION", "2026.1")]
    [DataRow("bamboo_buildKey", "A-B")]
    public void In_a_CI_a_restore_that_would_change_the_lock_fails(string variable, string value)
    {
        using var consumer = new Consumer().Offline().Package("Given.Mit").Package("Given.Other").Project("a.csproj", GivenPackage.Reference("Given.Mit"));
        consumer.Tool("init").Ends(0);
        consumer.RunPlain("restore").Succeeds();
        consumer.Project("a.csproj", GivenPackage.Reference("Given.Mit") + GivenPackage.Reference("Given.Other"));

        Assert.Contains("NU1004", consumer.With(variable, value).RunPlain("restore").Fails().Output);
        consumer.Without(variable).RunPlain("restore").Succeeds();
    }
}
