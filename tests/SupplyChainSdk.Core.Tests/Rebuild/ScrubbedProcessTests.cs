using System.Diagnostics;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Core.Tests.Rebuild;

/// <summary>How a stranger's build is run: what it gets, how long it may take, how much of what it says is kept.</summary>
[TestClass]
[OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
public sealed class ScrubbedProcessTests
{
    [TestMethod]
    public void It_gets_the_variables_that_it_is_given_and_no_others()
    {
        Assert.IsNotNull(Environment.GetEnvironmentVariable("PATH"));

        var (exit, output) = Run("env", new() { ["ONLY"] = "this" });

        Assert.AreEqual(0, exit);
        CollectionAssert.AreEqual((string[])["ONLY=this"], output.Split('\n').Where(l => !l.StartsWith("PWD=", StringComparison.Ordinal) && !l.StartsWith("_=", StringComparison.Ordinal)
            && !l.StartsWith("SHLVL=", StringComparison.Ordinal) && !l.StartsWith("OLDPWD=", StringComparison.Ordinal) && l.Length > 0).ToArray());
    }

    [TestMethod]
    public void Of_the_environment_only_what_is_on_the_list_is_taken_and_no_proxy_with_a_password()
    {
        using var scratch = new Scratch();
        var given = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:relative:/bin",
            ["GITHUB_TOKEN"] = "secret",
            ["AWS_SECRET_ACCESS_KEY"] = "secret",
            ["HOME"] = "/home/me",
            ["NUGET_PACKAGES"] = "/home/me/packages",
            ["https_proxy"] = "http://proxy:3128",
            ["HTTPS_PROXY"] = "http://me:secret@proxy:3128",
            ["GIT_SSH_COMMAND"] = "secret",
            ["DOTNET_STARTUP_HOOKS"] = "/evil.dll",
            ["LD_PRELOAD"] = "/evil.so",
        };

        var environment = ScrubbedEnvironment.ForDotNet(ScrubbedEnvironment.In(scratch.Folder, name => given.GetValueOrDefault(name)), scratch.Folder, "/opt/dotnet/dotnet");

        Assert.AreEqual("/opt/dotnet:/usr/bin:/bin", environment["PATH"]);
        Assert.AreEqual("http://proxy:3128", environment["https_proxy"]);
        Assert.DoesNotContain(v => v.Contains("secret", StringComparison.Ordinal) || v.Contains("evil", StringComparison.Ordinal) || v.StartsWith("/home/me", StringComparison.Ordinal), environment.Values);
    }

    [TestMethod]
    public void When_the_time_is_up_it_and_what_it_started_are_ended()
    {
        using var scratch = new Scratch();
        var watch = Stopwatch.StartNew();

        var (exit, _) = Run($"(sleep 3; touch '{scratch.At("late")}') & sleep 60", [], TimeSpan.FromSeconds(1));

        Assert.IsNull(exit);
        Assert.IsLessThan(30, watch.Elapsed.TotalSeconds);
        Thread.Sleep(2500);
        Assert.IsFalse(File.Exists(scratch.At("late")));
    }

    [TestMethod]
    public void The_end_of_what_it_says_is_kept_and_no_more_than_a_bound()
    {
        var (exit, output) = Run("head -c 20000000 /dev/zero | tr '\\0' y; echo the end; exit 3", new() { ["PATH"] = "/usr/bin:/bin" });

        Assert.AreEqual(3, exit);
        Assert.IsLessThanOrEqualTo(1 << 20, output.Length);
        Assert.EndsWith("the end\n", output);
    }

    [TestMethod]
    public void A_folder_in_which_a_build_took_permissions_away_is_removed_and_what_links_lead_to_stays()
    {
        using var scratch = new Scratch();
        scratch.Write("outside/kept.txt", "kept");
        string path;
        using (var work = new WorkFolder())
        {
            path = work.Path;
            var closed = Directory.CreateDirectory(Path.Combine(work.Path, "closed")).FullName;
            File.WriteAllText(Path.Combine(closed, "a"), "a");
            Directory.CreateSymbolicLink(Path.Combine(work.Path, "link"), scratch.At("outside"));
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(closed, UnixFileMode.None);
        }
        Assert.IsFalse(Directory.Exists(path));
        Assert.IsTrue(File.Exists(scratch.At("outside", "kept.txt")));
    }

    private static (int?, string) Run(string line, Dictionary<string, string> environment, TimeSpan? limit = null) =>
        ScrubbedProcess.Run("/bin/sh", ["-c", line], Path.GetTempPath(), environment, limit ?? TimeSpan.FromMinutes(1), CancellationToken.None);
}
