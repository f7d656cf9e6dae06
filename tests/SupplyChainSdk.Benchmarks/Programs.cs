using System.Diagnostics;
using System.Globalization;

namespace SupplyChainSdk.Benchmarks;

/// <summary>Whole processes, their output kept out of the way.</summary>
internal static class Programs
{
    // What would make a local build one of a CI, keep state between runs, or leak this process' MSBuild into the child.
    private static readonly string[] Removed =
    [
        "CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "APPVEYOR", "TRAVIS", "CIRCLECI", "BUILDKITE", "TEAMCITY_VERSION", "JENKINS_URL",
        "CODEBUILD_BUILD_ID", "BITBUCKET_BUILD_NUMBER", "JB_SPACE_API_URL", "bamboo_buildKey", "SOURCE_DATE_EPOCH",
    ];

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote to both streams.</returns>
    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    public static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).Concat(Removed).ToList())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["NUGET_PACKAGES"] = Workspace.Packages;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output + error.Result
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode} in {folder}:\n{output}{error.Result}");
    }

    /// <summary>Runs a program under GNU time.</summary>
    public static Sample Measure(string folder, string program, params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        var output = Run(folder, "/usr/bin/time", ["-f", "\n%U %S %M", program, .. arguments]);
        var wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var figures = output.TrimEnd().Split('\n')[^1].Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return new Sample(wall, (figures[0] + figures[1]) * 1000, figures[2] / 1024);
    }
}
