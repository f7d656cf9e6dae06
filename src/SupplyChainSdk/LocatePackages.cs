using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>Before pack decides whether its packages are up to date: finds them, and takes none for granted that is not as it was packed.</summary>
[MSBuildMultiThreadableTask]
public sealed class LocatePackages : SupplyChainTask
{
    /// <summary><c>@(NuGetPackOutput)</c>.</summary>
    public ITaskItem[] PackOutputs { get; set; } = [];

    /// <summary><c>PackageId</c>.</summary>
    [Required]
    public string PackageId { get; set; } = "";

    /// <summary><c>OutputFileNamesWithoutVersion</c>.</summary>
    public bool WithoutVersion { get; set; }

    /// <summary>The property <c>NuspecFile</c>; relative to the project, empty when the project itself is packed.</summary>
    public string NuspecFile { get; set; } = "";

    /// <summary><c>NuspecProperties</c>.</summary>
    public string NuspecProperties { get; set; } = "";

    /// <summary>Where evidence goes; empty for beside the package.</summary>
    public string EvidenceFolder { get; set; } = "";

    /// <summary><c>obj/supplychain/</c>.</summary>
    [Required]
    public string WorkFolder { get; set; } = "";

    /// <summary>Absolute paths of the packages, whether or not they are there; metadata Sha256 of those that are.</summary>
    [Output]
    public ITaskItem[] Packages { get; private set; } = [];

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run()
    {
        var nuspec = NuspecFile.Length == 0 ? null : Path.GetFullPath(NuspecFile.Replace('\\', '/'), Path.GetDirectoryName(ProjectFile)!);
        var packages = Release.PackOutputs.Locate(PackOutputs.Select(item => item.GetMetadata("FullPath")), PackageId, WithoutVersion, nuspec, NuspecProperties);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        Packages = [.. packages.Select(package => Take(package, findings))];
        return findings.ToImmutable();
    }

    private TaskItem Take(string package, ImmutableArray<Finding>.Builder findings)
    {
        var evidence = new EvidenceFiles(package, EvidenceFolder.Length == 0 ? null : EvidenceFolder);
        var records = new PackRecords(WorkFolder);
        var item = new TaskItem(package);
        var (digest, changed) = records.Take(package, evidence);
        if (changed is not null)
        {
            findings.Add(changed);
            if (records.PutAside(package, evidence, ProjectFile) is { } aside)
                findings.Add(aside);
            return item;
        }
        item.SetMetadata("Sha256", digest ?? "");
        UnfinishedPack.Begin(BuildEngine, records, package, digest, evidence, ProjectFile);
        return item;
    }
}
