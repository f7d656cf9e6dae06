using System.IO.Compression;
using System.Text;
using SupplyChainSdk.PackageTests.Infra;

namespace SupplyChainSdk.PackageTests;

/// <summary>Broken files and repositories: each a coded error of build and tool, and nothing is lost.</summary>
[TestClass]
public sealed class BadInput
{
    private const string Lock = "packages.lock.json";
    private const string Assets = "obj/project.assets.json";
    private const string Policy = "supplychain.json";

    [TestMethod]
    public void Each_broken_file_has_its_code_and_nothing_is_changed()
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"))
            .Write(Policy, """{ "version": 1, "licenses": { "deny": ["copyleft-strong"] } }""").Lock().Commit();
        consumer.Run("build", "--no-restore").Succeeds();
        consumer.Tool("check").Ends(0);
        var archive = consumer.Archive("Given.A");
        var package = File.ReadAllBytes(archive);
        var wrong = new List<string>();

        // The code; the exit code of the tool; the file; what it becomes.
        Found("SCSDK1014", 2, Assets, Half(consumer.PathOf(Assets)));
        Found("SCSDK1014", 2, Assets, []);
        Found("SCSDK1014", 2, Assets, null);
        Found("SCSDK2002", 1, Lock, Half(consumer.PathOf(Lock)));
        Found("SCSDK2002", 1, Lock, []);
        Found("SCSDK2002", 1, Lock, "{ \"version\": 99, \"dependencies\": {} }"u8.ToArray());
        Found("SCSDK1001", 2, Policy, Half(consumer.PathOf(Policy)));
        Found("SCSDK1001", 2, Policy, []);
        Found("SCSDK1002", 2, Policy, "{ \"version\": 1, \"version\": 1 }"u8.ToArray());
        Found("SCSDK2007", 1, archive, null);
        Found("SCSDK2008", 1, archive, package[..(package.Length / 2)]);
        Found("SCSDK2008", 1, archive, []);
        Found("SCSDK2008", 1, archive, "<html>403</html>"u8.ToArray());
        Found("SCSDK2008", 1, archive, With(package, "notes.txt"));
        Found("SCSDK2008", 1, archive, With(package, "lib/../../../evil.txt"));
        Assert.AreEqual("", string.Join("\n", wrong));

        consumer.Run("build", "--no-restore").Succeeds();
        consumer.Tool("check").Ends(0);

        void Found(string code, int exit, string file, byte[]? content)
        {
            var path = consumer.PathOf(file);
            var before = File.ReadAllBytes(path);
            if (content is null)
                File.Delete(path);
            else
                File.WriteAllBytes(path, content);

            var what = $"{Path.GetFileName(file)} of {content?.Length} bytes";
            // Without an assets file the SDK stops first, and with a broken one it does after us; both by codes of their own.
            var build = consumer.Run("build", "--no-restore");
            if (build.ExitCode == 0 || !(build.Codes.SequenceEqual([$"error {code}"]) || file == Assets && build.Output.Contains(" error NETSDK", StringComparison.Ordinal)))
                wrong.Add($"{what}: dotnet build ended with {build.ExitCode} and {string.Join(", ", build.Codes)}\n{build.Shown}");
            if (build.Output.Contains("MSB4018", StringComparison.Ordinal))
                wrong.Add($"{what}: the task failed unexpectedly\n{build.Shown}");
            var check = consumer.Tool("check");
            if (check.ExitCode != exit || check.Codes != $"error {code}")
                wrong.Add($"{what}: supplychain check ended with {check.ExitCode} and {check.Codes}\n{check.Output}");
            if (content is null ? File.Exists(path) : !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
                wrong.Add($"{what}: something wrote to it");

            File.WriteAllBytes(path, before);
        }
    }

    [TestMethod]
    public void Two_spellings_of_one_id_are_an_error()
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A"),
            "<TargetFrameworks>net10.0;net9.0</TargetFrameworks>").Lock();
        var assets = consumer.PathOf("obj", "project.assets.json");
        var text = File.ReadAllText(assets);
        // In one of two targets, and in the libraries, which both have to find.
        var first = text.IndexOf("\"Given.A/1.0.0\"", StringComparison.Ordinal);
        File.WriteAllText(assets, (text[..first] + "\"given.a/1.0.0\"" + text[(first + 15)..])
            .Replace("\"libraries\": {", "\"libraries\": {\n    \"given.a/1.0.0\": { \"sha512\": \"" + HashIn(text) + "\", \"type\": \"package\", \"path\": \"given.a/1.0.0\", \"files\": [] },", StringComparison.Ordinal));

        consumer.Tool("check").Ends(1, "error SCSDK2010");
        consumer.Run("msbuild", "-t:SupplyChainCheck").Fails("error SCSDK2010");
    }

    [TestMethod]
    public void A_package_folder_that_may_not_be_read_is_an_error_of_its_own()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("Permissions of Unix.");
            return;
        }
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A")).Lock();
        var archive = consumer.Archive("Given.A");
        var folder = Path.GetDirectoryName(archive)!;
        var mode = File.GetUnixFileMode(folder);
        try
        {
            File.SetUnixFileMode(folder, UnixFileMode.None);
            // Root reads everything; then another user looks. It sees nothing of the test's home, so it gets a home and its own caches.
            var run = Environment.IsPrivilegedProcess ? consumer.AsNobody("check") : consumer.Tool("check");
            run.Ends(1, "error SCSDK2009").Says("read access");
        }
        finally
        {
            File.SetUnixFileMode(folder, mode);
        }
        (Environment.IsPrivilegedProcess ? consumer.AsNobody("check") : consumer.Tool("check")).Ends(0);
    }

    [TestMethod]
    public void A_repository_that_cannot_say_what_was_committed_does_not_pass_in_CI_and_one_that_can_does()
    {
        using var consumer = new Consumer().Offline().Package("Given.A").Project("a.csproj", Consumer.Reference + GivenPackage.Reference("Given.A")).Lock().With("CI", "true");

        consumer.Tool("check").Ends(1, "error SCSDK2006").Says("no git repository");
        consumer.Git("init", "-q");
        consumer.Tool("check").Ends(1, "error SCSDK2006").Says("no commit yet");
        consumer.Run("build", "--no-restore").Fails("error SCSDK2006");
        consumer.Commit();
        consumer.Tool("check").Ends(0);

        consumer.Git("checkout", "-q", "--detach");
        consumer.Tool("check").Ends(0);
        consumer.Run("build", "--no-restore").Succeeds();

        // A shallow clone has the commit that is built, which is all that is needed.
        consumer.Write("more.txt", "").Commit();
        var clone = Path.Combine(consumer.Root, "clone");
        consumer.Git("clone", "-q", "--depth", "1", $"file://{consumer.Folder}", clone);
        consumer.RunPlain("restore", clone).Succeeds();
        consumer.Run("build", "--no-restore", clone).Succeeds();
        consumer.Tool("check", clone).Ends(0);
        File.AppendAllText(Path.Combine(clone, Lock), " ");
        consumer.Tool("check", clone).Ends(1, "error SCSDK2005");
    }

    private static byte[] Half(string file)
    {
        var all = File.ReadAllBytes(file);
        return all[..(all.Length / 2)];
    }

    private static byte[] With(byte[] package, string entry)
    {
        using var stream = new MemoryStream();
        stream.Write(package);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        using (var writer = new StreamWriter(zip.CreateEntry(entry).Open(), Encoding.UTF8))
            writer.Write("evil");
        return stream.ToArray();
    }

    private static string HashIn(string assets)
    {
        var start = assets.IndexOf("\"sha512\": \"", assets.IndexOf("\"Given.A/1.0.0\": {\n      \"sha512\"", StringComparison.Ordinal), StringComparison.Ordinal) + 11;
        return assets[start..assets.IndexOf('"', start)];
    }
}
