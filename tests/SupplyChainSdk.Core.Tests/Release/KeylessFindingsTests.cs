using SupplyChainSdk.Inputs;
using SupplyChainSdk.Release;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Core.Tests.Release;

/// <summary>Why nothing was signed: each remedy once, and one that helps.</summary>
[TestClass]
public sealed class KeylessFindingsTests
{
    private const string OneInstance = "Trusted root and signing config have to be of one instance";

    [TestMethod]
    [DataRow(SigningFailure.ServiceUnavailable, "It answered 503. Try again later.", " Try again later. Or sign with a key.")]
    [DataRow(SigningFailure.ServiceUnreachable, "It cannot be reached: allow the host.", ": allow the host. Try again later, or sign with a key.")]
    [DataRow(SigningFailure.ServiceRefused, "It refused the request with 403.", " with 403. Or sign with a key.")]
    [DataRow(SigningFailure.RedirectElsewhere, "It sends on to another host.", " host. Or sign with a key.")]
    public void Who_is_refused_is_not_told_to_try_again_and_nobody_is_told_twice(SigningFailure failure, string detail, string end) =>
        Assert.EndsWith(end, KeylessFindings.Of(new SigningException(failure, detail), isCommandLine: true).Message);

    [TestMethod]
    [DataRow("The trusted root has no authority for this certificate.")]
    [DataRow("The trusted root has no authority for this certificate. " + OneInstance + ", and current.")]
    public void That_both_files_are_of_one_instance_is_said_once(string detail)
    {
        var message = KeylessFindings.Of(new SigningException(SigningFailure.CertificateUntrusted, detail), isCommandLine: true).Message;
        Assert.AreEqual(1, message.Split(OneInstance).Length - 1, message);
        Assert.EndsWith("f they are, find out who answers in place of the service.", message);
    }

    [TestMethod]
    public void What_git_does_not_know_is_to_be_written_elsewhere_and_what_was_changed_is_not_to_be_changed()
    {
        var git = GitState.Of(new GitCommit("/r", new string('a', 40), default, null, false));
        var untracked = CertifiedBuild.Refuse(null!, git, new GitChanges([], ["out/"]))!.Message;
        Assert.Contains("git neither tracks nor ignores 'out/', so the working tree is not that of commit aaaa", untracked);
        Assert.Contains("'dotnet pack -o ../out', or add it to .gitignore", untracked);
        var changed = CertifiedBuild.Refuse(null!, git, new GitChanges(["A.cs"], ["out/"]))!.Message;
        Assert.Contains("the working tree has changes that are not in commit", changed);
        Assert.Contains("('A.cs' and 1 more). Pack what the CI checked out, unchanged", changed);
    }
}
