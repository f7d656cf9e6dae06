using System.Collections.Immutable;
using Microsoft.Build.Framework;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Tasks;

/// <summary>After a compiler ran: is each file that it was given one that something vouches for?</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckCompilerInputs : SupplyChainTask
{
    /// <summary>The folder of the solution, if one is built.</summary>
    public string SolutionFolder { get; set; } = "";

    /// <summary><c>project.assets.json</c>.</summary>
    [Required]
    public string AssetsFile { get; set; } = "";

    /// <summary>Where the lock file is or would be.</summary>
    [Required]
    public string LockFile { get; set; } = "";

    /// <summary>Policy files of <c>@(SupplyChainPolicy)</c>.</summary>
    public string[] Policies { get; set; } = [];

    /// <summary>Whether the rules for CI apply.</summary>
    public bool IsCI { get; set; }

    /// <summary>Where the record of what the compiler was given is, or would be.</summary>
    [Required]
    public string Record { get; set; } = "";

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run() => CompilerCheck.Run(
        new CheckRequest
        {
            ProjectFile = ProjectFile,
            SolutionFolder = SolutionFolder.Length == 0 ? null : SolutionFolder,
            AssetsFile = AssetsFile,
            LockFile = LockFile,
            PolicyFiles = [.. Policies],
            IsCI = AppliesCI(IsCI),
            Compiled = new CompilerRecords([Record], AreRequired: true),
            Now = DateTimeOffset.UtcNow,
        },
        Cancellation);
}
