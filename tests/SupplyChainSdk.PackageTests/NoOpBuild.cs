using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>A build in which nothing changed runs no gate; one in which anything changed does. Tampering.cs has what changes in packages.</summary>
[TestClass]
public sealed class NoOpBuild
{
    [TestMethod]
    [DataRow("a")]
    [DataRow("with ; semicolon and 'quotes' (é ö 中)")]
    public void Nothing_changed_runs_nothing(string folder)
    {
        using var consumer = new Consumer(folder).Project("a.csproj").Lock().Commit();
        consumer.Run("build").Succeeds().Checks(1);

        consumer.Run("build").Succeeds().FindsNothingChanged();
    }

    [TestMethod]
    public void Findings_are_repeated_and_the_gates_do_not_run()
    {
        using var consumer = new Consumer().Project("a.csproj");
        consumer.Run("build").Succeeds("warning SCSDK2001").Checks(1);

        var run = consumer.Run("build").Succeeds("warning SCSDK2001").Checks(0);

        Assert.AreEqual("CompareStamp, RepeatFindings", string.Join(", ", run.Tasks));
    }

    [TestMethod]
    public void Findings_that_are_damaged_or_gone_are_found_again()
    {
        using var consumer = new Consumer().Project("a.csproj");
        consumer.Run("build").Succeeds("warning SCSDK2001");
        var kept = consumer.PathOf("obj", "supplychain", "findings.json");

        File.WriteAllText(kept, "{");
        consumer.Run("build").Succeeds("warning SCSDK2001").Checks(1);
        consumer.Run("build").Succeeds("warning SCSDK2001").Checks(0);

        File.Delete(kept);
        consumer.Run("build").Succeeds("warning SCSDK2001").Checks(1);
    }

    [TestMethod]
    [DataRow("packages.lock.json")]
    [DataRow("obj/project.assets.json")]
    public void A_touched_file_runs_the_gates_again(string file)
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("build").Succeeds();
        File.SetLastWriteTimeUtc(consumer.PathOf(file), DateTime.UtcNow.AddMinutes(-1));

        consumer.Run("build", "--no-restore").Succeeds().Checks(1);
        consumer.Run("build", "--no-restore").Succeeds().FindsNothingChanged();
    }

    [TestMethod]
    public void A_policy_that_comes_or_goes_runs_the_gates_again()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("build").Succeeds();

        consumer.Write("supplychain.json", "{ \"version\": 1 }");
        consumer.Run("build").Succeeds().Checks(1);
        File.Delete(consumer.PathOf("supplychain.json"));
        consumer.Run("build").Succeeds().Checks(1);
    }

    [TestMethod]
    public void A_stamp_that_is_damaged_runs_the_gates_again()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("build").Succeeds();
        var stamp = consumer.PathOf("obj", "supplychain", "check.state");

        foreach (var at in (int[])[0, 9, 20, -1, -50])
        {
            consumer.Run("build", "--no-restore").Succeeds().FindsNothingChanged();
            Evidence.Flip(stamp, at);
            consumer.Run("build", "--no-restore").Succeeds().Checks(1);
        }
        var content = File.ReadAllBytes(stamp);
        File.WriteAllBytes(stamp, content[..(content.Length / 2)]);
        consumer.Run("build", "--no-restore").Succeeds().Checks(1);
    }

    [TestMethod]
    public void In_CI_the_gates_run_although_nothing_changed()
    {
        using var consumer = new Consumer().Project("a.csproj").Lock().Commit();
        consumer.Run("build").Succeeds().Checks(1);

        consumer.With("CI", "true").Run("build").Succeeds().Checks(1);
    }

    [TestMethod]
    public void A_failed_check_is_not_remembered()
    {
        using var consumer = new Consumer().Project("a.csproj").With("CI", "true");
        consumer.Run("build").Fails("error SCSDK2001").Checks(1);

        consumer.Without("CI").Run("build").Succeeds("warning SCSDK2001").Checks(1);
    }
}
