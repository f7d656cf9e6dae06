using System.Collections.Immutable;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Trust;

/// <summary>One Sigstore instance of a trusted root.</summary>
internal sealed record TrustedInstance(
    ImmutableArray<TrustedLog> Logs, ImmutableArray<TrustedLog> CertificateLogs, ImmutableArray<TrustedAuthority> CertificateAuthorities,
    ImmutableArray<TrustedAuthority> TimestampAuthorities)
{
    public IEnumerable<TrustedService> Services =>
    [
        .. Logs.Select(l => Of(TrustedServiceKind.TransparencyLog, l)),
        .. CertificateAuthorities.Select(a => Of(TrustedServiceKind.CertificateAuthority, a)),
        .. CertificateLogs.Select(l => Of(TrustedServiceKind.CertificateLog, l)),
        .. TimestampAuthorities.Select(a => Of(TrustedServiceKind.TimestampAuthority, a)),
    ];

    private static TrustedService Of(TrustedServiceKind kind, TrustedLog log) =>
        new(kind, log.Url, log.Operator, log.ValidFor.Start, log.ValidFor.End, Convert.ToHexStringLower(SHA256.HashData(log.RawKey.AsSpan())));

    private static TrustedService Of(TrustedServiceKind kind, TrustedAuthority authority) => new(
        kind, authority.Name, authority.Operator, authority.ValidFor.Start, authority.ValidFor.End,
        Convert.ToHexStringLower(SHA256.HashData(authority.Chain[0].Der.AsSpan())));
}
