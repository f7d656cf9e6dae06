using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Rebuild;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Builders;

/// <summary>
/// What the attestations of one package say once their signatures were verified, whoever signed: who that may be, rules say, and nobody here. Plain values that can
/// be kept and read again.
/// </summary>
/// <param name="Digests">Every digest of the package that is known: its content hash, and those of each of its layers.</param>
/// <param name="Builds">Attestations whose signature was verified and whose subject is this package, in the order inside, beside, named.</param>
public sealed record AttestationFacts(ImmutableArray<Digest> Digests, ImmutableArray<AttestedBuild> Builds)
{
    /// <summary>Digests of the package as it was built, sha256 and sha512; empty where nothing in it was looked at.</summary>
    public ImmutableArray<Digest> Built { get; init; } = [];

    /// <summary>Summaries of verifications (SLSA VSA) whose signature was verified and whose subject is this package.</summary>
    public ImmutableArray<AttestedSummary> Summaries { get; init; } = [];

    /// <summary>Attestations by keys that no rule names, or by authorities outside the trusted root: without the key nothing in them can be verified.</summary>
    public ImmutableArray<UnknownSigner> UnknownSigners { get; init; } = [];

    /// <summary>Attestations that are malformed, of another subject, or badly signed.</summary>
    public ImmutableArray<RefusedAttestation> Refused { get; init; } = [];

    /// <summary>Attestations whose signature was verified and whose subject is this package, and that are no provenance: they say nothing of who built it.</summary>
    public ImmutableArray<OtherAttestation> Others { get; init; } = [];

    /// <summary>Statements that it was built again, whose signature was verified and whose subject is this package: what one proves, the rule that names its signer says.</summary>
    public ImmutableArray<AttestedReproduction> Reproductions { get; init; } = [];

    /// <summary>Whoever signed what a rule may rest on: builds, summaries and statements of rebuilds.</summary>
    internal IEnumerable<AttestationSigner> Signers => Builds.Select(b => b.Signer).Concat(Summaries.Select(s => s.Signer)).Concat(Reproductions.Select(r => r.Signer));

    /// <summary>The types of what is there and says nothing of who built it.</summary>
    public IEnumerable<string> OtherTypes => Others.Select(o => o.PredicateType).Concat(Reproductions.Select(_ => ReproductionStatement.PredicateType));

    /// <summary>As a rule has them that names no verifier: to it a summary is one more attestation that says nothing of who built the package.</summary>
    public AttestationFacts WithoutSummaries => Summaries.IsEmpty ? this
        : this with { Summaries = [], Others = [.. Others, .. Summaries.Select(s => new OtherAttestation(s.Signer, VerificationSummary.PredicateType, s.Layer, s.Source))] };

    /// <summary>Whether nothing says who built it, or is refused.</summary>
    public bool IsEmpty => Builds.IsEmpty && Summaries.IsEmpty && UnknownSigners.IsEmpty && Refused.IsEmpty;

    /// <summary>A package without any attestation.</summary>
    public static AttestationFacts None(params ImmutableArray<Digest> digests) => new(digests, []);
}

/// <summary>One verified attestation of a build.</summary>
/// <param name="Signer">Certified: who signed, on the word of an authority or by a key.</param>
/// <param name="Claims">Claimed: what the build says.</param>
/// <param name="Checked">Checked here.</param>
/// <param name="Source">Where it lies, for messages: such as <c>inside</c>, or the name of a file.</param>
public sealed record AttestedBuild(AttestationSigner Signer, ClaimedBuild Claims, CheckedBuild Checked, string Source)
{
    /// <summary>Of the bundle that holds it; null where that is not known.</summary>
    public Digest? Bundle { get; init; }
}

/// <summary>Who signed: an identity that an authority vouched for, or the holder of a key. One of the two.</summary>
public sealed record AttestationSigner
{
    private AttestationSigner(CertifiedSigner? certified, string? keySha256) => (Certified, KeySha256) = (certified, keySha256);

    /// <summary>What the certificate says; null for a key.</summary>
    public CertifiedSigner? Certified { get; }

    /// <summary>SHA-256 of the key's SubjectPublicKeyInfo, 64 lower-case hexadecimal digits; null for an identity.</summary>
    public string? KeySha256 { get; }

    /// <summary>Times that a trusted service vouches for, the earliest first: it was signed at the latest then. Empty for a key without timestamps.</summary>
    public ImmutableArray<DateTimeOffset> Times { get; init; } = [];

    /// <summary>How many entries of transparency logs hold it, by verified proof; a promise of a log, which is all that a bundle of version 0.1 may have, is none.</summary>
    public int LogEntries { get; init; }

    /// <summary>An identity.</summary>
    public static AttestationSigner OfIdentity(CertifiedSigner certified) => new(certified, null);

    /// <summary>The holder of a key.</summary>
    public static AttestationSigner OfKey(string sha256) => new(null, sha256);

    /// <summary>Whoever signed a verified envelope.</summary>
    public static AttestationSigner Of(VerifiedEnvelope verified) =>
        new(verified.Certified is { } certified ? CertifiedSigner.Of(certified) : null, verified.Certified is null ? verified.Key!.Fingerprint : null)
        {
            Times = [.. verified.Times.Select(t => t.Time)],
            LogEntries = verified.LogEntries.Count(e => e.IsProven),
        };
}

/// <summary>What a certificate says of the signer and the build, on the word of its authority. Null where it says nothing.</summary>
/// <param name="Identity">The subject alternative name.</param>
/// <param name="Issuer">The URL of the OpenID Connect issuer.</param>
public sealed record CertifiedSigner(string Identity, string Issuer)
{
    /// <summary>Whether the identity is a URL, as workflows have.</summary>
    public bool IsWorkload { get; init; }

    /// <summary>URL of the repository that was built.</summary>
    public string? Repository { get; init; }

    /// <summary>Its number at the host.</summary>
    public string? RepositoryId { get; init; }

    /// <summary>URL of its owner.</summary>
    public string? Owner { get; init; }

    /// <summary>The number of the owner.</summary>
    public string? OwnerId { get; init; }

    /// <summary>Branch or tag.</summary>
    public string? Ref { get; init; }

    /// <summary>Commit.</summary>
    public string? Commit { get; init; }

    /// <summary>URL of the workflow that started the build, with its ref.</summary>
    public string? Workflow { get; init; }

    /// <summary>URL of the workflow that signed, with its ref.</summary>
    public string? SignerWorkflow { get; init; }

    /// <summary>What started the build.</summary>
    public string? Trigger { get; init; }

    /// <summary>Such as <c>github-hosted</c>.</summary>
    public string? Runner { get; init; }

    /// <summary>URL of the run.</summary>
    public string? Run { get; init; }

    /// <summary>As a verified certificate has it.</summary>
    public static CertifiedSigner Of(CertifiedIdentity certified) => new(certified.Identity, certified.Issuer)
    {
        IsWorkload = certified.IsWorkload,
        Repository = certified.SourceRepository,
        RepositoryId = certified.SourceRepositoryId,
        Owner = certified.SourceRepositoryOwner,
        OwnerId = certified.SourceRepositoryOwnerId,
        Ref = certified.SourceRef,
        Commit = certified.SourceDigest,
        Workflow = certified.Workflow,
        SignerWorkflow = certified.SignerWorkflow,
        Trigger = certified.Trigger,
        Runner = certified.RunnerEnvironment,
        Run = certified.Run,
    };
}

/// <summary>What a build says of itself in its provenance. A claim is the signer's word.</summary>
/// <param name="PredicateType">Such as <c>https://slsa.dev/provenance/v1</c>.</param>
/// <param name="BuildType">The URI that says what the parameters mean; null where the predicate has none.</param>
/// <param name="BuilderId">The builder's URI; null where the predicate has none.</param>
public sealed record ClaimedBuild(string PredicateType, string? BuildType, string? BuilderId)
{
    /// <summary>URL of the source.</summary>
    public string? Repository { get; init; }

    /// <summary>Commit of the source.</summary>
    public string? Commit { get; init; }

    /// <summary>What each gate is said to have found; only of our own build type.</summary>
    public ImmutableArray<ClaimedGate> Gates { get; init; } = [];

    /// <summary>As a provenance claims it.</summary>
    public static ClaimedBuild Of(ProvenanceClaims claims) => new(claims.PredicateType, claims.BuildType, claims.BuilderId)
    {
        Repository = claims.RepositoryUrl,
        Commit = claims.Commit,
        Gates = claims.Gates,
    };
}

/// <summary>What was checked here, besides the signature.</summary>
/// <param name="Layer">Which bytes of the package the statement names.</param>
public sealed record CheckedBuild(PackageLayer Layer)
{
    /// <summary>Whether the tag of the source is signed.</summary>
    public CheckedFact SignedTag { get; init; } = CheckedFact.NotChecked;
}

/// <summary>One verified summary of a verification.</summary>
/// <param name="Signer">Who signed it.</param>
/// <param name="VerifierId">The <c>verifier.id</c> that it claims.</param>
/// <param name="ResourceUri">What it claims to have verified.</param>
/// <param name="Passed">Whether its result is <c>PASSED</c>.</param>
/// <param name="Level">The SLSA Build level among its verified levels; 0 for none.</param>
/// <param name="Source">Where it lies, for messages.</param>
public sealed record AttestedSummary(AttestationSigner Signer, string VerifierId, string ResourceUri, bool Passed, int Level, string Source)
{
    /// <summary>Whether it says that the tag of the source is signed.</summary>
    public bool SignedTag { get; init; }

    /// <summary>Which bytes of the package it names.</summary>
    public PackageLayer Layer { get; init; }

    /// <summary>Of the bundle that holds it; null where that is not known.</summary>
    public Digest? Bundle { get; init; }
}

/// <summary>An attestation by a key that no rule names, or by a certificate of an authority that the trusted root does not know.</summary>
/// <param name="Hint">What the bundle calls the key, or the certificate its holder; unverified. Empty when it calls it nothing.</param>
/// <param name="Source">Where it lies, for messages.</param>
public sealed record UnknownSigner(string Hint, string Source)
{
    /// <summary>Whether it is a certificate.</summary>
    public bool IsCertificate { get; init; }
}

/// <summary>A verified attestation that is no provenance.</summary>
/// <param name="Signer">Who signed it.</param>
/// <param name="PredicateType">What it is, in the words of the statement.</param>
/// <param name="Layer">Which bytes of the package it names.</param>
/// <param name="Source">Where it lies, for messages.</param>
public sealed record OtherAttestation(AttestationSigner Signer, string PredicateType, PackageLayer Layer, string Source);

/// <summary>An attestation that must not be believed.</summary>
/// <param name="Reason">A clause for a message, safe to print.</param>
/// <param name="Source">Where it lies, for messages.</param>
public sealed record RefusedAttestation(string Reason, string Source);
