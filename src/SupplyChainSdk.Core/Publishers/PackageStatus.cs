using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Publishers;

/// <summary>What the sources say of one version of a package.</summary>
/// <param name="Package">Which.</param>
/// <param name="Asked">The names of the sources that may serve it and were asked; empty when none may.</param>
/// <param name="Answers">Of those that serve it.</param>
/// <param name="Failures">Of those that could not say: the source and why, one line each.</param>
public sealed record PackageStatus(PackageId Package, ImmutableArray<string> Asked, ImmutableArray<VersionStatus> Answers, ImmutableArray<string> Failures);

/// <summary>What one source says of a version that it serves.</summary>
/// <param name="Source">Its name.</param>
/// <param name="IsListed">Whether it shows the version to people who search.</param>
/// <param name="Published">When it was published there; null when the source does not say.</param>
/// <param name="Deprecation">Why it should not be used any more, in the words of its publisher; null when it is not deprecated.</param>
public sealed record VersionStatus(string Source, bool IsListed, DateTimeOffset? Published, string? Deprecation);
