using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>The answer of a verification.</summary>
public enum VerificationResult
{
    /// <summary>Signature, identity and content: all three.</summary>
    Verified,

    /// <summary>Something is wrong, or nothing is attested.</summary>
    NotVerified,

    /// <summary>A file is missing or cannot be read, or nobody said who is expected to have signed.</summary>
    Undecided,
}

/// <summary>
/// What a verification of one package established, part by part, as far as it came. What was checked here, what the build
/// claims and what was not checked stand apart.
/// </summary>
public sealed record VerificationReport
{
    /// <summary>The file's name, without its folder.</summary>
    public required string FileName { get; init; }

    /// <summary>The answer.</summary>
    public required VerificationResult Result { get; init; }

    /// <summary>The first thing that is wrong; null only when verified.</summary>
    public Finding? Refusal { get; init; }

    /// <summary>Id and version as the nuspec in the package has them; null when it could not be read.</summary>
    public string? Package { get; init; }

    /// <summary>Who signed; present once the signature was verified with the expected key.</summary>
    public VerifiedSigner? Signer { get; init; }

    /// <summary>Which bytes were compared; present once the package was taken apart.</summary>
    public VerifiedContent? Content { get; init; }

    /// <summary>What the signed statement claims; present once the signature was verified and the statement names this package.</summary>
    public ProvenanceClaims? Claims { get; init; }

    /// <summary>The SBOMs that were compared with the statement.</summary>
    public ImmutableArray<Byproduct> SbomsCompared { get; init; } = [];

    /// <summary>What this verification does not cover, in words.</summary>
    public ImmutableArray<string> NotChecked { get; init; } = [];
}

/// <summary>The signer of a verified bundle.</summary>
/// <param name="KeySha256">SHA-256 of the public key's SubjectPublicKeyInfo, in hexadecimal.</param>
/// <param name="KeyKind">Such as <c>ECDSA P-256</c>.</param>
public sealed record VerifiedSigner(string KeySha256, string KeyKind);

/// <summary>The layers of a package and the one that the statement names.</summary>
/// <param name="AsDownloaded">Digests of the file.</param>
/// <param name="AsBuilt">Digests of what the build produced: the file without anything that was appended later.</param>
/// <param name="HasSignature">Whether a NuGet signature was appended later.</param>
/// <param name="HasEmbeddedAttestation">Whether an attestation was appended.</param>
/// <param name="Matches">Whether the statement's subject is this package.</param>
/// <param name="MatchedLayer">Which bytes the subject names: <c>as built</c>, <c>without signature</c> or <c>as downloaded</c>; null when none.</param>
public sealed record VerifiedContent(
    ImmutableArray<Digest> AsDownloaded, ImmutableArray<Digest> AsBuilt, bool HasSignature, bool HasEmbeddedAttestation, bool Matches, string? MatchedLayer)
{
    /// <summary>The subject names what the build produced.</summary>
    public const string LayerAsBuilt = "as built";

    /// <summary>The subject names the package with its attestation, before it was signed.</summary>
    public const string LayerWithoutSignature = "without its signature";

    /// <summary>The subject names the file as it is.</summary>
    public const string LayerAsDownloaded = "as downloaded";
}
