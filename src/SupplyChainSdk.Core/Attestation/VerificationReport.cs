using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Attestation;

/// <summary>The answer of a verification.</summary>
public enum VerificationResult
{
    /// <summary>A file is missing or cannot be read, or nobody said who is expected to have signed.</summary>
    Undecided,

    /// <summary>Something is wrong, or nothing is attested.</summary>
    NotVerified,

    /// <summary>Signature, identity and content: all three.</summary>
    Verified,
}

/// <summary>
/// What a verification of one package established, part by part, as far as it came. What was checked here, what the build
/// claims and what was not checked stand apart. Only <see cref="PackageVerification"/> makes one.
/// </summary>
public sealed record VerificationReport
{
    internal VerificationReport(string fileName) => FileName = fileName;

    /// <summary>The file's name, without its folder.</summary>
    public string FileName { get; }

    /// <summary>The answer about several packages: verified only if all of them are and there is one; not verified if one is not.</summary>
    public static VerificationResult Of(ImmutableArray<VerificationReport> reports) =>
        reports.Any(r => r.Result == VerificationResult.NotVerified) ? VerificationResult.NotVerified
        : reports.Length > 0 && reports.All(r => r.Result == VerificationResult.Verified) ? VerificationResult.Verified
        : VerificationResult.Undecided;

    /// <summary>Where the file was, as the caller named it; null when there is no file any more.</summary>
    public string? Path { get; internal init; }

    /// <summary>The answer, which follows from the parts: verified is only what has all of them and no refusal.</summary>
    public VerificationResult Result => this switch
    {
        { Refusal: { } refusal } => VerificationFindings.IsUndecided(refusal) ? VerificationResult.Undecided : VerificationResult.NotVerified,
        { Signer: not null, Content.Matches: true, Claims: not null, Sboms: not null, Release: null or { IsRelease: true } } => VerificationResult.Verified,
        _ => VerificationResult.Undecided,
    };

    /// <summary>The first thing that is wrong; null only when verified.</summary>
    public Finding? Refusal { get; internal init; }

    /// <summary>What is worth a look, whatever was decided: that the trusted root is known from long ago.</summary>
    public ImmutableArray<Finding> Warnings { get; internal init; } = [];

    /// <summary>Id and version as the nuspec in the package has them; null when it could not be read.</summary>
    public PackageId? Package { get; internal init; }

    /// <summary>Digests of what the build produced, whatever was attested: without anything that was appended later. Empty when the package could not be read.</summary>
    public ImmutableArray<Digest> Built { get; internal init; } = [];

    /// <summary>
    /// Every attestation that was found for the package, in the order inside, beside, named; all of them were looked at. The parts below are those of the
    /// first that was refused, else of the first that verified.
    /// </summary>
    public ImmutableArray<JudgedBundle> Bundles { get; internal init; } = [];

    /// <summary>Who signed; present once the signature was verified with the expected key, or for the expected identity.</summary>
    public VerifiedSigner? Signer { get; internal init; }

    /// <summary>Which bytes were compared; present once the signature was verified and the statement read.</summary>
    public VerifiedContent? Content { get; internal init; }

    /// <summary>What the signed statement claims; present once the signature was verified and the statement names this package.</summary>
    public ProvenanceClaims? Claims { get; internal init; }

    /// <summary>The SBOMs that the statement names; present once all that are there were found equal.</summary>
    public ComparedSboms? Sboms { get; internal init; }

    /// <summary>How many files that NuGet extracted beside the package were compared with it, and equal; null when there are none.</summary>
    public int? ExtractedFiles { get; internal init; }

    /// <summary>The name of the source that was asked for the package; null for a file.</summary>
    public string? Source { get; internal init; }

    /// <summary>Whether the source served the package, so that what is said is about the one that it has.</summary>
    public bool IsServed { get; internal init; }

    /// <summary>The served package beside the released one; null when there was none to compare with.</summary>
    public ReleaseComparison? Release { get; internal init; }

    /// <summary>What building the package again gave; null when nobody asked for it, or it did not verify.</summary>
    public RebuildResult? Rebuild { get; internal init; }

    /// <summary>What this verification does not cover, in words.</summary>
    public ImmutableArray<string> NotChecked { get; internal init; } = [];
}

/// <summary>The bytes that a package had at a step of its life; see <see cref="Packaging.PackageLayers"/>.</summary>
public enum PackageLayer
{
    /// <summary>What the build produced: without anything that was appended later.</summary>
    AsBuilt,

    /// <summary>With its attestation, before it was signed.</summary>
    WithoutSignature,

    /// <summary>The file as it is.</summary>
    AsDownloaded,
}

/// <summary>The layers of a package and the one that the statement names.</summary>
/// <param name="AsDownloaded">Digests of the file.</param>
/// <param name="WithoutSignature">Digests of the file before a NuGet signature was appended.</param>
/// <param name="AsBuilt">Digests of what the build produced: the file without anything that was appended later.</param>
/// <param name="HasSignature">Whether a NuGet signature was appended later.</param>
/// <param name="HasEmbeddedAttestation">Whether an attestation was appended.</param>
/// <param name="MatchedLayer">Which bytes the statement's subject names; null when none.</param>
/// <param name="Attested">The digests that the statement has, of all its subjects.</param>
public sealed record VerifiedContent(
    ImmutableArray<Digest> AsDownloaded, ImmutableArray<Digest> WithoutSignature, ImmutableArray<Digest> AsBuilt,
    bool HasSignature, bool HasEmbeddedAttestation, PackageLayer? MatchedLayer, ImmutableArray<Digest> Attested)
{
    /// <summary>Whether the statement's subject is this package.</summary>
    public bool Matches => MatchedLayer is not null;

    /// <summary>The digests of one layer.</summary>
    public ImmutableArray<Digest> Of(PackageLayer layer) => layer switch
    {
        PackageLayer.AsBuilt => AsBuilt,
        PackageLayer.WithoutSignature => WithoutSignature,
        _ => AsDownloaded,
    };
}

/// <summary>The SBOMs that a statement names.</summary>
/// <param name="Equal">Those that were found, inside the package or beside it, with the attested digest.</param>
/// <param name="Absent">Names of those that are to lie beside the package and do not.</param>
public sealed record ComparedSboms(ImmutableArray<Byproduct> Equal, ImmutableArray<string> Absent);
