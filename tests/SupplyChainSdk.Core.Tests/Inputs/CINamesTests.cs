using System.Text.RegularExpressions;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>MSBuild has to name the variables itself; both lists are the same.</summary>
[TestClass]
public sealed partial class CINamesTests
{
    [TestMethod]
    [DataRow("SupplyChainSdk.CI.props")]
    [DataRow("SupplyChainSdk.Common.targets", DisplayName = "once more, after the project and its packages")]
    public void The_build_knows_a_CI_by_the_same_variables_as_the_tool(string file) =>
        Assert.AreSequenceEqual(CIEnvironment.Signs, Variable().Matches(Build(file)).Select(m => m.Groups[1].Value));

    private static string Build(string file) => File.ReadAllText(Path.Combine(TestData.Repository, "build", file));

    [GeneratedRegex(@"GetEnvironmentVariable\('([A-Za-z_]+)'\)")]
    private static partial Regex Variable();
}
