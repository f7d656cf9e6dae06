using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Rebuild;

/// <summary>A .NET SDK of this machine.</summary>
/// <param name="DotNet">Absolute path of the dotnet command.</param>
/// <param name="Version">Of the SDK.</param>
/// <param name="Program">Absolute path of its <c>dotnet.dll</c>, which is run in so many words: no global.json chooses another.</param>
internal sealed record InstalledSdk(string DotNet, string Version, string Program);

/// <summary>The .NET SDKs that are installed, found without running any.</summary>
internal static class InstalledSdks
{
    private const string Library = "dotnet.dll";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>All of them, each with the dotnet command beside it.</summary>
    /// <param name="variable">Gives a variable of this process, null when it is not set.</param>
    public static IEnumerable<InstalledSdk> Find(Func<string, string?> variable)
    {
        var name = ProgramPath.FileName("dotnet");
        var roots = new[] { variable("DOTNET_ROOT"), Path.GetDirectoryName(Environment.ProcessPath) }.OfType<string>().Where(Path.IsPathFullyQualified)
            .Concat(ProgramPath.Folders(variable("PATH")))
            .Select(folder => Path.Combine(folder, name)).Where(File.Exists)
            // A command on the PATH is often a link to the one beside the SDKs.
            .Select(file => Path.GetDirectoryName(RealPath.Of(file))!).Distinct(StringComparer.Ordinal);
        return roots.Select(root => (Root: root, Sdks: Path.Combine(root, "sdk"))).Where(r => Directory.Exists(r.Sdks))
            .SelectMany(r => Directory.EnumerateDirectories(r.Sdks).Where(sdk => File.Exists(Path.Combine(sdk, Library)))
                .Select(sdk => new InstalledSdk(Path.Combine(r.Root, name), Path.GetFileName(sdk), Path.Combine(sdk, Library))));
    }

    /// <summary>The one that the dotnet command chooses in a folder, by the global.json there; null when it finds none.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="environment">All variables that the command gets.</param>
    /// <param name="cancel">Ends it.</param>
    public static InstalledSdk? Of(string folder, Dictionary<string, string> environment, CancellationToken cancel)
    {
        var installed = Find(name => environment.GetValueOrDefault(name)).ToList();
        if (installed.Count == 0)
            return null;
        var (exit, output) = ScrubbedProcess.Run(installed[0].DotNet, ["--version"], folder, environment, Patience, cancel);
        return exit == 0 ? installed.Find(s => s.DotNet == installed[0].DotNet && s.Version == output.Trim()) : null;
    }
}
