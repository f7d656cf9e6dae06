using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>signatures</c> section of the effective policy. Of every rule that matches a package, everything must hold.</summary>
/// <param name="Enforce">How findings weigh.</param>
/// <param name="Rules">In the order of their patterns.</param>
public sealed record SignatureRules(Setting<Enforce> Enforce, ImmutableArray<SignatureRule> Rules);

/// <summary>What the signatures of some packages must be.</summary>
/// <param name="Packages">Which packages.</param>
/// <param name="RequireAuthor">Whether there must be an author signature.</param>
/// <param name="RequireRepository">Whether there must be a repository signature.</param>
/// <param name="Fingerprints">SHA-256 of certificates. When not empty, the author's must be one of them; where there is no author signature and none is required, the repository's.</param>
/// <param name="Owners">When not empty, the repository signature must name at least one of them; compared without case, as galleries do.</param>
/// <param name="Origin">Its place.</param>
public sealed record SignatureRule(PackagePattern Packages, bool RequireAuthor, bool RequireRepository, ImmutableArray<Digest> Fingerprints,
    ImmutableArray<string> Owners, Location Origin);
