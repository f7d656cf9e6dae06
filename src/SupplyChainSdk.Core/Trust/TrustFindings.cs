using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Trust;

/// <summary>What can be wrong with an update of trust, and with what it left.</summary>
internal static class TrustFindings
{
    /// <summary>An update that failed.</summary>
    public static Finding Of(TrustStore store, TufException e) => e.Failure switch
    {
        TufFailure.Unreachable or TufFailure.Timeout => Unreachable(store.Instance, e.Message),
        TufFailure.StoreDamaged or TufFailure.StoreBusy or TufFailure.StoreUnusable => StoreUnusable(store.Unusable(e)),
        _ => Refused(store.Instance, e.Message),
    };

    /// <summary>The repository does not answer.</summary>
    /// <param name="instance">Of the repository.</param>
    /// <param name="detail">Why, as sentences.</param>
    public static Finding Unreachable(TrustInstance instance, string detail) => Error(Codes.TrustUpdateUnreachable, instance.Name,
        $"The trusted root of {instance.Name} was not updated: {Sentence(detail)} What was fetched before stays. Try again later, allow a connection to {instance.Repository.Metadata.Authority} "
        + "(HTTPS_PROXY names a proxy), or bring the trusted root from another machine: 'supplychain trust export FILE' there, '--trusted-root FILE' here.");

    /// <summary>What the repository shows is wrong.</summary>
    /// <param name="instance">Of the repository.</param>
    /// <param name="detail">What, as sentences.</param>
    public static Finding Refused(TrustInstance instance, string detail) => Error(Codes.TrustUpdateRefused, instance.Name,
        $"The update of the trusted root of {instance.Name} was refused: {Sentence(detail)} What was fetched before stays. "
        + (instance.IsPublicGood ? "Try again from another network: whoever is in between can withhold updates; if it stays so, check the clock of this machine."
            : "Check --url and --root; if they are right, ask who runs the instance."));

    /// <summary>There is no trusted root to be had from a store.</summary>
    public static Finding StoreUnusable(TrustStoreException e) => Error(Codes.TrustStoreUnusable, "trust store", e.Message);

    /// <summary>Another instance of which nothing was fetched.</summary>
    public static TrustStoreException NothingFetched(TrustInstance instance) =>
        new($"Nothing of {instance.Name} was fetched yet, and no trusted root of it is embedded: run 'supplychain trust update' with the same --url and --root.");

    /// <summary>There is no folder to keep anything in.</summary>
    public static TrustStoreException NoFolder() =>
        new("There is no place to keep what is fetched, because the environment names no home or cache folder: set HOME or XDG_CACHE_HOME, on Windows LOCALAPPDATA.");

    private static string Sentence(string detail) => detail.EndsWith('.') ? detail : detail + ".";

    private static Finding Error(DiagnosticCode code, string key, string message) => Finding.Create(code, Severity.Error, Printable.Text(message), key);
}
