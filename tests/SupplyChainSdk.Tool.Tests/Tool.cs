using System.Diagnostics;
using System.Reflection;
using System.Text;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>What a run of <c>supplychain</c> said.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The exit code is as expected; else everything that was said is in the message.</summary>
    public ToolRun Exits(int expected)
    {
        Assert.AreEqual(expected, ExitCode, ToString());
        return this;
    }
}

/// <summary>The built tool, run as a process.</summary>
internal static class Tool
{
    public const int Yes = 0;
    public const int No = 1;
    public const int Undecided = 2;

    /// <summary>The tool's output folder.</summary>
    public static string Folder { get; } = Path.Combine([TestData.Repository, .. Metadata("Tool").Split('/')]);

    /// <summary>Such as <c>Debug</c>.</summary>
    public static string Configuration { get; } = Metadata("Configuration");

    public static ToolRun Run(params string[] arguments) => RunIn(Environment.CurrentDirectory, arguments);

    public static ToolRun RunIn(string folder, params string[] arguments) => Finish(Start(Folder, folder, [], arguments));

    public static ToolRun RunWith((string Name, string Value) variable, params string[] arguments) =>
        Finish(Start(Folder, Environment.CurrentDirectory, [variable], arguments));

    /// <summary>Starts a copy of the tool.</summary>
    public static Process Start(string tool, string folder, (string Name, string Value)[] variables, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(tool, "supplychain.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static ToolRun Finish(Process process)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new ToolRun(process.ExitCode, output, error.GetAwaiter().GetResult());
        }
    }

    private static string Metadata(string key) =>
        typeof(Tool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
