using System.Text;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>Tokens of the metadata server at Google Cloud.</summary>
internal static class GoogleCloudTokens
{
    private const string Server = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/identity?format=full&audience=";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <exception cref="SigningException"><see cref="SigningFailure.IdentityMissing"/> where no such server answers, or with what failed of the request.</exception>
    public static async Task<string> RequestAsync(ServiceClient client, string audience, CancellationToken cancellationToken)
    {
        // The one address that is not encrypted: the server is on the machine's own link, and has no other.
        var request = new ServiceRequest(SigningServiceKind.IdentityProvider, new Uri(Server + Uri.EscapeDataString(audience)))
        {
            Accept = "text/plain",
            Headers = [("Metadata-Flavor", "Google")],
            Timeout = Patience,
            IsRepeated = false,
        };
        try
        {
            var answer = await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var text = Encoding.ASCII.GetString(answer.Body);
            // Some networks answer for every name with a page of their own.
            return text.Count(c => c == '.') == 2 ? text : throw NoIdentity();
        }
        catch (SigningException e) when (e.Failure is SigningFailure.ServiceUnreachable or SigningFailure.ServiceTimeout)
        {
            throw NoIdentity(e);
        }
    }

    public static SigningException NoIdentity(Exception? inner = null) => new(
        SigningFailure.IdentityMissing,
        "There is no identity to sign with: SIGSTORE_ID_TOKEN is not set or empty, and this is no job of GitHub Actions, GitLab, Buildkite, CircleCI or Google Cloud."
        + " Sign in one of these, or set SIGSTORE_ID_TOKEN.",
        SigningServiceKind.IdentityProvider, inner);
}
