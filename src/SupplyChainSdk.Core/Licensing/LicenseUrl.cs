namespace SupplyChainSdk.Licensing;

/// <summary>The licence URLs that pack and the gallery write by themselves. Other URLs are not identified yet.</summary>
internal static class LicenseUrl
{
    /// <summary>Whether it is the address that pack writes beside a licence file, which says nothing about the licence.</summary>
    /// <remarks>Source: NuGet.Packaging, LicenseMetadata.LicenseFileDeprecationUrl.</remarks>
    public static bool SaysNothing(string url) => Web(url) is { } uri && uri.Host == "aka.ms"
        && uri.AbsolutePath.Equals("/deprecateLicenseUrl", StringComparison.OrdinalIgnoreCase);

    /// <summary>The expression that the address was derived from; null for any other address.</summary>
    /// <remarks>Source: NuGet.Packaging, LicenseMetadata.LicenseUrl.</remarks>
    public static string? Expression(string url) =>
        Web(url) is { Host: "licenses.nuget.org", AbsolutePath.Length: > 1, Query: "", Fragment: "" } uri
            ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : null;

    private static Uri? Web(string url) => Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) && uri.IsDefaultPort ? uri : null;
}
