namespace SupplyChainSdk.Publishers;

/// <summary>Addresses of source repositories and project pages, as different versions of a package write the same one.</summary>
internal static class SourceAddress
{
    private const string Git = ".git";

    /// <summary>Whether both lead to the same place: but for http or https, the case of the host, a last slash, and <c>.git</c> at the end.</summary>
    public static bool IsSame(string? one, string? other) =>
        string.Equals(one, other, StringComparison.Ordinal) || one is not null && other is not null && string.Equals(Normal(one), Normal(other), StringComparison.Ordinal);

    private static string Normal(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            return address;
        var rest = uri.PathAndQuery.TrimEnd('/');
        if (rest.EndsWith(Git, StringComparison.Ordinal))
            rest = rest[..^Git.Length];
        return $"//{uri.UserInfo}@{uri.IdnHost}:{(uri.IsDefaultPort ? "" : uri.Port)}{rest}{uri.Fragment}";
    }
}
