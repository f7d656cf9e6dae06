using System.Text;
using NuGet.Versioning;

namespace SupplyChainSdk.Inputs;

/// <summary>The <c>dotnet</c> command of the .NET SDK that this process uses. It evaluates projects, and so runs their code.</summary>
internal static class DotNetProgram
{
    private const int MaxOutput = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Runs a command to its end.</summary>
    /// <param name="folder">Where; the global.json from there up chooses the SDK.</param>
    /// <param name="environment">Variables to set beside those of this process.</param>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="cancel">Ends the command and everything that it started.</param>
    /// <returns>Its exit code, and the beginning of what it wrote.</returns>
    /// <exception cref="IOException">It is not there, could not be started, or took too long.</exception>
    public static (int ExitCode, string Output) Run(string folder, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments, CancellationToken cancel) =>
        RunAsync(folder, environment, arguments, cancel).GetAwaiter().GetResult();

    private static async Task<(int, string)> RunAsync(string folder, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = ChildProcess.Of(Find(), arguments, folder);
        // Those that lead this process to the libraries of its SDK would lead another SDK to them, too.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var (exit, output) = await ChildProcess.RunAsync(start, Patience, ReadAsync, cancel).ConfigureAwait(false);
        return exit is { } code ? (code, output) : throw new IOException($"dotnet did not end within {Patience.TotalMinutes:0} minutes.");
    }

    // The SDK lies at <root>/sdk/<version>, the command at <root>.
    private static string Find()
    {
        var sdk = Path.GetDirectoryName(typeof(NuGetVersion).Assembly.Location);
        var path = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(sdk)) ?? "", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(path) ? path : throw new IOException($"There is no dotnet command at {path}.");
    }

    // Read to the end, whatever it writes, so that it is never blocked; kept only up to a bound.
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken stop)
    {
        var kept = new StringBuilder();
        var buffer = new char[16 * 1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0)
            kept.Append(buffer, 0, Math.Min(read, MaxOutput - kept.Length));
        return kept.ToString();
    }
}
