namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>Addresses of services: encrypted, or on this machine.</summary>
internal static class ServiceAddress
{
    /// <summary>Whether requests may go there: https, or plain http to this machine alone.</summary>
    public static bool IsSecure(Uri address) => address.Scheme == Uri.UriSchemeHttps || address is { Scheme: "http", IsLoopback: true };

    /// <summary>An address of a configuration or of an environment variable.</summary>
    /// <exception cref="SigningException"><see cref="SigningFailure.ServiceAddressInsecure"/>.</exception>
    public static Uri Read(string text, SigningServiceKind kind) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && IsSecure(address) && address.UserInfo.Length == 0 && address.Fragment.Length == 0
            ? address
            : throw new SigningException(
                SigningFailure.ServiceAddressInsecure,
                $"The address {ForeignText.Quote(Shown(text))} of {ServiceFailures.Name(kind)} cannot be used: an https address without user name is needed"
                + " (plain http only to this machine).",
                kind);

    /// <summary>A path below the base of a service.</summary>
    public static Uri Below(Uri service, string path) => new($"{service.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}");

    // What stands before an @ or after a ? may be a secret.
    private static string Shown(string text)
    {
        var withoutQuery = text.Split('?', '#')[0];
        var at = withoutQuery.LastIndexOf('@');
        return at < 0 ? withoutQuery : $"…{withoutQuery[at..]}";
    }
}
