using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>lock</c> section of one file; null for what it does not say.</summary>
/// <param name="Origin">The section.</param>
/// <param name="Enforce">How findings weigh.</param>
/// <param name="AgainstSource">When locked packages are compared with their sources.</param>
public sealed record LockSection(Location Origin, Setting<Enforce>? Enforce, Setting<AgainstSource>? AgainstSource);

/// <summary>The <c>integrity</c> section of one file; null for what it does not say.</summary>
/// <param name="Origin">The section.</param>
/// <param name="Enforce">How findings weigh.</param>
/// <param name="Files">Which files of packages are compared.</param>
/// <param name="Inputs">In the order of the file; empty when there are none.</param>
public sealed record IntegritySection(Location Origin, Setting<Enforce>? Enforce, Setting<FileScope>? Files, ImmutableArray<DeclaredInput> Inputs);

/// <summary>The <c>signatures</c> section of one file.</summary>
/// <param name="Origin">The section.</param>
/// <param name="Enforce">How findings weigh; null when the section does not say.</param>
/// <param name="Rules">In the order of the file.</param>
public sealed record SignatureSection(Location Origin, Setting<Enforce>? Enforce, ImmutableArray<SignatureRule> Rules);

/// <summary>The <c>publishers</c> section of one file; null for what it does not say.</summary>
/// <param name="Origin">The section.</param>
/// <param name="Enforce">How drift weighs where no rule says otherwise.</param>
/// <param name="Baseline">The file that remembers publishers, relative to the folder of the policy file, with <c>/</c>.</param>
/// <param name="MinimumAge">How many days a version must have been published.</param>
/// <param name="Rules">In the order of the file.</param>
public sealed record PublisherSection(
    Location Origin, Setting<Enforce>? Enforce, Setting<string>? Baseline, Setting<int>? MinimumAge, ImmutableArray<PublisherRule> Rules);

/// <summary>The <c>provenance</c> section of one file.</summary>
/// <param name="Origin">The section.</param>
/// <param name="Enforce">How findings weigh; null when the section does not say.</param>
/// <param name="Rules">In the order of the file, those that ignore packages among them. Their keys have no fingerprint before the loader has read the files.</param>
/// <param name="Revoked">In the order of the file.</param>
public sealed record ProvenanceSection(Location Origin, Setting<Enforce>? Enforce, ImmutableArray<ProvenanceRule> Rules, ImmutableArray<RevokedEntry> Revoked);

/// <summary>The <c>trust</c> section of one file; null for what it does not say.</summary>
/// <param name="Origin">The section.</param>
/// <param name="Root">The trusted root, relative to the folder of the policy file, with <c>/</c>.</param>
/// <param name="Sha256">The digest that it must have.</param>
/// <param name="MaxAge">How many days old a trusted root may be.</param>
public sealed record TrustSection(Location Origin, Setting<string>? Root, Setting<Digest>? Sha256, Setting<int>? MaxAge)
{
    /// <summary>The trusted root itself, once the loader has read it.</summary>
    public TrustedRootFile? File { get; init; }
}

/// <summary>The <c>licenses</c> section of one file; null for what it does not say. The lists are as in the file.</summary>
/// <param name="Origin">The section.</param>
/// <param name="Enforce">See <see cref="LicenseRules"/>, as for all that follow.</param>
/// <param name="Deny">Empty when the file denies nothing.</param>
/// <param name="Allow">Never empty.</param>
/// <param name="Unknown">How a licence that is not known weighs.</param>
/// <param name="Scope">Which packages are judged.</param>
/// <param name="Clarifications">Empty when there are none.</param>
/// <param name="Exceptions">Empty when there are none.</param>
public sealed record LicenseSection(
    Location Origin,
    Setting<Enforce>? Enforce,
    ImmutableArray<Setting<string>> Deny,
    ImmutableArray<Setting<string>>? Allow,
    Setting<Enforce>? Unknown,
    Setting<LicenseScope>? Scope,
    ImmutableArray<LicenseClarification> Clarifications,
    ImmutableArray<LicenseExceptionEntry> Exceptions)
{
    /// <summary>From how many hundredths of words in common a text counts.</summary>
    public Setting<int>? TextScore { get; init; }
}
