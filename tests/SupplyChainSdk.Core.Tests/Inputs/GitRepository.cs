using System.Diagnostics;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>Real git, in folders of one test, with no configuration but its own.</summary>
internal static class GitRepository
{
    public const string CommitTime = "2026-01-02T03:04:05Z";

    public static void Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgSign=false", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_COMMITTER_DATE"] = start.Environment["GIT_AUTHOR_DATE"] = CommitTime;
        start.Environment["GIT_CONFIG_GLOBAL"] = start.Environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"git {string.Join(' ', arguments)}\n{output}\n{error.Result}");
    }

    /// <summary>A repository with one commit of what is in the folder.</summary>
    public static void Commit(Scratch scratch, params string[] init)
    {
        Git(scratch.Folder, ["init", "-q", .. init]);
        Git(scratch.Folder, "add", "-A");
        Git(scratch.Folder, "commit", "-q", "-m", "one");
    }
}
