using System.Diagnostics;

namespace SupplyChainSdk.Sigstore.Tests.Tuf;

/// <summary>The conformance executable as a child process, at the time of the system's clock.</summary>
internal static class ConformanceRun
{
    public static void Init(TestRepository repository, string folder)
    {
        File.WriteAllBytes(repository.At("initial_root.json"), repository.FirstRoot);
        using var process = Start("--metadata-dir", folder, "init", repository.At("initial_root.json"));
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, process.StandardError.ReadToEnd());
    }

    /// <summary>The address before the folder, as the suite does.</summary>
    public static Process Start(TestRepository repository, string folder, params IEnumerable<string> arguments) =>
        Start(["--metadata-url", repository.Metadata.AbsoluteUri, "--metadata-dir", folder, .. arguments]);

    public static (int ExitCode, string Error) Run(TestRepository repository, string folder, params IEnumerable<string> arguments)
    {
        using var process = Start(repository, folder, arguments);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }

    public static Process Start(params IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "conformance.dll"), .. arguments]) { RedirectStandardError = true })!;
}
