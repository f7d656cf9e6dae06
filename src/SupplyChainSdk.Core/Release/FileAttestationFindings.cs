using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>What can be wrong when a file is attested outside the build.</summary>
internal static class FileAttestationFindings
{
    public static Finding NoStatement(string file, string? beside) => Error(Codes.StatementMissing, file,
        $"{file} cannot be attested: no statement was named{(beside is null ? "" : $", and there is no {beside} beside it")}. "
        + "'dotnet pack -p:SupplyChainSigner=none' writes one for each package; name another with --statement.");

    public static Finding StatementUnreadable(string statement, Exception exception) => Error(Codes.InputUnreadable, statement,
        $"The statement {statement} cannot be read: {(exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message.TrimEnd('.'))}. Check the name and the permissions.");

    public static Finding StatementMalformed(string statement, string detail) => Error(Codes.StatementMalformed, statement,
        $"The statement {statement} cannot be signed: {Sentence(detail)} Make it anew: pack again.");

    public static Finding Differs(string statement, string file, string detail) => Error(Codes.StatementDiffers, file,
        $"The statement {statement} is not about {file}: {Sentence(detail)} Nothing was signed. Find out which of the two was changed, and pack again.");

    /// <summary>Another attestation stands in the way.</summary>
    /// <param name="target">What was to be attested.</param>
    /// <param name="isInside">Whether the package holds it, or <paramref name="bundle"/>.</param>
    /// <param name="bundle">The file where the bundle would go.</param>
    /// <param name="detail">How it differs.</param>
    public static Finding AlreadyAttested(AttestTarget target, bool isInside, string bundle, string detail) => AlreadyAttested(
        target.Name, isInside ? $"in the package{(target.IsSigned ? ", which was signed since" : "")}" : Path.GetFileName(bundle), detail,
        isInside ? $"To attest it anew: 'supplychain strip {target.Path} -o built/{target.Name}', delete the bundle {Path.GetFileName(bundle)}, and "
                + $"'supplychain attest built/{target.Name} --statement FILE' with its unsigned statement{(target.IsSigned ? ", then sign again" : "")}."
            : $"To attest it anew, delete {Path.GetFileName(bundle)} if it is of no use, and name the unsigned statement with --statement if it is not beside it.");

    public static Finding AlreadyAttested(string file, string where, string detail, string remedy) => Error(Codes.AlreadyAttested, file,
        $"{file} has an attestation already ({where}), and it is not this one: {Sentence(detail)} Nothing was signed. {remedy}");

    private static string Sentence(string detail) => detail.EndsWith('.') ? detail : detail + ".";

    private static Finding Error(DiagnosticCode code, string key, string message) => Finding.Create(code, Severity.Error, message, key);
}
