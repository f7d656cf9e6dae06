using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>signatures</c> section of the effective policy. Of every rule that matches a package, everything must hold.</summary>
/// <param name="Enforce">How findings weigh.</param>
/// <param name="Rules">In the order of their patterns.</param>
public sealed record SignatureRules(Setting<Enforce> Enforce, ImmutableArray<SignatureRule> Rules)
{
    /// <summary>The certificates of repositories that rules name for a package.</summary>
    public ImmutableArray<Digest> RepositoriesNamedFor(PackageId package) => [.. Rules.Where(r => r.Packages.Matches(package)).SelectMany(r => r.RepositoryFingerprints)];
}

/// <summary>What the signatures of some packages must be.</summary>
/// <param name="Packages">Which packages.</param>
/// <param name="RequireAuthor">Whether there must be an author signature.</param>
/// <param name="RequireRepository">Whether there must be a repository signature.</param>
/// <param name="Fingerprints">SHA-256 of certificates. When not empty, the author's must be one of them; where there is no author signature and none is required, the repository's.</param>
/// <param name="Owners">When not empty, the repository signature must name at least one of them; compared without case, as galleries do.</param>
/// <param name="Origin">Its place.</param>
public sealed record SignatureRule(PackagePattern Packages, bool RequireAuthor, bool RequireRepository, ImmutableArray<Digest> Fingerprints,
    ImmutableArray<string> Owners, Location Origin)
{
    /// <summary>SHA-256 of certificates. When not empty, there must be a repository signature, by one of them.</summary>
    public ImmutableArray<Digest> RepositoryFingerprints { get; init; } = [];

    /// <summary>The certificates of which a repository signature must be: those that the rule names, else nuget.org's. Empty where the rule asks for no repository signature.</summary>
    /// <remarks>What a repository signature says of itself, its address and the owners, proves nothing without its certificate.</remarks>
    public ImmutableArray<Digest> Repositories => !RepositoryFingerprints.IsEmpty ? RepositoryFingerprints : RequireRepository || !Owners.IsEmpty ? NuGetOrg.Certificates : [];
}
