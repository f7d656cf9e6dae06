using System.Net;
using System.Net.Http.Headers;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>Asks services: in bounded time, for bounded answers, again when they are busy, and nowhere that was not named.</summary>
internal sealed class ServiceClient : IDisposable
{
    public const int MaxAnswerBytes = 1 << 20;
    public static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(30);

    private const int MaxRepeats = 3;
    private const int MaxRedirects = 3;
    private const int BufferBytes = 16 * 1024;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly Func<Uri, string> _way;

    /// <param name="handler">Not disposed; null for the system's proxy and sockets.</param>
    /// <param name="time">Waits between tries.</param>
    /// <param name="timeout">The most that one try may take.</param>
    public ServiceClient(HttpMessageHandler? handler, TimeProvider time, TimeSpan timeout)
    {
        _client = handler is null
            ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = timeout })
            : new HttpClient(handler, disposeHandler: false);
        _client.Timeout = Timeout.InfiniteTimeSpan; // ours includes the body, which that one does not
        _client.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("SupplyChainSdk", typeof(ServiceClient).Assembly.GetName().Version?.ToString(3)));
        (_time, _timeout) = (time, timeout);
        _way = handler switch
        {
            null => address => Way(HttpClient.DefaultProxy, address),
            SocketsHttpHandler sockets => address => Way(sockets.UseProxy ? sockets.Proxy ?? HttpClient.DefaultProxy : null, address),
            HttpClientHandler classic => address => Way(classic.UseProxy ? classic.Proxy ?? HttpClient.DefaultProxy : null, address),
            _ => _ => "whether through a proxy is not known",
        };
    }

    /// <summary>Asks, and asks again when the service is busy or broken (408, 429, 5xx).</summary>
    /// <exception cref="SigningException">With what failed.</exception>
    public async Task<ServiceAnswer> SendAsync(ServiceRequest request, CancellationToken cancellationToken)
    {
        var failures = new ServiceFailures(request, _way(request.Address));
        var wait = FirstWait;
        for (var tries = 1; ; tries++)
        {
            var (answer, retryAfter) = await TryAsync(request, failures, cancellationToken).ConfigureAwait(false);
            if (answer.Status is 200 or 201 || answer.Status == request.AlsoAccepted)
                return answer;
            if (answer.Status is not (408 or 429 or >= 500))
                throw failures.Refused(answer.Status, answer.Body);
            if (retryAfter > wait)
                wait = retryAfter.Value;
            if (!request.IsRepeated || tries > MaxRepeats || wait > LongestWait)
                throw failures.Unavailable(answer.Status, tries, retryAfter, answer.Body);
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
            wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks));
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<(ServiceAnswer Answer, TimeSpan? RetryAfter)> TryAsync(ServiceRequest request, ServiceFailures failures, CancellationToken cancellationToken)
    {
        var timeout = request.Timeout ?? _timeout;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await ExchangeAsync(request, failures, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw failures.TimedOut(timeout, e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ResponseEnded || e is { HttpRequestError: HttpRequestError.Unknown, InnerException: IOException })
        {
            throw failures.Cut(e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.InvalidResponse)
        {
            throw failures.NotHttp(e);
        }
        catch (HttpRequestException e)
        {
            throw failures.Unreachable(e);
        }
        catch (IOException e)
        {
            throw failures.Cut(e);
        }
    }

    private async Task<(ServiceAnswer Answer, TimeSpan? RetryAfter)> ExchangeAsync(ServiceRequest request, ServiceFailures failures, CancellationToken cancellationToken)
    {
        var address = request.Address;
        for (var redirects = 0; ; redirects++)
        {
            using var message = request.ToMessage(address);
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            // A handler of the caller's may have followed a redirect by itself.
            if (response.RequestMessage?.RequestUri is { } final)
                CheckRedirect(request, final, failures);
            Uri? location = null;
            if (response.Headers.Location is { } relative && !Uri.TryCreate(address, relative, out location))
                throw ServiceFailures.MalformedAnswer(request.Kind, request.Address)("its Location", "is no address");
            if ((int)response.StatusCode is >= 300 and < 400 && location is not null)
            {
                CheckRedirect(request, location, failures);
                if (redirects < MaxRedirects && IsFollowed(response.StatusCode, message.Method))
                {
                    address = location;
                    continue;
                }
            }
            var body = await ReadAsync(response.Content, failures, cancellationToken).ConfigureAwait(false);
            return (new ServiceAnswer((int)response.StatusCode, body, location), RetryAfter(response.Headers.RetryAfter));
        }
    }

    // The others turn a POST into a GET, which here means a wrong address.
    private static bool IsFollowed(HttpStatusCode status, HttpMethod method) =>
        status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect || method == HttpMethod.Get;

    private static void CheckRedirect(ServiceRequest request, Uri target, ServiceFailures failures)
    {
        const UriComponents Origin = UriComponents.SchemeAndServer;
        if (target.GetComponents(Origin, UriFormat.UriEscaped) == request.Address.GetComponents(Origin, UriFormat.UriEscaped))
            return;
        throw failures.Redirected(ServiceAddress.IsSecure(target) ? SigningFailure.RedirectElsewhere : SigningFailure.RedirectInsecure, target);
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, ServiceFailures failures, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaxAnswerBytes)
            throw failures.TooLarge(MaxAnswerBytes);
        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var body = new MemoryStream();
        var buffer = new byte[BufferBytes];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            if (body.Length + read > MaxAnswerBytes)
                throw failures.TooLarge(MaxAnswerBytes);
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date - _time.GetUtcNow() is var wait && wait > TimeSpan.Zero => wait,
        _ => null,
    };

    private static string Way(IWebProxy? proxy, Uri address) =>
        proxy is not null && !proxy.IsBypassed(address) && proxy.GetProxy(address) is { } used && used != address
            ? $"through the proxy {used.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}" // without a user's name and password
            : "no proxy in use";
}
