using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>Every finding of the signature gate.</summary>
internal static class SignatureFindings
{
    private const int MaxListed = 5;
    private const int MaxWhole = 3;

    /// <summary>SCSDK2021: a signature that a rule asks for is not there.</summary>
    /// <param name="severity">How it weighs.</param>
    /// <param name="package">The package.</param>
    /// <param name="found">The signatures that it has.</param>
    /// <param name="kind"><c>author</c> or <c>repository</c>.</param>
    /// <param name="demand">What asks for it, as the policy writes it.</param>
    /// <param name="rule">The rule.</param>
    public static Finding Missing(Severity severity, PackageFacts package, PackageSignatures found, string kind, string demand, SignatureRule rule) => About(Codes.SignatureMissing, severity, package.Package.Id, kind, rule,
        $"{package.Package.Id} has no {kind} signature{(Signers(found) is { Length: > 0 } other ? $", only another{other}" : "")}, and the policy asks for one by {demand}. It can be taken off without changing the content hash: "
        + $"delete {Path.GetDirectoryName(package.ArchivePath)} and restore; if it is still missing and its publisher does not sign, let the rule name only packages that are signed.");

    /// <summary>SCSDK2022: the certificate is not among those of a rule.</summary>
    public static Finding OtherSigner(Severity severity, PackageFacts package, string kind, SignerCertificate found, SignatureRule rule) => About(Codes.SignerNotAllowed, severity, package.Package.Id,
        $"{kind} {rule.Packages.Text}", rule,
        $"{package.Package.Id} is signed by the {kind} {Printable.Quoted(found.Subject)} with the certificate {Printable.Short(found.Sha256.Hex)}, and the policy allows for \"{rule.Packages.Text}\" only "
        + $"{Listed(rule.Fingerprints, f => Printable.Short(f.Hex))}. Find out why it is another; if it is right, {Entry("fingerprints", rule.Fingerprints, found.Sha256)}");

    /// <summary>SCSDK2022: none of the owners is among those of a rule.</summary>
    public static Finding OtherOwners(Severity severity, PackageFacts package, RepositorySignature found, SignatureRule rule) => About(Codes.SignerNotAllowed, severity, package.Package.Id,
        $"owners {rule.Packages.Text}", rule,
        $"{package.Package.Id} belongs to {(found.Owners.IsEmpty ? "nobody" : Listed(found.Owners, Printable.Quoted))} by its repository signature, and the policy allows for \"{rule.Packages.Text}\" only "
        + $"{Listed(rule.Owners, Printable.Quoted)}. Find out who publishes it now; if it is right, add one of them to \"owners\".");

    /// <summary>SCSDK2022: the certificate of the repository is not among those of a rule.</summary>
    public static Finding OtherRepository(Severity severity, PackageFacts package, RepositorySignature found, SignatureRule rule) => About(Codes.SignerNotAllowed, severity, package.Package.Id,
        $"repository certificate {rule.Packages.Text}", rule,
        $"{package.Package.Id} is signed by a repository that calls itself {Printable.Quoted(found.ServiceIndex)}, with the certificate {Printable.Short(found.Certificate.Sha256.Hex)} of {Printable.Quoted(found.Certificate.Subject)}, and the policy allows for "
        + $"\"{rule.Packages.Text}\" only {(rule.RepositoryFingerprints.IsEmpty ? "nuget.org" : Listed(rule.RepositoryFingerprints, f => Printable.Short(f.Hex)))}. "
        + $"Find out whose it is; if it is right, {Entry("repositoryFingerprints", rule.RepositoryFingerprints, found.Certificate.Sha256)}"
        + (rule.RepositoryFingerprints.IsEmpty ? ", and beside it the certificates of nuget.org if packages of the rule come from there too" : ""));

    /// <summary>SCSDK2023: NuGet does not accept a signature.</summary>
    public static Finding Invalid(Severity severity, PackageFacts package, PackageSignatures found, SignatureRule rule) => About(Codes.SignatureNotTrusted, severity, package.Package.Id, "invalid", rule,
        $"{package.Package.Id} has a signature that is not valid or not trusted{Signers(found)}: {string.Join("; ", found.AllProblems)}. "
        + $"Delete {Path.GetDirectoryName(package.ArchivePath)} and restore; if it happens again, do not use it and ask its publisher.");

    /// <summary>SCSDK2023: the archive could not be read, so nothing is known of its signatures.</summary>
    public static Finding NotRead(Severity severity, PackageFailure failure, SignatureRule rule) => About(Codes.SignatureNotTrusted, severity, failure.Package.Id, "unread", rule,
        $"{failure.Package.Id} has signatures that are not known: its archive could not be read ({failure.Detail}). Restore again.");

    private static string Signers(PackageSignatures found)
    {
        var author = found.Author is { } a ? $"author {Printable.Quoted(a.Certificate.Subject)}, certificate {a.Certificate.Sha256.Hex}" : null;
        var repository = found.Repository is { } r ? $"repository {Printable.Quoted(r.ServiceIndex)}, certificate {r.Certificate.Sha256.Hex}" : null;
        return author is null && repository is null ? "" : $" ({string.Join("; ", new[] { author, repository }.OfType<string>())})";
    }

    // What to write into the rule, to be copied: whole where that is short enough to read.
    private static string Entry(string name, ImmutableArray<Digest> before, Digest found) => before.Length < MaxWhole
        ? $"let the rule say \"{name}\": [{string.Join(", ", before.Append(found).Select(f => $"\"{f.Hex}\""))}]"
        : $"add \"{found.Hex}\" to its \"{name}\"";

    private static string Listed<T>(ImmutableArray<T> items, Func<T, string> shown) => Printable.List(items.Select(shown), MaxListed);

    private static Finding About(DiagnosticCode code, Severity severity, PackageId package, string key, SignatureRule rule, string message) =>
        Finding.Create(code, severity, message, $"{package.ToString().ToLowerInvariant()}|{key}", rule.Origin, package);
}
