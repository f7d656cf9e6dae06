using System.Globalization;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>Tokens of GitHub Actions.</summary>
internal static class GitHubTokens
{
    private const string UrlVariable = "ACTIONS_ID_TOKEN_REQUEST_URL";
    private const string TokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
    private const int MaxDepth = 4;

    /// <exception cref="SigningException"><see cref="SigningFailure.IdentityNotPermitted"/>, or with what failed of the request.</exception>
    public static async Task<string> RequestAsync(ServiceClient client, Func<string, string?> environment, string audience, CancellationToken cancellationToken)
    {
        if (environment(UrlVariable) is not { Length: > 0 } url || environment(TokenVariable) is not { Length: > 0 } bearer)
        {
            throw new SigningException(
                SigningFailure.IdentityNotPermitted,
                "GitHub Actions gives this job no identity token. Add these two lines to the job (a run of a fork gets none even so):\n"
                + "permissions:\n  id-token: write",
                SigningServiceKind.IdentityProvider);
        }
        var service = ServiceAddress.Read(url, SigningServiceKind.IdentityProvider);
        var address = new Uri(string.Create(
            CultureInfo.InvariantCulture, $"{service.AbsoluteUri}{(service.Query.Length == 0 ? '?' : '&')}audience={Uri.EscapeDataString(audience)}"));
        var request = new ServiceRequest(SigningServiceKind.IdentityProvider, address) { Headers = [("Authorization", $"Bearer {bearer}")], Secrets = [bearer] };
        var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // What cannot be read may hold the token: only its place is said, never a value.
        var malformed = ServiceFailures.MalformedAnswer(SigningServiceKind.IdentityProvider, address);
        return StrictJson.Read(answer.Body, MaxDepth, malformed, e => JsonMembers.OpenAny(e, StrictJson.Root, malformed).RequiredText("value"));
    }
}
