using System.Collections.Immutable;
using Microsoft.Build.Framework;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>Keeps the digest of each package when pack is done with it.</summary>
[MSBuildMultiThreadableTask]
public sealed class RecordPackages : SupplyChainTask
{
    /// <summary>What <see cref="LocatePackages"/> found, with the digest of those that were there before.</summary>
    public ITaskItem[] Packages { get; set; } = [];

    /// <summary>Where evidence goes; empty for beside the package.</summary>
    public string EvidenceFolder { get; set; } = "";

    /// <summary><c>obj/supplychain/</c>.</summary>
    [Required]
    public string WorkFolder { get; set; } = "";

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run()
    {
        var records = new PackRecords(WorkFolder);
        foreach (var package in Packages.Where(item => File.Exists(item.ItemSpec)))
        {
            Cancellation.ThrowIfCancellationRequested();
            try
            {
                records.Record(package.ItemSpec, Before(package), Evidence(package));
            }
            catch (UnwritableException e)
            {
                // Nothing vouches for them, so nothing can attest them.
                return [OutputFindings.Unwritable(e), .. Packages.Select(item => records.PutAside(item.ItemSpec, Evidence(item), ProjectFile)).OfType<Finding>()];
            }
        }
        return [];
    }

    private EvidenceFiles Evidence(ITaskItem package) => new(package.ItemSpec, EvidenceFolder.Length == 0 ? null : EvidenceFolder);

    private static string? Before(ITaskItem package) => package.GetMetadata("Sha256") is { Length: > 0 } digest ? digest : null;
}
