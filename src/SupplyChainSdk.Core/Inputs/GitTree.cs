namespace SupplyChainSdk.Inputs;

/// <summary>Whether the working tree is what was committed, whatever flags the index carries.</summary>
public static class GitTree
{
    private static readonly string[] Status = ["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=normal", "--ignore-submodules=none"];

    /// <summary>Compares the whole working tree with HEAD.</summary>
    /// <param name="commit">What <see cref="GitSource.Read(string)"/> found.</param>
    /// <returns>What differs.</returns>
    /// <exception cref="IOException">git could not answer.</exception>
    /// <remarks>
    /// Files marked assume-unchanged or skip-worktree look clean to git; where there are any, a copy of the index without the marks is asked.
    /// What a sparse checkout leaves out is not a change. Line ends and other conversions are judged by git, which is the one that made them.
    /// </remarks>
    public static GitChanges Compare(GitCommit commit)
    {
        var git = GitProgram.Find() ?? throw new IOException("There is no git program on the PATH.");
        // Both at once: that nothing is marked is the rule.
        var asked = git.RunAsync(commit.Root, null, null, Status);
        var marked = Marked(Ask(git, commit.Root, null, null, "ls-files", "-v", "-z"), git, commit.Root);
        var status = Changes(asked.GetAwaiter().GetResult());
        if (marked.Count == 0)
            return status;
        var folder = Directory.CreateTempSubdirectory("supplychain-");
        try
        {
            var index = Path.Combine(folder.FullName, "index");
            var own = Ask(git, commit.Root, null, null, "rev-parse", "--git-path", "index");
            File.Copy(Path.GetFullPath(own.Text, commit.Root), index);
            var paths = System.Text.Encoding.UTF8.GetBytes(string.Join('\0', marked) + "\0");
            foreach (var unmark in (string[])["--no-assume-unchanged", "--no-skip-worktree"])
                Ask(git, commit.Root, paths, index, "update-index", unmark, "-z", "--stdin");
            return Changes(git.Run(commit.Root, null, index, Status));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // "h path" is assumed unchanged, "S path" is skipped, "s path" is both.
    private static List<string> Marked(GitAnswer files, GitProgram git, string root)
    {
        var marked = files.Parts
            .Where(p => p.Length > 2 && (char.IsAsciiLetterLower(p[0]) || p[0] == 'S')).ToList();
        var sparse = marked.Count > 0 && git.Run(root, null, null, "config", "--type=bool", "--get", "core.sparseCheckout").Text == "true";
        return [.. marked.Where(p => !sparse || p[0] is not ('S' or 's') || Path.Exists(Path.Combine(root, p[2..]))).Select(p => p[2..])];
    }

    private static GitChanges Changes(GitAnswer status)
    {
        var entries = Answered(status, Status[0]).Parts;
        if (entries.FirstOrDefault(e => e.Length < 4 || e[2] != ' ') is not null)
            throw new IOException("git status answered what cannot be understood.");
        var untracked = entries.Where(e => e.StartsWith("??", StringComparison.Ordinal)).Select(e => e[3..]).ToHashSet(StringComparer.Ordinal);
        return new GitChanges(
            [.. entries.Select(e => e[3..]).Where(p => !untracked.Contains(p)).Order(StringComparer.Ordinal)],
            [.. untracked.Order(StringComparer.Ordinal)]);
    }

    private static GitAnswer Ask(GitProgram git, string root, byte[]? input, string? index, params ReadOnlySpan<string> arguments) =>
        Answered(git.Run(root, input, index, arguments), arguments[0]);

    private static GitAnswer Answered(GitAnswer answer, string command) =>
        answer.ExitCode == 0 ? answer : throw new IOException($"git {command} failed: {answer.FirstError}.");
}
