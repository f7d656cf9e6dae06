using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Builders;

/// <summary>Where attestations of a package may be, as its folder was listed once.</summary>
/// <param name="Package">As it was hashed.</param>
/// <param name="Beside">Absolute paths of the files beside it, sorted: all, or one more than are read.</param>
internal sealed record DependencyEvidence(PackageFacts Package, ImmutableArray<string> Beside)
{
    public PackageId Id => Package.Package.Id;

    /// <summary>Whether there is anything to verify: what has no attestation is not opened again.</summary>
    public bool MayBeAttested => Package.HoldsAttestation || !Beside.IsEmpty;

    /// <summary>Lists.</summary>
    /// <exception cref="UnauthorizedAccessException">It cannot be known.</exception>
    public static DependencyEvidence Of(PackageFacts package) =>
        new(package, [.. BundleFiles.BesideInstalled(package.ArchivePath).Select(name => Path.Combine(Path.GetDirectoryName(package.ArchivePath)!, name))]);
}
