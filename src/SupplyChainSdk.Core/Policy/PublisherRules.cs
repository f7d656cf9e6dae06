using System.Collections.Immutable;

namespace SupplyChainSdk.Policy;

/// <summary>The <c>publishers</c> section of the effective policy.</summary>
/// <param name="Enforce">How drift weighs where no rule says otherwise; warning unless a file says so.</param>
/// <param name="Baselines">Absolute paths of the files that remember publishers, each with the place that names it; never empty: <c>publishers.json</c> beside the policy file is the default.</param>
/// <param name="MinimumAge">How many days a version must have been published; null for no such rule.</param>
/// <param name="Rules">In the order of their patterns.</param>
public sealed record PublisherRules(Setting<Enforce> Enforce, ImmutableArray<Setting<string>> Baselines, Setting<int>? MinimumAge, ImmutableArray<PublisherRule> Rules)
{
    /// <summary>The name of a baseline where no file names one.</summary>
    public const string DefaultBaseline = "publishers.json";

    /// <summary>The most bytes that a baseline may have.</summary>
    public const int MaxBaselineBytes = 1 << 24;

    /// <summary>What is known of each of <see cref="Baselines"/>, by its path.</summary>
    public ImmutableDictionary<string, BaselineFile> Files { get; init; } = ImmutableDictionary<string, BaselineFile>.Empty;

    /// <summary>How drift of the packages of a pattern weighs at least, by the rules that are about all of them.</summary>
    internal Enforce EnforceOf(PackagePattern packages) =>
        Rules.Where(r => r.Packages.Covers(packages)).Select(r => (Enforce?)r.Enforce).Max() ?? Enforce.Value;
}

/// <summary>A file that remembers publishers, as it is where the policy comes from: in the working tree, or in the commit whose policy judges.</summary>
/// <param name="Name">Relative to the repository, with <c>/</c>.</param>
/// <param name="Days">Where an outer policy delegates it: how many days ahead of today an entry may be trusted. Null: nobody limits it.</param>
/// <param name="Content">Its bytes, at most <see cref="PublisherRules.MaxBaselineBytes"/>; null when there is no such file.</param>
public sealed record BaselineFile(string Name, int? Days, ReadOnlyMemory<byte>? Content);

/// <summary>How drift of some packages weighs; of several rules that match, the strictest.</summary>
/// <param name="Packages">Which packages.</param>
/// <param name="Enforce">How it weighs.</param>
/// <param name="Origin">Its place.</param>
public sealed record PublisherRule(PackagePattern Packages, Enforce Enforce, Location Origin);
