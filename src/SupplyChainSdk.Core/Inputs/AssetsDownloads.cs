using System.Collections.Immutable;
using NuGet.LibraryModel;
using NuGet.ProjectModel;
using NuGet.Versioning;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Inputs;

/// <summary>What an assets file says about packages that are in no graph, and about who asked for those that are.</summary>
internal static class AssetsDownloads
{
    /// <summary><c>project.frameworks.*.downloadDependencies</c>.</summary>
    /// <exception cref="InvalidDataException">A version that is not exact, which NuGet would refuse too (NU1703).</exception>
    public static ImmutableArray<PackageId> Packages(IEnumerable<TargetFrameworkInformation> frameworks) =>
        [.. frameworks.SelectMany(f => f.DownloadDependencies).Select(d => PackageId.Create(d.Name, Exact(d))).Distinct().Order()];

    /// <summary>The dependencies that carry <c>autoReferenced</c>.</summary>
    public static ImmutableArray<string> AutoReferenced(IEnumerable<TargetFrameworkInformation> frameworks) =>
        [.. frameworks.SelectMany(f => f.Dependencies).Where(d => d.AutoReferenced).Select(d => d.Name).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The folder of the graph of runtime identifiers is that of the SDK: <c>…/sdk/10.0.401/PortableRuntimeIdentifierGraph.json</c>.</summary>
    public static string? DotNetSdkVersion(IEnumerable<TargetFrameworkInformation> frameworks) => frameworks
        .Select(f => f.RuntimeIdentifierGraphPath?.Split('/', '\\') is [.., "sdk", var version, _] && NuGetVersion.TryParse(version, out var parsed) ? parsed.ToNormalizedString() : null)
        .OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault();

    private static string Exact(DownloadDependency download) =>
        download.VersionRange is { IsMinInclusive: true, IsMaxInclusive: true, MinVersion: { } min, MaxVersion: { } max } && min.Equals(max)
            ? min.ToNormalizedString()
            : throw new InvalidDataException($"the download of {download.Name} names no exact version");
}
