using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>Finds the packages that pack made, and keeps the digest of each as it was written.</summary>
[MSBuildMultiThreadableTask]
public sealed class RecordPackages : SupplyChainTask
{
    /// <summary><c>@(NuGetPackOutput)</c>.</summary>
    public ITaskItem[] PackOutputs { get; set; } = [];

    /// <summary><c>PackageId</c>.</summary>
    [Required]
    public string PackageId { get; set; } = "";

    /// <summary><c>OutputFileNamesWithoutVersion</c>.</summary>
    public bool WithoutVersion { get; set; }

    /// <summary>Absolute path of the nuspec that was packed instead of the project, or empty.</summary>
    public string NuspecFile { get; set; } = "";

    /// <summary><c>NuspecProperties</c>.</summary>
    public string NuspecProperties { get; set; } = "";

    /// <summary>When this pack started: ticks, UTC.</summary>
    public long PackStarted { get; set; }

    /// <summary><c>obj/supplychain/</c>.</summary>
    [Required]
    public string WorkFolder { get; set; } = "";

    /// <summary>Absolute paths of the packages, whether or not they are there.</summary>
    [Output]
    public ITaskItem[] Packages { get; private set; } = [];

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run()
    {
        var packages = Release.PackOutputs.Locate(PackOutputs.Select(item => item.GetMetadata("FullPath")), PackageId, WithoutVersion,
            NuspecFile.Length == 0 ? null : NuspecFile, NuspecProperties);
        var records = new PackRecords(WorkFolder);
        foreach (var package in packages.Where(File.Exists))
            records.Record(package, new DateTime(PackStarted, DateTimeKind.Utc), Cancellation);
        Packages = [.. packages.Select(package => new TaskItem(package))];
        return [];
    }
}
