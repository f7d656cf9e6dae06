using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>Before a package is made: whether it can be reproducible, would leak the SDK, and which time it gets.</summary>
[MSBuildMultiThreadableTask]
public sealed class PreparePack : SupplyChainTask
{
    /// <summary><c>project.assets.json</c>.</summary>
    [Required]
    public string AssetsFile { get; set; } = "";

    /// <summary>The assembly of the pack task that will run.</summary>
    [Required]
    public string PackTaskAssembly { get; set; } = "";

    /// <summary>Whether the nuspec lists what the project references.</summary>
    public bool ListsDependencies { get; set; }

    /// <summary>SOURCE_DATE_EPOCH, property or environment; empty when not set.</summary>
    public string SourceDateEpoch { get; set; } = "";

    /// <summary>A file that changes with what enters the package and is not a file.</summary>
    [Required]
    public string InputsFile { get; set; } = "";

    /// <summary>Whether the rules for CI apply.</summary>
    public bool IsCI { get; set; }

    /// <summary>Seconds since 1970: SOURCE_DATE_EPOCH, else the commit's, else the fixed epoch.</summary>
    [Output]
    public string SourceDate { get; private set; } = "";

    /// <summary>The version of the NuGet that packs, such as <c>7.9.0</c>.</summary>
    [Output]
    public string NuGetVersion { get; private set; } = "";

    /// <summary>The commit that is packed; empty when there is none.</summary>
    [Output]
    public string Commit { get; private set; } = "";

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run()
    {
        var source = PackSource.Read(ProjectFile, SourceDateEpoch, AppliesCI(IsCI));
        SourceDate = source.Time.ToString(CultureInfo.InvariantCulture);
        Commit = source.Commit ?? "";
        AtomicFile.WriteIfChanged(InputsFile, Encoding.UTF8.GetBytes($"commit {source.Commit}\ntime {SourceDate}\n"));
        var file = FileVersionInfo.GetVersionInfo(PackTaskAssembly);
        var version = new Version(file.FileMajorPart, file.FileMinorPart, file.FileBuildPart);
        NuGetVersion = version.ToString(3);
        return [.. PackNuGet.Check(ProjectFile, version) is { } old ? [old] : (ReadOnlySpan<Finding>)[], .. ListsDependencies ? PackLeak.Check(ProjectFile, AssetsFile) : [], .. source.Findings];
    }
}
