using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;
using SupplyChainSdk.Sbom;

namespace SupplyChainSdk.Tasks;

/// <summary>Writes the SBOMs that go into a package and beside it.</summary>
[MSBuildMultiThreadableTask]
public sealed class GenerateSbom : SupplyChainTask
{
    /// <summary><c>project.assets.json</c>.</summary>
    [Required]
    public string AssetsFile { get; set; } = "";

    /// <summary><c>SupplyChainSbomFormats</c>. An empty one, which only a command line can give, has an error of its own.</summary>
    public string Formats { get; set; } = "";

    /// <summary>Seconds since 1970.</summary>
    [Required]
    public string SourceDate { get; set; } = "";

    /// <summary><c>PackageId</c>.</summary>
    [Required]
    public string PackageId { get; set; } = "";

    /// <summary><c>PackageVersion</c>.</summary>
    [Required]
    public string PackageVersion { get; set; } = "";

#pragma warning disable CS1591 // the package properties of these names
    public string Authors { get; set; } = "";
    public string Company { get; set; } = "";
    public string Copyright { get; set; } = "";
    public string PackageDescription { get; set; } = "";
    public string LicenseExpression { get; set; } = "";
    public string LicenseFile { get; set; } = "";
    public string ProjectUrl { get; set; } = "";
    public string RepositoryUrl { get; set; } = "";
    public string RepositoryCommit { get; set; } = "";
    public string NuspecProperties { get; set; } = "";
#pragma warning restore CS1591

    /// <summary>The property <c>NuspecFile</c>; relative to the project, empty when the project itself is packed.</summary>
    public string NuspecFile { get; set; } = "";

    /// <summary><c>PackAsTool</c>.</summary>
    public bool IsTool { get; set; }

    /// <summary><c>BuildOutputTargetFolder</c>: where in the package the assemblies of the project go.</summary>
    public string BuildOutputFolders { get; set; } = "";

    /// <summary><c>@(_BuildOutputInPackage)</c>: assemblies of the project, with FinalOutputPath, TargetFramework, TargetPath.</summary>
    public ITaskItem[] BuildOutputs { get; set; } = [];

    /// <summary><c>@(_PackageFiles)</c>: other files of the package, with PackagePath.</summary>
    public ITaskItem[] PackageFiles { get; set; } = [];

    /// <summary>Where the SBOMs are written.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>The files that go into the package: PackagePath, Format, FileNameBeside.</summary>
    [Output]
    public ITaskItem[] Sboms { get; private set; } = [];

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run()
    {
        var report = PackSbom.Run(
            new SbomRequest
            {
                ProjectFile = ProjectFile,
                AssetsFile = AssetsFile,
                Packages = PackagesOfBuild.Find(BuildEngine, AssetsFile),
                Formats = Formats,
                SourceDate = long.Parse(SourceDate, NumberStyles.None, CultureInfo.InvariantCulture),
                Kind = IsTool ? SbomRootKind.Application : SbomRootKind.Library,
                PackageId = PackageId,
                PackageVersion = PackageVersion,
                Metadata = new Dictionary<string, string>
                {
                    ["Authors"] = Authors,
                    ["Company"] = Company,
                    ["Copyright"] = Copyright,
                    ["Description"] = PackageDescription,
                    ["LicenseExpression"] = LicenseExpression,
                    ["LicenseFile"] = LicenseFile,
                    ["ProjectUrl"] = ProjectUrl,
                    ["RepositoryUrl"] = RepositoryUrl,
                    ["RepositoryCommit"] = RepositoryCommit,
                }.ToImmutableSortedDictionary(StringComparer.Ordinal),
                Assemblies = [.. BuildOutputs.SelectMany(BuildOutput), .. PackageFiles.SelectMany(OtherFile)],
                NuspecFile = NuspecFile.Length == 0 ? null : Absolute(NuspecFile),
                NuspecProperties = NuspecProperties,
                OutputFolder = OutputFolder,
            },
            Cancellation);
        Sboms = [.. report.Sboms.Select(Item)];
        return report.Findings;
    }

    private IEnumerable<PackageFile> BuildOutput(ITaskItem item)
    {
        var file = Absolute(item.GetMetadata("FinalOutputPath") is { Length: > 0 } final ? final : item.ItemSpec);
        return PackagePlaces.OfBuildOutput(BuildOutputFolders, item.GetMetadata("TargetFramework"), item.GetMetadata("TargetPath"))
            .Select(place => new PackageFile(file, place));
    }

    // Without PackagePath it is content, which no build references.
    private IEnumerable<PackageFile> OtherFile(ITaskItem item)
    {
        var file = Absolute(item.ItemSpec);
        var directory = item.GetMetadata("RecursiveDir") is { Length: > 0 } recursive ? recursive : item.GetMetadata("NuGetRecursiveDir");
        return item.MetadataNames.Cast<string>().Contains("PackagePath", StringComparer.OrdinalIgnoreCase)
            ? PackagePlaces.OfFile(file, item.GetMetadata("PackagePath"), directory).Select(place => new PackageFile(file, place)) : [];
    }

    private string Absolute(string path) => Path.GetFullPath(path.Replace('\\', '/'), Path.GetDirectoryName(ProjectFile)!);

    private static TaskItem Item(WrittenSbom sbom)
    {
        var item = new TaskItem(sbom.File);
        item.SetMetadata("PackagePath", sbom.PackagePath);
        item.SetMetadata("Format", sbom.Format);
        item.SetMetadata("FileNameBeside", sbom.FileNameBeside);
        item.SetMetadata("InPackage", sbom.InPackage ? "true" : "false");
        return item;
    }
}
