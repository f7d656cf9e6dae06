using SupplyChainSdk.Inputs;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Core.Tests.Release;

[TestClass]
public sealed class SignerChoiceTests
{
    [TestMethod]
    [DataRow("auto", "", "", "None SCSDK7001 Warning")]
    [DataRow("auto", "k", "", "Key")]
    [DataRow("auto", "k", "GITHUB_EVENT_NAME=pull_request", "None SCSDK7001 Warning")]
    [DataRow("auto", "k", "GITHUB_EVENT_NAME=pull_request_target", "None SCSDK7001 Warning")]
    [DataRow("auto", "k", "CI_MERGE_REQUEST_IID=7", "None SCSDK7001 Warning")]
    [DataRow("auto", "k", "BUILD_REASON=PullRequest", "None SCSDK7001 Warning")]
    [DataRow("auto", "", "GITHUB_REF_TYPE=tag", "None SCSDK7002 Error")]
    [DataRow("auto", "", "GITHUB_EVENT_NAME=release", "None SCSDK7002 Error")]
    [DataRow("auto", "", "CI_COMMIT_TAG=v1", "None SCSDK7002 Error")]
    [DataRow("auto", "", "BUILD_SOURCEBRANCH=refs/tags/v1", "None SCSDK7002 Error")]
    [DataRow("auto", "k", "GITHUB_REF_TYPE=tag", "Key")]
    [DataRow("none", "k", "GITHUB_REF_TYPE=tag", "None")]
    [DataRow("key", "k", "GITHUB_EVENT_NAME=pull_request", "Key")]
    [DataRow("key", "", "", "None SCSDK7003 Error")]
    [DataRow("keyless", "k", "", "Keyless")]
    [DataRow("keyless", "", "GITHUB_EVENT_NAME=pull_request", "Keyless")]
    [DataRow("auto", "", "", "Keyless", true)]
    [DataRow("auto", "", "GITHUB_REF_TYPE=tag", "Keyless", true)]
    [DataRow("auto", "k", "", "Key", true)]
    [DataRow("auto", "", "GITHUB_EVENT_NAME=pull_request", "None SCSDK7001 Warning", true)]
    [DataRow("none", "", "", "None", true)]
    [DataRow("key", "", "", "None SCSDK7003 Error", true)]
    [DataRow("Auto", "k", "", "None SCSDK1021 Error")]
    public void Of_property_key_and_build_follows_what_signs(string signer, string key, string variable, string expected, bool isPublic = false)
    {
        var pair = variable.Split('=');
        var choice = SignerChoice.Decide(signer, key, CIEnvironment.Read(name => name == pair[0] ? pair[1] : null), isPublic);

        Assert.AreEqual(expected, choice.Finding is { } finding ? $"{choice.Kind} {finding.Code.Id} {finding.Severity}" : choice.Kind.ToString());
    }

    [TestMethod]
    [DataRow("auto", "", "", true)]
    [DataRow("auto", "k", "", false)]
    [DataRow("auto", "", "GITHUB_EVENT_NAME=pull_request", false)]
    [DataRow("none", "", "", false)]
    [DataRow("key", "", "", false)]
    [DataRow("keyless", "", "", false)]
    public void Only_auto_without_a_key_and_without_a_pull_request_asks_whether_the_repository_is_public(string signer, string key, string variable, bool expected)
    {
        var pair = variable.Split('=');
        Assert.AreEqual(expected, SignerChoice.NeedsToken(signer, key, CIEnvironment.Read(name => name == pair[0] ? pair[1] : null)));
    }
}
