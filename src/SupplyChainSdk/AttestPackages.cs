using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>Attests the packages that pack made.</summary>
[MSBuildMultiThreadableTask]
public sealed class AttestPackages : GateTask
{
    /// <summary>What <see cref="LocatePackages"/> found.</summary>
    public ITaskItem[] Packages { get; set; } = [];

    /// <summary>Where the records of what compilers were given are, or would be: one for each target framework that was packed.</summary>
    public string[] CompilerRecords { get; set; } = [];

    /// <summary>The target frameworks that were packed.</summary>
    public string[] PackedFrameworks { get; set; } = [];

    /// <summary>What <see cref="GenerateSbom"/> wrote.</summary>
    public ITaskItem[] Sboms { get; set; } = [];

    /// <summary><c>NoBuild</c>: no compiler ran in this build.</summary>
    public bool NoBuild { get; set; }

    /// <summary><c>Configuration</c>.</summary>
    public string Configuration { get; set; } = "";

    /// <summary><c>TargetFramework</c> and <c>TargetFrameworks</c>.</summary>
    public string[] TargetFrameworks { get; set; } = [];

    /// <summary><c>SupplyChainSigner</c>. An empty one, which only a command line can give, has an error of its own.</summary>
    public string Signer { get; set; } = "";

    /// <summary><c>SupplyChainSigningKey</c>: the name of a key.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary><c>SupplyChainEmbedAttestation</c>.</summary>
    public bool EmbedAttestation { get; set; } = true;

    /// <summary>Where evidence goes; empty for beside the package.</summary>
    public string EvidenceFolder { get; set; } = "";

    /// <summary><c>obj/supplychain/</c>.</summary>
    [Required]
    public string WorkFolder { get; set; } = "";

    /// <summary><c>NETCoreSdkVersion</c>.</summary>
    public string SdkVersion { get; set; } = "";

    /// <summary><c>MSBuildVersion</c>.</summary>
    public string MSBuildVersion { get; set; } = "";

    /// <summary><c>NuGetVersion</c>, of the client that packs.</summary>
    public string NuGetVersion { get; set; } = "";

    /// <summary>Name of the environment variable with the passphrase of the key.</summary>
    public string PassphraseVariable { get; set; } = "";

    /// <summary>Path of a trusted root, for signing with an identity only; empty for that of the public instance.</summary>
    public string TrustedRoot { get; set; } = "";

    /// <summary>Path of a signing config, for signing with an identity only; empty for that of the public instance.</summary>
    public string SigningConfig { get; set; } = "";

    /// <summary>Every file of evidence: Kind, Sha256.</summary>
    [Output]
    public ITaskItem[] Evidence { get; private set; } = [];

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run()
    {
        if (Packages.Length == 0)
            return [PackFindings.NothingPacked(ProjectFile)];
        var signer = SignerParameters.Request(BuildEngine, Signer, SigningKey, PassphraseVariable, TrustedRoot, SigningConfig, AppliesCI(IsCI));
        using var ahead = ReadPackagesAhead.Take(BuildEngine, ProjectFile, forAttesting: true);
        var report = PackAttestation.Run(
            new AttestRequest
            {
                Check = Request(DateTimeOffset.UtcNow) with
                {
                    Served = EarlyQuestions.Answers(BuildEngine, ProjectFile),
                    AsksStatus = AppliesCI(IsCI),
                    Ahead = ahead,
                },
                Packages = [.. Packages.Select(item => item.ItemSpec)],
                CompilerRecords = [.. CompilerRecords.Distinct(StringComparer.Ordinal)],
                SaidCompilerInputs = AppliesCI(IsCI) && !NoBuild,
                PackedFrameworks = PackedFrameworks.Distinct(StringComparer.OrdinalIgnoreCase).Count(),
                Sboms = [.. Sboms.Select(item => new WrittenSbom(item.GetMetadata("Format"), item.ItemSpec, item.GetMetadata("PackagePath"),
                    item.GetMetadata("FileNameBeside"), item.GetMetadata("InPackage") == "true"))],
                Configuration = Configuration,
                TargetFrameworks = [.. TargetFrameworks.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)],
                Signer = signer,
                EmbedsAttestation = EmbedAttestation,
                EvidenceFolder = EvidenceFolder.Length == 0 ? null : EvidenceFolder,
                WorkFolder = WorkFolder,
                Environment = new BuildEnvironment(SdkVersion, MSBuildVersion, NuGetVersion, Environment.Version.ToString(),
                    RuntimeInformation.OSDescription, RuntimeInformation.RuntimeIdentifier, Product.Version, ImmutableSortedDictionary<string, string>.Empty),
            },
            Cancellation);
        // Attested or moved aside, and said so.
        foreach (var package in Packages)
            UnfinishedPack.End(BuildEngine, package.ItemSpec);
        Evidence = [.. report.Evidence.Select(Item)];
        if (report.Outcomes.Length > 0 && signer.Keyless.TakeNotice())
            Log.LogMessage(MessageImportance.High, "SupplyChainSdk: {0}", KeylessSession.Notice);
        foreach (var outcome in report.Outcomes)
            Log.LogMessage(MessageImportance.High, "SupplyChainSdk: {0}", outcome);
        return report.Findings;
    }

    private static TaskItem Item(Evidence evidence)
    {
        var item = new TaskItem(evidence.File);
        item.SetMetadata("Kind", evidence.Kind);
        item.SetMetadata("Sha256", evidence.Sha256);
        return item;
    }
}
