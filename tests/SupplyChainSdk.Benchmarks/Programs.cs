using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SupplyChainSdk.Benchmarks;

/// <summary>Whole processes, their output kept out of the way.</summary>
internal static partial class Programs
{
    public static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // No build server keeps state between runs, and no locator of this process leaks into the child.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) && k != "MSBUILDDISABLENODEREUSE").ToList())
            start.Environment.Remove(name);
        start.Environment.Remove("CI");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output + error.Result
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode} in {folder}:\n{output}{error.Result}");
    }

    /// <summary>Peak resident memory of a process and its children, in MiB; needs GNU time.</summary>
    public static double PeakMemory(string folder, string program, params string[] arguments)
    {
        var output = Run(folder, "/usr/bin/time", ["-f", "PEAK=%M", program, .. arguments]);
        return double.Parse(Peak().Match(output).Groups[1].Value, CultureInfo.InvariantCulture) / 1024;
    }

    [GeneratedRegex("PEAK=([0-9]+)")]
    private static partial Regex Peak();
}
