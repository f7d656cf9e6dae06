using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>What a verification can refuse, each with its code. None of them can be weakened by a policy.</summary>
internal static class VerificationFindings
{
    private const int MaxAttested = 3;

    /// <summary>Whether a refusal answers nothing: the question could not be asked.</summary>
    public static bool IsUndecided(Finding refusal) => refusal.Code == Codes.InputUnreadable || refusal.Code == Codes.NoExpectation
        || refusal.Code == Codes.SourceUnusable || refusal.Code == Codes.PackageNotServed || refusal.Code == Codes.TrustedRootUnusable
        || refusal.Code == Codes.TrustStoreUnusable || refusal.Code == Codes.RebuildNotAllowed || refusal.Code == Codes.RebuildUnknown
        || refusal.Code == Codes.CommitNotFetched || refusal.Code == Codes.SdkNotInstalled || refusal.Code == Codes.RebuildFailed
        || refusal.Code == Codes.SourceSignatureNotDecided || refusal.Code == Codes.SignersUnusable;

    /// <summary>Whether an exception is one of a file that is broken, missing or closed to us, and so an answer and no bug.</summary>
    public static bool IsOfInput(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException;

    /// <summary>A package that could not be opened.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="exception">Why.</param>
    /// <param name="typed">As the caller named it, by which somebody looks for what is not there; null for the same.</param>
    public static Finding Unopened(string file, Exception exception, string? typed = null) => exception switch
    {
        PackageFormatException { Defect: PackageDefect.Zip64 } => PackageZip64(file),
        PackageFormatException or InvalidDataException => PackageFileName.IsPackage(file) ? PackageMalformed(file, exception.Message) : NoPackage(file, exception.Message),
        UnauthorizedAccessException => InputUnreadable(typed ?? file, "it is a folder without packages, or may not be read"),
        _ when typed is not null && typed.AsSpan().ContainsAny('*', '?') && !File.Exists(typed) => NoMatch(typed),
        _ => Unreadable(typed ?? file, exception),
    };

    /// <summary>The folder of the released packages.</summary>
    public static Finding NoReleaseFolder(string folder) => InputUnreadable(folder, "there is no such folder, which --against takes");

    /// <summary>A file that could not be read.</summary>
    public static Finding Unreadable(string file, Exception exception) => InputUnreadable(file, WhyUnread(exception));

    /// <summary>Why a file could not be read, as the part of a sentence.</summary>
    public static string WhyUnread(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "it is a folder, or may not be read",
        _ => exception.Message.TrimEnd('.'),
    };

    /// <summary>The expected key.</summary>
    /// <param name="detail">Sentences that name the file; a key says itself what is wrong with it.</param>
    public static Finding KeyUnusable(string detail) => Error(Codes.InputUnreadable, "key",
        $"{Sentence(detail)} Name the publisher's public key (PEM) with --key FILE.");

    public static Finding NoAttestation(string file, string? store) => Error(Codes.NoAttestation, file,
        $"{file} carries no attestation, and no {file}.sigstore.json lies beside it{(store is null ? "" : $" or in {Printable.Bounded(store, 200)}")}. Nothing is proven. "
        + $"Ask its publisher for the bundle{(store is null ? ", or name it with --bundle" : "")}.");

    public static Finding OnlyUnsigned(string file, string statement) => Error(Codes.StatementUnsigned, file,
        $"{file} has only an unsigned statement ({statement}), which proves nothing: anybody can write one. Ask its publisher for a signed bundle.");

    /// <summary>What was given as the bundle is the statement alone.</summary>
    public static Finding NotSigned(string statement) => Error(Codes.StatementUnsigned, statement,
        $"{statement} is an unsigned statement, which proves nothing: anybody can write one. Ask its publisher for a signed bundle.");

    public static Finding BundleMalformed(string bundle, string detail) => Error(Codes.BundleMalformed, bundle,
        $"{bundle} is not a Sigstore bundle that can be verified. {Sentence(detail)} Get it again from its publisher.");

    public static Finding SignatureInvalid(string bundle, string detail) => Error(Codes.SignatureInvalid, bundle,
        $"{bundle} does not verify with the expected key. {Sentence(detail)} Check that --key is the right one; if it is, do not use the package, and ask its publisher.");

    /// <summary>A refusal, with a word on those that verify and do not undo it.</summary>
    public static Finding Despite(string file, Finding refusal, IReadOnlyList<string> others) => Error(refusal.Code, $"{file} despite others",
        $"{refusal.Message} The attestation in {string.Join(" and in ", others.Distinct(StringComparer.Ordinal))} verifies; that does not undo it: whatever is there as an attestation of the package must hold.");

    public static Finding SourceUnusable(string where, string detail) => Error(Codes.SourceUnusable, where,
        $"The source cannot be used: {Sentence(detail)} Nothing is decided without its answer. Check the address, the network and the credentials.");

    public static Finding StatementMalformed(string bundle, string detail) => Error(Codes.StatementMalformed, bundle,
        $"The statement in {bundle} cannot be used. {Sentence(detail)} Ask its publisher.");

    public static Finding SubjectMismatch(string file, Digest found, ImmutableArray<Digest> attested)
    {
        var comparable = attested.Where(d => d.Algorithm == found.Algorithm).Select(d => Printable.Short(d.Hex)).ToList();
        return Error(Codes.SubjectMismatch, file,
            $"{file} differs from the attested package: sha256 {Printable.Short(found.Hex)}, attested {(comparable.Count > 0 ? Printable.List(comparable, MaxAttested) : "another or none")}. "
            + "Do not use it; ask its publisher.");
    }

    /// <summary>The statement has neither the digests nor the name of the package.</summary>
    public static Finding OtherSubject(string file, string bundle, ImmutableArray<string> names) => Error(Codes.SubjectMismatch, file,
        $"{bundle} is about {Printable.List(names.Select(Printable.Quoted), MaxAttested)}, not about {file}, "
        + $"of which it proves nothing. Get the bundle of {file}; if its publisher gave this one for it, do not use the package.");

    /// <summary>What is there is something else that somebody says of the package.</summary>
    public static Finding NoProvenance(string file, string bundle, string predicateType) => Error(Codes.NoProvenance, file,
        $"{bundle} is an attestation of type {Printable.Bounded(predicateType, 200)}, not provenance that this version reads, so it does not say who built {file}. Ask its publisher for the provenance.");

    public static Finding PackageMalformed(string file, string detail) => Error(Codes.PackageMalformed, file,
        $"{file} is not a package that can be verified: {Sentence(detail)} Download it again; if that gives the same file, ask its publisher.");

    /// <summary>What cannot be read as a package, and is not called one.</summary>
    public static Finding NoPackage(string file, string detail) => Error(Codes.PackageMalformed, file,
        $"{file} is not a package: {Sentence(detail)} Packages are .nupkg and .snupkg; docs/provenance.md shows how to verify another file by hand.");

    public static Finding OtherName(string file, PackageId package) => Error(Codes.StatementContradicts, file,
        $"{Printable.Quoted(file)} holds {package}, which is not what its name says. If {package} is what you asked for, rename the file to {package.Id}.{package.Version}.nupkg; if not, it was exchanged.");

    public static Finding Contradicts(string file, string detail) => Error(Codes.StatementContradicts, file,
        $"The signed statement contradicts {file}: {Sentence(detail)} Do not use it; ask its publisher.");

    public static Finding SbomDiffers(string file, string sbom, Digest found, Digest attested) => Sbom(file, sbom,
        $"is not the attested one: sha256 {Printable.Short(found.Hex)}, attested {Printable.Short(attested.Hex)}.");

    public static Finding SbomMissing(string file, string sbom) => Sbom(file, sbom, $"is attested, and {file} does not hold it.");

    public static Finding SbomNotAttested(string file, string sbom) => Sbom(file, sbom, $"lies in {file}, and the statement does not name it.");

    public static Finding SbomNameUnsafe(string file, string sbom) => Sbom(file, sbom, $"is the name of an SBOM in the statement, and no file name that is looked up.");

    public static Finding NotServed(PackageId package, FeedSource source, TimeSpan waited) => Error(Codes.PackageNotServed, package.ToString(),
        $"{package} is not on {Printable.Quoted(source.Name)}{(source.Place == source.Name ? "" : $" ({source.Place})")}{(waited > TimeSpan.Zero ? $", after waiting for {Words(waited)}" : "")}. "
        + (source.Folder is not null ? "Check id, version and folder." : "Check id and version; a feed shows a new package some minutes after it was pushed: --wait 15m."));

    /// <summary>What is served is not what was released; null when it is.</summary>
    public static Finding? Release(string file, ReleaseComparison release) => release switch
    {
        { IsRelease: true } => null,
        { IsSameBeforeSigning: true } => Error(Codes.ReleaseDiffers, file,
            $"{file} is served without the signature that the released {release.ReleasedFile} has; everything else is the same. Ask the source why it removed it."),
        { IsSameAsBuilt: true } => Error(Codes.ReleaseDiffers, file,
            $"{file} as served has another attestation than the released {release.ReleasedFile}, or one has none: sha256 before signing {Printable.Short(release.Served.Sha256.Hex)}, "
            + $"released {Printable.Short(release.Released.Sha256.Hex)}; what was built is the same. Push the released file, or find out who pushed this one."),
        _ => Error(Codes.ReleaseDiffers, file,
            $"{file} as served is not the released {release.ReleasedFile}: sha256 before signing {Printable.Short(release.Served.Sha256.Hex)}, released {Printable.Short(release.Released.Sha256.Hex)}. "
            + "Do not use it; find out who pushed it."),
    };

    public static Finding Extracted(string file, ExtractedDifference difference) => Error(Codes.ExtractedFilesDiffer, $"{file} {difference.Path}",
        $"{Printable.Bounded(difference.Path, 200)}, extracted beside {file}, {difference.Problem switch
        {
            ExtractedProblem.Differs => "is not the file in the package",
            ExtractedProblem.Missing => "is missing; the package holds it",
            ExtractedProblem.Extra => "is not in the package",
            ExtractedProblem.OtherCase => "has its name in another case than the package",
            _ => "is a link, which NuGet does not make",
        }}. Builds use the extracted files. Delete the folder of this version of the package and restore; if it happens again, look for what changes it.");

    /// <summary>Nobody is expected to have signed, or it is not clear who.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="unclear">What is not clear, as the part of a sentence; empty where nobody is named.</param>
    /// <param name="found">Whom the attestations name themselves.</param>
    public static Finding NoExpectation(string file, string unclear, ImmutableArray<UnverifiedSigner> found) => Error(Codes.NoExpectation, file,
        $"{file} cannot be verified without saying who is expected to have signed it{(unclear.Length > 0 ? $": {unclear}" : "")}. "
        + string.Concat(found.Take(MaxAttested).Select(f => $"An attestation of it names, and nothing of that is verified, the identity {Printable.Name(f.Identity)} and the issuer {Printable.Name(f.Issuer)}. "))
        + "Name the publisher's public key with --key FILE, or identity and issuer with --certificate-identity and --certificate-oidc-issuer.");

    private static Finding InputUnreadable(string file, string detail) => Error(Codes.InputUnreadable, file,
        $"{file} cannot be read: {detail}. Check the name and the permissions.");

    private static Finding NoMatch(string pattern) => Error(Codes.InputUnreadable, pattern,
        $"No package matches {pattern}. Check the pattern: of what it matches, .nupkg and .snupkg are verified.");

    private static Finding PackageZip64(string file) => Error(Codes.PackageZip64, file,
        $"{file} is a zip64 archive. NuGet cannot sign such a package, and what was appended to it cannot be told from what was built. It is not verified.");

    private static Finding Sbom(string file, string sbom, string detail) => Error(Codes.SbomMismatch, $"{file} {sbom}",
        $"{Printable.Bounded(sbom, 120)} {detail} Do not rely on it; the package's publisher has the attested one.");

    private static string Words(TimeSpan time) => time.Seconds == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes} min") : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s");

    private static string Sentence(string detail) => detail.EndsWith('.') ? detail : detail + ".";

    private static Finding Error(DiagnosticCode code, string key, string message) => Finding.Create(code, Severity.Error, message, key);
}
