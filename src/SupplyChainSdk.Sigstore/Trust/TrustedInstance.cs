using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Trust;

/// <summary>One Sigstore instance of a trusted root.</summary>
/// <param name="Root">For messages: which root, and how new.</param>
/// <param name="Logs">Of signatures; none in a private instance of GitHub.</param>
/// <param name="CertificateLogs">Of certificates.</param>
/// <param name="CertificateAuthorities">Who issue certificates.</param>
/// <param name="TimestampAuthorities">Who issue timestamps.</param>
/// <param name="Unused">Logs whose key is of a kind that is not used here, with the reason.</param>
internal sealed record TrustedInstance(
    string Root, ImmutableArray<TrustedLog> Logs, ImmutableArray<CertificateLog> CertificateLogs, ImmutableArray<CertificateAuthority> CertificateAuthorities,
    ImmutableArray<CertificateAuthority> TimestampAuthorities, ImmutableArray<UnusedLog> Unused)
{
    public IEnumerable<TrustedService> Services =>
    [
        .. Logs.Select(l => Of(TrustedServiceKind.TransparencyLog, l.Url, l.Operator, l.ValidFor, l.Key.SubjectPublicKeyInfo.AsSpan())),
        .. CertificateAuthorities.Select(a => Of(TrustedServiceKind.CertificateAuthority, a.Uri, a.Operator, a.ValidFor, a.Chain[0].Der.Span)),
        .. CertificateLogs.Select(l => Of(TrustedServiceKind.CertificateLog, l.Url, l.Operator, l.ValidFor, l.Key.SubjectPublicKeyInfo.AsSpan())),
        .. TimestampAuthorities.Select(a => Of(TrustedServiceKind.TimestampAuthority, a.Uri, a.Operator, a.ValidFor, a.Chain[0].Der.Span)),
    ];

    /// <summary>When the newest of the services began; null when there is none.</summary>
    /// <remarks>By hand, as everything over times: a generic collection of a framework's struct would be compiled anew in every run.</remarks>
    public DateTimeOffset? NewestStart
    {
        get
        {
            DateTimeOffset? newest = null;
            foreach (var log in Logs)
                newest = Later(newest, log.ValidFor);
            foreach (var log in CertificateLogs)
                newest = Later(newest, log.ValidFor);
            foreach (var authority in CertificateAuthorities)
                newest = Later(newest, authority.ValidFor);
            foreach (var authority in TimestampAuthorities)
                newest = Later(newest, authority.ValidFor);
            return newest;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset? one, TimeRange other) => one is { } time && time > other.Start ? time : other.Start;

    private static TrustedService Of(TrustedServiceKind kind, string name, string @operator, TimeRange validFor, ReadOnlySpan<byte> identified) =>
        new(kind, name, @operator, validFor.Start, validFor.End, Convert.ToHexStringLower(SHA256.HashData(identified)));
}

/// <summary>A log whose entries cannot be verified.</summary>
/// <param name="Url">For messages.</param>
/// <param name="IsOfCertificates">Whether it is a log of certificates, or one of signatures.</param>
/// <param name="LogId">As the file has it: good enough to say why its entries are refused.</param>
/// <param name="Reason">A sentence.</param>
internal sealed record UnusedLog(string Url, bool IsOfCertificates, ImmutableArray<byte> LogId, string Reason);
