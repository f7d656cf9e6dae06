using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using NuGet.Common;
using NuGet.Configuration;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Protocol.Plugins;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Feeds;

/// <summary>
/// GET through NuGet's own client, which knows the credentials, their providers and the proxies of a source. None of its caches is read or written; its retries, which
/// repeat a refusal as well as a timeout and do not tell a failure from an absence, are replaced.
/// </summary>
internal static partial class NuGetWeb
{
    private const int BlockSize = 64 << 10;
    private const int MaxReason = 300;

    /// <summary>Writes what is at an address; asks again where the failure may pass.</summary>
    /// <param name="client">Of the source.</param>
    /// <param name="address">What is asked for.</param>
    /// <param name="output">Seekable; holds what the last attempt sent, and nothing of another.</param>
    /// <param name="maxBytes">No more is read.</param>
    /// <param name="limits">Pauses and silence.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>False when the server says that there is nothing (404, 410).</returns>
    /// <exception cref="FeedException">Anything but an answer.</exception>
    public static async Task<bool> GetAsync(HttpSource client, Uri address, Stream output, long maxBytes, SourceLimits limits, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                output.SetLength(0);
                return await GetOnceAsync(client, address, output, maxBytes, limits, cancel).ConfigureAwait(false);
            }
            catch (FeedException e) when (e.IsPassing && attempt < limits.Pauses.Length)
            {
                await Task.Delay(limits.Pauses[attempt], cancel).ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> GetOnceAsync(HttpSource client, Uri address, Stream output, long maxBytes, SourceLimits limits, CancellationToken cancel)
    {
        var request = new HttpSourceRequest(() => Request(address)) { MaxTries = 1, RequestTimeout = limits.MaxSilence, DownloadTimeout = limits.MaxSilence };
        try
        {
            return await client.ProcessResponseAsync(request, response => CopyAsync(response, address, output, maxBytes, cancel), NullLogger.Instance, cancel).ConfigureAwait(false);
        }
        catch (FeedException)
        {
            throw;
        }
        catch (Exception e) when (IsSilence(e) || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            // Who waited so long does not wait as long once more.
            throw new FeedException($"{WebAddress.Show(address)} sent nothing for {limits.MaxSilence.TotalSeconds:0} seconds", isPassing: false, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or NuGetProtocolException)
        {
            throw new FeedException($"{WebAddress.Show(address)} cannot be asked: {Reason(e)}", isPassing: true, e);
        }
        catch (Exception e) when (e is NuGetConfigurationException or CryptographicException or PluginException)
        {
            // What is wrong with a credential may repeat a part of it.
            throw new FeedException($"the credentials for {WebAddress.Show(address)} cannot be used ({e.GetType().Name})");
        }
    }

    // A body that stops is an IOException over it.
    private static bool IsSilence(Exception e) => e is TimeoutException || e.InnerException is TimeoutException;

    private static HttpRequestMessage Request(Uri address)
    {
        var request = HttpRequestMessageFactory.Create(HttpMethod.Get, address, NullLogger.Instance);
        // Nor is a cache on the way asked.
        request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        return request;
    }

    private static async Task<bool> CopyAsync(HttpResponseMessage response, Uri address, Stream output, long maxBytes, CancellationToken cancel)
    {
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return false;
        if (response.StatusCode != HttpStatusCode.OK)
            throw FeedException.Refused(response.StatusCode, address);
        if (response.Content.Headers.ContentLength > maxBytes)
            throw FeedException.TooLarge(address, maxBytes);
        using var content = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var block = new byte[BlockSize];
        for (var total = 0L; ;)
        {
            var read = await content.ReadAsync(block, cancel).ConfigureAwait(false);
            if (read == 0)
                return true;
            total += read;
            if (total > maxBytes)
                throw FeedException.TooLarge(address, maxBytes);
            await output.WriteAsync(block.AsMemory(0, read), cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The innermost reason in one bounded phrase. An address in it loses what may be a secret.</summary>
    public static string Reason(Exception e)
    {
        var text = e.GetBaseException().Message.Trim().TrimEnd('.');
        return Printable.Text(Printable.Bounded(Address().Replace(text, found => Uri.TryCreate(found.Value, UriKind.Absolute, out var address) ? WebAddress.Show(address) : "an address"), MaxReason));
    }

    [GeneratedRegex(@"https?://[^\s'""<>]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
