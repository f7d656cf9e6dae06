using System.Collections.Immutable;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>The package of a tool where it is taken from.</summary>
/// <param name="Tool">Which.</param>
/// <param name="Facts">What its archive holds; null when it cannot be read.</param>
/// <param name="Failure">Why it cannot be read; null exactly when it was.</param>
public sealed record ToolPackage(BuildTool Tool, PackageFacts? Facts, PackageFailure? Failure)
{
    /// <summary>Whether there is nothing to run: nobody can run a tool that was not restored, and a build needs none.</summary>
    public bool IsToolNotInstalled => Tool.Kind == ToolLockKind.Tool && IsNowhere;

    /// <summary>Whether no folder from which it would be taken has anything of it.</summary>
    public bool IsNowhere => Failure is { Problem: PackageProblem.Missing } failure && !Directory.Exists(Path.GetDirectoryName(failure.Path));

    /// <summary>Absolute paths of what was read or looked for.</summary>
    public IEnumerable<string> Paths => (Facts is null ? [Path.GetDirectoryName(Failure!.Path)!, Failure.Path] : Facts.Extracted?.Paths.AsEnumerable() ?? [Facts.ArchivePath])
        .Concat(PackageLocation.PassedOver(Tool.PackageFolders, Facts?.Package ?? Failure!.Package, Facts?.ArchivePath));

    /// <summary>Reads packages as those of a graph are read. The same package in the same folders is read once.</summary>
    /// <param name="tools">Which.</param>
    /// <param name="files">Which extracted files are compared.</param>
    /// <param name="cacheFolder">Where digests are kept between local checks; null where nothing that was kept may count.</param>
    /// <param name="cancel">Ends reading.</param>
    public static ImmutableArray<ToolPackage> Read(IEnumerable<BuildTool> tools, FileScope files, string? cacheFolder, CancellationToken cancel)
    {
        var all = ImmutableArray.CreateBuilder<ToolPackage>();
        foreach (var group in tools.GroupBy(t => string.Join('\n', t.PackageFolders), StringComparer.Ordinal))
        {
            var reading = PackageReader.Read(
                group.First().PackageFolders, [.. group.Select(t => t.Package).Distinct().Select(ResolvedPackage.InNoGraph)], files, cacheFolder, cancel);
            var read = reading.Read.ToDictionary(p => p.Package.Id);
            var failed = reading.Failed.ToDictionary(f => f.Package.Id);
            all.AddRange(group.Select(t => new ToolPackage(t, read.GetValueOrDefault(t.Package), failed.GetValueOrDefault(t.Package))));
        }
        return all.ToImmutable();
    }
}
