using SupplyChainSdk.Builders;
using static SupplyChainSdk.Core.Tests.Builders.BuilderSamples;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>Who is expected: every part of an identity and of a key counts, and time is the verified one.</summary>
[TestClass]
public sealed class SignerMatchTests
{
    [TestMethod]
    public void A_part_of_the_certificate_that_is_another_or_missing_is_not_expected()
    {
        Expected(Certified, null);
        Expected(Certified with { Issuer = "https://issuer.example" }, "its issuer is https://issuer.example, expected");
        Expected(Certified with { Issuer = GitHub + "/" }, "its issuer is");
        Expected(Certified with { Repository = "https://github.com/contoso/gadget" }, "its repository is https://github.com/contoso/gadget, expected https://github.com/contoso/widget");
        Expected(Certified with { Repository = null }, "its repository is not in the certificate");
        Expected(Certified with { RepositoryId = "999" }, "its repository has the id 999, expected 123, so that it is another one of that name or place");
        Expected(Certified with { RepositoryId = null }, "its repository has the id that the certificate does not say, expected 123");
        Expected(Certified with { OwnerId = "8" }, "the owner of its repository has the id 8, expected 7");
        Expected(Certified with { Workflow = Workflow.Replace("release.yml", "test.yml", StringComparison.Ordinal) }, "its workflow is https://github.com/contoso/widget/.github/workflows/test.yml@refs/tags/v1.2.3, expected .github/workflows/release.yml");
        Expected(Certified with { Workflow = null }, "its workflow is not in the certificate");
        Expected(Certified with { Ref = "refs/heads/main" }, "its ref is refs/heads/main, expected refs/tags/*");
        Expected(Certified with { Ref = "refs/tags/a/b" }, "its ref is refs/tags/a/b");
        Expected(Certified with { Ref = null }, "its ref is not in the certificate");
    }

    // An @ may be in the name of a file and of a branch; what is behind the last is not the path, and nothing before it is cut off.
    [TestMethod]
    [DataRow(".github/workflows/release.yml", $"{Repository}/.github/workflows/release.yml@refs/tags/v1.2.3", true)]
    [DataRow(".github/workflows/*.yml", $"{Repository}/.github/workflows/release.yml@refs/tags/v1.2.3", true)]
    [DataRow(".github/*", $"{Repository}/.github/workflows/release.yml@refs/tags/v1.2.3", false)]
    [DataRow(".github/workflows/release.yml", $"{Repository}/.github/workflows/release.yml@x.yml@refs/tags/v1.2.3", false)]
    [DataRow(".github/workflows/release.yml", $"{Repository}/.github/workflows/release.yml@refs/heads/x@y", false)]
    [DataRow(".github/workflows/release.yml", $"{Repository}2/.github/workflows/release.yml@refs/tags/v1.2.3", false)]
    [DataRow(".github/workflows/release.yml", $"{Repository}/.github/workflows/release.yml", false)]
    [DataRow(".github/workflows/release.yml", "https://github.com/other/one/.github/workflows/release.yml@refs/tags/v1.2.3", false)]
    [DataRow(".gitlab-ci.yml", $"{Repository}//.gitlab-ci.yml@refs/tags/v1.2.3", true, DisplayName = "GitLab has two slashes")]
    [DataRow("https://github.com/other/one/.github/workflows/*.yml", "https://github.com/other/one/.github/workflows/release.yml@refs/tags/v1.2.3", true)]
    [DataRow("https://github.com/other/one/.github/workflows/*.yml@refs/heads/main", "https://github.com/other/one/.github/workflows/release.yml@refs/tags/v1.2.3", false)]
    [DataRow("https://github.com/other/one/.github/workflows/*.yml@refs/tags/*", "https://github.com/other/one/.github/workflows/release.yml@refs/tags/v1.2.3", true)]
    public void A_workflow_is_a_path_in_the_repository_or_a_url(string pattern, string workflow, bool matches) =>
        Expected(Certified with { Workflow = workflow }, matches ? null : "its workflow is", Identity.Replace(".github/workflows/release.yml", pattern, StringComparison.Ordinal));

    [TestMethod]
    public void A_ref_with_an_at_sign_is_still_the_ref() => Expected(
        Certified with { Ref = "refs/tags/Widget@1.0", Workflow = $"{Repository}/.github/workflows/release.yml@refs/tags/Widget@1.0" }, null);

    [TestMethod]
    [DataRow("\"identity\":\"https://github.com/contoso/widget/.github/workflows/release.yml@refs/tags/*\"", null)]
    [DataRow("\"identity\":\"https://github.com/contoso/widget/*\"", "its identity is not https://github.com/contoso/widget/*")]
    [DataRow("\"identityRegex\":\"https://github\\\\.com/contoso/.*@refs/tags/v[0-9.]+\"", null)]
    [DataRow("\"identityRegex\":\"https://github\\\\.com/contoso/\"", "its identity does not match the regular expression", DisplayName = "anchored at its end")]
    [DataRow("\"identityRegex\":\"github.*\"", "its identity does not match", DisplayName = "anchored at its beginning")]
    [DataRow("\"identityRegex\":\"x|.*v1.2.3|y\"", null)]
    [DataRow("\"identityRegex\":\"https://x|x.2.3\"", "its identity does not match", DisplayName = "alternatives do not escape the anchors")]
    public void An_identity_is_a_pattern_or_is_called_a_regular_expression(string named, string? mismatch) =>
        Expected(Certified, mismatch, $$"""{"issuer":"{{GitHub}}",{{named}}}""");

    // By the verified time, to the last second of the last day, whatever the day is now.
    [TestMethod]
    [DataRow("\"notAfter\":\"2026-06-01\"", null)]
    [DataRow("\"notAfter\":\"2026-05-31\"", "the identity counts until 2026-05-31, and it was signed at 2026-06-01 23:59:59 UTC")]
    [DataRow("\"notBefore\":\"2026-06-01\"", null)]
    [DataRow("\"notBefore\":\"2026-06-02\"", "the identity counts from 2026-06-02, and it was signed at 2026-06-01 23:59:59 UTC")]
    [DataRow("\"notBefore\":\"2026-01-01\",\"notAfter\":\"9999-12-31\"", null)]
    public void An_identity_counts_for_its_time(string validity, string? mismatch) => Expected(Certified, mismatch, $"{Identity[..^1]},{validity}}}");

    [TestMethod]
    public void Of_two_times_of_one_identity_either_may_fit()
    {
        string Until(string day) => $"{Identity[..^1]},\"notAfter\":\"{day}\"}}";

        Expected(Certified, null, $"{Until("2020-01-01")},{Until("2027-01-01")}");
        Expected(Certified, "until 2020-01-01", $"{Until("2020-01-01")},{Until("2021-01-01")}");
    }

    [TestMethod]
    public void A_key_counts_for_its_time_only_where_a_trusted_time_says_when_it_signed()
    {
        var day = DateOnly.FromDateTime(SignedAt.UtcDateTime);
        string? Of(DateOnly? from, DateOnly? to, params DateTimeOffset[] times) =>
            Judge(KeyRules(null, from, to), Facts(Signed(ByKey() with { Times = [.. times] }))) is { Outcome: not ProvenanceOutcome.Verified } no ? no.Reason : null;

        Assert.IsNull(Of(null, null));
        Assert.IsNull(Of(null, day, SignedAt));
        Assert.IsNull(Of(day, day, SignedAt));
        Assert.EndsWith("the key counts only for a time, and no trusted time says when it was signed.", Of(null, day.AddYears(10))!);
        Assert.EndsWith("no trusted time says when it was signed.", Of(day.AddYears(-10), null)!);
        Assert.EndsWith("the key counts until 2026-06-01, and it was signed at 2026-06-02 00:00:00 UTC.", Of(null, day, SignedAt.AddSeconds(1))!);
        Assert.StartsWith("It is signed by the key ", Of(day.AddDays(1), null, SignedAt)!);
    }

    [TestMethod]
    public void Another_key_an_unread_key_and_an_identity_for_a_key_are_not_expected()
    {
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(KeyRules(), Facts(Signed(ByKey()))).Outcome);
        foreach (var (rules, signer, why) in new[]
        {
            (KeyRules("00" + Key[2..]), ByKey(), "the rule names other keys"),
            (KeyRules(""), ByKey(""), "the rule names other keys"),
            (KeyRules(), By(), "the rule expects a key, and no identity"),
        })
        {
            var judgment = Judge(rules, Facts(Signed(signer)));
            Assert.AreEqual(ProvenanceOutcome.NotExpected, judgment.Outcome);
            Assert.EndsWith($"{why}.", judgment.Reason);
        }
    }

    [TestMethod]
    public void Nothing_was_signed_in_the_future()
    {
        Assert.AreEqual(ProvenanceOutcome.Verified, Judge(Rules(Rule("require")), Facts(Signed(By() with { Times = [Now.AddHours(23)] }))).Outcome);
        var future = Judge(Rules(Rule("require")), Facts(Signed(By() with { Times = [Now.AddHours(25)] })));

        Assert.AreEqual(ProvenanceOutcome.NotExpected, future.Outcome);
        Assert.EndsWith("the time of the signature, 2026-11-21 13:00:00 UTC, is still to come.", future.Reason);
    }

    [TestMethod]
    public void What_a_certificate_says_reaches_no_message_as_it_is()
    {
        var judgment = Judge(Rules(Rule("require")), Facts(Signed(By(Certified with { Identity = "https://x/\u001b[2J\u202e", Issuer = new string('x', 5000) }))));

        Assert.DoesNotContain("\u001b", judgment.Words + judgment.Reason);
        Assert.DoesNotContain("\u202e", judgment.Words + judgment.Reason);
        Assert.IsLessThan(1000, judgment.Reason.Length);
    }

    private static void Expected(CertifiedSigner certified, string? mismatch, string identities = Identity)
    {
        var judgment = Judge(Rules(Rule("require", "", identities)), Facts(Signed(By(certified))));

        Assert.AreEqual(mismatch is null ? ProvenanceOutcome.Verified : ProvenanceOutcome.NotExpected, judgment.Outcome, judgment.Reason);
        Assert.Contains(mismatch ?? "as the rule", judgment.Reason);
    }
}
