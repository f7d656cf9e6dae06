using Microsoft.Build.Framework;

namespace SupplyChainSdk.Tasks;

/// <summary>A task that runs gates over a project: what all of them are given.</summary>
public abstract class GateTask : SupplyChainTask
{
    /// <summary>The folder of the solution, if one is built.</summary>
    public string SolutionFolder { get; set; } = "";

    /// <summary><c>project.assets.json</c>.</summary>
    [Required]
    public string AssetsFile { get; set; } = "";

    /// <summary>Where the lock file is or would be.</summary>
    [Required]
    public string LockFile { get; set; } = "";

    /// <summary><c>MSBuildProjectExtensionsPath</c>, absolute; empty for the folder of the assets file.</summary>
    public string ExtensionsFolder { get; set; } = "";

    /// <summary><c>NuGetPackageRoot</c>.</summary>
    public string PackageRoot { get; set; } = "";

    /// <summary>Policy files of <c>@(SupplyChainPolicy)</c>.</summary>
    public string[] Policies { get; set; } = [];

    /// <summary>Whether the rules for CI apply.</summary>
    public bool IsCI { get; set; }

    /// <summary>What is checked.</summary>
    /// <param name="now">When it is.</param>
    protected CheckRequest Request(DateTimeOffset now) => new()
    {
        ProjectFile = ProjectFile,
        SolutionFolder = SolutionFolder.Length == 0 ? null : SolutionFolder,
        AssetsFile = AssetsFile,
        LockFile = LockFile,
        ExtensionsFolder = ExtensionsFolder.Length == 0 ? null : ExtensionsFolder,
        PackageRoot = PackageRoot.Length == 0 ? null : PackageRoot,
        PolicyFiles = [.. Policies],
        IsCI = AppliesCI(IsCI),
        Now = now,
        Begins = what => new LongWork(Log, what),
    };
}
