namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>Step 4: what a code-signing leaf has to be.</summary>
internal static class LeafProfile
{
    /// <summary>No authority, digitalSignature, codeSigning, exactly one subject alternative name.</summary>
    /// <exception cref="VerificationException">With the rule that it breaks.</exception>
    public static void Check(Certificate leaf) => throw new NotImplementedException();
}
