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
}
