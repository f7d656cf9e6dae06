using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>What a Sigstore instance publishes in its TUF repository for its clients. Bytes; nothing of it is read here.</summary>
/// <param name="TrustedRoot">What bundles are verified by: <c>trusted_root.json</c>.</param>
/// <param name="SigningConfig">Where to sign, with Rekor v1: <c>signing_config.v0.2.json</c>; null when the instance has none.</param>
/// <param name="SigningConfigRekorV2">Where to sign, with Rekor v2 first: <c>signing_config_rekor_v2.v0.2.json</c>; null when the instance has none.</param>
public sealed record TrustUpdate(ImmutableArray<byte> TrustedRoot, ImmutableArray<byte>? SigningConfig, ImmutableArray<byte>? SigningConfigRekorV2)
{
    /// <summary>The target that holds the trusted root.</summary>
    public const string TrustedRootName = "trusted_root.json";

    private const string SigningConfigName = "signing_config.v0.2.json";
    private const string SigningConfigRekorV2Name = "signing_config_rekor_v2.v0.2.json";

    /// <summary>Fetches what is new.</summary>
    /// <param name="client">Of the instance's repository.</param>
    /// <param name="cancellationToken">Ends the update.</param>
    /// <exception cref="TufException">Any reason: what is reachable but wrong is not used, and neither is what was there before in its place.</exception>
    public static async Task<TrustUpdate> FetchAsync(TufClient client, CancellationToken cancellationToken = default)
    {
        using var update = await client.UpdateAsync(cancellationToken).ConfigureAwait(false);
        return new TrustUpdate(
            await update.DownloadAsync(TrustedRootName, cancellationToken).ConfigureAwait(false),
            await update.TryDownloadAsync(SigningConfigName, cancellationToken).ConfigureAwait(false),
            await update.TryDownloadAsync(SigningConfigRekorV2Name, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads what the last update left; see <see cref="TufClient.ReadStored"/>.</summary>
    /// <param name="client">Of the instance's repository.</param>
    /// <exception cref="TufException"><see cref="TufFailure.NotStored"/>: there was no update; or what is stored does not verify.</exception>
    public static TrustUpdate ReadStored(TufClient client) =>
        new(client.ReadStored(TrustedRootName), TryRead(client, SigningConfigName), TryRead(client, SigningConfigRekorV2Name));

    private static ImmutableArray<byte>? TryRead(TufClient client, string target)
    {
        try
        {
            return client.ReadStored(target);
        }
        catch (TufException e) when (e.Failure == TufFailure.TargetNotFound)
        {
            return null;
        }
    }
}
