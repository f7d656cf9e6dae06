using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Rebuild;

/// <summary>One <c>dotnet restore --locked-mode</c> and <c>dotnet pack</c> of a checked out commit, with the SDK that is named and no other.</summary>
/// <param name="Sdk">What runs.</param>
/// <param name="Tree">Absolute path of the working tree.</param>
/// <param name="Parameters">What the caller of the build chose.</param>
/// <param name="Output">Absolute path of the folder that gets the packages; it is new.</param>
/// <param name="Environment">All variables that the build gets.</param>
/// <param name="Limit">For restoring, and for packing.</param>
/// <param name="Progress">Says what is done now; null for nothing.</param>
internal sealed record PackRun(
    InstalledSdk Sdk, string Tree, BuildParameters Parameters, string Output, Dictionary<string, string> Environment, TimeSpan Limit, Action<string>? Progress)
{
    private const string LockFile = "packages.lock.json";

    /// <summary>Whether restoring has to find what is locked; without a lock file only where the caller does not ask for one.</summary>
    public bool NeedsLock { get; init; } = true;

    /// <summary>How many processes MSBuild may use; null for all.</summary>
    public int? Processes { get; init; }

    /// <summary>The umask of the build, such as <c>077</c>; null for that of this process. Unix only.</summary>
    public string? Umask { get; init; }

    /// <summary>Why parameters of a statement are not put on a command line, without a full stop; null when they may be.</summary>
    public static string? Refuse(BuildParameters parameters)
    {
        var project = parameters.Project;
        if (project.Length > 400 || project[0] is '/' or '-' || project.AsSpan().ContainsAny("\\:*?\"<>|;%$@") || project.Any(char.IsControl) || project.Split('/').Any(s => s is "" or "." or ".."))
            return $"the project {Printable.Quoted(project)} in its statement is no path inside a repository";
        if (!IsWord(parameters.Configuration))
            return $"the configuration {Printable.Quoted(parameters.Configuration)} in its statement is none";
        return IsWord(parameters.Version) ? null : $"the version {Printable.Quoted(parameters.Version)} in its statement is none";
    }

    /// <summary>The settings of a user, where NuGet looks for them.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static void GiveNuGetConfig(string home, string config)
    {
        var folder = OperatingSystem.IsWindows() ? Path.Combine(home, "NuGet") : Path.Combine(home, ".nuget", "NuGet");
        Directory.CreateDirectory(folder);
        File.Copy(config, Path.Combine(folder, "NuGet.Config"), overwrite: true);
    }

    /// <summary>Restores and packs.</summary>
    /// <param name="expected">The file name of the package; null for whatever comes out.</param>
    /// <param name="step">What failed.</param>
    /// <param name="problem">How, without a full stop.</param>
    /// <param name="cancel">Ends the build.</param>
    /// <returns>The package, or the folder where none was expected; null when there is none.</returns>
    public string? Run(string? expected, out string step, out string problem, CancellationToken cancel)
    {
        (step, problem) = ("the source", "");
        var project = Path.GetFullPath(Parameters.Project, Tree);
        if (!File.Exists(project) || !RealPath.IsWithin(RealPath.Of(project), RealPath.Of(Tree)))
        {
            problem = $"has no project {Printable.Quoted(Parameters.Project)}";
            return null;
        }
        var isLocked = NeedsLock || File.Exists(Path.Combine(Path.GetDirectoryName(project)!, LockFile));
        step = $"dotnet restore{(isLocked ? " --locked-mode" : "")}";
        Progress?.Invoke("restoring");
        if (Failure(["restore", project, .. isLocked ? (string[])["--locked-mode"] : [], .. Common()], project, cancel) is { } notRestored)
        {
            problem = notRestored;
            return null;
        }
        step = "dotnet pack";
        Progress?.Invoke("packing");
        // Of a version that came from the command line the project knows nothing; where it does, nothing is set that could change more than the version.
        foreach (var version in (string?[])[null, Parameters.Version])
        {
            string[] given = version is null ? [] : [$"-p:Version={version}"];
            if (Failure(["pack", project, "--no-restore", "--configuration", Parameters.Configuration, "--output", Output, "-p:SupplyChainSigner=none", .. given, .. Common()], project, cancel) is { } notPacked)
            {
                problem = notPacked;
                return null;
            }
            if (expected is null)
                return Output;
            if (Directory.EnumerateFiles(Output).FirstOrDefault(f => string.Equals(Path.GetFileName(f), expected, StringComparison.OrdinalIgnoreCase)) is { } built)
                return built;
        }
        problem = $"made no {expected}";
        return null;
    }

    private string? Failure(IEnumerable<string> command, string project, CancellationToken cancel)
    {
        string[] arguments = [Sdk.Program, .. command];
        var (program, all) = Umask is null ? (Sdk.DotNet, arguments) : ("/bin/sh", ["-c", $"umask {Umask}; exec \"$0\" \"$@\"", Sdk.DotNet, .. arguments]);
        var (exit, output) = ScrubbedProcess.Run(program, all, Path.GetDirectoryName(project)!, Environment, Limit, cancel);
        return exit is null ? $"took longer than {ScrubbedProcess.Words(Limit)}" : exit == 0 ? null : $"ended with exit code {exit}: {FirstError(output)}";
    }

    private string[] Common() => ["--verbosity", "quiet", "-nodeReuse:false", "-tl:off", .. Processes is { } count ? (string[])[$"-maxCpuCount:{count}"] : []];

    // The folders of this run mean nothing to anybody.
    private string FirstError(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = lines.FirstOrDefault(l => l.Contains(": error ", StringComparison.Ordinal) || l.StartsWith("error", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? "it said nothing";
        return Printable.Bounded(line.Replace(Tree + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).TrimEnd('.'), 400);
    }

    // Nothing that MSBuild or a shell reads as more than a word.
    private static bool IsWord(string text) => text.Length is > 0 and <= 100 && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+');
}
