namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>How Fulcio names the owner of a token.</summary>
/// <remarks>Source: sigstore/fulcio, config/identity/config.yaml (the templates of subject alternative names) and docs/oidc.md.</remarks>
internal static class CertifiedName
{
    private const string GitHubIssuer = "https://token.actions.githubusercontent.com";
    private const string CircleCIIssuer = "https://oidc.circleci.com";

    // Logins of people go through these, and the certificate names the issuer behind it.
    private static readonly string[] FederatingIssuers = ["https://oauth2.sigstore.dev/auth", "https://oauth2.sigstage.dev/auth"];

    /// <summary>GitHub's own issuer, or the one of an enterprise below it.</summary>
    public static bool IsGitHub(string issuer) => issuer == GitHubIssuer || issuer.StartsWith(GitHubIssuer + "/", StringComparison.Ordinal);

    /// <summary>The subject alternative name; null when the rule of the issuer is not known, or a claim of it is not there.</summary>
    public static string? Of(TokenClaims token) => token.Issuer switch
    {
        var issuer when IsGitHub(issuer) => Joined("https://github.com/", token.Name("job_workflow_ref")),
        "https://agent.buildkite.com" => Joined("https://buildkite.com/", token.Name("organization_slug"), "/", token.Name("pipeline_slug")),
        "https://oidc.codefresh.io" => Joined(
            token.Name("platform_url") is { Length: > 0 } url ? url : "https://g.codefresh.io", "/", token.Name("account_name"), "/", token.Name("pipeline_name"), ":",
            token.Name("account_id"), "/", token.Name("pipeline_id")),
        var issuer when issuer == CircleCIIssuer || issuer.StartsWith(CircleCIIssuer + "/org/", StringComparison.Ordinal) => Joined(
            token.Name("api_url") is { Length: > 0 } url ? url : "https://circleci.com/api/v2", "/projects/", token.Name("oidc.circleci.com/project-id"),
            "/pipeline-definitions/", token.Name("oidc.circleci.com/pipeline-definition-id")),
        // GitLab, wherever it runs: the claim begins with its host.
        _ when token.Name("ci_config_ref_uri") is { Length: > 0 } pipeline => "https://" + pipeline,
        _ when token.Name("email") is { Length: > 0 } email && token.IsEmailVerified => email,
        _ => null,
    };

    /// <summary>The issuer that a certificate names.</summary>
    public static string IssuerOf(TokenClaims token) =>
        token.FederatedIssuer.Length > 0 && FederatingIssuers.Contains(token.Issuer) ? token.FederatedIssuer : token.Issuer;

    private static string? Joined(params string[] parts) => Array.TrueForAll(parts, p => p.Length > 0) ? string.Concat(parts) : null;
}
