using System.Collections.Immutable;
using Microsoft.Build.Framework;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tasks;

/// <summary>Says again what the last check found, in a build in which nothing changed.</summary>
[MSBuildMultiThreadableTask]
public sealed class RepeatFindings : SupplyChainTask
{
    /// <summary>What the check kept.</summary>
    [Required]
    public string FindingsFile { get; set; } = "";

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run() => FindingsJson.Read(File.ReadAllBytes(FindingsFile));
}
