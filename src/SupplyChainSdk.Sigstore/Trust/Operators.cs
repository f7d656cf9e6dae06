namespace SupplyChainSdk.Sigstore.Trust;

/// <summary>Who runs a log or an authority: what thresholds count.</summary>
internal static class Operators
{
    /// <summary>
    /// The operator that the trusted root names; else the last two labels of the host, so that two services of one domain count once. Too few are
    /// counted then where two operators share a domain; too many only where a root names the operator of one service of a domain and not of another.
    /// </summary>
    public static string Of(string named, string url, string organization)
    {
        if (named.Length > 0)
            return named;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return organization.Length > 0 ? organization : url;
        // Neither another port nor the dot at the end of a full name makes another operator.
        var labels = uri.Host.TrimEnd('.').Split('.');
        return labels.Length <= 2 || uri.HostNameType != UriHostNameType.Dns ? uri.Host.TrimEnd('.') : string.Join('.', labels[^2..]);
    }

    /// <summary>Scheme and trailing slash taken off: how a log signs its notes.</summary>
    public static string NameOf(string url)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        var name = scheme < 0 ? url : url[(scheme + 3)..];
        return name.EndsWith('/') ? name[..^1] : name;
    }
}
