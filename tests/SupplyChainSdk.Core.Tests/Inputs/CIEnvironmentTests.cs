using System.Text.RegularExpressions;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Inputs;

[TestClass]
public sealed class CIEnvironmentTests
{
    [TestMethod]
    public void Outside_a_CI_system_nothing_is_claimed()
    {
        var ci = Read("GITHUB_SHA=abc", "CI_COMMIT_SHA=abc");

        Assert.IsEmpty(ci.Claims);
        Assert.IsFalse(ci.IsPullRequest || ci.IsRelease);
    }

    [TestMethod]
    public void Claims_are_those_of_the_system_that_shows_sorted_and_nothing_else()
    {
        var ci = Read("GITHUB_ACTIONS=true", "GITHUB_SHA=abc", "GITHUB_REF=refs/heads/main", "GITHUB_TOKEN=secret", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=secret", "CI_JOB_ID=7");

        Assert.AreEqual("GITHUB_REF=refs/heads/main GITHUB_SHA=abc", string.Join(' ', ci.Claims.Select(c => $"{c.Key}={c.Value}")));
    }

    [TestMethod]
    [DataRow("GITHUB_REF=refs/tags/v1", "refs/tags/v1")]
    [DataRow("BUILD_SOURCEBRANCH=refs/tags/v1", "refs/tags/v1")]
    [DataRow("CI_COMMIT_TAG=v1", "refs/tags/v1")]
    [DataRow("GITHUB_REF=refs/heads/v1", null)]
    [DataRow("GITHUB_REF=refs/tags/", null)]
    public void The_tag_is_the_one_that_the_system_names(string variable, string? tag) => Assert.AreEqual(tag, Read(variable).Tag);

    [TestMethod]
    public void No_variable_with_a_secret_is_ever_looked_at()
    {
        Assert.IsFalse(CIEnvironment.Variables.Any(v => v.Contains("TOKEN", StringComparison.Ordinal) || v.Contains("PASS", StringComparison.Ordinal)
            || v.Contains("SECRET", StringComparison.Ordinal)));
        CIEnvironment.Read(name => CIEnvironment.Variables.Contains(name) ? "1" : throw new InvalidOperationException($"{name} is read and not listed"));
    }

    [TestMethod]
    public void A_URL_loses_its_credentials()
    {
        var ci = Read("TF_BUILD=True", "BUILD_REPOSITORY_URI=https://user:token@dev.azure.com/contoso/_git/widget?x=secret");
        Assert.AreEqual("https://dev.azure.com/contoso/_git/widget", ci.Claims["BUILD_REPOSITORY_URI"]);
    }

    [TestMethod]
    public void A_value_of_unusual_length_is_left_out() =>
        Assert.IsEmpty(Read("GITHUB_ACTIONS=true", "GITHUB_REF=" + new string('x', 1025)).Claims);

    [TestMethod]
    [DataRow("GITHUB_EVENT_NAME=pull_request", true)]
    [DataRow("GITHUB_EVENT_NAME=pull_request_target", true)]
    [DataRow("GITHUB_EVENT_NAME=push", false)]
    [DataRow("CI_MERGE_REQUEST_IID=12", true)]
    [DataRow("CI_PIPELINE_SOURCE=merge_request_event", true)]
    [DataRow("CI_PIPELINE_SOURCE=external_pull_request_event", true)]
    [DataRow("CI_PIPELINE_SOURCE=push", false)]
    [DataRow("BUILD_REASON=PullRequest", true)]
    [DataRow("BUILD_REASON=Manual", false)]
    public void A_proposed_change_is_recognised(string variable, bool expected) => Assert.AreEqual(expected, Read(variable).IsPullRequest);

    [TestMethod]
    [DataRow("GITHUB_REF_TYPE=tag", true)]
    [DataRow("GITHUB_EVENT_NAME=release", true)]
    [DataRow("GITHUB_REF_TYPE=branch", false)]
    [DataRow("CI_COMMIT_TAG=v1", true)]
    [DataRow("BUILD_SOURCEBRANCH=refs/tags/v1", true)]
    [DataRow("BUILD_SOURCEBRANCH=refs/heads/tags", false)]
    public void A_release_is_recognised(string variable, bool expected) => Assert.AreEqual(expected, Read(variable).IsRelease);

    [TestMethod]
    [DataRow("CI=true", true)]
    [DataRow("CI=1", true)]
    [DataRow("CI=anything", true)]
    [DataRow("JENKINS_URL=https://ci.example", true)]
    [DataRow("CI=", false)]
    [DataRow("CI= ", false)]
    [DataRow("CI=False", false)]
    [DataRow("CI=0", false)]
    [DataRow("CI=no", false)]
    [DataRow("OTHER=true", false)]
    public void A_CI_system_shows_by_a_variable_that_is_no_spelling_of_no(string variable, bool expected) =>
        Assert.AreEqual(expected, CIEnvironment.IsCI(Lookup([variable])));

    [TestMethod]
    public void The_targets_and_the_tool_know_the_same_signs()
    {
        var props = File.ReadAllText(Path.Combine(TestData.Repository, "build", "SupplyChainSdk.CI.props"));
        var signs = Regex.Matches(props, @"GetEnvironmentVariable\('(\w+)'\)").Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal).ToArray();

        Assert.AreNotEqual(0, signs.Length);
        CollectionAssert.AreEqual(signs, CIEnvironment.Signs.Order(StringComparer.Ordinal).ToArray());
    }

    private static CIEnvironment Read(params string[] variables) => CIEnvironment.Read(Lookup(variables));

    private static Func<string, string?> Lookup(string[] variables)
    {
        var values = variables.Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1], StringComparer.Ordinal);
        return name => values.GetValueOrDefault(name);
    }
}
