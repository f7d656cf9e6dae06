using System.Diagnostics;
using System.Text.RegularExpressions;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>What only a terminal gets, on a pseudo terminal and redirected.</summary>
[TestClass]
public sealed class TerminalTests
{
    private const string Erase = "\e[2K\r";

    private static readonly Regex Colour = new("\\e\\[[0-9;]*m");

    [TestMethod]
    public void Colour_is_for_terminals_alone()
    {
        using var package = new AttestedPackage();
        string[] verify = ["verify", AttestedPackage.Name, "--key", "release.pub"];

        Assert.Contains("\e[32mVerified.\e[0m", OnTerminal(package.Folder, verify));
        Assert.DoesNotMatchRegex(Colour, OnTerminal(package.Folder, [.. verify, "--no-color"]));
        Assert.DoesNotMatchRegex(Colour, OnTerminal(package.Folder, verify, variables: "NO_COLOR=1"));
        Assert.DoesNotContain("\e", Tool.RunIn(package.Folder, verify).Exits(Tool.Yes).Output);
    }

    [TestMethod]
    public void The_check_of_many_projects_says_on_a_terminal_how_far_it_is_and_leaves_nothing_of_it()
    {
        using var scratch = Projects(5);

        var output = OnTerminal(scratch.Folder, ["check"], Tool.Undecided);

        for (var i = 1; i <= 5; i++)
            Assert.Contains($"{Erase}{i}/5 p{i}/p.csproj", output);
        Assert.DoesNotContain("/5 ", Seen(output));
        Assert.HasCount(5, Regex.Matches(Seen(output), "^\\S*p[1-5]/obj/project.assets.json: ", RegexOptions.Multiline));
        var plain = OnTerminal(scratch.Folder, ["check"], Tool.Undecided, "NO_COLOR=1");
        Assert.Contains($"{Erase}5/5 ", plain, "the line is no colour");
        Assert.DoesNotMatchRegex(Colour, plain);
    }

    [TestMethod]
    public void Redirected_it_says_nothing_of_it()
    {
        using var scratch = Projects(5);

        var run = Tool.RunIn(scratch.Folder, "check").Exits(Tool.Undecided);
        Assert.DoesNotContain("\e", run.Output + run.Error);
        Assert.DoesNotContain("/5 ", run.Output + run.Error);

        // Each stream of its own: what is a log of errors gets no line, and what is a list of findings no colour.
        Assert.DoesNotContain("/5 ", OnTerminal(scratch.Folder, ["check", "2>", "errors.txt"], Tool.Undecided));
        Assert.AreEqual("", File.ReadAllText(scratch.At("errors.txt")));
        Assert.Contains($"{Erase}5/5 ", OnTerminal(scratch.Folder, ["check", ">", "findings.txt"], Tool.Undecided));
        Assert.DoesNotContain("\e", File.ReadAllText(scratch.At("findings.txt")));
    }

    [TestMethod]
    public void Few_projects_are_not_waited_for()
    {
        using var scratch = Projects(3);

        Assert.DoesNotContain(Erase, OnTerminal(scratch.Folder, ["check"], Tool.Undecided));
    }

    [TestMethod]
    public void An_error_in_between_stands_on_a_line_of_its_own()
    {
        using var scratch = Projects(5);

        var output = OnTerminal(scratch.Folder, ["check", "--base", "main"], Tool.Undecided);

        Assert.Contains($"{Erase}1/5 ", output);
        Assert.StartsWith("error SCSDK8012: main cannot be looked up", Seen(output));
    }

    [TestMethod]
    public void A_large_package_is_said_to_be_read_and_a_small_one_is_not()
    {
        using var scratch = new Scratch();
        Tool.RunIn(scratch.Folder, "keys", "new", "release").Exits(Tool.Yes);
        LargePackage.Write(scratch.At("large.nupkg"), 80_000_000);
        LargePackage.Write(scratch.At("small.nupkg"), 8_000_000);
        string[] verify = ["verify", "large.nupkg", "--key", "release.pub"];

        var output = OnTerminal(scratch.Folder, verify, Tool.No);

        Assert.Contains($"{Erase}reading large.nupkg", output);
        Assert.DoesNotContain("reading", Seen(output));
        Assert.DoesNotContain("reading", OnTerminal(scratch.Folder, ["verify", "small.nupkg", "--key", "release.pub"], Tool.No));
        var run = Tool.RunIn(scratch.Folder, verify).Exits(Tool.No);
        Assert.DoesNotContain("reading", run.Output + run.Error);
    }

    [TestMethod]
    public void Many_packages_are_counted_and_few_are_not()
    {
        using var package = new AttestedPackage();
        for (var i = 0; i < 3; i++)
            package.Write($"out/{i}/{AttestedPackage.Name}", AttestedPackage.Attest(package.Built, package.Bundle));
        string[] verify = ["verify", "out", "--key", "release.pub"];
        Assert.DoesNotContain(Erase, OnTerminal(package.Folder, verify));

        var output = OnTerminal(package.Folder, [.. verify, AttestedPackage.Name]);
        for (var i = 1; i <= 4; i++)
            Assert.Contains($"{Erase}{i}/4 {AttestedPackage.Name}", output);
        Assert.DoesNotContain("/4 ", Seen(output));
        Assert.DoesNotContain("/4 ", Tool.RunIn(package.Folder, [.. verify, AttestedPackage.Name]).Exits(Tool.Yes).Error);
    }

    private static Scratch Projects(int number)
    {
        var scratch = new Scratch();
        for (var i = 1; i <= number; i++)
            scratch.Write($"p{i}/p.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        return scratch;
    }

    // What stays on the screen.
    private static string Seen(string output) => string.Join('\n', output.Split("\r\n").Select(line => line.Split(Erase)[^1]));

    private static string OnTerminal(string folder, string[] arguments, int exitCode = Tool.Yes, string variables = "")
    {
        if (!File.Exists("/usr/bin/script"))
            Assert.Inconclusive("script(1), which makes a terminal, is not here.");
        var line = string.Join(' ', [variables, "dotnet", $"'{Path.Combine(Tool.Folder, "supplychain.dll")}'", .. arguments]);
        var start = new ProcessStartInfo("script", ["-qec", line, "/dev/null"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardInput = true };
        start.Environment.Remove("NO_COLOR");
        start.Environment["TERM"] = "xterm";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(exitCode, process.ExitCode, output);
        return output;
    }
}
