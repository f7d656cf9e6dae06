using System.Diagnostics;
using System.Globalization;
using System.Text;

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
    /// <returns>The exit code, null when the time was up; and the last of what it wrote.</returns>
    /// <exception cref="IOException">It could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (int? ExitCode, string Output) Run(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment, TimeSpan limit, CancellationToken cancel) =>
        RunAsync(program, arguments, folder, environment, limit, cancel).GetAwaiter().GetResult();

    /// <summary>A limit, in words.</summary>
    public static string Words(TimeSpan limit) => limit.Seconds == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{limit.TotalMinutes:0} min") : string.Create(CultureInfo.InvariantCulture, $"{limit.TotalSeconds:0} s");

    private static async Task<(int?, string)> RunAsync(
        string program, IEnumerable<string> arguments, string folder, IReadOnlyDictionary<string, string> environment, TimeSpan limit, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Start(start);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1));
        var (output, errors) = (new StringBuilder(), new StringBuilder());
        try
        {
            process.StandardInput.Close();
            // What it left running may keep the pipes open, so its own end is what is waited for, under the same limit.
            await Task.WhenAll(
                KeepAsync(process.StandardOutput, output, timeout.Token), KeepAsync(process.StandardError, errors, timeout.Token), process.WaitForExitAsync(timeout.Token)).ConfigureAwait(false);
            return (process.ExitCode, $"{output}{errors}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, $"{output}{errors}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new IOException($"{Path.GetFileName(start.FileName)} could not be started.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"{Path.GetFileName(start.FileName)} could not be started: {e.Message}", e);
        }
    }

    // Read to the end, whatever it writes, so that it is never blocked. The end is kept: there it says why it failed.
    private static async Task KeepAsync(StreamReader reader, StringBuilder kept, CancellationToken stop)
    {
        var buffer = new char[16 * 1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0)
        {
            kept.Append(buffer, 0, read);
            if (kept.Length > 2 * MaxKept)
                kept.Remove(0, kept.Length - MaxKept);
        }
    }
}
