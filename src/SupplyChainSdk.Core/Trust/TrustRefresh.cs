using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Trust;

/// <summary>What an update of trust fetched.</summary>
/// <param name="Store">Where it is kept.</param>
/// <param name="Before">SHA-256 of the trusted root that was there; null for none.</param>
/// <param name="TrustedRoot">What is there now.</param>
/// <param name="SigningConfigs">SHA-256 of what says where to sign: with Rekor v1, with Rekor v2; null for what the instance does not have.</param>
/// <param name="CurrentUntil">Until when the repository says that this is its newest.</param>
public sealed record TrustRefresh(
    TrustStore Store, string? Before, TrustedRoot TrustedRoot, (string? RekorV1, string? RekorV2) SigningConfigs, DateTimeOffset? CurrentUntil)
{
    /// <summary>Whether the trusted root is another one than before.</summary>
    public bool IsNew => Before != TrustedRoot.Sha256;

    /// <summary>Asks the repository of an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <param name="refusal">Why it failed.</param>
    /// <param name="cancel">Ends it; what was verified by then is kept.</param>
    /// <returns>Null with a refusal.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TrustRefresh? Run(TrustInstance instance, Func<string, string?> variable, out Finding? refusal, CancellationToken cancel) =>
        Run(TrustStore.Find(instance, variable), instance, null, TimeProvider.System, out refusal, cancel);

    internal static TrustRefresh? Run(
        TrustStore? store, TrustInstance instance, HttpMessageHandler? handler, TimeProvider time, out Finding? refusal, CancellationToken cancel)
    {
        refusal = null;
        if (store is null)
        {
            refusal = TrustFindings.StoreUnusable(TrustFindings.NoFolder());
            return null;
        }
        try
        {
            var before = Known(store);
            var fetched = store.Fetch(handler, time, cancel);
            var kept = store.Read() ?? throw new InvalidOperationException("An update that was completed left nothing.");
            return new TrustRefresh(store, before, kept.Root, (Sha256(fetched.SigningConfig), Sha256(fetched.SigningConfigRekorV2)), kept.CurrentUntil);
        }
        catch (TufException e)
        {
            refusal = TrustFindings.Of(store, e);
        }
        catch (VerificationException e)
        {
            refusal = TrustFindings.Refused(instance, e.Message);
        }
        catch (TrustStoreException e)
        {
            refusal = TrustFindings.StoreUnusable(e);
        }
        return null;
    }

    /// <summary>The JSON form: docs/trust.md. Version 1; members are only ever added.</summary>
    /// <returns>ASCII, indented, LF; safe in the log of a CI system.</returns>
    public byte[] ToJson() => LogSafeJson.Write(json =>
    {
        json.WriteString("instance", Store.Instance.Name);
        json.WriteString("repository", Store.Instance.Repository.Metadata.AbsoluteUri);
        json.WriteString("store", Store.Folder);
        json.WriteBoolean("isNew", IsNew);
        json.WriteString("before", Before);
        json.WriteString("trustedRoot", TrustedRoot.Sha256);
        json.WriteString("signingConfig", SigningConfigs.RekorV1);
        json.WriteString("signingConfigRekorV2", SigningConfigs.RekorV2);
        json.WriteString("currentUntil", TrustedRootReport.Time(CurrentUntil));
    });

    // An update replaces a target that is damaged, and judges itself what of the store it cannot go on from.
    private static string? Known(TrustStore store)
    {
        try
        {
            return store.Read()?.Root.Sha256;
        }
        catch (TrustStoreException)
        {
            return null;
        }
    }

    private static string? Sha256(ImmutableArray<byte>? content) => content is { } bytes ? Digest.Sha256Of(bytes.AsSpan()).Hex : null;
}
