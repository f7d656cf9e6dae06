using System.Text.RegularExpressions;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>How a build ended, and what it logged.</summary>
internal sealed partial record BuildRun(int ExitCode, string Output)
{
    /// <summary>Our diagnostics: <c>warning SCSDK2001</c>; each line of the log once, as the summary repeats them all.</summary>
    public string[] Codes => [.. Diagnostic().Matches(Output).Select(match => match.Value.Trim()).Distinct(StringComparer.Ordinal)
        .Select(line => Code().Match(line).Value).Order(StringComparer.Ordinal)];

    /// <summary>Our tasks that ran, each as often as it ran.</summary>
    public string[] Tasks => [.. Task().Matches(Output).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];

    public BuildRun Succeeds(params string[] codes)
    {
        Assert.AreEqual(0, ExitCode, Output);
        return Has(codes);
    }

    public BuildRun Fails(params string[] codes)
    {
        Assert.AreNotEqual(0, ExitCode, Output);
        return Has(codes);
    }

    /// <summary>Asserts how often the gates ran.</summary>
    public BuildRun Checks(int times)
    {
        Assert.AreEqual(times, Tasks.Count(task => task == "CheckDependencies"), Output);
        return this;
    }

    /// <summary>Asserts that no task of ours was even loaded.</summary>
    public BuildRun RunsNothing()
    {
        Assert.AreEqual("", string.Join(", ", Tasks), Output);
        return this;
    }

    private BuildRun Has(string[] codes)
    {
        Assert.AreEqual(string.Join(", ", codes.Order(StringComparer.Ordinal)), string.Join(", ", Codes), Output);
        return this;
    }

    [GeneratedRegex("[^\r\n]*: (warning|error) SCSDK[0-9]{4}: [^\r\n]*")]
    private static partial Regex Diagnostic();

    [GeneratedRegex("(warning|error) SCSDK[0-9]{4}")]
    private static partial Regex Code();

    [GeneratedRegex(" Task \"SupplyChainSdk\\.Tasks\\.([A-Za-z]+)\"")]
    private static partial Regex Task();
}
