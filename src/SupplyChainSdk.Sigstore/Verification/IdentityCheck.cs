using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore.Verification;

/// <summary>Step 4: whether a verified certificate is of the one who was expected.</summary>
internal static class IdentityCheck
{
    /// <exception cref="VerificationException">
    /// <see cref="VerificationFailure.IdentityMismatch"/>, <see cref="VerificationFailure.IssuerMismatch"/> or <see cref="VerificationFailure.ExtensionMismatch"/>.
    /// </exception>
    public static void Verify(FulcioClaims claims, IdentityPolicy expected)
    {
        if (!expected.Matches(claims.Identity.Value))
        {
            throw new VerificationException(
                VerificationFailure.IdentityMismatch,
                $"The certificate is of another identity: {ForeignText.Name(claims.Identity.Value)} (issuer {ForeignText.Name(claims.Issuer)}), expected was"
                + $" {(expected.IsPattern ? "one that as a whole matches " : "")}{ForeignText.Name(expected.Identity)}.");
        }
        if (claims.Issuer != expected.Issuer)
        {
            throw new VerificationException(
                VerificationFailure.IssuerMismatch,
                $"Another issuer vouched for the identity: {ForeignText.Name(claims.Issuer)}, expected was {ForeignText.Name(expected.Issuer)}.");
        }
        Check("source repository", claims.Repository, expected.SourceRepository);
        Check("source repository id", claims.SourceRepositoryIdentifier, expected.SourceRepositoryId);
        Check("owner of the source repository", claims.SourceRepositoryOwnerUri, expected.SourceRepositoryOwner);
        Check("id of the owner of the source repository", claims.SourceRepositoryOwnerIdentifier, expected.SourceRepositoryOwnerId);
        Check("source ref", claims.Ref, expected.SourceRef);
        Check("source digest", claims.Commit, expected.SourceDigest);
        Check("workflow", claims.BuildConfigUri, expected.Workflow);
        Check("build trigger", claims.Trigger, expected.Trigger);
        Check("runner environment", claims.RunnerEnvironment, expected.RunnerEnvironment);
    }

    private static void Check(string what, string? found, string? expected)
    {
        if (expected is not null && found != expected)
        {
            throw new VerificationException(
                VerificationFailure.ExtensionMismatch,
                $"The certificate names {(found is null ? $"no {what}" : $"another {what}: {ForeignText.Name(found)}")}, expected was {ForeignText.Name(expected)}.");
        }
    }
}
