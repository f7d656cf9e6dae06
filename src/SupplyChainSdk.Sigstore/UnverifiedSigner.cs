using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Verification;

namespace SupplyChainSdk.Sigstore;

/// <summary>
/// Who a bundle says that signed it. Nothing of it is verified: anybody can write anything there. It is for messages alone, which say so, and never for a decision.
/// </summary>
/// <param name="Identity">As the certificate in the bundle has it.</param>
/// <param name="Issuer">As the certificate in the bundle has it.</param>
public sealed record UnverifiedSigner(string Identity, string Issuer)
{
    /// <summary>Reads it.</summary>
    /// <param name="bundle">From <see cref="Bundle.Parse"/>.</param>
    /// <returns>Null for a bundle of a key, which names nobody, and for a certificate that says nothing that can be read.</returns>
    public static UnverifiedSigner? Read(Bundle bundle)
    {
        if (bundle.Key is not CertificateMaterial)
            return null;
        try
        {
            var claims = FulcioClaims.Read(Signer.OfCertificate(bundle).Leaf!);
            return new UnverifiedSigner(claims.Identity.Value, claims.Issuer);
        }
        catch (VerificationException)
        {
            // Verifying gives the reason; here there is nothing to show.
            return null;
        }
    }
}
