namespace SupplyChainSdk.Feeds;

/// <summary>A user name and password for one origin. No record: its text must never be printed.</summary>
public sealed class FeedCredential
{
    private readonly Uri _origin;
    private readonly string _header;

    /// <summary>For the scheme, host and port of an address, and for no other.</summary>
    public FeedCredential(Uri origin, string userName, string password)
    {
        _origin = origin;
        _header = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{userName}:{password}"));
    }

    /// <summary>The value of an <c>Authorization: Basic</c> header; null for another origin.</summary>
    internal string? For(Uri address) => WebAddress.IsSameOrigin(address, _origin) ? _header : null;
}
