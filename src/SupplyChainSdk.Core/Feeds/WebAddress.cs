using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Feeds;

/// <summary>Addresses that are asked: https, or http on this machine.</summary>
internal static class WebAddress
{
    private const int MaxLength = 2000;
    private const int MaxShown = 200;

    /// <summary>Whether a text means an address and no file.</summary>
    public static bool IsMeant(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an address that a user or a feed names.</summary>
    /// <exception cref="FeedException">Not absolute, not encrypted, or with a user name or fragment in it.</exception>
    public static Uri Parse(string text)
    {
        if (text.Length > MaxLength || !Uri.TryCreate(text, UriKind.Absolute, out var address))
            throw new FeedException($"{Printable.Quoted(text)} is not an address");
        if (address.UserInfo.Length > 0)
            throw new FeedException($"the address of {address.Host} holds a user name or password, which would be seen wherever it is printed");
        if (address.Fragment.Length > 0)
            throw new FeedException($"{Show(address)} has a part after '#', which no server gets");
        return IsAllowed(address) ? address : throw new FeedException($"{Show(address)} is not encrypted: only https is asked, and http on this machine alone");
    }

    /// <summary>An address below which paths are put: it ends with a slash and has no query.</summary>
    /// <exception cref="FeedException">As <see cref="Parse"/>; or it has a query.</exception>
    public static Uri ParseBase(string text)
    {
        var address = Parse(text);
        if (address.Query.Length > 0)
            throw new FeedException($"{Show(address)} has a query, after which no path can be put");
        return address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary><c>{id}/{version}/{file}</c> below an address, all in lower case, as feeds lay packages out.</summary>
    public static Uri Below(Uri root, PackageId package, string file) =>
        new(root, string.Join('/', new[] { package.Id, package.Version, file }.Select(part => Uri.EscapeDataString(part.ToLowerInvariant()))));

    public static bool IsAllowed(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    public static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>For people: without what may be a secret.</summary>
    public static string Show(Uri address) =>
        Printable.Text(Printable.Bounded(address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped), MaxShown));
}
