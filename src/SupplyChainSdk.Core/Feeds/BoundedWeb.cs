using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Feeds;

/// <summary>
/// GET, and nothing else: bounded in bytes, time and redirects; encrypted, except on this machine; without cookies; with credentials for the one
/// origin that they are meant for, whoever redirects where.
/// </summary>
internal sealed class BoundedWeb : IDisposable
{
    private const int MaxRedirects = 5;
    private const int MaxHeaderKiB = 64;
    private const int BlockSize = 64 << 10;
    private static readonly TimeSpan MaxTime = TimeSpan.FromHours(1);

    private readonly HttpClient _client;
    private readonly FeedCredential? _credential;
    private readonly TimeSpan _maxSilence;

    /// <param name="credential">Null for none.</param>
    /// <param name="maxSilence">How long nothing may come; a minute when null.</param>
    public BoundedWeb(FeedCredential? credential = null, TimeSpan? maxSilence = null)
    {
        _credential = credential;
        _maxSilence = maxSilence ?? TimeSpan.FromMinutes(1);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseHeadersLength = MaxHeaderKiB,
            Proxy = new DirectToThisMachine(HttpClient.DefaultProxy),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue(Product.Name, Product.Version));
        // What was published a moment ago is asked for, not what a cache remembers.
        _client.DefaultRequestHeaders.CacheControl = new CacheControlHeaderValue { NoCache = true };
    }

    /// <summary>Writes what is at an address.</summary>
    /// <param name="address">One that <see cref="WebAddress.IsAllowed"/> allows.</param>
    /// <param name="output">Receives the bytes; may have received some when this throws.</param>
    /// <param name="maxBytes">No more is read.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>False when the server says that there is nothing (404, 410).</returns>
    /// <exception cref="FeedException">Anything but an answer.</exception>
    public async Task<bool> GetAsync(Uri address, Stream output, long maxBytes, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silence.CancelAfter(_maxSilence);
        try
        {
            using var response = await FollowAsync(address, silence.Token).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                return false;
            if (response.StatusCode != HttpStatusCode.OK)
                throw FeedException.Refused(response.StatusCode, response.RequestMessage!.RequestUri!);
            if (response.Content.Headers.ContentLength > maxBytes)
                throw FeedException.TooLarge(address, maxBytes);
            using var content = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            var block = new byte[BlockSize];
            for (var total = 0L; ;)
            {
                silence.CancelAfter(_maxSilence);
                var read = await ReadAsync(content, block, address, silence.Token).ConfigureAwait(false);
                if (read == 0)
                    return true;
                total += read;
                if (total > maxBytes)
                    throw FeedException.TooLarge(address, maxBytes);
                if (watch.Elapsed > MaxTime)
                    throw new FeedException($"{WebAddress.Show(address)} sends more slowly than is waited for", isPassing: true);
                output.Write(block, 0, read);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new FeedException($"{WebAddress.Show(address)} sent nothing for {_maxSilence.TotalSeconds:0} seconds", isPassing: true);
        }
        catch (HttpRequestException e)
        {
            throw Failed(address, e);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(Uri address, CancellationToken cancel)
    {
        var at = address;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            if (_credential?.For(at) is { } secret)
                request.Headers.Authorization = new AuthenticationHeaderValue("Basic", secret);
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return response;
            using (response)
            {
                var next = response.Headers.Location is { } location ? new Uri(at, location) : throw new FeedException($"{WebAddress.Show(at)} redirects to nowhere");
                // Neither out of encryption nor, from elsewhere, to what only this machine can reach.
                if (!WebAddress.IsAllowed(next) || (next.IsLoopback && !at.IsLoopback))
                    throw new FeedException($"{WebAddress.Show(at)} redirects to {WebAddress.Show(next)}, which is not followed");
                if (redirects == MaxRedirects)
                    throw new FeedException($"{WebAddress.Show(address)} redirects more than {MaxRedirects} times");
                at = next;
            }
        }
    }

    private static async Task<int> ReadAsync(Stream content, byte[] block, Uri address, CancellationToken cancel)
    {
        try
        {
            return await content.ReadAsync(block, cancel).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw Failed(address, e);
        }
    }

    private static FeedException Failed(Uri address, Exception e) =>
        new($"{WebAddress.Show(address)} cannot be asked: {Printable.Text(e.Message.TrimEnd('.'))}", isPassing: true, e);

    // What is not encrypted because it stays on this machine must not leave it by a proxy.
    private sealed class DirectToThisMachine(IWebProxy proxy) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => proxy.Credentials;
            set => proxy.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => destination.IsLoopback ? null : proxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
    }
}
