using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Core.Tests.Release;

[TestClass]
public sealed class PackSourceTests
{
    [TestMethod]
    [DataRow(false, Severity.Information)]
    [DataRow(true, Severity.Warning)]
    public void Without_a_repository_the_time_is_fixed_and_the_missing_commit_is_said(bool isCI, Severity severity)
    {
        using var scratch = new Scratch();

        var source = PackSource.Of(GitSource.Read(scratch.Folder), "", isCI);

        Assert.IsNull(source.Commit);
        Assert.AreEqual(new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds(), source.Time);
        var finding = source.Findings.Single();
        Assert.AreEqual((Codes.GitUnusable, severity), (finding.Code, finding.Severity));
        Assert.AreEqual("It is not known which commit is packed, so the provenance names none: the folder is in no git repository.", finding.Message);
    }

    [TestMethod]
    public void SOURCE_DATE_EPOCH_is_the_time_of_what_is_written()
    {
        using var scratch = new Scratch();

        Assert.AreEqual(1_700_000_000, PackSource.Of(GitSource.Read(scratch.Folder), "1700000000", isCI: false).Time);
    }

    [TestMethod]
    [DataRow("yesterday")]
    [DataRow("-1")]
    [DataRow("1700000000.5")]
    public void A_SOURCE_DATE_EPOCH_that_is_no_time_is_an_error(string text)
    {
        using var scratch = new Scratch();

        var source = PackSource.Of(GitSource.Read(scratch.Folder), text, isCI: false);

        Assert.AreEqual((Codes.SourceDateInvalid, Severity.Error), (source.Findings[0].Code, source.Findings[0].Severity));
    }
}
