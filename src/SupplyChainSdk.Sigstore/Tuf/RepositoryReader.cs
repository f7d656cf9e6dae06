using System.Net;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>Fetches files of a repository: each in bounded time, and never more bytes of it than it may have.</summary>
internal sealed class RepositoryReader : IDisposable
{
    private const int MaxRedirects = 5;
    private const int BufferBytes = 16 * 1024;

    private readonly HttpClient _client;
    private readonly TimeSpan _timeout;

    /// <param name="handler">Not disposed; null for the system's proxy and sockets.</param>
    /// <param name="timeout">The most that one file may take, all its bytes included.</param>
    public RepositoryReader(HttpMessageHandler? handler, TimeSpan timeout)
    {
        _client = handler is null
            ? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = timeout })
            : new HttpClient(handler, disposeHandler: false);
        _client.Timeout = Timeout.InfiniteTimeSpan; // ours includes the body, which that one does not
        _client.DefaultRequestHeaders.UserAgent.ParseAdd($"SupplyChainSdk/{typeof(RepositoryReader).Assembly.GetName().Version?.ToString(3)}");
        _timeout = timeout;
    }

    /// <summary>A file, or null when the repository does not have it (404; 403 is how some object stores say the same).</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="maxBytes">More are not read.</param>
    /// <param name="name">How messages name it.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="TufException">
    /// <see cref="TufFailure.Unreachable"/>, <see cref="TufFailure.Timeout"/>, <see cref="TufFailure.TooLarge"/>, <see cref="TufFailure.InsecureRedirect"/>.
    /// </exception>
    public async Task<byte[]?> TryGetAsync(Uri address, long maxBytes, string name, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            return await GetAsync(address, maxBytes, name, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TufException(TufFailure.Timeout, $"{name} was not received whole from {address.Host} within {_timeout.TotalSeconds:0.###} s.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TufException(
                TufFailure.Unreachable, $"{name} cannot be fetched from {address.Host}: {e.Message.TrimEnd('.')}. The host must be reachable, perhaps through a proxy.", e);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<byte[]?> GetAsync(Uri address, long maxBytes, string name, CancellationToken cancellationToken)
    {
        var current = address;
        for (var redirects = 0; ; redirects++)
        {
            using var response = await _client.GetAsync(current, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            // A handler of the caller's may follow redirects by itself.
            if (response.RequestMessage?.RequestUri is { Scheme: "http" } && current.Scheme == "https")
                throw Insecure(name, response.RequestMessage.RequestUri);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return await ReadAsync(response.Content, maxBytes, name, cancellationToken).ConfigureAwait(false);
                case HttpStatusCode.NotFound or HttpStatusCode.Forbidden:
                    return null;
                case HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect
                    or HttpStatusCode.PermanentRedirect when response.Headers.Location is { } location && redirects < MaxRedirects:
                    if (!Uri.TryCreate(current, location, out var target))
                        throw new TufException(TufFailure.Unreachable, $"{name} cannot be fetched from {current.Host}: it sends on to {ForeignText.Quote(location.OriginalString)}, which is no address.");
                    if (target.Scheme != "https")
                        throw Insecure(name, target);
                    current = target;
                    break;
                default:
                    throw new TufException(TufFailure.Unreachable, $"{name} cannot be fetched from {current.Host}: the answer is {(int)response.StatusCode}.");
            }
        }
    }

    private static async Task<byte[]> ReadAsync(HttpContent body, long maxBytes, string name, CancellationToken cancellationToken)
    {
        if (body.Headers.ContentLength > maxBytes)
            throw TooLarge(name, maxBytes);
        using var stream = await body.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var content = new MemoryStream();
        var buffer = new byte[BufferBytes];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            if (content.Length + read > maxBytes)
                throw TooLarge(name, maxBytes);
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static TufException TooLarge(string name, long maxBytes) =>
        new(TufFailure.TooLarge, $"{name} has more than the {maxBytes} bytes that it may have; the rest was not read.");

    private static TufException Insecure(string name, Uri address) =>
        new(TufFailure.InsecureRedirect, $"The repository sends for {name} to {ForeignText.Quote(address.AbsoluteUri)}, which is not encrypted.");
}
