using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Signing;

[TestClass]
public sealed class IdentityTokenTests
{
    [TestMethod]
    public void A_token_of_GitHub_says_who_runs_the_job()
    {
        var token = IdentityToken.Parse($"\n{Tokens.GitHub()} ");
        token.RequireUsable(Tokens.Now);
        Assert.AreEqual("https://github.com/contoso/widget/.github/workflows/release.yml@refs/heads/main", token.ExpectedIdentity);
        Assert.AreEqual("https://token.actions.githubusercontent.com", token.ExpectedIssuer);
        Assert.AreEqual(
            new GitHubClaims("contoso/widget", "public", "push", "refs/heads/main", new string('a', 40), "contoso/widget/.github/workflows/release.yml@refs/heads/main", "github-hosted"),
            token.GitHub);
        Assert.IsTrue(token.GitHub!.IsPublic);
        Assert.IsFalse(token.GitHub.IsPullRequest);
        Assert.AreEqual(Tokens.Now.AddMinutes(5), token.Expires);
        Assert.AreEqual(
            "token of 'https://token.actions.githubusercontent.com' for 'repo:contoso/widget:ref:refs/heads/main', good until 2026-06-01 12:05:00 UTC", token.ToString());
    }

    [TestMethod]
    [DataRow(null, false)]
    [DataRow("private", false)]
    [DataRow("Public", false)]
    [DataRow("public", true)]
    public void A_repository_is_public_only_when_the_token_says_so(string? visibility, bool expected) =>
        Assert.AreEqual(expected, IdentityToken.Parse(Tokens.GitHub(c => c["repository_visibility"] = visibility)).GitHub!.IsPublic);

    [TestMethod]
    [DataRow("""{"iss":"https://gitlab.com","ci_config_ref_uri":"gitlab.com/a/b//.gitlab-ci.yml@refs/heads/main"}""", "https://gitlab.com/a/b//.gitlab-ci.yml@refs/heads/main", "https://gitlab.com")]
    [DataRow("""{"iss":"https://agent.buildkite.com","organization_slug":"o","pipeline_slug":"p"}""", "https://buildkite.com/o/p", "https://agent.buildkite.com")]
    [DataRow("""{"iss":"https://agent.buildkite.com","organization_slug":"o"}""", null, "https://agent.buildkite.com")]
    [DataRow("""{"iss":"https://oidc.circleci.com/org/1","oidc.circleci.com/project-id":"2","oidc.circleci.com/pipeline-definition-id":"3"}""", "https://circleci.com/api/v2/projects/2/pipeline-definitions/3", "https://oidc.circleci.com/org/1")]
    [DataRow("""{"iss":"https://accounts.google.com","email":"a@b.test","email_verified":true}""", "a@b.test", "https://accounts.google.com")]
    [DataRow("""{"iss":"https://accounts.google.com","email":"a@b.test","email_verified":false}""", null, "https://accounts.google.com")]
    [DataRow("""{"iss":"https://oauth2.sigstore.dev/auth","email":"a@b.test","email_verified":true,"federated_claims":{"connector_id":"https://github.com/login/oauth"}}""", "a@b.test", "https://github.com/login/oauth")]
    [DataRow("""{"iss":"https://elsewhere.test","federated_claims":{"connector_id":"https://github.com/login/oauth"}}""", null, "https://elsewhere.test")]
    [DataRow("""{"iss":"https://token.actions.githubusercontent.com.evil.test","job_workflow_ref":"a/b/c@d"}""", null, "https://token.actions.githubusercontent.com.evil.test")]
    public void An_identity_follows_from_the_rules_of_its_issuer(string claims, string? expectedIdentity, string expectedIssuer)
    {
        var payload = JsonNode.Parse(claims)!.AsObject();
        (payload["sub"], payload["aud"], payload["exp"]) = ("s", new JsonArray("other", "sigstore"), 4_000_000_000.5);
        var token = IdentityToken.Parse(Tokens.Compact("""{"alg":"RS256"}""", payload.ToJsonString()));
        token.RequireUsable(Tokens.Now);
        Assert.AreEqual(expectedIdentity, token.ExpectedIdentity);
        Assert.AreEqual(expectedIssuer, token.ExpectedIssuer);
        Assert.IsNull(token.GitHub);
    }

    [TestMethod]
    public void A_token_is_for_somebody_and_for_a_time()
    {
        var e = NotSigned.With(SigningFailure.TokenAudienceMismatch, () => IdentityToken.Parse(Tokens.GitHub(c => c["aud"] = "nuget")).RequireUsable(Tokens.Now));
        StringAssert.Contains(e.Message, "is for 'nuget' and not for 'sigstore'");
        var token = IdentityToken.Parse(Tokens.GitHub());
        NotSigned.With(SigningFailure.TokenAudienceMismatch, () => token.RequireUsable(Tokens.Now, "Sigstore"));
        token.RequireUsable(Tokens.Now.AddMinutes(5).AddSeconds(-1));
        e = NotSigned.With(SigningFailure.TokenExpired, () => token.RequireUsable(Tokens.Now.AddMinutes(5)));
        StringAssert.Contains(e.Message, "expired at 2026-06-01 12:05:00 UTC, and it is 2026-06-01 12:05:00 UTC");
        token.RequireUsable(Tokens.Now.AddMinutes(-2));
        NotSigned.With(SigningFailure.TokenNotYetValid, () => token.RequireUsable(Tokens.Now.AddMinutes(-3)));
    }

    public static IEnumerable<object[]> BadTokens =>
    [
        ["", "is empty"],
        ["a.b", "three parts"],
        ["a.b.c.d", "three parts"],
        [new string('a', 20_000), "more than 16384"],
        [$"{Tokens.GitHub()}=", "its signature is not base64url"],
        [$"{Tokens.GitHub().Split('.')[0]}.{Tokens.GitHub().Split('.')[1]}.", "its signature is empty"],
        [Tokens.GitHub().Replace("e", "€", StringComparison.Ordinal), "is not base64url"],
        [Tokens.Compact("{}", "{}"), "alg is missing"],
        [Tokens.Compact("""{"alg":"x"}""", "[]"), "is not an object"],
        [Tokens.Compact("""{"alg":"x"}""", """{"iss":"a","iss":"b"}"""), "two members of one name"],
        [Tokens.GitHub(c => c.Remove("iss")), "iss is missing"],
        [Tokens.GitHub(c => c.Remove("sub")), "sub is missing"],
        [Tokens.GitHub(c => c.Remove("aud")), "aud is missing"],
        [Tokens.GitHub(c => c["aud"] = new JsonArray()), "aud is empty"],
        [Tokens.GitHub(c => c["aud"] = new JsonArray(1)), "aud[0] is not a string"],
        [Tokens.GitHub(c => c.Remove("exp")), "exp is missing"],
        [Tokens.GitHub(c => c["exp"] = "4000000000"), "exp is not a time"],
        [Tokens.GitHub(c => c["exp"] = -1), "exp is not a time"],
        [Tokens.GitHub(c => c["exp"] = 1e300), "exp is not a time"],
    ];

    [TestMethod]
    [DynamicData(nameof(BadTokens))]
    public void What_is_no_token_is_refused_without_being_shown(string text, string why)
    {
        var e = NotSigned.With(SigningFailure.TokenMalformed, () => IdentityToken.Parse(text));
        StringAssert.Contains(e.Message, why);
        Assert.IsNull(e.InnerException);
        Secrets.AssertAbsent(e, text);
    }
}
