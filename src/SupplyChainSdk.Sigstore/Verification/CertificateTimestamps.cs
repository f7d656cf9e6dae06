using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Trust;

namespace SupplyChainSdk.Sigstore.Verification;

/// <summary>Step 3: that the certificate was logged, as often as the policy wants.</summary>
internal static class CertificateTimestamps
{
    /// <returns>Of how many operators there is a promise.</returns>
    /// <exception cref="VerificationException">One that does not verify, or <see cref="VerificationFailure.SctMissing"/>.</exception>
    public static int Verify(Certificate leaf, CertificatePath path, TrustedInstance instance, VerificationPolicy policy)
    {
        if (policy.CertificateTimestamps == 0)
            return 0;
        var timestamps = SignedCertificateTimestamp.Verify(leaf, path.Issuer, instance.CertificateLogs);
        var operators = timestamps.Select(t => t.Log.Operator).Distinct(StringComparer.Ordinal).Count();
        if (operators < policy.CertificateTimestamps)
        {
            throw new VerificationException(
                VerificationFailure.SctMissing,
                $"The certificate has promises of {operators} operators of certificate transparency logs, wanted were {policy.CertificateTimestamps}.");
        }
        return operators;
    }
}
