using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Tests;

/// <summary>Validators that share no code with this repository, and are never part of it: Node scripts with their packages installed.</summary>
internal static class Oracles
{
    private const string Variable = "SUPPLYCHAIN_ORACLES";

    /// <summary>The folder named by SUPPLYCHAIN_ORACLES, default <c>artifacts/oracles</c>; inconclusive when there is none.</summary>
    public static string Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            {
                Assert.IsTrue(Directory.Exists(Path.Combine(named, "node_modules")), $"{Variable} names '{named}', where `npm ci` has not run.");
                return Path.GetFullPath(named);
            }
            var prepared = Path.Combine(TestData.Repository, "artifacts", "oracles");
            if (!Directory.Exists(Path.Combine(prepared, "node_modules")))
                Assert.Inconclusive($"No oracles: copy them to a folder, run `npm ci` there, and set {Variable} to it (or use artifacts/oracles).");
            return prepared;
        }
    }

    /// <summary>Runs a script of <see cref="Folder"/> with node and waits for its end.</summary>
    public static OracleResult Run(string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Folder, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new OracleResult(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>Starts <c>sigstore-mock-server.mjs</c> and waits until it listens.</summary>
    /// <returns>The process, and what it says of itself.</returns>
    public static (Process Process, JsonNode Ready) Serve(params IEnumerable<string> options)
    {
        string[] arguments = [Path.Combine(Folder, "sigstore-mock-server.mjs"), .. options];
        // Once in many hundred starts node waits for itself and never says a word, however idle the machine is.
        for (var turn = 1; ; turn++)
        {
            var process = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, UseShellExecute = false })
                ?? throw new InvalidOperationException("node did not start.");
            var line = process.StandardOutput.ReadLineAsync();
            if (line.Wait(TimeSpan.FromMinutes(1)))
                return (process, JsonNode.Parse(line.Result ?? throw new InvalidOperationException("The server ended before it listened."))!);
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            if (turn == 3)
                throw new InvalidOperationException("The server did not listen within a minute, three times.");
        }
    }

    /// <summary>Asserts that every file is valid CycloneDX: exit code 0 and one VALID line for each, as no file at all also ends with 0.</summary>
    public static void AssertCycloneDx(params IReadOnlyCollection<string> files)
    {
        Assert.AreNotEqual(0, files.Count);
        var result = Run("validate-cdx.mjs", files);
        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.AreEqual(files.Count, result.Lines("VALID"), result.ToString());
    }
}

/// <summary>What a script said.</summary>
internal sealed record OracleResult(int ExitCode, string Output, string Error)
{
    /// <summary>The number of lines whose first word is <paramref name="word"/>.</summary>
    public int Lines(string word) => Output.Split('\n').Count(l => l.StartsWith(word + " ", StringComparison.Ordinal));
}
