using System.Text;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Tests;

/// <summary>An identity token in the form of GitHub Actions, with all claims that Fulcio certifies. Nobody in a test checks its signature.</summary>
internal sealed record JobToken
{
    public const string Signature = "c2lnbmF0dXJlLW9mLXRoZS10ZXN0";

    public required string Repository { get; init; }
    public required string Commit { get; init; }
    public string Workflow { get; init; } = "release.yml";
    public string Visibility { get; init; } = "public";
    public string Trigger { get; init; } = "push";
    public string Audience { get; init; } = "sigstore";
    public DateTimeOffset Expires { get; init; } = DateTimeOffset.UtcNow.AddMinutes(10);

    /// <summary>The identity in the certificate.</summary>
    public string Identity => $"https://github.com/{WorkflowRef}";

    private string WorkflowRef => $"{Repository}/.github/workflows/{Workflow}@refs/heads/main";

    public override string ToString()
    {
        var expires = Expires.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = "https://token.actions.githubusercontent.com",
            ["aud"] = Audience,
            ["iat"] = expires - 600,
            ["nbf"] = expires - 600,
            ["exp"] = expires,
            // The local stack names the certificate by this, and GitHub's rule is the workflow.
            ["sub"] = Identity,
            ["job_workflow_ref"] = WorkflowRef,
            ["workflow_ref"] = WorkflowRef,
            ["repository"] = Repository,
            ["repository_owner"] = Repository.Split('/')[0],
            ["repository_id"] = "1",
            ["repository_owner_id"] = "2",
            ["ref"] = "refs/heads/main",
            ["sha"] = Commit,
            ["workflow_sha"] = Commit,
            ["job_workflow_sha"] = Commit,
            ["event_name"] = Trigger,
            ["workflow"] = "release",
            ["run_id"] = "42",
            ["run_attempt"] = "1",
            ["runner_environment"] = "github-hosted",
            ["repository_visibility"] = Visibility,
        };
        return $"{Encoded("""{"alg":"RS256","typ":"JWT"}""")}.{Encoded(claims.ToJsonString())}.{Signature}";
    }

    private static string Encoded(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
