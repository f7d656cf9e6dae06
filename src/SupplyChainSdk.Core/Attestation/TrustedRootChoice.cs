using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Trust;

namespace SupplyChainSdk.Attestation;

/// <summary>Where a trusted root is from.</summary>
public enum TrustedRootOrigin
{
    /// <summary>A file that the caller names.</summary>
    File,

    /// <summary>The last update, which verified it.</summary>
    Store,

    /// <summary>This version was built with it.</summary>
    Embedded,
}

/// <summary>
/// The one place where it is decided by which trusted root certificates are judged: the file that the caller names, what the last update fetched, the embedded one. Never one that a bundle,
/// a package or a build brings. It opens no connection.
/// </summary>
/// <param name="Root">The trusted root.</param>
/// <param name="Origin">Where it is from.</param>
/// <param name="Store">Where updates are kept; null where that does not matter, or there is no place for them.</param>
/// <param name="Passed">What was fetched and is older than the embedded one; null for none.</param>
public sealed record TrustedRootChoice(TrustedRoot Root, TrustedRootOrigin Origin, TrustStore? Store, TrustedRoot? Passed)
{
    /// <summary>What is older is worth a question: 180 days.</summary>
    public const int OldAfterDays = 180;

    /// <summary>Until when its repository said that it is the newest; null where no update fetched it, or that is not known.</summary>
    public DateTimeOffset? CurrentUntil { get; private init; }

    /// <summary>
    /// The newest moment that is known of it: signed by the repository; of the embedded one the day on which it was taken over from there; else the start of the newest service. Null where
    /// nothing is known.
    /// </summary>
    public DateTimeOffset? Date => CurrentUntil ?? (Origin == TrustedRootOrigin.Embedded ? TrustedRoot.PublicGoodDate : Root.NewestStart);

    /// <summary>Whether nothing that is known of it is younger than <see cref="OldAfterDays"/> days. Of which nothing is known is not new.</summary>
    /// <param name="now">The time to judge by.</param>
    public bool IsOld(DateTimeOffset now) => !(now - Date <= TimeSpan.FromDays(OldAfterDays));

    /// <summary>Chooses.</summary>
    /// <param name="trustedRootFile">A file that the caller names; null for none.</param>
    /// <exception cref="VerificationException">The file is not a trusted root that this version can use.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="TrustStoreException">Something was fetched, and it is damaged or cannot be used.</exception>
    public static TrustedRootChoice Open(string? trustedRootFile) => trustedRootFile is not null
        ? new TrustedRootChoice(TrustedRoot.Load(trustedRootFile), TrustedRootOrigin.File, null, null)
        : Open(TrustInstance.PublicGood, TrustStore.Find(TrustInstance.PublicGood, Environment.GetEnvironmentVariable), TrustedRoot.PublicGood, TrustedRoot.PublicGoodVersion);

    /// <summary>Chooses for a gate: the trusted root that the policy names, else as for a caller who names none. Nothing that a build sets counts.</summary>
    /// <param name="trust">The section of the effective policy; null without one.</param>
    /// <exception cref="VerificationException">The file of the policy is not a trusted root that this version can use.</exception>
    /// <exception cref="TrustStoreException">Something was fetched, and it is damaged or cannot be used.</exception>
    public static TrustedRootChoice OfPolicy(TrustRules? trust) => trust?.Root is { Value: var named }
        ? new TrustedRootChoice(TrustedRoot.Parse(named.Content, named.Name), TrustedRootOrigin.File, null, null)
        : Open(trustedRootFile: null);

    /// <summary>Chooses for an instance that is not the public one.</summary>
    /// <param name="instance">The instance.</param>
    /// <exception cref="TrustStoreException">Nothing of it was fetched, or what was is damaged or cannot be used.</exception>
    public static TrustedRootChoice Open(TrustInstance instance) => Open(instance, TrustStore.Find(instance, Environment.GetEnvironmentVariable), null, 0);

    // An old store, left behind by an upgrade or brought along by a restored cache, does not take back what this version knows already. Which one is older, the
    // repository says, and not what is in it: a newer one may have fewer services, when one of them is trusted no more.
    internal static TrustedRootChoice Open(TrustInstance instance, TrustStore? store, TrustedRoot? embedded, long embeddedVersion)
    {
        var fetched = store?.Read();
        if (embedded is not null && (fetched is null || fetched.Version < embeddedVersion))
            return new TrustedRootChoice(embedded, TrustedRootOrigin.Embedded, store, fetched?.Root);
        return fetched is null ? throw TrustFindings.NothingFetched(instance)
            : new TrustedRootChoice(fetched.Root, TrustedRootOrigin.Store, store, null) { CurrentUntil = fetched.CurrentUntil };
    }
}
