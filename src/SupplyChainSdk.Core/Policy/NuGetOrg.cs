using System.Collections.Immutable;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Policy;

/// <summary>By which certificates nuget.org signs packages. Whoever has any certificate for signing code can write its address into a signature; only the certificate says who signed.</summary>
/// <remarks>
/// The list is data of a release. nuget.org publishes it as the resource <c>RepositorySignatures/5.0.0</c> of https://api.nuget.org/v3/index.json, and announces a new certificate some months before it
/// signs with it; add it here then. Until a release has it, a policy can name it in <c>repositoryFingerprints</c>.
/// </remarks>
public static class NuGetOrg
{
    /// <summary>SHA-256 of each certificate, the oldest first: packages that were signed by an old one keep that signature.</summary>
    public static ImmutableArray<Digest> Certificates { get; } =
    [
        Digest.Parse("sha256", "0e5f38f57dc1bcc806d8494f4f90fbcedd988b46760709cbeec6f4219aa6157d"), // 2018 to 2021
        Digest.Parse("sha256", "5a2901d6ada3d18260b9c6dfe2133c95d74b9eef6ae0e5dc334c8454d1477df4"), // 2021 to 2024
        Digest.Parse("sha256", "1f4b311d9acc115c8dc8018b5a49e00fce6da8e2855f9f014ca6f34570bc482d"), // 2024 to 2027
    ];

    /// <summary>Whether the address that a signature names is one of nuget.org: any at that host, however it is spelled.</summary>
    public static bool IsClaimedBy(string serviceIndex) => Uri.TryCreate(serviceIndex, UriKind.Absolute, out var address)
        && address.IdnHost.TrimEnd('.') is var host
        && (host.Equals("nuget.org", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".nuget.org", StringComparison.OrdinalIgnoreCase));

    /// <summary>Why a repository signature is not that of the repository that it names; null where nothing speaks against it.</summary>
    /// <param name="serviceIndex">The address that it names.</param>
    /// <param name="certificate">SHA-256 of its certificate.</param>
    /// <param name="named">Certificates that the policy names for the package.</param>
    public static string? Problem(string serviceIndex, Digest certificate, ImmutableArray<Digest> named) =>
        !IsClaimedBy(serviceIndex) || Certificates.Contains(certificate) || named.Contains(certificate) ? null
        : $"the repository signature claims to be nuget.org's, but its certificate {certificate.Hex} is none of those that nuget.org has published";
}
