using System.Collections.Immutable;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Timestamps;

/// <summary>A time that a trusted authority attests for a signature (RFC 3161): verified.</summary>
/// <param name="Time">genTime, with its fraction.</param>
/// <param name="Authority">Who attests it.</param>
/// <param name="Token">The ContentInfo; equal for equal tokens.</param>
internal sealed record Timestamp(DateTimeOffset Time, CertificateAuthority Authority, ImmutableArray<byte> Token)
{
    /// <summary>Step 2: verifies a TimeStampResp over the bytes of a signature.</summary>
    /// <param name="response">DER; status, and the token.</param>
    /// <param name="signature">What was time-stamped: the decoded signature, never the artifact.</param>
    /// <param name="authorities">Trusted.</param>
    /// <exception cref="VerificationException">With the reason.</exception>
    public static Timestamp Verify(ReadOnlyMemory<byte> response, ReadOnlySpan<byte> signature, ImmutableArray<CertificateAuthority> authorities) =>
        throw new NotImplementedException();
}
