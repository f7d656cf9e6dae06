using System.Collections.Immutable;
using Microsoft.Build.Framework;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tasks;

/// <summary>Names what is not judged: a project that switched the SDK off, or one of a kind without packages that can be read.</summary>
[MSBuildMultiThreadableTask]
public sealed class ReportProject : SupplyChainTask
{
    /// <summary>Whether <c>SupplyChainEnabled</c> is false.</summary>
    public bool SwitchedOff { get; set; }

    /// <summary>What kind of project it is, to follow its name in a sentence; empty for one that can be judged.</summary>
    public string Kind { get; set; } = "";

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run() =>
        SwitchedOff ? [TaskFindings.SwitchedOff(ProjectFile)]
        : Kind.Length > 0 ? [TaskFindings.NotJudged(ProjectFile, Kind)]
        : [];
}
