using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>What is in the packages folder, byte for byte, against what was locked: each difference by its own code, at its place.</summary>
[TestClass]
public sealed class LockContent
{
    private const string Hash = "\"contentHash\": \"";

    [TestMethod]
    public void Each_way_in_which_lock_and_packages_differ_has_its_code_and_its_line()
    {
        using var consumer = Restored();
        var file = consumer.PathOf("packages.lock.json");
        var good = File.ReadAllText(file);
        var archive = consumer.Archive("Given.B");
        var line = LineOf(good, "\"Given.B\": {");

        Found("a hash in the lock is edited", file, good.Replace(HashOf(good, "Given.B"), $"{Hash}{new string('A', 86)}==", StringComparison.Ordinal),
            $"packages.lock.json({line},", "error SCSDK2003");
        Found("another version is locked", file, good.Replace("\"type\": \"Transitive\",\n        \"resolved\": \"1.0.0\"", "\"type\": \"Transitive\",\n        \"resolved\": \"1.0.1\"", StringComparison.Ordinal),
            $"packages.lock.json({line},", "error SCSDK2004");
        Found("a package is missing from the lock", file, good.Replace("\"Given.B\"", "\"Given.C\"", StringComparison.Ordinal).Replace("\"Given.C\": \"", "\"Given.B\": \"", StringComparison.Ordinal),
            "packages.lock.json", "error SCSDK2004", "error SCSDK2004");
        Found("a package was deleted", archive, null, $"packages.lock.json({line},", "error SCSDK2007");
        Found("a package was changed by one byte", archive, Changed(File.ReadAllBytes(archive)), $"packages.lock.json({line},", "error SCSDK2003");

        void Found(string what, string path, object? content, string place, params string[] codes)
        {
            Assert.IsFalse(content is string text && text == good, $"{what}: nothing was changed");
            var bytes = File.ReadAllBytes(path);
            var time = File.GetLastWriteTimeUtc(path);
            Change(path, content);

            var run = consumer.Run("build", "--no-restore");
            Assert.AreEqual($"{what}: {string.Join(", ", codes)}", $"{what}: {string.Join(", ", run.Codes)}", run.Shown);
            Assert.AreNotEqual(0, run.ExitCode, what);
            Assert.Contains(place, run.Output, what);
            consumer.Tool("check").Ends(1, codes).Says(place);

            File.WriteAllBytes(path, bytes);
            File.SetLastWriteTimeUtc(path, time);
        }
    }

    [TestMethod]
    public void What_NuGet_wrote_down_about_a_package_proves_nothing()
    {
        using var consumer = Restored();
        var archive = consumer.Archive("Given.B");
        var metadata = Path.Combine(Path.GetDirectoryName(archive)!, ".nupkg.metadata");
        var recorded = File.ReadAllText(metadata);
        // The record goes on saying what was locked, and that is all that a restore in locked mode compares.
        Change(archive, Changed(File.ReadAllBytes(archive)));

        Assert.AreEqual(0, consumer.Run("restore", "--locked-mode", "--force").ExitCode);
        consumer.With("CI", "true").Run("build", "--no-restore").Fails("error SCSDK2003");

        // The other way round: the bytes are those that were locked, only the record is not.
        Change(archive, Changed(File.ReadAllBytes(archive)));
        Change(metadata, recorded.Replace("\"contentHash\": \"", "\"contentHash\": \"AAAA", StringComparison.Ordinal));
        consumer.Run("build", "--no-restore").Fails("error SCSDK2025");
        Assert.Contains("NU1403", consumer.Run("restore", "--locked-mode", "--force").Output);
    }

    [TestMethod]
    public void A_package_that_changes_after_a_good_build_is_found_by_the_next_one()
    {
        using var consumer = Restored();
        consumer.Run("build").Succeeds().Checks(1);
        consumer.Run("build").Succeeds().Checks(0);
        var archive = consumer.Archive("Given.B");

        Change(archive, Changed(File.ReadAllBytes(archive)));
        consumer.Run("build").Fails("error SCSDK2003").Checks(1);

        // A time can be set back; the time of the change of a file, which Linux keeps beside it, cannot (docs/threat-model.md, "The local fast path").
        Change(archive, Changed(File.ReadAllBytes(archive)));
        consumer.Run("build").Succeeds().Checks(1);
        var time = File.GetLastWriteTimeUtc(archive);
        Change(archive, Changed(File.ReadAllBytes(archive)));
        File.SetLastWriteTimeUtc(archive, time);
        consumer.Run("build").Fails("error SCSDK2003").Checks(1);
        consumer.Tool("check").Ends(1, "error SCSDK2003");
        consumer.With("CI", "true").Run("build", "--no-restore").Fails("error SCSDK2003");
    }

    private static Consumer Restored() => new Consumer().Offline().Package("Given.A", dependency: "Given.B").Package("Given.B")
        .Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A")).Lock().Commit();

    private static void Change(string path, object? content)
    {
        if (content is null)
            File.Delete(path);
        else if (content is string text)
            File.WriteAllText(path, text);
        else
            File.WriteAllBytes(path, (byte[])content);
    }

    /// <summary>One byte of a stored entry; twice gives back the first.</summary>
    private static byte[] Changed(byte[] package)
    {
        var at = package.AsSpan().IndexOf("nnnnnnnn"u8);
        if (package[at - 1] == (byte)'o')
            at--;
        package[at] = package[at] == (byte)'n' ? (byte)'o' : (byte)'n';
        return package;
    }

    private static int LineOf(string text, string part) => text[..text.IndexOf(part, StringComparison.Ordinal)].Count(c => c == '\n') + 1;

    private static string HashOf(string text, string id)
    {
        var start = text.IndexOf(Hash, text.IndexOf($"\"{id}\": {{", StringComparison.Ordinal), StringComparison.Ordinal);
        return text[start..(text.IndexOf("==\"", start, StringComparison.Ordinal) + 2)];
    }
}
