using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Sigstore.Signing;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore;

/// <summary>An OpenID Connect token that says who runs this job. The certificate authority verifies it; here it is read only to fail early and clearly.</summary>
/// <remarks>A secret: whoever has it can sign in this identity until it expires. It is in no message and no log, and has no property with its text.</remarks>
public sealed class IdentityToken
{
    /// <summary>The audience that Sigstore's certificate authorities expect.</summary>
    public const string SigstoreAudience = "sigstore";

    // Clocks of machines differ; RFC 7519, 4.1.5 allows for some.
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(2);

    internal IdentityToken(string text, TokenClaims claims) => (Text, Claims) = (text, claims);

    /// <summary>Who made it: a URL.</summary>
    public string Issuer => Claims.Issuer;

    /// <summary>Whom it is about, in the issuer's words.</summary>
    public string Subject => Claims.Subject;

    /// <summary>Whom it is for.</summary>
    public ImmutableArray<string> Audiences => Claims.Audiences;

    /// <summary>Until when it is good, UTC.</summary>
    public DateTimeOffset Expires => Claims.Expires;

    /// <summary>What GitHub Actions says of the run; null for another issuer.</summary>
    public GitHubClaims? GitHub => Claims.GitHub;

    /// <summary>The identity that a certificate for this token has; null for an issuer whose rule is not known here.</summary>
    public string? ExpectedIdentity => CertifiedName.Of(Claims);

    /// <summary>The issuer that a certificate for this token names.</summary>
    public string ExpectedIssuer => CertifiedName.IssuerOf(Claims);

    internal TokenClaims Claims { get; }

    internal string Text { get; }

    /// <summary>Reads a token; does not verify it.</summary>
    /// <param name="token">A JSON Web Token (RFC 7519) in compact form; white space around it is passed over.</param>
    /// <exception cref="SigningException"><see cref="SigningFailure.TokenMalformed"/>.</exception>
    public static IdentityToken Parse(string token)
    {
        var text = token.Trim();
        return new IdentityToken(text, TokenReader.Read(text));
    }

    /// <summary>Returns when it is good now, for Sigstore.</summary>
    /// <param name="now">UTC.</param>
    /// <param name="audience">Of the instance; usually <see cref="SigstoreAudience"/>.</param>
    /// <exception cref="SigningException">
    /// <see cref="SigningFailure.TokenAudienceMismatch"/>, <see cref="SigningFailure.TokenExpired"/> or <see cref="SigningFailure.TokenNotYetValid"/>.
    /// </exception>
    public void RequireUsable(DateTimeOffset now, string audience = SigstoreAudience)
    {
        if (!Audiences.Contains(audience))
        {
            throw Unusable(
                SigningFailure.TokenAudienceMismatch,
                $"is for {string.Join(", ", Audiences.Take(3).Select(a => ForeignText.Quote(a)))} and not for {ForeignText.Quote(audience)}: ask for a token with that audience");
        }
        if (Expires <= now)
            throw Unusable(SigningFailure.TokenExpired, $"expired at {Times.Text(Expires)}, and it is {Times.Text(now)}: ask for it shortly before signing, or correct the clock");
        if (Claims.NotBefore is { } start && start - Leeway > now)
            throw Unusable(SigningFailure.TokenNotYetValid, $"is good from {Times.Text(start)} on, and it is {Times.Text(now)}: correct the clock");
    }

    /// <summary>Issuer, subject and expiry; nothing secret.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"token of {ForeignText.Quote(Issuer)} for {ForeignText.Quote(Subject)}, good until {Times.Text(Expires)}");

    private SigningException Unusable(SigningFailure failure, string what) =>
        new(failure, $"The identity token of {ForeignText.Quote(Issuer)} {what}.", SigningServiceKind.IdentityProvider);
}

/// <summary>What a token of GitHub Actions says. Claims of a token that nobody verified here; the certificate has what counts. Empty when absent.</summary>
/// <param name="Repository">Owner and name.</param>
/// <param name="RepositoryVisibility"><c>public</c>, <c>private</c> or <c>internal</c>.</param>
/// <param name="EventName">What started the run, such as <c>push</c>.</param>
/// <param name="Ref">Branch or tag.</param>
/// <param name="Sha">Commit.</param>
/// <param name="JobWorkflowRef">The workflow that the job is in, with its ref.</param>
/// <param name="RunnerEnvironment">Such as <c>github-hosted</c>.</param>
public sealed record GitHubClaims(
    string Repository, string RepositoryVisibility, string EventName, string Ref, string Sha, string JobWorkflowRef, string RunnerEnvironment)
{
    /// <summary>Whether the repository is public. Unknown is not.</summary>
    public bool IsPublic => RepositoryVisibility == "public";

    /// <summary>Whether a pull request started the run.</summary>
    public bool IsPullRequest => EventName.StartsWith("pull_request", StringComparison.Ordinal);
}
