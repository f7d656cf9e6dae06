using System.Diagnostics;
using System.Text;

namespace SupplyChainSdk.Inputs;

/// <summary>The git program, run so that neither the environment nor the repository makes it run or reach anything else.</summary>
/// <remarks>No hooks, no file system monitor, no protocol, no pager, no prompt, no lock on the index, no replaced objects; every GIT_* variable is cleared.</remarks>
internal sealed class GitProgram
{
    private const int MaxOutput = 64 * 1024 * 1024;
    private const int MaxErrors = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What stands before every command: nothing of a repository is run by it.</summary>
    internal static readonly string[] Safely =
    [
        "--no-pager", "--no-optional-locks", "--no-replace-objects", "--literal-pathspecs",
        "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c", "core.untrackedCache=false",
        "-c", "core.trustctime=true", "-c", "core.checkStat=default", "-c", "core.ignoreStat=false", "-c", "core.quotePath=false",
    ];

    private readonly string _program;

    private GitProgram(string program) => _program = program;

    /// <summary>Absolute path of the program.</summary>
    internal string Path => _program;

    /// <summary>The one on the PATH; null when there is none.</summary>
    public static GitProgram? Find() => ProgramPath.Find("git") is { } found ? new GitProgram(found) : null;

    /// <param name="folder">Where git runs.</param>
    /// <param name="input">What it reads, or null for nothing.</param>
    /// <param name="index">Another index file, or null for the repository's own.</param>
    /// <param name="arguments">The command and its arguments.</param>
    /// <exception cref="IOException">It could not be started, took too long, or wrote more than is read.</exception>
    public GitAnswer Run(string folder, byte[]? input, string? index, params ReadOnlySpan<string> arguments) =>
        RunAsync(folder, input, index, arguments).GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public Task<GitAnswer> RunAsync(string folder, byte[]? input, string? index, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(_program)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (ReadOnlySpan<string>)[.. Safely, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        if (index is not null)
            start.Environment["GIT_INDEX_FILE"] = index;
        return FinishAsync(start, input, arguments[0]);
    }

    private static async Task<GitAnswer> FinishAsync(ProcessStartInfo start, byte[]? input, string command)
    {
        using var process = Start(start);
        try
        {
            using var timeout = new CancellationTokenSource(Patience);
            var output = ReadAsync(process.StandardOutput.BaseStream, MaxOutput, timeout.Token);
            var errors = ReadAsync(process.StandardError.BaseStream, MaxErrors, timeout.Token);
            var written = WriteAsync(process.StandardInput, input, timeout.Token);
            await Task.WhenAll(output, errors, written, process.WaitForExitAsync(timeout.Token)).ConfigureAwait(false);
            return new GitAnswer(process.ExitCode, await output.ConfigureAwait(false), Encoding.UTF8.GetString(await errors.ConfigureAwait(false)).Trim());
        }
        catch (OperationCanceledException e)
        {
            throw new IOException($"git {command} did not end within {Patience.TotalSeconds:0} seconds.", e);
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
            return Process.Start(start) ?? throw new IOException("git could not be started.");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"git could not be started: {e.Message}", e);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int max, CancellationToken stop)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0)
        {
            if (all.Length + read > max)
                throw new IOException($"git wrote more than {max} bytes.");
            all.Write(buffer, 0, read);
        }
        return all.ToArray();
    }

    private static async Task WriteAsync(StreamWriter writer, byte[]? input, CancellationToken stop)
    {
        try
        {
            if (input is not null)
                await writer.BaseStream.WriteAsync(input, stop).ConfigureAwait(false);
            writer.Close();
        }
        catch (IOException)
        {
            // git ended before it read everything; its exit code and its answer say what that means.
        }
    }
}

/// <summary>What git answered.</summary>
internal sealed record GitAnswer(int ExitCode, byte[] Output, string Errors)
{
    public string Text => Encoding.UTF8.GetString(Output).TrimEnd('\n', '\r');

    public string[] Lines => Text.Length == 0 ? [] : Text.Split('\n');

    /// <summary>The parts of an answer of <c>-z</c>.</summary>
    public string[] Parts => Encoding.UTF8.GetString(Output).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    public string FirstError => Errors.Split('\n')[0].TrimEnd('.', '\r');
}
