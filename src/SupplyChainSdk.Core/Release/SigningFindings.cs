using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>What can go wrong when a package is attested.</summary>
internal static class SigningFindings
{
    public static Finding Unsigned() => Warning(Codes.Unsigned, "unsigned",
        "The package gets only an unsigned statement (*.intoto.unsigned.json), which proves nothing: no signing key was named. "
        + "To sign: 'supplychain keys new release', then set SupplyChainSigningKey to release.key. To be silent about it: SupplyChainSigner=none.");

    public static Finding PullRequest() => Warning(Codes.Unsigned, "pull-request",
        "The package gets only an unsigned statement (*.intoto.unsigned.json), which proves nothing: this is the build of a pull request, and those never sign by SupplyChainSigner=auto.");

    public static Finding ReleaseWithoutSigner() => Error(Codes.ReleaseWithoutSigner, "release",
        "This is the build of a tag or a release, and nothing would sign its packages: no signing key was named. "
        + "Set SupplyChainSigningKey to the name of the key, or say SupplyChainSigner=none to publish without a signature.");

    public static Finding NoKeyNamed() => Error(Codes.KeyUnusable, "no-key",
        "SupplyChainSigner is 'key', but no key was named. Set SupplyChainSigningKey to a PEM file or to env:NAME.");

    public static Finding UnknownSigner(string signer) => Error(Codes.PropertyInvalid, "signer",
        $"SupplyChainSigner is {(signer.Length == 0 ? "empty" : $"'{signer}'")}. It can be auto, none, key or keyless.");

    public static Finding KeyReadableByOthers(string key, bool isCI) => Finding.Create(Codes.KeyReadableByOthers, isCI ? Severity.Error : Severity.Warning,
        $"The private key {key} is readable by other users of this machine. Run 'chmod 600' on it; if the machine is shared, make a new key.", "key-mode");

    /// <summary>The key's own message names where it was looked for, and never holds a key or a passphrase.</summary>
    public static Finding Key(DiagnosticCode code, string message, bool isCommandLine) => Error(code, "key", Sentence(message)
        + (code == Codes.KeyPassphrase ? $" {(isCommandLine ? "--passphrase-env" : "SupplyChainSigningKeyPassphrase")} names the environment variable that holds it."
            : code == Codes.KeyUnusable ? $" {(isCommandLine ? "--key names a PEM file" : "SupplyChainSigningKey names a PEM file, relative to the project's folder")}, or, as env:NAME, an environment variable that holds one."
            : ""));

    public static Finding AlreadySigned(string file) => Error(Codes.PackageAlreadySigned, file,
        $"{file} carries a NuGet signature already. The order is: pack and attest, then 'dotnet nuget sign', then push.");

    public static Finding SignedBeforeAttested(string path, string file) => Error(Codes.PackageAlreadySigned, file,
        $"{file} carries a NuGet signature already, and holds no attestation. To attest it: 'supplychain strip {path} -o built/{file}', "
        + $"'supplychain attest built/{file}' with its unsigned statement (--statement), then sign that again with 'dotnet nuget sign'.");

    public static Finding GatesFailed(string file) => Error(Codes.AttestationFailed, $"{file} gates",
        $"{file} is not attested: a gate failed in this build. Its findings are above.");

    public static Finding Malformed(string file, string detail) => Error(Codes.AttestationFailed, $"{file} malformed",
        $"{file} cannot be attested: {Sentence(detail)}");

    public static Finding CannotHoldAttestation(string file, string detail) => Error(Codes.AttestationFailed, $"{file} embedding",
        $"{file} cannot hold its attestation: {Sentence(detail)} Make it smaller, or let the bundle lie beside it only: SupplyChainEmbedAttestation=false, or --no-embed.");

    public static Finding SbomMissing(string file, string entry) => Error(Codes.AttestationFailed, $"{file} sbom",
        $"{file} does not hold the SBOM that was made for it ({entry}). Pack again; if a target changes the package after pack, it must run before.");

    public static Finding Failed(string project, string detail) => Error(Codes.AttestationFailed, $"{project} failed",
        $"The packages of {project} cannot be attested: {Sentence(detail)}");

    private static string Sentence(string detail) => detail.EndsWith('.') ? detail : detail + ".";

    private static Finding Error(DiagnosticCode code, string key, string message) => Finding.Create(code, Severity.Error, message, key);

    private static Finding Warning(DiagnosticCode code, string key, string message) => Finding.Create(code, Severity.Warning, message, key);
}
