using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>provenance</c> section of the effective policy. Of every rule that is about a package, everything must hold.</summary>
/// <param name="Enforce">How findings weigh.</param>
/// <param name="Rules">In the order of their patterns. Those of mode <c>ignore</c> are not among them: see <see cref="ProvenanceRule.Except"/>.</param>
/// <param name="Revoked">What counts no more, whatever the rules say.</param>
public sealed record ProvenanceRules(Setting<Enforce> Enforce, ImmutableArray<ProvenanceRule> Rules, ImmutableArray<RevokedEntry> Revoked)
{
    /// <summary>The packages that rules of mode <c>ignore</c> name, each for the rules of its own file.</summary>
    public ImmutableArray<Setting<PackagePattern>> Ignored { get; init; } = [];

    /// <summary>The rules that a package is held to.</summary>
    public ImmutableArray<ProvenanceRule> For(PackageId package) => [.. Rules.Where(r => r.IsAbout(package))];

    /// <summary>Every key that a rule about a package names, for its builds, a verifier or a rebuild; a signature by any other key cannot be verified.</summary>
    public ImmutableArray<ExpectedKey> KeysFor(PackageId package) =>
        [.. For(package).SelectMany(r => r.Keys.Concat(r.Verifiers.SelectMany(v => v.Keys)).Concat(r.Reproduced?.Keys ?? [])).DistinctBy(k => k.Fingerprint, StringComparer.Ordinal)];
}

/// <summary>Whether a package must be attested.</summary>
public enum ProvenanceMode
{
    /// <summary>The other rules of the file are not about it.</summary>
    Ignore,

    /// <summary>Where there is an attestation, it must be as the rule says. One that was taken off is not missed.</summary>
    WhenPresent,

    /// <summary>There must be one, as the rule says.</summary>
    Require,
}

/// <summary>Who may have built some packages, and how. An attestation must be by one of the identities or keys, and all else must hold of it.</summary>
/// <param name="Packages">Which packages.</param>
/// <param name="Mode">Whether they must be attested.</param>
/// <param name="Origin">Its place.</param>
public sealed record ProvenanceRule(PackagePattern Packages, ProvenanceMode Mode, Location Origin)
{
    /// <summary>Packages that it is not about, since its file says <c>ignore</c> of them.</summary>
    public ImmutableArray<PackagePattern> Except { get; init; } = [];

    /// <summary>Identities of which any may have signed.</summary>
    public ImmutableArray<ExpectedBuilder> Identities { get; init; } = [];

    /// <summary>Keys of which any may have signed.</summary>
    public ImmutableArray<ExpectedKey> Keys { get; init; } = [];

    /// <summary>Whose summary of a verification counts in place of an attestation.</summary>
    public ImmutableArray<ExpectedVerifier> Verifiers { get; init; } = [];

    /// <summary>The builder's URI in the statement, exactly; null for any.</summary>
    public string? Builder { get; init; }

    /// <summary>What may have started the build, exactly; empty for everything but a pull request.</summary>
    public ImmutableArray<string> Triggers { get; init; } = [];

    /// <summary>Which runners may have built, exactly; empty for those that the CI system hosts, or that the certificate does not name.</summary>
    public ImmutableArray<string> Runners { get; init; } = [];

    /// <summary>The least SLSA Build level, 1 to 3; null for any.</summary>
    public int? Level { get; init; }

    /// <summary>Gates that the statement must show as passed, with enforce error.</summary>
    public ImmutableArray<string> Gates { get; init; } = [];

    /// <summary>The effective policy that those gates must have judged by; null for any.</summary>
    public Digest? PolicyDigest { get; init; }

    /// <summary>Whether the signature must stand in a transparency log.</summary>
    public bool Logged { get; init; }

    /// <summary>Whether the tag of the source must be signed, and that verified.</summary>
    public bool SignedTag { get; init; }

    /// <summary>One of whom must have built the package again, with the same bytes; null for nobody.</summary>
    public ExpectedReproducers? Reproduced { get; init; }

    /// <summary>Whether the rule is about a package.</summary>
    public bool IsAbout(PackageId package) => Packages.Matches(package) && !Except.Any(e => e.Matches(package));
}

/// <summary>An identity that may have signed. In patterns <c>*</c> stands for any characters but <c>/</c>; the issuer is always exact.</summary>
/// <param name="Issuer">The URL of the OpenID Connect issuer.</param>
/// <param name="Origin">Its place.</param>
public sealed record ExpectedBuilder(string Issuer, Location Origin)
{
    /// <summary>A pattern of the subject alternative name of the certificate; null for any.</summary>
    public string? Identity { get; init; }

    /// <summary>Instead of <see cref="Identity"/> a regular expression for the whole of it; null for none.</summary>
    public string? IdentityRegex { get; init; }

    /// <summary>URL of the repository that was built, exactly; null for any.</summary>
    public string? Repository { get; init; }

    /// <summary>Its number at the host, which survives no renaming and no squatting; null for any.</summary>
    public string? RepositoryId { get; init; }

    /// <summary>The number of its owner; null for any.</summary>
    public string? OwnerId { get; init; }

    /// <summary>A pattern of the workflow that started the build: its path in the repository, or its URL; null for any.</summary>
    public string? Workflow { get; init; }

    /// <summary>A pattern of the branch or tag that was built; null for any.</summary>
    public string? Ref { get; init; }

    /// <summary>Whether its signer is a workflow apart from the steps of the build, so that SLSA Build L3 is believed of it.</summary>
    public bool IsIsolatedBuilder { get; init; }

    /// <summary>From the beginning of this day (UTC) it may have signed; null for ever.</summary>
    public DateOnly? NotBefore { get; init; }

    /// <summary>Until the end of this day (UTC) it may have signed; null for ever.</summary>
    public DateOnly? NotAfter { get; init; }
}

/// <summary>A public key whose holder may have signed.</summary>
/// <param name="File">As the policy writes it: relative to the folder of the policy file, with <c>/</c>.</param>
/// <param name="Name">The same relative to the repository.</param>
/// <param name="Origin">Its place.</param>
public sealed record ExpectedKey(string File, string Name, Location Origin)
{
    /// <summary>SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hexadecimal digits.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The SubjectPublicKeyInfo itself (DER), to verify with.</summary>
    public ImmutableArray<byte> SubjectPublicKeyInfo { get; init; } = [];

    /// <summary>From the beginning of this day (UTC) it may have signed; null for ever.</summary>
    public DateOnly? NotBefore { get; init; }

    /// <summary>Until the end of this day (UTC) it may have signed; null for ever.</summary>
    public DateOnly? NotAfter { get; init; }
}

/// <summary>Whose verification summary (SLSA VSA) counts in place of verification.</summary>
/// <param name="Id">The <c>verifier.id</c> of the summary, exactly.</param>
/// <param name="Identities">Identities of which any may have signed it.</param>
/// <param name="Keys">Keys of which any may have signed it.</param>
/// <param name="Origin">Its place.</param>
public sealed record ExpectedVerifier(string Id, ImmutableArray<ExpectedBuilder> Identities, ImmutableArray<ExpectedKey> Keys, Location Origin);

/// <summary>Whose word counts that a package comes out of its commit again.</summary>
/// <param name="Identities">Identities of which any may have signed it.</param>
/// <param name="Keys">Keys of which any may have signed it.</param>
/// <param name="Origin">Its place.</param>
public sealed record ExpectedReproducers(ImmutableArray<ExpectedBuilder> Identities, ImmutableArray<ExpectedKey> Keys, Location Origin);

/// <summary>What a revocation is about.</summary>
public enum RevokedKind
{
    /// <summary>A package, by any digest of it.</summary>
    Package,

    /// <summary>A key, by its fingerprint.</summary>
    Key,

    /// <summary>An identity, by a pattern.</summary>
    Identity,
}

/// <summary>An entry of <c>provenance.revoked</c>.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Value">A digest such as <c>sha256:…</c>, a fingerprint, or a pattern of an identity, of a workflow or of a repository's URL.</param>
/// <param name="Issuer">Of an identity: only those of this issuer; null for any.</param>
/// <param name="Reason">Why; null when the entry does not say.</param>
/// <param name="Origin">Its place.</param>
public sealed record RevokedEntry(RevokedKind Kind, string Value, string? Issuer, string? Reason, Location Origin);
