using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>What a verification can refuse, each with its code. None of them can be weakened by a policy.</summary>
internal static class VerificationFindings
{
    public static Finding NoAttestation(string file) => Error(Codes.NoAttestation, file,
        $"{file} carries no attestation, and no {file}.sigstore.json lies beside it. Nothing is proven. Ask its publisher for the bundle, or name it with --bundle.");

    public static Finding OnlyUnsigned(string file, string statement) => Error(Codes.StatementUnsigned, file,
        $"{file} has only an unsigned statement ({statement}), which proves nothing: anybody can write one. Ask its publisher for a signed bundle.");

    public static Finding InputUnreadable(string file, string detail) => Error(Codes.InputUnreadable, file,
        $"{file} cannot be read: {detail}. Check the name and the permissions.");

    public static Finding BundleMalformed(string bundle, string detail) => Error(Codes.BundleMalformed, bundle,
        $"{bundle} is not a Sigstore bundle that can be verified: {Sentence(detail)} Get it again from its publisher.");

    public static Finding SignatureInvalid(string bundle, string detail) => Error(Codes.SignatureInvalid, bundle,
        $"{bundle} does not verify with the expected key: {Sentence(detail)} Do not use the package; ask its publisher.");

    public static Finding StatementMalformed(string bundle, string detail) => Error(Codes.StatementMalformed, bundle,
        $"The statement in {bundle} cannot be used: {Sentence(detail)} Ask its publisher.");

    public static Finding SubjectMismatch(string file, string found, string attested) => Error(Codes.SubjectMismatch, file,
        $"{file} differs from the attested package: sha256 {found}, attested {attested}. Do not use it; ask its publisher.");

    public static Finding PackageMalformed(string file, string detail) => Error(Codes.PackageMalformed, file,
        $"{file} is not a package that can be verified: {Sentence(detail)} Download it again; if that gives the same file, ask its publisher.");

    public static Finding PackageZip64(string file) => Error(Codes.PackageZip64, file,
        $"{file} is a zip64 archive. NuGet cannot sign such a package, and what was appended to it cannot be told from what was built. It is not verified.");

    public static Finding Contradicts(string file, string detail) => Error(Codes.StatementContradicts, file,
        $"The signed statement contradicts {file}: {Sentence(detail)} Do not use it; ask its publisher.");

    public static Finding SbomMismatch(string file, string sbom, string detail) => Error(Codes.SbomMismatch, $"{file} {sbom}",
        $"{sbom} {Sentence(detail)} Do not rely on it; the package's publisher has the attested one.");

    public static Finding NoExpectation(string file) => Error(Codes.NoExpectation, file,
        $"{file} cannot be verified without saying who is expected to have signed it. Name the publisher's public key with --key FILE.");

    private static string Sentence(string detail) => detail.EndsWith('.') ? detail : detail + ".";

    private static Finding Error(DiagnosticCode code, string key, string message) => Finding.Create(code, Severity.Error, message, key);
}
