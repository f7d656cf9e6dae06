using System.Text.RegularExpressions;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>How a build ended, and what it logged.</summary>
internal sealed partial record BuildRun(int ExitCode, string Output)
{
    /// <summary>Our diagnostics, <c>warning SCSDK2001</c>, each as often as it was logged; the summary at the end repeats them and is left out.</summary>
    public string[] Codes => [.. Diagnostic().Matches(Summary().Split(Output, 2)[0]).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];

    /// <summary>What a failed assertion shows of a detailed log.</summary>
    public string Shown => string.Join("\n", Output.Split('\n').Where(line => Noteworthy().IsMatch(line)).Distinct(StringComparer.Ordinal).TakeLast(40));

    /// <summary>Our tasks that ran, each as often as it ran.</summary>
    public string[] Tasks => [.. Task().Matches(Output).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];

    public BuildRun Succeeds(params string[] codes)
    {
        Assert.AreEqual(0, ExitCode, Shown);
        return Has(codes);
    }

    public BuildRun Fails(params string[] codes)
    {
        Assert.AreNotEqual(0, ExitCode, Shown);
        return Has(codes);
    }

    /// <summary>Asserts how often the gates ran.</summary>
    public BuildRun Checks(int times)
    {
        Assert.AreEqual(times, Tasks.Count(task => task == "CheckDependencies"), Shown);
        return this;
    }

    /// <summary>Asserts that all was as at the last good check, and that nothing but that was asked.</summary>
    public BuildRun FindsNothingChanged()
    {
        Assert.IsNotEmpty(Tasks, Shown);
        Assert.IsTrue(Tasks.All(task => task == "CompareStamp"), $"{string.Join(", ", Tasks)}\n{Shown}");
        return this;
    }

    /// <summary>Asserts that no task of ours was even loaded.</summary>
    public BuildRun RunsNothing()
    {
        Assert.AreEqual("", string.Join(", ", Tasks), Shown);
        return this;
    }

    private BuildRun Has(string[] codes)
    {
        Assert.AreEqual(string.Join(", ", codes.Order(StringComparer.Ordinal)), string.Join(", ", Codes), Shown);
        return this;
    }

    [GeneratedRegex(": (error|warning)|^error|Task \"SupplyChainSdk|Unhandled|Exception")]
    private static partial Regex Noteworthy();

    [GeneratedRegex("\n *Build (succeeded|FAILED)[.]")]
    private static partial Regex Summary();

    [GeneratedRegex(": ((warning|error) SCSDK[0-9]{4}): ")]
    private static partial Regex Diagnostic();

    [GeneratedRegex("[ >]Task \"SupplyChainSdk\\.Tasks\\.([A-Za-z]+)\"")]
    private static partial Regex Task();
}
