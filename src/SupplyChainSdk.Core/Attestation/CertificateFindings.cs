using System.Globalization;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>What the verification of a certificate can refuse, each with its code. None of them can be weakened by a policy.</summary>
internal static class CertificateFindings
{
    private const string DoNotUse = "Do not use the package; ask its publisher.";

    /// <summary>The finding for a step that failed; null for one that is not about certificates, their evidence or who signed.</summary>
    /// <param name="bundle">For messages.</param>
    /// <param name="e">Says what was found and what was expected.</param>
    /// <param name="says">Whom the bundle itself names; null for nobody.</param>
    /// <param name="root">What it was judged by; null where a key is expected.</param>
    public static Finding? Of(string bundle, VerificationException e, UnverifiedSigner? says, TrustedRoot? root) => e.Failure switch
    {
        VerificationFailure.IdentityMismatch or VerificationFailure.IssuerMismatch => Unexpected(bundle, e.Message,
            "If that is its publisher after all, name that identity and that issuer; if not, do not use the package."),
        VerificationFailure.ExtensionMismatch => Unexpected(bundle, e.Message,
            "Check the option that asks for it; if it is right, do not use the package, and ask its publisher."),
        VerificationFailure.WrongKindOfMaterial => Unexpected(bundle, e.Message + Says(says), root is null
            ? "If that is whom you trust, name --certificate-identity and --certificate-oidc-issuer instead of --key."
            : "If its publisher signs with a key, name the public key with --key instead of an identity."),
        VerificationFailure.CertificateUntrusted or VerificationFailure.CertificateKeyIdMismatch or VerificationFailure.SctLogUnknown
            or VerificationFailure.TimestampUntrusted or VerificationFailure.LogUntrusted => Untrusted(bundle, e.Message, root,
                "If it comes from another Sigstore instance that you trust, name the trusted root of that with --trusted-root FILE; if that trusted root may be too old, get a newer one (supplychain trust update); if neither, do not use the package."),
        VerificationFailure.CertificateNotValidAtTime or VerificationFailure.AuthorityNotValidAtTime or VerificationFailure.SctLogNotValidAtTime =>
            Untrusted(bundle, e.Message, root, "It was signed at a time for which nobody vouches: do not use the package, and ask its publisher."),
        VerificationFailure.CertificateCriticalExtensionUnknown or VerificationFailure.CertificateNameConstraints or VerificationFailure.CertificateAlgorithmUnsupported =>
            Untrusted(bundle, e.Message, root, "A newer version of supplychain may be able to verify it."),
        VerificationFailure.SctMissing => Untrusted(bundle, e.Message, root,
            "Nobody could have noticed that this certificate was issued: do not use the package, and ask its publisher."),
        VerificationFailure.CertificateIssuerNotAuthority or VerificationFailure.CertificatePathTooLong or VerificationFailure.CertificateSignatureInvalid
            or VerificationFailure.CertificatePathTooComplex or VerificationFailure.SctMalformed or VerificationFailure.SctSignatureInvalid
            or VerificationFailure.CertificateAuthorityPurpose or VerificationFailure.LeafIsAuthority or VerificationFailure.LeafKeyUsage
            or VerificationFailure.LeafPurpose or VerificationFailure.LeafNameUnexpected or VerificationFailure.LeafExtensionMalformed
            or VerificationFailure.LeafIssuerMissing => Untrusted(bundle, e.Message, root, DoNotUse),
        VerificationFailure.TimeMissing or VerificationFailure.LogEntryMissing => Evidence(bundle, e.Message,
            "Ask its publisher for the whole bundle; if the instance has no log, name its own trusted root with --trusted-root FILE."),
        VerificationFailure.TimestampAlgorithmUnsupported or VerificationFailure.LogEntryUnsupported => Evidence(bundle, e.Message,
            "A newer version of supplychain may be able to verify it."),
        VerificationFailure.TimestampMalformed or VerificationFailure.TimestampNotGranted or VerificationFailure.TimestampImprintMismatch
            or VerificationFailure.TimestampSignatureInvalid or VerificationFailure.TimestampAuthorityExpired or VerificationFailure.TimestampCertificatePurpose
            or VerificationFailure.LogNotValidAtTime or VerificationFailure.CheckpointMalformed or VerificationFailure.CheckpointSignatureInvalid
            or VerificationFailure.CheckpointMismatch or VerificationFailure.InclusionProofInvalid or VerificationFailure.InclusionPromiseInvalid
            or VerificationFailure.IntegratedTimeOutsideCertificate or VerificationFailure.LogEntryMalformed or VerificationFailure.LogEntryMismatch =>
            Evidence(bundle, e.Message, DoNotUse),
        VerificationFailure.SignatureInvalid when root is not null => Error(Codes.SignatureInvalid, bundle,
            $"{bundle} does not verify with the key of its certificate. {e.Message} It was changed after it was signed, or put together from several: do not use the package, and ask its publisher."),
        _ => null,
    };

    public static Finding TriggerNotAllowed(string bundle, string trigger) => NotAllowed(bundle,
        $"is of a build that {Printable.Name(trigger)} started: whoever opens a pull request decides what is built", $"allow it with --trigger {Printable.Name(trigger)}");

    public static Finding RunnerNotAllowed(string bundle, string runner) => NotAllowed(bundle,
        $"is of a build on a runner of the kind {Printable.Name(runner)}, which the CI system does not host: whoever owns the machine decides what it does", $"allow it with --runner {Printable.Name(runner)}");

    /// <summary>The certificate and the statement of one bundle disagree.</summary>
    /// <param name="bundle">For messages.</param>
    /// <param name="detail">What, as a sentence about the statement.</param>
    public static Finding Contradicts(string bundle, string detail) => Error(Codes.StatementContradictsCertificate, bundle,
        $"The signed statement in {bundle} contradicts its certificate: {detail} {DoNotUse}");

    /// <summary>A trusted root that was read and is none.</summary>
    /// <param name="detail">Sentences that name it.</param>
    public static Finding TrustedRootUnusable(string detail) => Error(Codes.TrustedRootUnusable, "--trusted-root",
        $"{detail} Nothing is decided without it. Get the trusted root again, or leave out --trusted-root for the one of sigstore.dev.");

    public static Finding TrustedRootUnread(string path, Exception e) => TrustedRootUnusable(
        $"The trusted root {Printable.Quoted(path)} cannot be read: {VerificationFindings.WhyUnread(e)}.");

    /// <summary>Certificates are judged by what is known from long ago: a warning, whatever was decided by it.</summary>
    public static Finding TrustedRootOld(TrustedRootChoice choice) => Finding.Create(Codes.TrustedRootOld, Severity.Warning, Printable.Text(
        $"Certificates are judged by {choice.Root.Name}, and nothing that is known of it is younger than {TrustedRootChoice.OldAfterDays} days: {(choice switch
        {
            { CurrentUntil: { } until } => $"until {Day(until)} it was the newest, said its repository",
            { Origin: TrustedRootOrigin.Embedded, Date: { } taken } => $"it is as it was on {Day(taken)}",
            { Date: { } start } => $"the newest service in it began on {Day(start)}",
            _ => "it names no service",
        })}. What is trusted no more since then still counts here. {(choice.Origin == TrustedRootOrigin.File ? "Ask who gave it to you for a newer one." : "Run 'supplychain trust update'.")}"),
        "--trusted-root");

    /// <summary>What the bundle itself says of its signer, after a sentence; nothing for null.</summary>
    public static string Says(UnverifiedSigner? says) =>
        says is null ? "" : $" Its certificate says, and nothing of it is verified: identity {Printable.Name(says.Identity)}, issuer {Printable.Name(says.Issuer)}.";

    private static Finding Unexpected(string bundle, string detail, string remedy) => Error(Codes.SignerUnexpected, bundle,
        $"{bundle} is not by whom you expect. {detail} {remedy}");

    private static Finding Untrusted(string bundle, string detail, TrustedRoot? root, string remedy) => Error(Codes.CertificateUntrusted, bundle,
        $"{bundle} is by a certificate that is not trusted. {detail}{(root is null || detail.Contains(root.Name, StringComparison.Ordinal) ? "" : $" The trusted root is {root.Name}.")} {remedy}");

    private static Finding Evidence(string bundle, string detail, string remedy) => Error(Codes.EvidenceInsufficient, bundle,
        $"{bundle} does not prove when it was signed and that it was logged. {detail} {remedy}");

    private static Finding NotAllowed(string bundle, string detail, string remedy) => Error(Codes.BuildNotAllowed, bundle,
        $"{bundle} {detail}. If that is what its publisher does, {remedy}.");

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Finding Error(DiagnosticCode code, string key, string message) => Finding.Create(code, Severity.Error, message, key);
}
