using System.Security.Cryptography;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>In CI the lock that counts is the committed one; restore rewrites a stale one before any gate runs.</summary>
[TestClass]
public sealed class LockInCI
{
    [TestMethod]
    public void No_lock_is_a_warning_with_the_remedy_and_an_error_in_CI()
    {
        using var consumer = new Consumer().Offline().Project("a.csproj");

        var local = consumer.Run("build").Succeeds("warning SCSDK2001");
        Assert.Contains("dotnet restore --use-lock-file", local.Output);
        Assert.Contains(consumer.PathOf("packages.lock.json") + " : warning SCSDK2001", local.Output);
        consumer.Tool("check").Ends(0, "warning SCSDK2001").Says("dotnet restore --use-lock-file");
        consumer.Tool("check", "--ci").Ends(1, "error SCSDK2001");
        consumer.With("CI", "true").Run("build", "--no-restore").Fails("error SCSDK2001");
        consumer.Tool("check").Ends(1, "error SCSDK2001");
    }

    [TestMethod]
    public void A_stale_lock_that_this_build_rewrote_is_an_error_in_CI_and_the_committed_one_is_not()
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj").Lock().Commit();
        var committed = File.ReadAllText(consumer.PathOf("packages.lock.json"));
        consumer.Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A")).With("CI", "true");

        consumer.Run("build").Fails("error SCSDK2005");
        Assert.AreNotEqual(committed, File.ReadAllText(consumer.PathOf("packages.lock.json")), "restore did not rewrite the lock, so this proves nothing");
        consumer.Tool("check").Ends(1, "error SCSDK2005");

        consumer.Commit();
        consumer.Run("build", "--no-restore").Succeeds();
        consumer.Tool("check").Ends(0);
    }

    [TestMethod]
    public void Locked_mode_proves_nothing_where_it_wrote_the_lock_itself()
    {
        const string Locked = "<TargetFramework>net10.0</TargetFramework><RestorePackagesWithLockFile>true</RestorePackagesWithLockFile><RestoreLockedMode>true</RestoreLockedMode>";
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", frameworks: Locked).Commit().With("CI", "true");

        // No lock was ever committed: NuGet writes one, in locked mode too.
        consumer.Run("build").Fails("error SCSDK2005");
        consumer.Tool("check").Ends(1, "error SCSDK2005");
        consumer.Commit();
        consumer.Run("build", "--no-restore").Succeeds();

        // And it rewrites a stale one where it is told to.
        consumer.Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"), Locked + "<RestoreForceEvaluate>true</RestoreForceEvaluate>").Commit();
        consumer.Run("build").Fails("error SCSDK2005");
        consumer.Tool("check").Ends(1, "error SCSDK2005");
    }

    [TestMethod]
    public void An_assets_file_that_is_committed_is_not_believed()
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A")).Lock().Commit().With("CI", "true");
        consumer.Tool("check").Ends(0);

        consumer.Git("add", "-f", "obj/project.assets.json");
        consumer.Commit();

        consumer.Tool("check").Ends(1, "error SCSDK1014").Says("git rm --cached");
        consumer.Run("build", "--no-restore").Fails("error SCSDK1014");
    }

    [TestMethod]
    public void A_restore_in_locked_mode_needs_no_git_and_one_that_was_not_needs_the_digest_of_the_lock()
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A")).Lock().With("CI", "true");

        consumer.Run("build", "--no-restore").Fails("error SCSDK2006");
        consumer.Tool("check").Ends(1, "error SCSDK2006").Says("--lock-sha256");
        var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(consumer.PathOf("packages.lock.json"))));
        consumer.Tool("check", "--lock-sha256", digest).Ends(0);
        consumer.Tool("check", "--lock-sha256", new string('0', 64)).Ends(1, "error SCSDK2005");

        consumer.Run("restore", "--locked-mode", "--force").Succeeds();
        consumer.Run("build", "--no-restore").Succeeds();
        consumer.Tool("check").Ends(0);
    }

    [TestMethod]
    public void A_project_without_any_package_needs_no_lock()
    {
        using var consumer = new Consumer().Offline().Project("a.csproj", inside: "").With("CI", "true");
        consumer.Run("restore").Succeeds();

        Assert.IsFalse(File.Exists(consumer.PathOf("packages.lock.json")));
        consumer.Tool("check").Ends(0);
    }
}
