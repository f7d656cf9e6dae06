namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>Step 4: what a code-signing leaf has to be.</summary>
internal static class LeafProfile
{
    /// <summary>No authority, digitalSignature, codeSigning. Its name is read by <see cref="FulcioClaims.Read"/>; unknown critical extensions the path refuses.</summary>
    /// <exception cref="VerificationException">With the rule that it breaks.</exception>
    public static void Check(Certificate leaf)
    {
        if (leaf.IsAuthority || leaf.MaySignCertificates)
            throw new VerificationException(VerificationFailure.LeafIsAuthority, "The signer's certificate is one of an authority.");
        if (!leaf.MaySign)
            throw new VerificationException(VerificationFailure.LeafKeyUsage, "The signer's certificate is not for digital signatures (key usage).");
        if (leaf.Purposes?.Contains(Certificate.CodeSigning) != true)
            throw new VerificationException(VerificationFailure.LeafPurpose, "The signer's certificate is not for code signing (extended key usage).");
    }
}
