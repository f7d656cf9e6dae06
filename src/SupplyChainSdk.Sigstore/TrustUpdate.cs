using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>What a Sigstore instance publishes in its TUF repository for its clients.</summary>
/// <param name="TrustedRoot">What bundles are verified by: <c>trusted_root.json</c>.</param>
/// <param name="SigningConfig">Where to sign, with Rekor v1: <c>signing_config.v0.2.json</c>; null when the instance has none.</param>
/// <param name="SigningConfigRekorV2">Where to sign, with Rekor v2 first: <c>signing_config_rekor_v2.v0.2.json</c>; null when the instance has none.</param>
public sealed record TrustUpdate(ImmutableArray<byte> TrustedRoot, ImmutableArray<byte>? SigningConfig, ImmutableArray<byte>? SigningConfigRekorV2)
{
    /// <summary>The target that holds the trusted root.</summary>
    public const string TrustedRootName = "trusted_root.json";

    private const string SigningConfigName = "signing_config.v0.2.json";
    private const string SigningConfigRekorV2Name = "signing_config_rekor_v2.v0.2.json";

    /// <summary>Fetches what is new. It counts from then on (<see cref="ReadStored"/>) when all of it is there and the trusted root is one that this version reads.</summary>
    /// <param name="client">Of the instance's repository.</param>
    /// <param name="cancellationToken">Ends the update.</param>
    /// <exception cref="TufException">Any reason: what is reachable but wrong is not used, and neither is what was there before in its place.</exception>
    /// <exception cref="VerificationException">The trusted root is malformed or needs a newer version.</exception>
    public static async Task<TrustUpdate> FetchAsync(TufClient client, CancellationToken cancellationToken = default)
    {
        using var update = await client.UpdateAsync(cancellationToken).ConfigureAwait(false);
        var fetched = new TrustUpdate(
            await update.DownloadAsync(TrustedRootName, cancellationToken).ConfigureAwait(false),
            await update.TryDownloadAsync(SigningConfigName, cancellationToken).ConfigureAwait(false),
            await update.TryDownloadAsync(SigningConfigRekorV2Name, cancellationToken).ConfigureAwait(false));
        _ = Sigstore.TrustedRoot.Parse(fetched.TrustedRoot.AsMemory(), $"the trusted root of {client.Repository.Metadata.Authority} that was fetched");
        update.Complete();
        return fetched;
    }

    /// <summary>Reads what the last completed update left; see <see cref="TufClient.ReadStored"/>.</summary>
    /// <param name="client">Of the instance's repository.</param>
    /// <returns>Null when there was none.</returns>
    /// <exception cref="TufException">What is stored does not verify.</exception>
    public static TrustUpdate? ReadStored(TufClient client) => client.ReadStored() is { } stored
        ? new(stored.Read(TrustedRootName), stored.TryRead(SigningConfigName), stored.TryRead(SigningConfigRekorV2Name))
        : null;
}
