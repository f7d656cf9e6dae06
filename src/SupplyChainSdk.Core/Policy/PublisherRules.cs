using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>publishers</c> section of the effective policy.</summary>
/// <param name="Enforce">How drift weighs where no rule says otherwise; warning unless a file says so.</param>
/// <param name="Baselines">Absolute paths of the files that remember publishers, each with the place that names it; never empty: <c>publishers.json</c> beside the policy file is the default.</param>
/// <param name="MinimumAge">How many days a version must have been published; null for no such rule.</param>
/// <param name="Rules">In the order of their patterns.</param>
public sealed record PublisherRules(Setting<Enforce> Enforce, ImmutableArray<Setting<string>> Baselines, Setting<int>? MinimumAge, ImmutableArray<PublisherRule> Rules);

/// <summary>How drift of some packages weighs; of several rules that match, the strictest.</summary>
/// <param name="Packages">Which packages.</param>
/// <param name="Enforce">How it weighs.</param>
/// <param name="Origin">Its place.</param>
public sealed record PublisherRule(PackagePattern Packages, Enforce Enforce, Location Origin);
