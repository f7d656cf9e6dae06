using System.Collections.Immutable;
using Microsoft.Build.Framework;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tasks;

/// <summary>After a compiler ran: is each file that it was given one that something vouches for?</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckCompilerInputs : GateTask
{
    /// <summary>Where the record of what the compiler was given is, or would be.</summary>
    [Required]
    public string Record { get; set; } = "";

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run() =>
        CompilerCheck.Run(Request(DateTimeOffset.UtcNow) with { Compiled = new CompilerRecords([Record], AreRequired: true) }, Cancellation);
}
