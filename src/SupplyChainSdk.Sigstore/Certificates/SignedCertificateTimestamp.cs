using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>A certificate transparency log's promise for a certificate (RFC 6962, 3.2): verified.</summary>
/// <param name="Time">Of the log.</param>
/// <param name="Log">Whose promise it is.</param>
internal sealed record SignedCertificateTimestamp(DateTimeOffset Time, CertificateLog Log)
{
    /// <summary>Step 3: verifies every promise of a known log that the leaf carries.</summary>
    /// <param name="leaf">With the promises in it.</param>
    /// <param name="issuer">Found by path building.</param>
    /// <param name="logs">Trusted.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="VerificationException">None of a known log, or one that does not verify.</exception>
    public static ImmutableArray<SignedCertificateTimestamp> Verify(Certificate leaf, Certificate issuer, ImmutableArray<CertificateLog> logs) =>
        throw new NotImplementedException();
}
