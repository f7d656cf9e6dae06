using System.Globalization;
using System.Text;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Rebuild;

/// <summary>A program that gets no variable of this process but those that it is given, no input, a time limit, and whose output is kept up to a bound.</summary>
internal static class ScrubbedProcess
{
    private const int MaxKept = 256 << 10;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Absolute path.</param>
    /// <param name="arguments">Each is one argument.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">All that it gets.</param>
    /// <param name="limit">After which it, and everything that it started, is ended.</param>
    /// <param name="cancel">Ends it likewise.</param>
    /// <returns>The exit code, null when the time was up; and the last of what it wrote, nothing when the time was up.</returns>
    /// <exception cref="IOException">It could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (int? ExitCode, string Output) Run(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment, TimeSpan limit, CancellationToken cancel)
    {
        var start = ChildProcess.Of(program, arguments, folder);
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return ChildProcess.RunAsync(start, limit, KeepEndAsync, cancel).GetAwaiter().GetResult();
    }

    /// <summary>A limit, in words.</summary>
    public static string Words(TimeSpan limit) => limit.Seconds == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{limit.TotalMinutes:0} min") : string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0} s");

    // The end is kept: there it says why it failed.
    private static async Task<string> KeepEndAsync(StreamReader reader, CancellationToken stop)
    {
        var kept = new StringBuilder();
        var buffer = new char[16 * 1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0)
        {
            kept.Append(buffer, 0, read);
            if (kept.Length > 2 * MaxKept)
                kept.Remove(0, kept.Length - MaxKept);
        }
        return kept.ToString();
    }
}
