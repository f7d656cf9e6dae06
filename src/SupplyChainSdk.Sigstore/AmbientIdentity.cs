using System.Collections.Immutable;
using SupplyChainSdk.Sigstore.Signing;

namespace SupplyChainSdk.Sigstore;

/// <summary>Who gives this job its token. In the order in which they are looked for.</summary>
public enum AmbientProvider
{
    /// <summary>Nobody, as far as the environment says.</summary>
    None,

    /// <summary>The variable <c>SIGSTORE_ID_TOKEN</c> holds the token itself.</summary>
    Variable,

    /// <summary>GitHub Actions.</summary>
    GitHubActions,

    /// <summary>GitLab CI, which gives it in <c>SIGSTORE_ID_TOKEN</c>.</summary>
    GitLab,

    /// <summary>Buildkite, by its agent.</summary>
    Buildkite,

    /// <summary>CircleCI, by its command line.</summary>
    CircleCI,

    /// <summary>The metadata server of a machine at Google Cloud.</summary>
    GoogleCloud,
}

/// <summary>Runs a program and returns what it writes to its standard output. This library starts none by itself.</summary>
/// <param name="program">Its name, to be found in the path.</param>
/// <param name="arguments">Given one by one, never as a line for a shell.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <exception cref="InvalidOperationException">It cannot be started, or failed. What it wrote is not to be in the message.</exception>
public delegate Task<string> RunProgram(string program, ImmutableArray<string> arguments, CancellationToken cancellationToken);

/// <summary>Finds who runs this job, as the CI says it, and asks for a token that proves it.</summary>
/// <param name="environment">Looks a variable up; null when it is not set.</param>
/// <param name="handler">Sends requests; not disposed. By default the system's proxy and sockets.</param>
/// <param name="time">By default the system's clock.</param>
/// <param name="run">For Buildkite and CircleCI; null when no program may be started.</param>
public sealed class AmbientIdentity(
    Func<string, string?> environment, HttpMessageHandler? handler = null, TimeProvider? time = null, RunProgram? run = null)
{
    private const string TokenVariable = "SIGSTORE_ID_TOKEN";

    /// <summary>Whom the token is for; by default <see cref="IdentityToken.SigstoreAudience"/>.</summary>
    public string Audience { get; init; } = IdentityToken.SigstoreAudience;

    /// <summary>
    /// Whether the metadata server of Google Cloud is asked when the environment names no other provider; by default it is. It is no encrypted connection, and
    /// elsewhere than at Google Cloud its name is looked up in vain.
    /// </summary>
    public bool AsksGoogleCloud { get; init; } = true;

    /// <summary>The most that one try of a request may take; by default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = ServiceClient.UsualTimeout;

    /// <summary>Who gives the token, by the variables alone: no request is sent, so Google Cloud is never found by this.</summary>
    public AmbientProvider Detect() => Has(TokenVariable) ? AmbientProvider.Variable
        : Has("GITHUB_ACTIONS") ? AmbientProvider.GitHubActions
        : Has("GITLAB_CI") ? AmbientProvider.GitLab
        : Has("BUILDKITE") ? AmbientProvider.Buildkite
        : Has("CIRCLECI") ? AmbientProvider.CircleCI
        : AmbientProvider.None;

    /// <summary>Asks for a token, and checks that it is good now: for a build to fail before its work is done.</summary>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="SigningException">With what is missing, and the remedy.</exception>
    public async ValueTask<IdentityToken> GetTokenAsync(CancellationToken cancellationToken = default)
    {
        var clock = time ?? TimeProvider.System;
        var text = Detect() switch
        {
            AmbientProvider.Variable => environment(TokenVariable)!,
            AmbientProvider.GitHubActions => await FromGitHubAsync(clock, cancellationToken).ConfigureAwait(false),
            AmbientProvider.GitLab => throw ProgramTokens.GitLabWithoutToken(Audience),
            AmbientProvider.Buildkite => await ProgramTokens.FromBuildkiteAsync(run, Audience, cancellationToken).ConfigureAwait(false),
            AmbientProvider.CircleCI => await ProgramTokens.FromCircleCIAsync(run, Audience, cancellationToken).ConfigureAwait(false),
            _ => await FromGoogleCloudAsync(clock, cancellationToken).ConfigureAwait(false),
        };
        var token = IdentityToken.Parse(text);
        token.RequireUsable(clock.GetUtcNow(), Audience);
        return token;
    }

    private async Task<string> FromGitHubAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using var client = new ServiceClient(handler, clock, RequestTimeout);
        return await GitHubTokens.RequestAsync(client, environment, Audience, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> FromGoogleCloudAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!AsksGoogleCloud)
            throw GoogleCloudTokens.NoIdentity();
        // Never through a proxy: the server is this machine's own.
        using var direct = handler is null ? new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false } : null;
        using var client = new ServiceClient(handler ?? direct, clock, RequestTimeout);
        return await GoogleCloudTokens.RequestAsync(client, Audience, cancellationToken).ConfigureAwait(false);
    }

    private bool Has(string variable) => environment(variable) is { Length: > 0 } value && value != "false";
}
