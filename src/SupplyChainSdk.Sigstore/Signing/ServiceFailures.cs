using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>The refusals around a request: each names the service, its host, the proxy in use, and the remedy.</summary>
/// <param name="request">What was asked; its secrets are in no message.</param>
/// <param name="way">Whether a proxy is in use, and which.</param>
internal sealed class ServiceFailures(ServiceRequest request, string way)
{
    private const int MaxShown = 400;

    private string Who => $"{Name(request.Kind)} {request.Address.Authority}";

    /// <summary>How messages name a kind of service.</summary>
    public static string Name(SigningServiceKind kind) => kind switch
    {
        SigningServiceKind.IdentityProvider => "the identity provider",
        SigningServiceKind.CertificateAuthority => "the certificate authority (Fulcio)",
        SigningServiceKind.TimestampAuthority => "the timestamp authority",
        _ => "the transparency log (Rekor)",
    };

    public SigningException Unreachable(HttpRequestException e) => Failed(
        SigningFailure.ServiceUnreachable,
        $"{Who} cannot be reached ({e.HttpRequestError}{(e.StatusCode is { } status ? $" {(int)status}" : "")}; {way}): allow the host, or set HTTPS_PROXY. Without network only a key can sign.", e);

    public SigningException TimedOut(TimeSpan timeout, Exception e) => Failed(
        SigningFailure.ServiceTimeout,
        string.Create(CultureInfo.InvariantCulture, $"{Who} did not answer within {timeout.TotalSeconds:0.###} s ({way}). Try again; if it stays so, look at the network and at the service's status page."), e);

    public SigningException Cut(Exception e) => Failed(
        SigningFailure.ServiceAnswerCut, $"{Who} ended the connection in the middle of its answer ({way}). Try again; if it stays so, look at the proxy or the service.", e);

    public SigningException Unavailable(int status, int tries, TimeSpan? retryAfter, ReadOnlySpan<byte> body) => Failed(
        SigningFailure.ServiceUnavailable,
        string.Create(CultureInfo.InvariantCulture, $"{Who} answered {status}{Said(body)} after {tries} {(tries == 1 ? "try" : "tries")} ({way}). ")
        + (retryAfter is { } wait ? string.Create(CultureInfo.InvariantCulture, $"It asks to wait {wait.TotalSeconds:0} s: try again then.") : "Try again later."));

    public SigningException Refused(int status, ReadOnlySpan<byte> body) => Failed(
        SigningFailure.ServiceRefused,
        string.Create(CultureInfo.InvariantCulture, $"{Who} refused the request with {status}{Said(body)} ({way}). ") + request.Kind switch
        {
            _ when status == (int)HttpStatusCode.ProxyAuthenticationRequired => "The proxy wants a user: give HTTPS_PROXY one.",
            SigningServiceKind.IdentityProvider => "Look at the permissions of the job.",
            SigningServiceKind.CertificateAuthority => "It takes tokens of the issuers that it is set up for, with the audience 'sigstore': look at what gave the token.",
            _ => "Look at the signing config: the address or the version may be another service's.",
        });

    public SigningException Redirected(SigningFailure failure, Uri target) => Failed(
        failure,
        $"{Who} sends on to {ForeignText.Quote(request.Redact(target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)))}, "
        + (failure == SigningFailure.RedirectInsecure ? "which is not encrypted" : "another host, and no request is sent to a host that was not named")
        + $" ({way}). Name the right address in the signing config.");

    public SigningException NotHttp(HttpRequestException e) => Failed(
        SigningFailure.ServiceAnswerMalformed, $"{Who} answered with something else than HTTP ({way}). Look at the proxy, and at the address in the signing config.", e);

    public SigningException TooLarge(int maxBytes) => Failed(
        SigningFailure.ServiceAnswerTooLarge, $"{Who} answered with more than {maxBytes} bytes, which no answer needs ({way}); the rest was not read.");

    /// <summary>
    /// Makes refusals of an answer, for strict readers. Of services that have a secret the inner exception is left out: it may quote a name out of the answer.
    /// </summary>
    public static Malformed MalformedAnswer(SigningServiceKind kind, Uri address) => (where, what, inner) => new SigningException(
        SigningFailure.ServiceAnswerMalformed,
        Sentence($"{Name(kind)} {address.Authority} answered with something else than its interface says: {where} {what}. The address may be another service's, or of another version."),
        kind, kind is SigningServiceKind.IdentityProvider or SigningServiceKind.CertificateAuthority ? null : inner);

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private SigningException Failed(SigningFailure failure, string message, Exception? inner = null) => new(failure, Sentence(message), request.Kind, inner);

    // The 'message' of a JSON answer, as Fulcio, Rekor and others have one; else how the text begins.
    private string Said(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
                text = message.GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON: a proxy's page, for example. It is only shown.
        }
        text = request.Redact(text).Trim();
        return text.Length == 0 ? "" : $" and says {ForeignText.Quote(text, MaxShown)}";
    }
}
