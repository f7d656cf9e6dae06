using System.Collections.Immutable;
using NuGet.Configuration;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Publishers;

namespace SupplyChainSdk.Builders;

/// <summary>What was established about one package of a lock file.</summary>
/// <param name="Package">The package.</param>
/// <param name="Judgment">Who built it, and whether that was expected; null where that cannot be known.</param>
/// <param name="Facts">What its attestations say; null where that cannot be known.</param>
/// <param name="Problem">Why it cannot be known, or why the package is none that was locked: one sentence, safe to print. Null where nothing is wrong.</param>
/// <param name="IsAnother">Whether what lies in the packages folder is not what was locked.</param>
public sealed record LockedPackage(PackageId Package, ProvenanceJudgment? Judgment, AttestationFacts? Facts, string? Problem, bool IsAnother)
{
    /// <summary>The answer about it: verified only by a rule, or where no rule is about it by the baseline.</summary>
    public VerificationResult Result => IsAnother || Judgment is { IsFinding: true } or { ContradictsBaseline: true } ? VerificationResult.NotVerified
        : Judgment?.Outcome == ProvenanceOutcome.Verified ? VerificationResult.Verified : VerificationResult.Undecided;

    /// <summary>What is said of it, in the words of every output.</summary>
    public string Words => IsAnother ? "refused" : Judgment?.Words ?? "undecided";
}

/// <summary>Who built the packages of a lock file, and whether the policy's rules expect it: offline, from a packages folder, by no other gate than this.</summary>
/// <param name="LockFile">Absolute path.</param>
/// <param name="PolicyDigest">Of the effective policy; null without one that can be used.</param>
/// <param name="Rules">How many rules there are.</param>
/// <param name="Root">By what certificates were judged; null where there was nothing to judge.</param>
/// <param name="Packages">Every package of the lock file, sorted.</param>
/// <param name="Configuration">What is wrong with the policy, and that the trusted root is old.</param>
public sealed record LockVerification(
    string LockFile, Digest? PolicyDigest, int Rules, UsedTrustedRoot? Root, ImmutableArray<LockedPackage> Packages, ImmutableArray<Finding> Configuration)
{
    /// <summary>Whether every baseline that the policy names could be read: else what it remembers is not known.</summary>
    public bool HasBaselines { get; private init; } = true;

    /// <summary>
    /// Verified only where every rule is satisfied, and at least one by an attestation. Where no rule says anything, nothing was decided, whatever a baseline remembers: it asks for nothing of packages that
    /// it does not know. Neither was it where the policy, a baseline or a package cannot be read.
    /// </summary>
    public VerificationResult Result => Packages.Any(p => p.Result == VerificationResult.NotVerified) ? VerificationResult.NotVerified
        : PolicyDigest is not null && HasBaselines && Packages.All(p => p.Problem is null) && Packages.Any(p => p.Judgment is { Outcome: ProvenanceOutcome.Verified, IsByBaseline: false }) ? VerificationResult.Verified
        : VerificationResult.Undecided;

    /// <summary>Why nothing was decided, as a sentence; null where something was.</summary>
    public string? Undecided => Result != VerificationResult.Undecided ? null
        : PolicyDigest is null ? "The policy cannot be used."
        : !HasBaselines ? "The baseline that the policy names cannot be used."
        : Packages.Any(p => p.Problem is not null) ? "Of some packages nothing is known."
        : Rules == 0 ? "No rule says who is expected to have built what: add \"provenance\" to supplychain.json (docs/dependencies.md)."
        : "No rule about a package of this lock file was met by an attestation.";

    /// <summary>Verifies.</summary>
    /// <param name="lockFile">Absolute path of a packages.lock.json.</param>
    /// <param name="packagesFolder">Absolute path of the folder that packages are installed in; null for those that NuGet's settings name.</param>
    /// <param name="policyFiles">Policy files besides those that are found from the lock file up.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <exception cref="InvalidDataException">The lock file, or a nuget.config, is malformed.</exception>
    /// <exception cref="IOException">The lock file is missing, or may not be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LockVerification Run(string lockFile, string? packagesFolder, ImmutableArray<string> policyFiles, DateTimeOffset now, CancellationToken cancel)
    {
        var folder = Path.GetDirectoryName(lockFile)!;
        var locked = Inputs.LockFile.Read(lockFile);
        var load = PolicyLoader.Load(folder, null, policyFiles, DateOnly.FromDateTime(now.UtcDateTime));
        ImmutableArray<ResolvedPackage> packages = [.. locked.Targets.SelectMany(t => t.Entries).Select(e => e.Package).OfType<PackageId>().Distinct().Order().Select(ResolvedPackage.InNoGraph)];
        if (load.Policy is not { } policy)
            return new LockVerification(lockFile, null, 0, null, [.. packages.Select(p => Unknown(p.Id, "The policy cannot be used."))], load.Findings);
        var read = PackageReader.Read(packagesFolder is null ? PackageFolders(folder) : [packagesFolder], packages, cancel);
        var attestations = DependencyAttestations.Read(read, policy, null, now, cancel);
        var baselines = PublisherBaselines.Read(policy);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var byId = read.Read.ToDictionary(p => p.Package.Id);
        var failed = read.Failed.ToDictionary(p => p.Package.Id);
        return new LockVerification(lockFile, policy.Digest, policy.Provenance?.Rules.Length ?? 0, attestations.Root,
            [.. packages.Select(p => failed.TryGetValue(p.Id, out var failure) ? Unknown(p.Id, $"Its archive could not be read: {failure.Detail}.") : Judge(byId[p.Id]))],
            [.. load.Findings, .. baselines.Unusable, .. attestations.OldRoot is { } old ? [old] : (ReadOnlySpan<Finding>)[]])
        {
            HasBaselines = baselines.Unusable.IsEmpty,
        };

        LockedPackage Judge(PackageFacts package)
        {
            var id = package.Package.Id;
            if (locked.Hashes.GetValueOrDefault(id) is not { } expected)
                return Unknown(id, "The lock file has no content hash of it.");
            if (expected.Hash != package.ContentHash)
                return new LockedPackage(id, null, null, $"It is not the package that was locked: content hash {package.ContentHash.Base64}, locked {expected.Hash.Base64}.", true);
            return attestations.Facts.TryGetValue(id, out var facts)
                ? new LockedPackage(id, ProvenanceJudgment.Judge(policy.Provenance, id, facts, now, baselines.Expected(id, policy.Publishers, today)), facts, null, false)
                : Unknown(id, attestations.Problem!);
        }
    }

    private static LockedPackage Unknown(PackageId package, string problem) => new(package, null, null, Printable.Text(problem), false);

    private static ImmutableArray<string> PackageFolders(string folder)
    {
        try
        {
            var settings = Settings.LoadDefaultSettings(folder);
            return [SettingsUtility.GetGlobalPackagesFolder(settings), .. SettingsUtility.GetFallbackPackageFolders(settings)];
        }
        catch (NuGetConfigurationException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }
}
