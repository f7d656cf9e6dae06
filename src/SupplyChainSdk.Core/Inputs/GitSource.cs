using System.Globalization;
using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>Asks git about the source of a project.</summary>
public static class GitSource
{
    /// <summary>The commit that is checked out where a folder is.</summary>
    /// <param name="folder">Absolute path of a folder.</param>
    public static GitState Read(string folder) => ReadAsync(folder).GetAwaiter().GetResult();

    /// <inheritdoc cref="Read(string)"/>
    /// <param name="folder">Absolute path of a folder.</param>
    /// <param name="withRemote">False where nobody needs to know where the repository came from: git is started once less, and the remote is null.</param>
    public static async Task<GitState> ReadAsync(string folder, bool withRemote = true)
    {
        if (GitProgram.Find() is not { } git)
            return GitState.Without(GitOutcome.NoProgram, "there is no git program on the PATH");
        try
        {
            return await ReadAsync(git, folder, withRemote).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return GitState.Without(GitOutcome.Failed, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>Compares a file with the content of its path at HEAD. No filter of the repository's configuration runs.</summary>
    /// <param name="state">The repository.</param>
    /// <param name="path">Absolute path.</param>
    /// <param name="content">The bytes of the file.</param>
    public static CommittedFile Compare(GitState state, string path, ReadOnlyMemory<byte> content)
    {
        if (state.Commit is not { } commit)
            return new CommittedFile(state.Outcome is GitOutcome.NoRepository or GitOutcome.NoProgram ? CommittedState.NoRepository : CommittedState.Unknown, state.Detail);
        if (GitProgram.Find() is not { } git)
            return new CommittedFile(CommittedState.Unknown, "there is no git program on the PATH");
        try
        {
            // git gives its root without links, so the path must be without them too.
            var real = RealPath.Of(path);
            var relative = Path.GetRelativePath(commit.Root, real).Replace(Path.DirectorySeparatorChar, '/');
            if (!RealPath.IsWithin(real, commit.Root) || relative.Contains('\n'))
                return new CommittedFile(CommittedState.NotCommitted);
            var answer = git.Run(commit.Root, Encoding.UTF8.GetBytes($"{commit.Id}:{relative}\n"), null, "cat-file", "--batch");
            if (answer.ExitCode != 0)
                return new CommittedFile(CommittedState.Unknown, answer.FirstError);
            return Blob(answer) is not { } blob ? new CommittedFile(CommittedState.NotCommitted)
                : new CommittedFile(IsSameText(blob.Span, content.Span) ? CommittedState.Same : CommittedState.Differs);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new CommittedFile(CommittedState.Unknown, e.Message.TrimEnd('.'));
        }
    }

    /// <summary>Whether a file lies in a repository that does not ignore it: a <c>git add</c> would take it.</summary>
    /// <param name="path">Absolute path of a file that is there.</param>
    /// <returns>Also true in a repository that cannot be asked.</returns>
    public static bool WouldBeAdded(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (RepositoryRoot.Find(folder) is null)
            return false;
        try
        {
            // Not check-ignore, which takes no literal path.
            return GitProgram.Find()?.Run(folder, null, null, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", Path.GetFileName(path)) is not { ExitCode: 0, Output: [] };
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<GitState> ReadAsync(GitProgram git, string folder, bool withRemote)
    {
        // None of the three needs the others' answers, and starting git is most of what they cost. Where there is no repository all of them say so.
        var asked = git.RunAsync(folder, "HEAD\n"u8.ToArray(), null, "cat-file", "--batch");
        var configured = withRemote ? git.RunAsync(folder, null, null, "config", "--get", "remote.origin.url") : null;
        var where = await git.RunAsync(folder, null, null, "rev-parse", "--is-bare-repository", "--is-shallow-repository", "--show-toplevel").ConfigureAwait(false);
        var head = await asked.ConfigureAwait(false);
        var remote = configured is null ? null : await configured.ConfigureAwait(false);
        var lines = where.Lines;
        if (lines is ["true", ..])
            return GitState.Without(GitOutcome.Bare, "the repository has no working tree");
        if (where.ExitCode != 0)
            return Refused(where);
        if (lines is not [_, var shallow, { Length: > 0 } top])
            throw new InvalidDataException("git rev-parse answered what cannot be understood.");

        if (head.ExitCode != 0)
            return GitState.Without(GitOutcome.Failed, head.FirstError);
        if (head.Text.EndsWith(" missing", StringComparison.Ordinal))
            return GitState.Without(GitOutcome.NoCommit, "the repository has no commit yet");
        var (id, time) = Commit(head);
        return GitState.Of(new GitCommit(Path.GetFullPath(top), id, time,
            remote is { ExitCode: 0, Text: { Length: > 0 } url } ? WithoutCredentials(url) : null, shallow == "true"));
    }

    private static GitState Refused(GitAnswer answer) =>
        answer.Errors.Contains("dubious ownership", StringComparison.Ordinal)
            ? GitState.Without(GitOutcome.NotTrusted,
                $"git does not trust this repository, because it belongs to another user; tell it to with git config --global --add safe.directory ({answer.FirstError})")
        : answer.Errors.Contains("not a git repository", StringComparison.Ordinal)
            ? GitState.Without(GitOutcome.NoRepository, "the folder is in no git repository")
        : GitState.Without(GitOutcome.Failed, answer.FirstError);

    private static (string Id, DateTimeOffset Time) Commit(GitAnswer answer)
    {
        var header = answer.Text.Split('\n', 2)[0].Split(' ');
        var committer = answer.Text.Split('\n').TakeWhile((line, i) => i == 0 || line.Length > 0)
            .FirstOrDefault(l => l.StartsWith("committer ", StringComparison.Ordinal));
        if (header is not [var id, "commit", _] || !IsObjectId(id) || committer?.Split(' ') is not [.., var seconds, _]
            || !long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var time) || time > SourceDate.LastSecond)
            throw new InvalidDataException("git cat-file answered what is not a commit.");
        return (id, DateTimeOffset.FromUnixTimeSeconds(time));
    }

    // "<id> blob <size>\n<content>\n", or "<name> missing".
    internal static ReadOnlyMemory<byte>? Blob(GitAnswer answer)
    {
        var end = Array.IndexOf(answer.Output, (byte)'\n');
        var header = end < 0 ? "" : Encoding.UTF8.GetString(answer.Output, 0, end);
        if (header.EndsWith(" missing", StringComparison.Ordinal))
            return null;
        if (header.Split(' ') is not [_, var kind, var size] || !int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || answer.Output.Length != end + 1 + length + 1)
            throw new InvalidDataException("git cat-file answered what cannot be understood.");
        return kind == "blob" ? answer.Output.AsMemory(end + 1, length) : default(ReadOnlyMemory<byte>?);
    }

    // core.autocrlf and .gitattributes may have changed the line ends on checkout. In JSON, the only use of this, they mean nothing.
    private static bool IsSameText(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.SequenceEqual(other) || WithLineFeeds(one).SequenceEqual(WithLineFeeds(other));

    private static byte[] WithLineFeeds(ReadOnlySpan<byte> text)
    {
        var result = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\r' || i + 1 == text.Length || text[i + 1] != '\n')
                result[length++] = text[i];
        }
        return result[..length];
    }

    /// <summary>URLs lose user, password, query and fragment; <c>git@host:path</c> names no secret and stays.</summary>
    internal static string WithoutCredentials(string remote) => AssetsFile.WithoutCredentials(remote);

    internal static bool IsObjectId(string id) => id.Length is 40 or 64 && !id.AsSpan().ContainsAnyExcept("0123456789abcdef");
}
