using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>Before a package is made: whether it can be reproducible, can be signed as configured, would leak the SDK, and which time it gets.</summary>
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

    /// <summary>Whether what signs is looked at: true when packing, and not when only an SBOM is asked for.</summary>
    public bool ChecksSigner { get; set; }

    /// <summary><c>SupplyChainSigner</c>. An empty one, which only a command line can give, has an error of its own.</summary>
    public string Signer { get; set; } = "";

    /// <summary><c>SupplyChainSigningKey</c>: the name of a key.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>Name of the environment variable with the passphrase of the key.</summary>
    public string PassphraseVariable { get; set; } = "";

    /// <summary>Path of a trusted root, for signing with an identity only; empty for that of the public instance.</summary>
    public string TrustedRoot { get; set; } = "";

    /// <summary>Path of a signing config, for signing with an identity only; empty for that of the public instance.</summary>
    public string SigningConfig { get; set; } = "";

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
        // git is another process, which runs while the rest is read.
        var reading = System.Threading.Tasks.Task.Run(() => GitSource.ReadAsync(Path.GetDirectoryName(ProjectFile)!, withRemote: false));
        var signer = ChecksSigner ? SignerSetup.Check(SignerParameters.Request(BuildEngine, Signer, SigningKey, PassphraseVariable, TrustedRoot, SigningConfig, AppliesCI(IsCI)), Cancellation) : [];
        var file = FileVersionInfo.GetVersionInfo(PackTaskAssembly);
        var version = new Version(file.FileMajorPart, file.FileMinorPart, file.FileBuildPart);
        NuGetVersion = version.ToString(3);
        ImmutableArray<Finding> findings = [.. signer, .. PackNuGet.Check(ProjectFile, version) is { } old ? [old] : (ReadOnlySpan<Finding>)[], .. ListsDependencies ? PackLeak.Check(ProjectFile, AssetsFile) : []];
        var source = PackSource.Of(reading.GetAwaiter().GetResult(), SourceDateEpoch, AppliesCI(IsCI));
        SourceDate = source.Time.ToString(CultureInfo.InvariantCulture);
        Commit = source.Commit ?? "";
        AtomicFile.WriteIfChanged(InputsFile, Encoding.UTF8.GetBytes($"commit {source.Commit}\ntime {SourceDate}\n"));
        return findings.AddRange(source.Findings);
    }
}
