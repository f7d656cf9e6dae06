using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>Whether binary files are, to the byte, those of the commit that is checked out.</summary>
internal static class CommittedContent
{
    private const int MaxPointer = 1024;

    /// <summary>Compares each file with the content of its path at HEAD. The index is not asked: marks in it can make a changed file look clean.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="paths">Absolute paths of files, without links.</param>
    /// <returns>One answer for each path.</returns>
    /// <exception cref="IOException">git could not answer, or a file cannot be read.</exception>
    /// <remarks>A file that git LFS keeps elsewhere is compared with the SHA-256 that its pointer states.</remarks>
    public static ImmutableDictionary<string, CommittedState> Compare(GitCommit commit, IReadOnlyCollection<string> paths)
    {
        var git = GitProgram.Find() ?? throw new IOException("There is no git program on the PATH.");
        var root = RealPath.Of(commit.Root);
        var inside = paths.Where(p => RealPath.IsWithin(p, root) && !p.Contains('\n', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        var answers = Ask(git, root, "--batch-check", string.Concat(inside.Select(p => $"{commit.Id}:{Path.GetRelativePath(root, p).Replace(Path.DirectorySeparatorChar, '/')}\n"))).Lines;
        if (answers.Length != inside.Count)
            throw new IOException("git cat-file answered what cannot be understood.");
        var states = paths.ToDictionary(p => p, _ => CommittedState.NotCommitted, StringComparer.Ordinal);
        for (var i = 0; i < answers.Length; i++)
        {
            // "<id> blob <size>", or "<name> missing".
            if (answers[i].Split(' ') is [var id, "blob", var size] && GitSource.IsObjectId(id) && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                states[inside[i]] = IsObject(inside[i], id, length) || length <= MaxPointer && IsPointed(git, root, inside[i], id) ? CommittedState.Same : CommittedState.Differs;
        }
        return states.ToImmutableDictionary(StringComparer.Ordinal);
    }

    // The name of an object is the hash of "blob <size>\0" and the content.
    private static bool IsObject(string path, string id, long length)
    {
        using var file = File.OpenRead(path);
        if (file.Length != length)
            return false;
#pragma warning disable CA5350 // git chose it: 40 digits are those of SHA-1
        using var hash = IncrementalHash.CreateHash(id.Length == 40 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {length}\0")));
        var buffer = new byte[64 * 1024];
        for (int read; (read = file.Read(buffer)) > 0;)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == id;
    }

    // Source: git-lfs, docs/spec.md.
    private static bool IsPointed(GitProgram git, string root, string path, string id)
    {
        if (GitSource.Blob(Ask(git, root, "--batch", id + "\n")) is not { } blob)
            return false;
        var lines = Encoding.UTF8.GetString(blob.Span).Split('\n');
        if (lines is not ["version https://git-lfs.github.com/spec/v1", ..] || lines.FirstOrDefault(l => l.StartsWith("oid sha256:", StringComparison.Ordinal)) is not { } oid)
            return false;
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file)) == oid["oid sha256:".Length..];
    }

    private static GitAnswer Ask(GitProgram git, string root, string how, string input)
    {
        var answer = git.Run(root, Encoding.UTF8.GetBytes(input), null, "cat-file", how);
        return answer.ExitCode == 0 ? answer : throw new IOException($"git cat-file failed: {answer.FirstError}.");
    }
}
