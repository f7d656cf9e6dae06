using System.Collections.Immutable;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>Tokens that a program of the CI gives, and the one that none gives.</summary>
internal static class ProgramTokens
{
    private const int MaxOutput = 64 * 1024;

    public static Task<string> FromBuildkiteAsync(RunProgram? run, string audience, CancellationToken cancellationToken) =>
        RunAsync(run, "Buildkite", "buildkite-agent", ["oidc", "request-token", "--audience", audience], cancellationToken);

    // CIRCLE_OIDC_TOKEN and CIRCLE_OIDC_TOKEN_V2 are for another audience.
    public static Task<string> FromCircleCIAsync(RunProgram? run, string audience, CancellationToken cancellationToken) =>
        RunAsync(run, "CircleCI", "circleci", ["run", "oidc", "get", "--claims", $$"""{"aud":"{{JsonEncodedText.Encode(audience)}}"}"""], cancellationToken);

    public static SigningException GitLabWithoutToken(string audience) => new(
        SigningFailure.IdentityNotPermitted,
        $"GitLab gives this job no identity token. Add these three lines to the job:\nid_tokens:\n  SIGSTORE_ID_TOKEN:\n    aud: {audience}",
        SigningServiceKind.IdentityProvider);

    private static async Task<string> RunAsync(
        RunProgram? run, string provider, string program, ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        if (run is null)
        {
            throw Failed($"{provider} gives identity tokens by its program '{program}', and no program may be started here: run it before, and put what it writes into SIGSTORE_ID_TOKEN");
        }
        string output;
        try
        {
            output = await run(program, arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException e)
        {
            throw Failed($"{provider} gives identity tokens by its program '{program}', and that failed: {ForeignText.Quote(e.Message)}. Look at its version and at what the job may do", e);
        }
        return output.Length <= MaxOutput ? output : throw Failed($"{provider}'s program '{program}' wrote more than {MaxOutput} characters, which no token has");
    }

    private static SigningException Failed(string what, Exception? inner = null) =>
        new(SigningFailure.IdentityProgramFailed, what + ".", SigningServiceKind.IdentityProvider, inner);
}
