using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using SupplyChainSdk.Core.Tests.Inputs;

namespace SupplyChainSdk.Tool.Tests;

[TestClass]
public sealed class CommandLineTests
{
    private const int ScreenHeight = 30;
    private const int ScreenWidth = 100;

    [TestMethod]
    public void Help_fits_one_screen_and_shows_three_whole_commands()
    {
        var run = Tool.Run("--help").Exits(Tool.Yes);
        var lines = run.Output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

        Assert.IsLessThanOrEqualTo(ScreenHeight, lines.Length, run.Output);
        Assert.IsLessThanOrEqualTo(ScreenWidth, lines.Max(l => l.Length), run.Output);
        Assert.AreEqual(3, lines.Count(l => Regex.IsMatch(l, "^  supplychain (check|verify|keys) ")));
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    public void Every_command_is_listed_with_one_line_and_has_examples_and_exit_codes_in_its_own_help()
    {
        var root = Tool.Run("--help").Output.ReplaceLineEndings("\n");
        foreach (var command in new[] { "init", "check", "lock", "policy", "publishers", "verify", "sbom", "inspect", "attest", "strip", "reproduce", "keys", "trust" })
        {
            Assert.HasCount(1, Regex.Matches(root, $"^  {command} .*$", RegexOptions.Multiline), command);
            string[] arguments = command == "keys" ? ["keys", "new"] : command == "publishers" ? ["publishers", "prune"] : [command];
            Assert.Contains($"\n  supplychain {string.Join(' ', arguments)}", Tool.Run([.. arguments, "--help"]).Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));
        }
    }

    [TestMethod]
    [DataRow("verify|-h")]
    [DataRow("verify|/?")]
    [DataRow("verify|a|--key|b|--help")]
    [DataRow("keys|new|-?")]
    public void Help_is_help_wherever_it_stands_and_in_every_form(string arguments) =>
        Assert.Contains("Examples:", Tool.Run(arguments.Split('|')).Exits(Tool.Yes).Output);

    [TestMethod]
    public void The_version_is_that_of_the_package() => Assert.AreEqual("0.1.0", Tool.Run("--version").Exits(Tool.Yes).Output.Trim());

    [TestMethod]
    [DataRow("")]
    [DataRow("verifi", "verify")]
    [DataRow("keys")]
    [DataRow("verify")]
    [DataRow("verify|")]
    [DataRow("verify|a|")]
    [DataRow("verify|a|-x")]
    [DataRow("inspect|a|b")]
    [DataRow("verify|a|--kee|b", "--key")]
    [DataRow("verify|a|--key")]
    [DataRow("verify|a|--source", "--source")]
    [DataRow("verify|a|--source=|--key|b", "--source names no feed")]
    [DataRow("verify|a|--format|xml", "json")]
    [DataRow("inspect")]
    [DataRow("inspect|a|--formt|json", "--format")]
    [DataRow("keys|nwe", "new")]
    [DataRow("keys|new|a|b")]
    [DataRow("trust", "update")]
    [DataRow("trust|updat", "update")]
    [DataRow("trust|update|--offline", "trust show")]
    [DataRow("trust|update|--url|https://example.com", "--root")]
    [DataRow("trust|show|--root|root.json", "--url")]
    [DataRow("trust|show|--url|ftp://example.com|--root|root.json", "http")]
    [DataRow("trust|show|--url|https://example.com/?a|--root|root.json", "query")]
    [DataRow("trust|show|--url|https://example.com|--root|root.json|--trusted-root|a", "not both")]
    [DataRow("trust|show|--trusted-root|", "empty")]
    [DataRow("trust|show|--trustd-root|a", "--trusted-root")]
    [DataRow("trust|export", "FILE")]
    [DataRow("trust|export|", "empty")]
    [DataRow("trust|export|--forse", "did you mean --force?")]
    [DataRow("keys|new|--passphrase-evn", "did you mean --passphrase-env?")]
    [DataRow("inspect|--fromat", "did you mean --format?")]
    [DataRow("attest|a.nupkg|--keyless|--trusted-rot|root.json", "did you mean --trusted-root?")]
    [DataRow("attest|a.nupkg|--keyless|--signing-confg=config.json", "'--signing-confg=config.json' is no option of attest")]
    public void A_usage_error_decides_nothing_says_what_is_right_and_leaves_standard_output_alone(string arguments, string nearest = "")
    {
        var run = Tool.Run(arguments.Length == 0 ? [] : arguments.Split('|')).Exits(Tool.Undecided);

        Assert.AreEqual("", run.Output);
        Assert.Contains(nearest, run.Error);
        Assert.AreNotEqual("", run.Error);
    }

    [TestMethod]
    [DataRow("'absent' is not there: name a project, a solution, or a folder.", "check", "absent")]
    [DataRow("'absent' is not there: name a project, a solution, or a folder.", "lock", "absent", "--check")]
    [DataRow("'absent' is not there: name a project, a solution, or a folder.", "publishers", "prune", "absent")]
    [DataRow("'absent' is not there: name a project, or a folder.", "policy", "absent")]
    [DataRow("'absent' is not there: name a restored project, or its folder.", "sbom", "absent")]
    [DataRow("'absent' is not there: name the root of the repository.", "init", "absent")]
    [DataRow("is neither a project, a solution nor a folder: name one of these.", "check", "notes.txt")]
    [DataRow("has neither a solution nor a project, nor has a folder below it: name one.", "check", ".")]
    public void A_place_where_nothing_can_be_checked_is_a_usage_error_and_no_finding(string said, params string[] arguments)
    {
        using var scratch = new Scratch();
        scratch.Write("notes.txt", "");

        var run = Tool.RunIn(scratch.Folder, arguments).Exits(Tool.Undecided);

        Assert.Contains(said, run.Error);
        Assert.DoesNotContain("SCSDK", run.Error);
        Assert.AreEqual("", run.Output);
    }

    [TestMethod]
    public void Completions_are_given_as_documented()
    {
        Assert.Contains("verify", Tool.Run("[suggest:15]", "supplychain ver").Exits(Tool.Yes).Output);
        Assert.Contains("--key", Tool.Run("[suggest:22]", "supplychain verify --k").Exits(Tool.Yes).Output);
        Assert.Contains("update", Tool.Run("[suggest:20]", "supplychain trust up").Exits(Tool.Yes).Output);
    }

    [TestMethod]
    public void A_failure_that_nobody_foresaw_has_its_code_and_decides_nothing()
    {
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch.At("tool"));
        foreach (var file in Directory.EnumerateFiles(Tool.Folder))
            File.Copy(file, scratch.At("tool", Path.GetFileName(file)));
        // A library that is none: not among what can be wrong with an input.
        scratch.Write("tool/Microsoft.Build.Locator.dll", "not an assembly");

        var run = Tool.Finish(Tool.Start(scratch.At("tool"), scratch.Folder, [], "check", scratch.Folder)).Exits(Tool.Undecided);

        Assert.StartsWith("error SCSDK1015: SupplyChainSdk failed (FileNotFoundException: ", run.Error);
        Assert.AreEqual("", run.Output);
    }

    [TestMethod]
    public void A_signal_ends_the_work_without_an_answer_and_says_so()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("There is no such signal here.");
        using var scratch = new Scratch();
        LargePackage.Write(scratch.At("large.nupkg"), 2_000_000_000);
        Tool.RunIn(scratch.Folder, "keys", "new", "release").Exits(Tool.Yes);
        var process = Tool.Start(Tool.Folder, scratch.Folder, [], "verify", "large.nupkg", "--key", "release.pub");
        // Not before it listens: from then on the file is open.
        var watch = Stopwatch.StartNew();
        while (!IsOpen(process.Id, "large.nupkg") && !process.HasExited && watch.Elapsed < TimeSpan.FromSeconds(60))
            Thread.Sleep(20);
        Process.Start("kill", ["-TERM", $"{process.Id}"])!.WaitForExit();
        var run = Tool.Finish(process).Exits(Tool.Undecided);

        Assert.AreEqual("Cancelled. Nothing was left half-written.", run.Error.Trim());
        Assert.AreEqual("", run.Output);
    }

    [TestMethod]
    public void The_package_of_the_tool_holds_these_files_installs_and_runs()
    {
        using var scratch = new Scratch();
        Dotnet(scratch, "pack", Path.Combine(Tool.Folder, "..", "..", "..", "SupplyChainSdk.Tool.csproj"), "--no-build", "-c", Tool.Configuration, "-o", scratch.At("feed"), "-nodeReuse:false");
        var package = Directory.EnumerateFiles(scratch.At("feed"), "*.nupkg").Single();
        using (var archive = ZipFile.OpenRead(package))
        {
            Assert.AreEqual("""
                README.md
                SupplyChainSdk.Tool.nuspec
                [Content_Types].xml
                _rels/.rels
                icon.png
                tools/net10.0/any/DotnetToolSettings.xml
                tools/net10.0/any/Microsoft.Build.Locator.dll
                tools/net10.0/any/SupplyChainSdk.Core.dll
                tools/net10.0/any/SupplyChainSdk.Core.pdb
                tools/net10.0/any/SupplyChainSdk.Sigstore.dll
                tools/net10.0/any/SupplyChainSdk.Sigstore.pdb
                tools/net10.0/any/System.CommandLine.dll
                tools/net10.0/any/supplychain.deps.json
                tools/net10.0/any/supplychain.dll
                tools/net10.0/any/supplychain.pdb
                tools/net10.0/any/supplychain.runtimeconfig.json
                tools/net10.0/linux-x64/DotnetToolSettings.xml
                tools/net10.0/linux-x64/Microsoft.Build.Locator.dll
                tools/net10.0/linux-x64/SupplyChainSdk.Core.dll
                tools/net10.0/linux-x64/SupplyChainSdk.Sigstore.dll
                tools/net10.0/linux-x64/System.CommandLine.dll
                tools/net10.0/linux-x64/supplychain.deps.json
                tools/net10.0/linux-x64/supplychain.dll
                tools/net10.0/linux-x64/supplychain.runtimeconfig.json
                """.ReplaceLineEndings("\n"), string.Join('\n', archive.Entries.Select(e => e.FullName)
                .Where(n => !n.EndsWith(".psmdcp", StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
        }
        scratch.Write("nuget.config", """
            <configuration><packageSources><clear /><add key="feed" value="feed" /></packageSources></configuration>
            """);
        Dotnet(scratch, "tool", "install", "SupplyChainSdk.Tool", "--tool-path", scratch.At("bin"), "--configfile", scratch.At("nuget.config"));

        var start = new ProcessStartInfo(scratch.At("bin", OperatingSystem.IsWindows() ? "supplychain.exe" : "supplychain"), ["inspect", package])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Assert.Contains("SupplyChainSdk.Tool 0.1.0", Tool.Finish(Process.Start(start)!).Exits(Tool.Yes).Output);

        // The command starts what was compiled ahead for this platform; what is for all the others runs here as well.
        var platform = RuntimeInformation.RuntimeIdentifier == "linux-x64" ? "linux-x64" : "any";
        Assert.AreNotEqual(-1, File.ReadAllBytes(start.FileName).AsSpan().IndexOf(Encoding.UTF8.GetBytes($"tools/net10.0/{platform}/supplychain.dll".Replace('/', Path.DirectorySeparatorChar))));
        var any = Directory.EnumerateDirectories(scratch.At("bin", ".store"), "any", SearchOption.AllDirectories).Single();
        Assert.Contains("SupplyChainSdk.Tool 0.1.0", Tool.Finish(Tool.Start(any, scratch.Folder, [], "inspect", package)).Exits(Tool.Yes).Output);
    }

    private static void Dotnet(Scratch scratch, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = scratch.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Those of the process that runs the tests belong to its own SDK.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["NUGET_PACKAGES"] = scratch.At("packages");
        start.Environment["DOTNET_CLI_HOME"] = scratch.Folder;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        Tool.Finish(Process.Start(start)!).Exits(Tool.Yes);
    }

    private static bool IsOpen(int process, string name)
    {
        try
        {
            return !Directory.Exists("/proc") || Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")
                .Any(f => File.ResolveLinkTarget(f, returnFinalTarget: false)?.Name == name);
        }
        catch (IOException)
        {
            // A descriptor that was closed in between, or the process has ended.
            return false;
        }
    }
}
