using System.Globalization;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class SourceDateTests
{
    private static readonly GitState NoGit = GitState.Without(GitOutcome.NoRepository, "no repository");

    [TestMethod]
    public void The_variable_comes_before_the_commit_and_the_commit_before_the_fixed_epoch()
    {
        var git = At("2026-01-02T03:04:05Z");

        Assert.AreEqual(new SourceDate(DateTimeOffset.FromUnixTimeSeconds(1700000000), SourceDateOrigin.SourceDateEpoch), SourceDate.Choose("1700000000", git));
        Assert.AreEqual(new SourceDate(git.Commit!.Time, SourceDateOrigin.Commit), SourceDate.Choose(null, git));
        Assert.AreEqual(new SourceDate(git.Commit!.Time, SourceDateOrigin.Commit), SourceDate.Choose("", git));
        Assert.AreEqual(new SourceDate(SourceDate.FixedEpoch, SourceDateOrigin.Fixed), SourceDate.Choose(null, NoGit));
    }

    [TestMethod]
    [DataRow("0", "1980-01-01T00:00:00Z")]
    [DataRow("315532800", "1980-01-01T00:00:00Z")]
    [DataRow("315532801", "1980-01-01T00:00:01Z")]
    [DataRow("4354819198", "2107-12-31T23:59:58Z")]
    public void The_time_is_one_that_a_zip_archive_can_hold(string epoch, string expected) =>
        Assert.AreEqual(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), SourceDate.Choose(epoch, NoGit).Time);

    [TestMethod]
    [DataRow("yesterday")]
    [DataRow("-1")]
    [DataRow("+1")]
    [DataRow(" 1700000000")]
    [DataRow("1700000000.5")]
    [DataRow("1,700,000,000")]
    [DataRow("2026-01-01T00:00:00Z")]
    [DataRow("4354819199")]
    [DataRow("99999999999999999999")]
    [DataRow("\u0661")]
    public void What_is_not_a_time_is_an_error(string epoch)
    {
        var problem = SourceDate.Choose(epoch, At("2026-01-02T03:04:05Z")).Problem;

        Assert.AreEqual(Codes.SourceDateInvalid, problem?.Code);
        Assert.AreEqual(Severity.Error, problem?.Severity);
    }

    [TestMethod]
    [DataRow("2026-12-31T00:00:00Z", "2026-12-30T23:00:00Z", null)]
    [DataRow("2026-12-31T00:00:00Z", "2026-12-31T00:09:59Z", null)]
    [DataRow("2026-12-31T00:00:00Z", "2026-12-31T00:10:01Z", "before the commit")]
    [DataRow("2025-01-01T00:00:00Z", "2024-01-01T00:00:00Z", "before this version was released")]
    public void A_clock_that_cannot_be_right_is_an_error(string now, string commit, string? reason)
    {
        var finding = ClockCheck.Check(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), At(commit));

        Assert.AreEqual(reason is null, finding is null, finding?.Message);
        if (reason is not null)
        {
            Assert.AreEqual((Codes.ClockNotPlausible, Severity.Error), (finding!.Code, finding.Severity));
            Assert.Contains(reason, finding.Message);
        }
    }

    [TestMethod]
    public void A_clock_without_a_commit_is_believed_from_the_release_on() =>
        Assert.IsNull(ClockCheck.Check(ClockCheck.Released, NoGit));

    private static GitState At(string commit) => GitState.Of(new GitCommit("/r", new string('a', 40),
        DateTimeOffset.Parse(commit, CultureInfo.InvariantCulture), null, false));
}
