using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>What can go wrong when something is signed with an identity. A message of the signer never holds a token or a key.</summary>
internal static class KeylessFindings
{
    private const string OneInstance = "Trusted root and signing config have to be of one instance, and current";

    /// <summary>Why nothing was signed, by the group of the step that failed.</summary>
    /// <param name="e">What failed.</param>
    /// <param name="isCommandLine">Whether a command signs: it has no properties, and a build no options.</param>
    public static Finding Of(SigningException e, bool isCommandLine) => e.Failure switch
    {
        SigningFailure.IdentityMissing or SigningFailure.IdentityNotPermitted or SigningFailure.IdentityProgramFailed or SigningFailure.TokenMalformed
            or SigningFailure.TokenAudienceMismatch or SigningFailure.TokenExpired or SigningFailure.TokenNotYetValid => Error(Codes.NoIdentity, "identity",
                $"Nothing is signed with an identity. {Sentence(e.Message)} Without one, sign with a key{(isCommandLine ? " (--key)" : ", or pack with SupplyChainSigner=none")}."),
        SigningFailure.SigningConfigMalformed or SigningFailure.SigningConfigUnsupported or SigningFailure.ServiceMissing or SigningFailure.ServiceAddressInsecure =>
            Unusable(e.Message),
        SigningFailure.StatementUnusable => Error(Codes.AttestationFailed, "statement", $"The statement cannot be signed: {Sentence(e.Message)}"),
        SigningFailure.ServiceUnreachable or SigningFailure.ServiceTimeout or SigningFailure.ServiceAnswerCut or SigningFailure.ServiceUnavailable
            or SigningFailure.ServiceRefused or SigningFailure.RedirectInsecure or SigningFailure.RedirectElsewhere or SigningFailure.TimestampRefused =>
            Error(Codes.SigningServiceFailed, "service", $"Nothing is signed, because a service that is needed for it failed. {Sentence(e.Message)} "
                + (IsRefusal(e.Failure) || e.Message.Contains("ry again", StringComparison.Ordinal) ? "Or sign with a key." : "Try again later, or sign with a key.")),
        // What was asked for came, and is not right: every other reason, also one that is added later.
        _ => Error(Codes.SigningServiceWrong, "service", $"Nothing is signed, because what a service gave is not right. {Sentence(e.Message)} "
            + (e.Message.EndsWith(OneInstance + ".", StringComparison.Ordinal) ? "If they are" : OneInstance + "; if they are") + ", find out who answers in place of the service."),
    };

    /// <summary>A trusted root or a signing config that cannot be used.</summary>
    /// <param name="detail">Names it.</param>
    public static Finding Unusable(string detail) => Error(Codes.SigningServicesUnusable, "services",
        $"It is not clear where to sign, and whom to trust for it. {Sentence(detail)} Get trusted root and signing config of the instance again, or leave both out for sigstore.dev.");

    /// <summary>A trusted root or a signing config that cannot be read.</summary>
    public static Finding Unread(string path, Exception e) => Unusable($"{Printable.Quoted(path)} cannot be read: {VerificationFindings.WhyUnread(e)}.");

    /// <summary>
    /// A trusted root of another instance, and nothing that says where that signs: sigstore.dev would be asked, and its public logs would keep a name that was meant for another.
    /// </summary>
    public static Finding SignsElsewhere(string trustedRoot, bool isCommandLine) => Error(Codes.SigningServicesUnusable, "services",
        $"It is not clear where to sign: the trusted root {Printable.Quoted(trustedRoot)} is of another instance than sigstore.dev, which signs where no signing config is named. "
        + $"Name that of the instance ({(isCommandLine ? "--signing-config" : "SupplyChainSigningConfig")}), or leave out the trusted root to sign with sigstore.dev and its public logs.");

    /// <summary>A certificate would vouch for something else than what was packed.</summary>
    /// <param name="detail">A sentence, with what is different.</param>
    /// <param name="remedy">A sentence.</param>
    public static Finding NotTheCertifiedBuild(string detail, string remedy = "Pack what the CI checked out, unchanged, or sign with a key.") =>
        Error(Codes.NotTheCertifiedBuild, "certified", $"Nothing is signed: {Sentence(detail)} {remedy}");

    public static Finding PrivateNameLogged(string repository, bool isCommandLine) => Finding.Create(Codes.PrivateNameLogged, Severity.Warning,
        $"The repository {Printable.Quoted(repository)} is not public, and signing with its identity writes its name, workflow and commit into public logs, for good. "
        + $"Sign with a key instead, or name an instance of your own ({(isCommandLine ? "--signing-config and --trusted-root" : "SupplyChainSigningConfig and SupplyChainTrustedRoot")}).", "private");

    // A message is one line in every log; the lines of a file that belong into one stand in it as they are, each for itself.
    private static string Sentence(string detail) => detail.Split('\n') is [var first, .. { Length: > 0 } lines]
        ? $"{first} {string.Join(" / ", lines.Select(line => $"'{line}'"))}."
        : detail.EndsWith('.') ? detail : detail + ".";

    // The same is refused again.
    private static bool IsRefusal(SigningFailure failure) =>
        failure is SigningFailure.ServiceRefused or SigningFailure.RedirectInsecure or SigningFailure.RedirectElsewhere or SigningFailure.TimestampRefused;

    private static Finding Error(DiagnosticCode code, string key, string message) => Finding.Create(code, Severity.Error, message, key);
}
