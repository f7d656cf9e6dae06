using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Trust;
using SupplyChainSdk.Sigstore.Verification;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>What a certificate authority answered is checked at once, before anything is signed with it.</summary>
internal static class CertificateCheck
{
    private static readonly TimeSpan ClockLeeway = TimeSpan.FromMinutes(2);

    /// <summary>Checks key, time, path, promises of certificate logs, profile, and that it is of the owner of the token.</summary>
    /// <param name="der">The leaf.</param>
    /// <param name="key">That it was requested for; the caller disposes it when this throws.</param>
    /// <param name="token">That it was requested with.</param>
    /// <param name="expected">What the caller expects beyond the token; null for nothing.</param>
    /// <param name="root">Trusted.</param>
    /// <param name="policy">Whether it needs promises of certificate logs.</param>
    /// <param name="now">UTC.</param>
    /// <exception cref="SigningException">With what is wrong.</exception>
    public static SigningCertificate Check(
        byte[] der, ECDsa key, IdentityToken token, IdentityPolicy? expected, TrustedRoot root, VerificationPolicy policy, DateTimeOffset now)
    {
        try
        {
            var leaf = Certificate.Parse(der);
            if (!leaf.SubjectPublicKeyInfo.Span.SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                throw Failed(SigningFailure.CertificateKeyMismatch, "it is of another key than the one that was requested");
            if (now < leaf.Validity.Start - ClockLeeway || now > leaf.Validity.End)
            {
                throw Failed(
                    SigningFailure.CertificateNotCurrent,
                    $"it is valid from {Times.Text(leaf.Validity)}, and here it is {Times.Text(now)}: this machine's clock or the authority's is wrong");
            }
            var instance = FindInstance(leaf, root, policy, now < leaf.Validity.Start ? leaf.Validity.Start : now);
            LeafProfile.Check(leaf);
            var claims = FulcioClaims.Read(leaf);
            CheckIdentity(claims, token, expected);
            return new SigningCertificate(key, leaf, instance, new CertifiedIdentity(claims, leaf.Validity));
        }
        catch (VerificationException e)
        {
            throw Failed(Reason(e.Failure), e.Message.TrimEnd('.'), e);
        }
    }

    // A bundle carries the leaf alone: the path has to be found without what else was in the answer.
    private static TrustedInstance FindInstance(Certificate leaf, TrustedRoot root, VerificationPolicy policy, DateTimeOffset time)
    {
        VerificationException? last = null;
        foreach (var instance in root.Instances)
        {
            try
            {
                var path = CertificatePath.FindForCodeSigning(leaf, [], instance.CertificateAuthorities, [time]);
                CertificateTimestamps.Verify(leaf, path, instance, policy);
                return instance;
            }
            catch (VerificationException e)
            {
                last = last is null || e.Failure != VerificationFailure.CertificateUntrusted ? e : last;
            }
        }
        throw last!;
    }

    private static void CheckIdentity(FulcioClaims claims, IdentityToken token, IdentityPolicy? expected)
    {
        if (claims.Issuer != token.ExpectedIssuer)
        {
            throw Failed(
                SigningFailure.CertificateIssuerMismatch,
                $"it names the issuer {ForeignText.Quote(claims.Issuer)}, and the token is of {ForeignText.Quote(token.ExpectedIssuer)}");
        }
        var identity = claims.Identity.Value;
        if (token.ExpectedIdentity is { } named ? identity != named : expected is null && identity != token.Subject)
        {
            throw Failed(
                SigningFailure.CertificateIdentityMismatch,
                $"it is of {ForeignText.Quote(identity)}, and the token is of {ForeignText.Quote(token.ExpectedIdentity ?? token.Subject)}"
                + (token.ExpectedIdentity is null ? " (how this issuer's tokens are certified is not known here: say which identity is expected)" : ""));
        }
        if (expected is not null)
            IdentityCheck.Verify(claims, expected);
    }

    private static SigningFailure Reason(VerificationFailure failure) => failure switch
    {
        VerificationFailure.SctMissing or VerificationFailure.SctMalformed or VerificationFailure.SctLogUnknown or VerificationFailure.SctLogNotValidAtTime
            or VerificationFailure.SctSignatureInvalid => SigningFailure.CertificateTimestampInvalid,
        VerificationFailure.IdentityMismatch or VerificationFailure.ExtensionMismatch => SigningFailure.CertificateIdentityMismatch,
        VerificationFailure.IssuerMismatch => SigningFailure.CertificateIssuerMismatch,
        _ => SigningFailure.CertificateUntrusted,
    };

    private static SigningException Failed(SigningFailure failure, string what, VerificationException? inner = null) => new(
        failure,
        $"The certificate authority gave a certificate that cannot be used: {what}. Nothing was signed."
        + (failure is SigningFailure.CertificateUntrusted or SigningFailure.CertificateTimestampInvalid ? " Trusted root and signing config have to be of one instance, and current." : ""),
        SigningServiceKind.CertificateAuthority, inner);
}
