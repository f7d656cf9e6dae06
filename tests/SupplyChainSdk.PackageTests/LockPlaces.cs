using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Wherever NuGet puts the lock and the packages, build and tool look in the same place.</summary>
[TestClass]
public sealed class LockPlaces
{
    [TestMethod]
    [DataRow("<NuGetLockFilePath>../locks/mine.json</NuGetLockFilePath>", "locks/mine.json")]
    [DataRow("", "my project/packages.my_project.lock.json")]
    [DataRow("<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>", "my project/packages.lock.json")]
    public void The_lock_that_NuGet_keeps_is_the_one_that_is_judged(string properties, string lockFile)
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("my project/my project.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"),
            "<TargetFramework>net10.0</TargetFramework>" + properties);
        var path = consumer.PathOf(lockFile);
        if (properties.Length == 0)
            consumer.Write(lockFile, "{ \"version\": 1, \"dependencies\": {} }"); // NuGet takes a lock of that name where there is one
        consumer.Lock("my project").Commit();
        var text = File.ReadAllText(path);
        Assert.Contains("Given.A", text, "restore wrote another lock");

        consumer.With("CI", "true").Run("build", "--no-restore", "my project").Succeeds().Checks(1);
        consumer.Tool("check", "my project").Ends(0);

        File.WriteAllText(path, text.Replace("\"resolved\": \"1.0.0\"", "\"resolved\": \"1.0.1\"", StringComparison.Ordinal));
        consumer.Run("build", "--no-restore", "my project").Fails("error SCSDK2004", "error SCSDK2005");
        consumer.Tool("check", "my project").Ends(1, "error SCSDK2004", "error SCSDK2005").Says(Path.GetFileName(path) + "(");
    }

    [TestMethod]
    public void Packages_in_a_fallback_folder_are_hashed_too()
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"),
            "<TargetFramework>net10.0</TargetFramework><RestoreFallbackFolders>$(MSBuildProjectDirectory)/../fallback</RestoreFallbackFolders>");
        Directory.CreateDirectory(Path.Combine(consumer.Root, "fallback"));
        consumer.Lock().Commit();
        // The package was only in the packages folder; now it is only in the other one.
        Directory.Move(Path.Combine(consumer.Root, "packages", "given.a"), Path.Combine(consumer.Root, "fallback", "given.a"));
        consumer.Run("restore", "--force").Succeeds();
        Assert.IsFalse(Directory.Exists(Path.Combine(consumer.Root, "packages", "given.a")), "restore did not use the fallback folder");
        consumer.Run("build", "--no-restore").Succeeds();
        consumer.Tool("check").Ends(0);

        var added = Path.Combine(consumer.Root, "fallback", "given.a", "1.0.0", "lib", "netstandard2.0", "added.dll");
        File.WriteAllText(added, "");
        consumer.Run("build", "--no-restore").Fails("error SCSDK2012");
        consumer.Tool("check").Ends(1, "error SCSDK2012").Says("fallback");
        File.Delete(added);

        var archive = Path.Combine(consumer.Root, "fallback", "given.a", "1.0.0", "given.a.1.0.0.nupkg");
        var bytes = File.ReadAllBytes(archive);
        bytes[bytes.AsSpan().IndexOf("nnnn"u8)] = (byte)'o';
        File.WriteAllBytes(archive, bytes);
        consumer.Run("build", "--no-restore").Fails("error SCSDK2003");
        consumer.Tool("check").Ends(1, "error SCSDK2003").Says("fallback");
    }

    [TestMethod]
    public void A_copy_in_an_earlier_folder_counts_as_NuGet_counts_it()
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"),
            "<TargetFramework>net10.0</TargetFramework><RestoreFallbackFolders>$(MSBuildProjectDirectory)/../fallback</RestoreFallbackFolders>");
        Directory.CreateDirectory(Path.Combine(consumer.Root, "fallback"));
        consumer.Lock().Commit();
        var (earlier, later) = (Path.Combine(consumer.Root, "packages", "given.a", "1.0.0"), Path.Combine(consumer.Root, "fallback", "given.a", "1.0.0"));
        Directory.Move(Path.Combine(consumer.Root, "packages", "given.a"), Path.Combine(consumer.Root, "fallback", "given.a"));
        consumer.Run("restore", "--force").Succeeds();
        consumer.Run("build", "--no-restore").Succeeds();
        consumer.Run("build", "--no-restore").Succeeds().FindsNothingChanged();

        // The build takes the earlier copy by this file alone; that it came up is seen although nothing that was there changed.
        Directory.CreateDirectory(Path.Combine(earlier, "lib", "netstandard2.0"));
        File.WriteAllText(Path.Combine(earlier, "lib", "netstandard2.0", "given.a.dll"), "evil");
        File.Copy(Path.Combine(later, "given.a.1.0.0.nupkg.sha512"), Path.Combine(earlier, "given.a.1.0.0.nupkg.sha512"));
        consumer.Run("build", "--no-restore").Fails("error SCSDK2007");
        consumer.Tool("check").Ends(1, "error SCSDK2007").Says("packages");

        File.Delete(Path.Combine(earlier, "given.a.1.0.0.nupkg.sha512"));
        consumer.Run("build", "--no-restore").Fails("error SCSDK2025");
        consumer.Tool("check").Ends(1, "error SCSDK2025");

        // What is left when somebody cleans up is no copy, to NuGet neither.
        Directory.Delete(earlier, recursive: true);
        Directory.CreateDirectory(earlier);
        consumer.Run("build", "--no-restore").Succeeds();
        consumer.Tool("check").Ends(0);
    }
}
