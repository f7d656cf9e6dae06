using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>A diagnostic code and its one-line title; the page <c>docs/diagnostics/{Id}.md</c> has cause, fix and example.</summary>
/// <param name="Id">Such as <c>SCSDK2003</c>.</param>
/// <param name="Title">A short sentence without a full stop.</param>
public sealed record DiagnosticCode(string Id, string Title)
{
    /// <summary>The page that the diagnostic links to.</summary>
    public string HelpLink => $"https://github.com/supplychainsdk/supplychainsdk/blob/main/docs/diagnostics/{Id}.md";

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>
/// Every diagnostic code, once. 1xxx configuration and environment, 2xxx lock file and integrity, 3xxx licences, 4xxx advisories,
/// 5xxx publishers and dependency attestations, 6xxx SBOM, 7xxx provenance and signing, 8xxx verification and release, 9xxx posture.
/// A number is never used again; one that is retired stays listed as that. A new code needs a page in <c>docs/diagnostics</c>.
/// </summary>
#pragma warning disable CS1591 // each code carries its own title
public static class Codes
{
    // 1xxx: configuration and environment
    public static readonly DiagnosticCode PolicyUnreadable = new("SCSDK1001", "A policy file cannot be read");
    public static readonly DiagnosticCode PolicyInvalid = new("SCSDK1002", "A policy file says something that is not allowed there");
    public static readonly DiagnosticCode PolicyNeedsNewerVersion = new("SCSDK1003", "A policy file uses a section that needs a newer version");
    public static readonly DiagnosticCode PolicyOutsideRoot = new("SCSDK1004", "A policy file refers to a file outside the repository");
    public static readonly DiagnosticCode LooseningNotDelegated = new("SCSDK1005", "An inner policy file loosens what the outer one did not delegate");
    public static readonly DiagnosticCode NoPolicy = new("SCSDK1006", "No policy: gates that need one are not configured");
    public static readonly DiagnosticCode ClockNotPlausible = new("SCSDK1007", "The clock is earlier than it can be");
    public static readonly DiagnosticCode ProjectNotJudged = new("SCSDK1008", "This kind of project cannot be judged");
    public static readonly DiagnosticCode MSBuildTooOld = new("SCSDK1009", "This MSBuild is too old");
    public static readonly DiagnosticCode SwitchedOff = new("SCSDK1010", "The SDK is switched off");
    public static readonly DiagnosticCode Suppressed = new("SCSDK1011", "A property suppresses codes of the SDK");
    public static readonly DiagnosticCode PackageSetsProperties = new("SCSDK1012", "A package sets properties or targets of the SDK");
    public static readonly DiagnosticCode LeaksIntoNuspec = new("SCSDK1013", "The package would depend on SupplyChainSdk");
    public static readonly DiagnosticCode AssetsUnreadable = new("SCSDK1014", "project.assets.json is missing or cannot be read");
    public static readonly DiagnosticCode InternalError = new("SCSDK1015", "The SDK failed and could not decide");
    public static readonly DiagnosticCode NuGetTooOld = new("SCSDK1016", "This NuGet cannot pack reproducibly");
    public static readonly DiagnosticCode SourceDateInvalid = new("SCSDK1017", "SOURCE_DATE_EPOCH is not a time");
    public static readonly DiagnosticCode GitUnusable = new("SCSDK1018", "git could not be asked about the source");
    public static readonly DiagnosticCode OutputUnwritable = new("SCSDK1019", "A file cannot be written");
    public static readonly DiagnosticCode PolicyEntryUnused = new("SCSDK1020", "A policy entry matches nothing");
    public static readonly DiagnosticCode PropertyInvalid = new("SCSDK1021", "A property of the SDK has a value that it does not know");
    public static readonly DiagnosticCode PolicyEntryExpired = new("SCSDK1023", "A policy entry has expired");
    public static readonly DiagnosticCode PolicyLoosened = new("SCSDK1024", "The tree loosens the policy that it is judged by");
    public static readonly DiagnosticCode PolicyFileUnusable = new("SCSDK1025", "A file that a policy names cannot be used");

    // 2xxx: lock file and integrity
    public static readonly DiagnosticCode LockMissing = new("SCSDK2001", "No lock file");
    public static readonly DiagnosticCode LockUnreadable = new("SCSDK2002", "The lock file cannot be read");
    public static readonly DiagnosticCode HashMismatch = new("SCSDK2003", "A package is not the one that was locked");
    public static readonly DiagnosticCode LockDiffers = new("SCSDK2004", "The lock file differs from what was resolved");
    public static readonly DiagnosticCode LockNotCommitted = new("SCSDK2005", "The lock file is not the committed one");
    public static readonly DiagnosticCode LockNotDecidable = new("SCSDK2006", "It cannot be known whether the lock file is the committed one");
    public static readonly DiagnosticCode ArchiveMissing = new("SCSDK2007", "The archive of a package is missing");
    public static readonly DiagnosticCode ArchiveMalformed = new("SCSDK2008", "The archive of a package is malformed");
    public static readonly DiagnosticCode PackageFolderUnreadable = new("SCSDK2009", "A package folder cannot be read");
    public static readonly DiagnosticCode IdsDifferInCase = new("SCSDK2010", "Two packages have one id in different case");
    public static readonly DiagnosticCode ExtractedFileDiffers = new("SCSDK2011", "An extracted file is not the package's");
    public static readonly DiagnosticCode ExtractedFileExtra = new("SCSDK2012", "A file lies in a package folder that is not the package's");
    public static readonly DiagnosticCode CompilerInputUnknown = new("SCSDK2013", "The compiler was given a file that nothing vouches for");
    public static readonly DiagnosticCode CompilerInputChanged = new("SCSDK2014", "The compiler was given a file that is not the package's");
    public static readonly DiagnosticCode ToolLockMissing = new("SCSDK2015", "No lock of MSBuild SDKs, local tools and downloaded packages");
    public static readonly DiagnosticCode ToolLockUnreadable = new("SCSDK2016", "The lock of SDKs and tools, or a file that names them, cannot be read");
    public static readonly DiagnosticCode ToolLockDiffers = new("SCSDK2017", "An MSBuild SDK, a local tool or a downloaded package is not the one that was locked");
    public static readonly DiagnosticCode SourceDiffers = new("SCSDK2018", "The sources do not serve the package that was locked");
    public static readonly DiagnosticCode SourceNotAsked = new("SCSDK2019", "A source cannot be asked");
    public static readonly DiagnosticCode SeveralSources = new("SCSDK2020", "More than one source can serve a package");
    public static readonly DiagnosticCode SignatureMissing = new("SCSDK2021", "A package lacks a signature that the policy requires");
    public static readonly DiagnosticCode SignerNotAllowed = new("SCSDK2022", "A package is signed by somebody whom the policy does not allow");
    public static readonly DiagnosticCode SignatureNotTrusted = new("SCSDK2023", "The signature of a package is not valid or not trusted");
    public static readonly DiagnosticCode CompilerInputsNotKnown = new("SCSDK2024", "It cannot be known what the compiler was given");
    public static readonly DiagnosticCode ExtractionRecordDiffers = new("SCSDK2025", "What NuGet recorded of a package is missing or differs");
    public static readonly DiagnosticCode ImportNotCompared = new("SCSDK2026", "The build imports a file that is not a compared package's");

    // 3xxx: licences
    public static readonly DiagnosticCode LicenseUnknown = new("SCSDK3001", "The licence of a package is not known");
    public static readonly DiagnosticCode LicenseDenied = new("SCSDK3002", "The licence of a package is denied");
    public static readonly DiagnosticCode LicenseExpressionInvalid = new("SCSDK3003", "The licence expression of a package is not valid");
    public static readonly DiagnosticCode LicenseNotAllowed = new("SCSDK3004", "The licence of a package is not on the allow-list");
    public static readonly DiagnosticCode LicenseExceptionExpired = new("SCSDK3005", "A licence exception has expired");

    // 5xxx: publishers and dependency attestations
    public static readonly DiagnosticCode BaselineUnusable = new("SCSDK5001", "A publisher baseline is missing or cannot be read");
    public static readonly DiagnosticCode PublisherChanged = new("SCSDK5002", "The publisher of a package is not the one of the baseline");
    public static readonly DiagnosticCode PublisherSignatureChanged = new("SCSDK5003", "A signature that the baseline remembers changed or disappeared");
    public static readonly DiagnosticCode PublisherTrustExpired = new("SCSDK5004", "The trust in a publisher has expired");
    public static readonly DiagnosticCode PublisherUnused = new("SCSDK5005", "An entry of the publisher baseline matches no package");
    public static readonly DiagnosticCode PublisherNew = new("SCSDK5006", "A direct dependency is not in the publisher baseline");
    public static readonly DiagnosticCode PackageUnlisted = new("SCSDK5007", "A package is unlisted");
    public static readonly DiagnosticCode PackageDeprecated = new("SCSDK5008", "A package is deprecated");
    public static readonly DiagnosticCode PackageWithdrawn = new("SCSDK5009", "A package is no longer served");
    public static readonly DiagnosticCode PackageTooNew = new("SCSDK5010", "A package was published too recently");
    public static readonly DiagnosticCode SourcesNotAsked = new("SCSDK5011", "What the sources say of packages is not known");
    public static readonly DiagnosticCode AttestationMissing = new("SCSDK5012", "A package is not attested, and the policy requires it");
    public static readonly DiagnosticCode BuilderNotExpected = new("SCSDK5013", "A package is attested by somebody whom the policy does not expect");
    public static readonly DiagnosticCode AttestationRefused = new("SCSDK5014", "The attestation of a package does not hold, or is revoked");
    public static readonly DiagnosticCode BuildNotAsExpected = new("SCSDK5015", "A package is not built as the policy expects");
    public static readonly DiagnosticCode AttestationsNotJudged = new("SCSDK5016", "The attestations of packages cannot be judged");
    public static readonly DiagnosticCode NotReproduced = new("SCSDK5017", "A package is not reproduced as the policy requires");
    public static readonly DiagnosticCode ReproductionDiffers = new("SCSDK5018", "A package does not come out of its commit");
    public static readonly DiagnosticCode AttestationLost = new("SCSDK5020", "A package is no longer attested as the baseline remembers");
    public static readonly DiagnosticCode BuilderChanged = new("SCSDK5021", "A package is built by somebody else than the baseline remembers");
    public static readonly DiagnosticCode WorkflowChanged = new("SCSDK5022", "A package is built by another workflow than the baseline remembers");
    public static readonly DiagnosticCode ClaimedSourceDiffers = new("SCSDK5023", "A package names another source than it was built from");

    public static readonly DiagnosticCode TagNotSigned = new("SCSDK5024", "No tag of the commit is signed by whom the policy expects");
    public static readonly DiagnosticCode CommitNotSigned = new("SCSDK5025", "The commit is not signed by whom the policy expects");
    public static readonly DiagnosticCode SourceSignatureNotDecided = new("SCSDK5026", "Whether the source is signed cannot be decided");
    public static readonly DiagnosticCode SignersUnusable = new("SCSDK5027", "A file of signers cannot be used");

    // 6xxx: SBOM
    public static readonly DiagnosticCode SbomFormatUnknown = new("SCSDK6001", "This version does not write that SBOM format");
    public static readonly DiagnosticCode SbomNotInPackage = new("SCSDK6002", "The package is packed from a nuspec, which takes no further file");
    public static readonly DiagnosticCode SbomFailed = new("SCSDK6003", "The SBOM could not be made");

    // 7xxx: provenance and signing
    public static readonly DiagnosticCode Unsigned = new("SCSDK7001", "The package has only an unsigned statement");
    public static readonly DiagnosticCode ReleaseWithoutSigner = new("SCSDK7002", "A release is packed without a signer");
    public static readonly DiagnosticCode KeyUnusable = new("SCSDK7003", "The signing key cannot be used");
    public static readonly DiagnosticCode KeyNotPrivate = new("SCSDK7004", "The signing key is a public key");
    public static readonly DiagnosticCode KeyPassphrase = new("SCSDK7005", "The passphrase does not open the signing key");
    public static readonly DiagnosticCode KeyReadableByOthers = new("SCSDK7006", "The private key file is readable by others");
    public static readonly DiagnosticCode PackageChangedSincePack = new("SCSDK7007", "The package changed since it was packed");
    public static readonly DiagnosticCode AttestationFailed = new("SCSDK7008", "The package could not be attested");
    public static readonly DiagnosticCode NoIdentity = new("SCSDK7009", "There is no identity to sign with");
    public static readonly DiagnosticCode PackageAlreadySigned = new("SCSDK7010", "The package was signed before it was attested");
    public static readonly DiagnosticCode AttestingSwitchedOff = new("SCSDK7011", "A gate is switched off, and attesting with it");
    public static readonly DiagnosticCode StatementDiffers = new("SCSDK7012", "The statement is not about the file that is to be attested");
    public static readonly DiagnosticCode AlreadyAttested = new("SCSDK7013", "There is another attestation already");
    public static readonly DiagnosticCode StatementMissing = new("SCSDK7014", "There is no statement to sign");
    public static readonly DiagnosticCode SigningServiceFailed = new("SCSDK7015", "A signing service refused, or gave no answer");
    public static readonly DiagnosticCode SigningServiceWrong = new("SCSDK7016", "What a signing service gave does not verify");
    public static readonly DiagnosticCode SigningServicesUnusable = new("SCSDK7017", "The trusted root or the signing config cannot be used to sign");
    public static readonly DiagnosticCode NotTheCertifiedBuild = new("SCSDK7018", "The certificate is not of what was built");
    public static readonly DiagnosticCode PrivateNameLogged = new("SCSDK7019", "A public log shows the name of a private repository");

    // 8xxx: verification and release
    public static readonly DiagnosticCode NoAttestation = new("SCSDK8001", "No attestation was found");
    public static readonly DiagnosticCode BundleMalformed = new("SCSDK8002", "The bundle is malformed");
    public static readonly DiagnosticCode SignatureInvalid = new("SCSDK8003", "The signature does not verify");
    public static readonly DiagnosticCode SubjectMismatch = new("SCSDK8004", "The package differs from the attested one");
    public static readonly DiagnosticCode StatementUnsigned = new("SCSDK8005", "The statement is not signed");
    public static readonly DiagnosticCode StatementMalformed = new("SCSDK8006", "The statement is malformed or of another kind");
    public static readonly DiagnosticCode PackageMalformed = new("SCSDK8007", "The package is malformed");
    public static readonly DiagnosticCode SbomMismatch = new("SCSDK8008", "An SBOM differs from the attested one");
    public static readonly DiagnosticCode NoExpectation = new("SCSDK8009", "It is not clear who is expected to have signed");
    public static readonly DiagnosticCode PackageZip64 = new("SCSDK8010", "The package is a zip64 archive, which cannot be signed");
    public static readonly DiagnosticCode StatementContradicts = new("SCSDK8011", "The statement contradicts the package");
    public static readonly DiagnosticCode InputUnreadable = new("SCSDK8012", "A file to verify is missing or cannot be read");
    public static readonly DiagnosticCode SourceUnusable = new("SCSDK8013", "A source of packages or bundles cannot be asked");
    public static readonly DiagnosticCode ExtractedFilesDiffer = new("SCSDK8014", "The extracted files are not those of the package");
    public static readonly DiagnosticCode PackageNotServed = new("SCSDK8015", "The source does not have the package");
    public static readonly DiagnosticCode ReleaseDiffers = new("SCSDK8016", "The source serves another package than the released one");
    public static readonly DiagnosticCode SignerUnexpected = new("SCSDK8017", "Somebody else signed than was expected");
    public static readonly DiagnosticCode CertificateUntrusted = new("SCSDK8018", "The certificate of the signer is not trusted");
    public static readonly DiagnosticCode EvidenceInsufficient = new("SCSDK8019", "Time or log evidence is missing or wrong");
    public static readonly DiagnosticCode StatementContradictsCertificate = new("SCSDK8020", "The statement contradicts its certificate");
    public static readonly DiagnosticCode TrustedRootUnusable = new("SCSDK8021", "The trusted root cannot be used");
    public static readonly DiagnosticCode BuildNotAllowed = new("SCSDK8022", "The build was started or run in a way that is not allowed");
    public static readonly DiagnosticCode RebuildDiffers = new("SCSDK8023", "Building again gives another package");
    public static readonly DiagnosticCode RebuildNotAllowed = new("SCSDK8024", "Code of strangers is not run without being allowed to");
    public static readonly DiagnosticCode RebuildUnknown = new("SCSDK8025", "What is to be built again is not known, or is not fetched");
    public static readonly DiagnosticCode CommitNotFetched = new("SCSDK8026", "The commit cannot be fetched");
    public static readonly DiagnosticCode SdkNotInstalled = new("SCSDK8027", "The .NET SDK that built the package is not installed");
    public static readonly DiagnosticCode RebuildFailed = new("SCSDK8028", "Building again failed");
    public static readonly DiagnosticCode NotReproducible = new("SCSDK8029", "One commit gives two packages");
    public static readonly DiagnosticCode TrustUpdateRefused = new("SCSDK8030", "What the repository of trusted keys shows is wrong");
    public static readonly DiagnosticCode TrustUpdateUnreachable = new("SCSDK8031", "The repository of trusted keys cannot be reached");
    public static readonly DiagnosticCode TrustStoreUnusable = new("SCSDK8032", "The store of fetched trust is damaged or cannot be used");
    public static readonly DiagnosticCode NoProvenance = new("SCSDK8033", "Only attestations that are not provenance were found");
    public static readonly DiagnosticCode TrustedRootOld = new("SCSDK8040", "Nothing that is known of the trusted root is younger than 180 days");

#pragma warning restore CS1591
    /// <summary>All codes, in ascending order.</summary>
    public static ImmutableArray<DiagnosticCode> All { get; } = [.. typeof(Codes)
        .GetFields(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static)
        .Where(f => f.FieldType == typeof(DiagnosticCode)).Select(f => (DiagnosticCode)f.GetValue(null)!)
        .OrderBy(c => c.Id, StringComparer.Ordinal)];
}
