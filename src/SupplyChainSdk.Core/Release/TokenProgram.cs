using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Release;

/// <summary>Runs the program by which a CI system gives an identity token. What it writes is a secret: it is in no message.</summary>
internal static class TokenProgram
{
    private const int MaxOutput = 128 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <exception cref="InvalidOperationException">It cannot be started, or failed.</exception>
    public static Task<string> RunAsync(string program, ImmutableArray<string> arguments, CancellationToken cancel) => RunAsync(program, arguments, Patience, cancel);

    /// <exception cref="InvalidOperationException">It cannot be started, failed, or took longer.</exception>
    internal static async Task<string> RunAsync(string program, ImmutableArray<string> arguments, TimeSpan patience, CancellationToken cancel)
    {
        var found = ProgramPath.Find(program) ?? throw new InvalidOperationException("it is not on the PATH");
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(patience);
        using var process = Start(new ProcessStartInfo(found, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false, CreateNoWindow = true });
        try
        {
            process.StandardInput.Close();
            var buffer = new char[MaxOutput];
            var length = await process.StandardOutput.ReadBlockAsync(buffer, timeout.Token).ConfigureAwait(false);
            if (length == buffer.Length)
                throw new InvalidOperationException("it wrote more than any token has");
            await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? new string(buffer, 0, length) : throw new InvalidOperationException($"it ended with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new InvalidOperationException($"it did not end within {patience.TotalSeconds:0} seconds");
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
            return Process.Start(start) ?? throw new InvalidOperationException("it could not be started");
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"it could not be started: {e.Message}", e);
        }
    }
}
