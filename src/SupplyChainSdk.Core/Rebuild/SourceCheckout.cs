using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Rebuild;

/// <summary>
/// The files of one commit, fetched into a repository of our own. Nothing of the repository that they come from is run, and no setting of it or of the user is read: no hook,
/// no file system monitor, no filter, no submodule, no protocol but https, or files where a folder was named.
/// </summary>
internal static class SourceCheckout
{
    /// <summary>Fetches and checks out.</summary>
    /// <param name="source">What, and from where.</param>
    /// <param name="folder">Absolute; made here.</param>
    /// <param name="environment">Of <see cref="ScrubbedEnvironment.In"/>.</param>
    /// <param name="limit">How long each step may take.</param>
    /// <param name="cancel">Ends git.</param>
    /// <returns>Why it failed, without a full stop; null when the commit is checked out.</returns>
    /// <exception cref="IOException">There is no git program.</exception>
    public static string? Run(RebuildSource source, string folder, Dictionary<string, string> environment, TimeSpan limit, CancellationToken cancel)
    {
        var git = GitProgram.Find() ?? throw new IOException("There is no git program on the PATH.");
        var isFolder = Path.IsPathFullyQualified(source.FetchedFrom);
        var variables = ScrubbedEnvironment.ForGit(environment);
        Directory.CreateDirectory(folder);
        string[] only =
        [
            .. GitProgram.Safely, "-c", $"protocol.{(isFolder ? "file" : "https")}.allow=always", "-c", "credential.helper=", "-c", "submodule.recurse=false",
            "-c", "fetch.recurseSubmodules=false", "-c", "advice.detachedHead=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false",
        ];
        string[][] steps =
        [
            // No template: it could hold hooks.
            ["init", "--quiet", "--template=", $"--object-format={(source.Commit.Length == 64 ? "sha256" : "sha1")}", "--", folder],
            .. source.Repository is { } remote ? (string[][])[["config", "--local", "--", "remote.origin.url", remote]] : [],
            // With its tags: the version of many packages is made from them.
            ["fetch", "--quiet", "--tags", "--no-recurse-submodules", "--no-auto-maintenance", "--", source.FetchedFrom, source.Commit],
            ["checkout", "--quiet", "--detach", "--no-recurse-submodules", source.Commit],
        ];
        foreach (var step in steps)
        {
            var (exit, output) = ScrubbedProcess.Run(git.Path, [.. only, .. step], folder, variables, limit, cancel);
            if (exit != 0)
                return exit is null ? $"git {step[0]} took longer than {ScrubbedProcess.Words(limit)}" : $"git {step[0]} says: {Last(output)}";
        }
        var head = ScrubbedProcess.Run(git.Path, [.. only, "rev-parse", "--verify", "HEAD"], folder, variables, limit, cancel).Output.Trim();
        return head == source.Commit ? null : $"it is {Printable.Quoted(head)} that was checked out";
    }

    private static string Last(string output) => Printable.Bounded(
        output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.TrimEnd('.') ?? "nothing", 300);
}
