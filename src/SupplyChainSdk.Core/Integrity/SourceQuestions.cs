using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Integrity;

/// <summary>What the sources are asked for.</summary>
/// <param name="Packages">What comes from the sources with which the project was restored: its packages, and what restore downloads beside them.</param>
/// <param name="OfSettings">What comes from the sources of nuget.config, whatever those of the project are: MSBuild SDKs and local tools.</param>
/// <param name="SettingsFolder">Absolute path of the folder from which nuget.config is looked for.</param>
public sealed record SourceQuestions(ImmutableArray<PackageId> Packages, ImmutableArray<PackageId> OfSettings, string SettingsFolder)
{
    /// <summary>Everything that a project uses, locked or not.</summary>
    /// <param name="graph">What was resolved.</param>
    /// <param name="downloads">What restore downloads beside that.</param>
    /// <param name="ofSettings">MSBuild SDKs and local tools.</param>
    /// <param name="projectFile">Absolute path.</param>
    public static SourceQuestions Of(DependencyGraph graph, IEnumerable<PackageId> downloads, IEnumerable<PackageId> ofSettings, string projectFile) =>
        new([.. graph.Packages.Select(p => p.Id).Concat(downloads).Distinct().Order()], [.. ofSettings.Distinct().Order()], Path.GetDirectoryName(projectFile)!);

    /// <summary>Whether nothing is asked for.</summary>
    public bool IsEmpty => Packages.IsEmpty && OfSettings.IsEmpty;

    /// <inheritdoc/>
    public bool Equals(SourceQuestions? other) => other is not null && Packages.SequenceEqual(other.Packages) && OfSettings.SequenceEqual(other.OfSettings) && SettingsFolder == other.SettingsFolder;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Packages.Length, OfSettings.Length, SettingsFolder);
}
