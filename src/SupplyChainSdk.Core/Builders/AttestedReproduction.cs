using System.Collections.Immutable;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Builders;

/// <summary>One verified statement that a package was built again (docs/predicates/reproduction-v1.md).</summary>
/// <param name="Signer">Certified: who signed, on the word of an authority or by a key.</param>
/// <param name="Claims">Claimed: what came out, and of what.</param>
/// <param name="Layer">Checked here: which bytes of the package it names.</param>
/// <param name="Source">Where it lies, for messages.</param>
public sealed record AttestedReproduction(AttestationSigner Signer, ClaimedReproduction Claims, PackageLayer Layer, string Source);

/// <summary>What a signer says that came out when a package was built again.</summary>
/// <param name="IsReproduced">Whether the same bytes came out.</param>
/// <param name="IsRebuild">Whether it was this package that was built again, and not a project that gave one package twice.</param>
/// <param name="Commit">The commit that was built, 40 or 64 hexadecimal digits.</param>
public sealed record ClaimedReproduction(bool IsReproduced, bool IsRebuild, string Commit)
{
    /// <summary>URL of the source; null when none is named.</summary>
    public string? Repository { get; init; }

    /// <summary>Version of the .NET SDK that built.</summary>
    public string? Sdk { get; init; }

    /// <summary>What differed between the two builds; empty for a rebuild.</summary>
    public ImmutableArray<string> Varied { get; init; } = [];

    /// <summary>As a statement claims it.</summary>
    public static ClaimedReproduction Of(ReproductionStatement statement) => new(statement.IsReproduced, statement.IsRebuild, statement.Commit)
    {
        Repository = statement.Repository,
        Sdk = statement.Sdk,
        Varied = statement.Varied,
    };
}
