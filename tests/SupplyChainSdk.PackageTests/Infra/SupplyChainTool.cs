using System.Text.Json;
using System.Text.RegularExpressions;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>The command line as it was built with the tests.</summary>
internal static class SupplyChainTool
{
    public static string Assembly { get; } = Path.Combine(TestData.Repository, "src", "SupplyChainSdk.Tool", "bin",
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug",
        "net10.0", "supplychain.dll");

    /// <summary>Runs a command as <see cref="BuildRun"/> reads it, in an environment that is not the consumer's.</summary>
    public static BuildRun Supplychain(this Consumer consumer, params string[] arguments) =>
        DotNet.Run(consumer.Folder, new Dictionary<string, string>(), [Assembly, .. arguments]);

    /// <summary>Runs a command where the consumer's projects are.</summary>
    public static ToolRun Tool(this Consumer consumer, params string[] arguments)
    {
        var run = consumer.RunPlain([Assembly, .. arguments]);
        return new ToolRun(run.ExitCode, run.Output);
    }

    /// <summary>The same as a user whom permissions bind, for tests that root runs.</summary>
    public static ToolRun AsNobody(this Consumer consumer, params string[] arguments)
    {
        var home = Directory.CreateDirectory(Path.Combine(consumer.Root, "nobody"));
        var tool = Path.Combine(consumer.Root, "tool");
        if (!Directory.Exists(tool))
        {
            // Where the tool was built may be a place that only its owner sees.
            Directory.CreateDirectory(tool);
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Assembly)!))
                File.Copy(file, Path.Combine(tool, Path.GetFileName(file)));
        }
        consumer.Program("chmod", "a+rx", consumer.Root, consumer.Folder);
        consumer.Program("chmod", "a+rwx", home.FullName);
        var run = consumer.With("HOME", home.FullName).With("DOTNET_CLI_HOME", home.FullName)
            .Program("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", Path.Combine(tool, "supplychain.dll"), .. arguments]);
        return new ToolRun(run.ExitCode, run.Output);
    }
}

/// <summary>How a command ended, and what it printed.</summary>
internal sealed partial record ToolRun(int ExitCode, string Output)
{
    /// <summary>Its findings, <c>error SCSDK2003</c>, sorted.</summary>
    public string Codes => string.Join(", ", Finding().Matches(Output).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));

    public ToolRun Ends(int exitCode, params string[] codes)
    {
        Assert.AreEqual(exitCode, ExitCode, Output);
        Assert.AreEqual(string.Join(", ", codes.Order(StringComparer.Ordinal)), Codes, Output);
        return this;
    }

    public ToolRun Says(string text)
    {
        Assert.Contains(text, Output);
        return this;
    }

    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Output);
        return document.RootElement.Clone();
    }

    [GeneratedRegex("^ *(?:.*?: )?((?:error|warning) SCSDK[0-9]{4}): ", RegexOptions.Multiline)]
    private static partial Regex Finding();
}
