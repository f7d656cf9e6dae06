using System.Text;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>The files of one commit, read without checking it out.</summary>
public sealed class CommitFiles
{
    private readonly GitProgram _git;

    private CommitFiles(GitProgram git, string root, string id, string name) => (_git, Root, Id, Name) = (git, root, id, name);

    /// <summary>Absolute path of the working tree, without links.</summary>
    public string Root { get; }

    /// <summary>40 or 64 lower-case hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The commit as it was named, such as <c>origin/main</c>.</summary>
    public string Name { get; }

    /// <summary>Finds a commit.</summary>
    /// <param name="state">The repository.</param>
    /// <param name="name">A branch, a tag or a commit.</param>
    /// <exception cref="InvalidDataException">There is no repository, or no such commit in it.</exception>
    /// <exception cref="IOException">git could not be run.</exception>
    public static CommitFiles Open(GitState state, string name)
    {
        if (state.Commit is not { } head)
            throw new InvalidDataException($"{name} cannot be looked up: {state.Detail}.");
        var git = GitProgram.Find() ?? throw new InvalidDataException($"{name} cannot be looked up: there is no git program on the PATH.");
        var answer = git.Run(head.Root, null, null, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
        if (answer.ExitCode != 0 || !GitSource.IsObjectId(answer.Text))
            throw new InvalidDataException($"{name} is no commit of this repository. Fetch it first; a CI that clones without history needs to be told to (fetch-depth: 0).");
        return new CommitFiles(git, RealPath.Of(head.Root), answer.Text, name);
    }

    /// <summary>Whether a path lies in the repository, so that the commit and not the working tree says what is there.</summary>
    /// <param name="path">Absolute, without links.</param>
    public bool Covers(string path) => RealPath.IsWithin(path, Root);

    /// <summary>The content of a file; null when the commit has none of this path.</summary>
    /// <param name="path">Absolute; in the repository.</param>
    /// <exception cref="InvalidDataException">The path is that of a folder or a submodule, or has a line break.</exception>
    /// <exception cref="IOException">git failed.</exception>
    public byte[]? Read(string path)
    {
        var relative = Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/');
        if (relative.Contains('\n', StringComparison.Ordinal))
            throw new InvalidDataException("The path of a policy has no line break.");
        var answer = _git.Run(Root, Encoding.UTF8.GetBytes($"{Id}:{relative}\n"), null, "cat-file", "--batch");
        if (answer.ExitCode != 0)
            throw new IOException($"git cat-file failed: {answer.FirstError}");
        var blob = GitSource.Blob(answer);
        return blob is null && !answer.Text.EndsWith(" missing", StringComparison.Ordinal)
            ? throw BadInput.At(new(path), $"at {Name} it is a folder") : blob?.ToArray();
    }
}
