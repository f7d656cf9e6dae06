using System.Diagnostics;
using System.Text;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>Runs the real SDK in an environment that is neither a CI's nor that of the test process.</summary>
internal static class DotNet
{
    // What would change how a child behaves: the CI of the test run itself, and what the test host and MSBuild pass to their children.
    private static readonly string[] Removed =
    [
        "CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "APPVEYOR", "TRAVIS", "CIRCLECI", "BUILDKITE", "TEAMCITY_VERSION", "JENKINS_URL",
        "CODEBUILD_BUILD_ID", "BITBUCKET_BUILD_NUMBER", "JB_SPACE_API_URL", "bamboo_buildKey", "SOURCE_DATE_EPOCH", "DOTNET_CLI_CONTEXT_VERBOSE",
    ];

    public static BuildRun Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Process("dotnet", folder, environment, arguments);

    public static BuildRun Process(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).Concat(Removed).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = System.Diagnostics.Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new BuildRun(process.ExitCode, output + error.Result);
    }
}
