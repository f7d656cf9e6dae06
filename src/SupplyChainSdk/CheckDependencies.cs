using System.Collections.Immutable;
using Microsoft.Build.Framework;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Release;

namespace SupplyChainSdk.Tasks;

/// <summary>Runs the gates over a project, and keeps what the next build needs to know whether anything changed.</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckDependencies : GateTask
{
    /// <summary>Codes that properties of the project suppress or demote.</summary>
    public string Suppressions { get; set; } = "";

    /// <summary>The property <c>ContinueOnError</c>, which nothing of ours uses and targets of others may.</summary>
    public string ContinueOnErrorProperty { get; set; } = "";

    /// <summary><c>obj/supplychain/</c>.</summary>
    [Required]
    public string WorkFolder { get; set; } = "";

    /// <summary>Whether a package is made after the compiler ran.</summary>
    public bool IsPacking { get; set; }

    /// <summary>Absolute paths of the assemblies to which the project itself refers by file; counts only where the rules for CI do not apply, whose builds look at what was compiled.</summary>
    public string[] References { get; set; } = [];

    /// <summary><c>SupplyChainSigner</c>.</summary>
    public string Signer { get; set; } = "";

    /// <summary><c>SupplyChainSigningKey</c>: the name of a key.</summary>
    public string SigningKey { get; set; } = "";

    /// <summary>Path of a trusted root, for signing with an identity only; empty for that of the public instance.</summary>
    public string TrustedRoot { get; set; } = "";

    /// <summary>Path of a signing config, for signing with an identity only; empty for that of the public instance.</summary>
    public string SigningConfig { get; set; } = "";

    /// <summary>Everything that enters the check and is not a file, in one text.</summary>
    public string State { get; set; } = "";

    /// <inheritdoc/>
    protected override ImmutableArray<Finding> Run()
    {
        var stamp = new CheckStamp(WorkFolder);
        stamp.Forget();
        var started = DateTime.UtcNow;
        using var ahead = ReadPackagesAhead.Take(BuildEngine, ProjectFile, forAttesting: false);
        var report = DependencyCheck.Run(
            Request(started) with
            {
                CacheFolder = AppliesCI(IsCI) ? null : ManifestCache.FolderOf(Environment.GetEnvironmentVariable),
                Ahead = ahead,
                AsksStatus = AppliesCI(IsCI),
                References = AppliesCI(IsCI) ? [] : [.. References],
            },
            Cancellation);
        var findings = FindingOrder.Sort([.. Suppression.Check(ProjectFile, Suppressions, ContinueOnErrorProperty, AppliesCI(IsCI)), .. report.Findings]);
        if (IsPacking && report is { Passes: true, Graph: { } graph, Packages: { } packages, Policy: { } policy })
        {
            PackagesOfBuild.Keep(BuildEngine, AssetsFile, graph, packages);
            // What signs is known by its name alone here. The key itself is not looked at.
            if (SourceGate.Asks(policy, SourceUse.Signing) && SignerParameters.Signs(Signer, SigningKey))
                EarlyQuestions.Begin(BuildEngine, ProjectFile, report.Served, cancel => SourceDownload.AskAsync(AssetsFile, graph, report.AskedOfSources!, SourceLimits.Default, null, cancel));
            _ = PackWarmUp.Start(graph, packages, Path.GetDirectoryName(ProjectFile)!);
        }
        Log.LogMessage(MessageImportance.Low, "Looked at {0} files and folders, found {1}.", report.Inputs.Length, findings.Length);
        try
        {
            stamp.Keep(findings, report.Inputs, State, started);
        }
        catch (UnwritableException e)
        {
            // A full disk does not keep the user from reading what was found.
            return [.. findings, OutputFindings.Unwritable(e)];
        }
        return IsPacking && report.Passes ? findings.AddRange(Identity()) : findings;
    }

    // The compiler has not run yet: a job that may not ask for a token learns it before its work is done. Not kept for the next build, which asks itself. A key is looked at
    // when there is something to pack.
    private ImmutableArray<Finding> Identity() => Signer == "keyless" || (Signer == "auto" && SigningKey.Length == 0)
        ? SignerSetup.Check(SignerParameters.Request(BuildEngine, Signer, SigningKey, passphraseVariable: "", TrustedRoot, SigningConfig, AppliesCI(IsCI)), Cancellation)
        : [];
}
