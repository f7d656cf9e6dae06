using System.Diagnostics;
using System.Text;

namespace SupplyChainSdk.Inputs;

/// <summary>A program that gets no input and runs to its end, or until its time is up; then it and everything that it started is ended.</summary>
internal static class ChildProcess
{
    /// <summary>What is started. The caller still sets its variables.</summary>
    /// <param name="program">Absolute path.</param>
    /// <param name="arguments">Each is one argument.</param>
    /// <param name="folder">Where it runs.</param>
    public static ProcessStartInfo Of(string program, IEnumerable<string> arguments, string folder) => new(program, arguments)
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

    /// <summary>Runs it.</summary>
    /// <param name="start">Of <see cref="Of"/>.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="keep">Reads a stream to its end, whatever the program writes, so that it is never blocked, and keeps what it wants of it up to a bound.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The exit code, null when the time was up; and what was kept of its output and then of its errors, nothing when the time was up.</returns>
    /// <exception cref="IOException">It could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<(int? ExitCode, string Output)> RunAsync(
        ProcessStartInfo start, TimeSpan limit, Func<StreamReader, CancellationToken, Task<string>> keep, CancellationToken cancel)
    {
        using var process = Start(start);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1));
        try
        {
            process.StandardInput.Close();
            // What it left running may keep the pipes open: they are under the same limit as the program itself.
            var (output, errors) = (keep(process.StandardOutput, timeout.Token), keep(process.StandardError, timeout.Token));
            await Task.WhenAll(output, errors, process.WaitForExitAsync(timeout.Token)).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, "");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        var name = Path.GetFileNameWithoutExtension(start.FileName);
        try
        {
            return Process.Start(start) ?? throw new IOException($"{name} could not be started.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"{name} could not be started: {e.Message}", e);
        }
    }
}
