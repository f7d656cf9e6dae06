using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Core.Tests.Release;

[TestClass]
public sealed class PackNuGetTests
{
    [TestMethod]
    [DataRow("7.8.99", true)]
    [DataRow("6.14.0", true)]
    [DataRow("7.9.0", false)]
    [DataRow("8.0.0", false)]
    public void Before_7_9_it_is_said_that_the_package_differs_each_time(string version, bool said)
    {
        var finding = PackNuGet.Check("/src/a.csproj", Version.Parse(version));

        Assert.AreEqual(said ? (Codes.NuGetTooOld, Severity.Warning) : default((DiagnosticCode, Severity)?), finding is null ? null : (finding.Code, finding.Severity));
        Assert.IsTrue(!said || finding!.Message.Contains($"NuGet {version}", StringComparison.Ordinal));
    }
}
