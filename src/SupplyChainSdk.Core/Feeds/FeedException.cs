using System.Net;

namespace SupplyChainSdk.Feeds;

/// <summary>A place that packages or bundles come from did not answer as it must. The message is a sentence without a full stop, safe to print.</summary>
public sealed class FeedException : IOException
{
    /// <summary>Wraps a reason.</summary>
    /// <param name="message">Without a secret: no query, no credential.</param>
    /// <param name="isPassing">Whether asking again later may help.</param>
    /// <param name="inner">What the network said.</param>
    public FeedException(string message, bool isPassing = false, Exception? inner = null) : base(message, inner) => IsPassing = isPassing;

    /// <summary>Whether asking again later may help: a timeout, a server error; not a refusal and not a malformed answer.</summary>
    public bool IsPassing { get; }

    /// <summary>A server answers with a status that is no answer.</summary>
    internal static FeedException Refused(HttpStatusCode status, Uri address)
    {
        var means = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden ? ": it wants credentials, or does not want these"
            : status == HttpStatusCode.ProxyAuthenticationRequired ? ": the proxy wants credentials" : "";
        return new FeedException($"{WebAddress.Show(address)} answers {(int)status}{means}", isPassing: (int)status is 408 or 429 or >= 500);
    }

    /// <summary>An answer goes beyond its limit.</summary>
    internal static FeedException TooLarge(Uri address, long maxBytes) => new($"what {WebAddress.Show(address)} sends is larger than {maxBytes} bytes, the most that is read");
}
