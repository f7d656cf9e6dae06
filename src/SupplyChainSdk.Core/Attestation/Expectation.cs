using SupplyChainSdk.Feeds;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>What all packages of one run are verified with: who is expected to have signed, and where else their attestations are.</summary>
internal sealed class Expectation : IDisposable
{
    private readonly PublicKey? _key;
    private readonly Finding? _unusable;

    private Expectation(PublicKey? key, BundleStore? bundles, Finding? unusable) => (_key, Bundles, _unusable) = (key, bundles, unusable);

    /// <summary>Only where <see cref="Refusal"/> gives none.</summary>
    public PublicKey Key => _key ?? throw new InvalidOperationException("Nobody is expected to have signed.");

    public BundleStore? Bundles { get; }

    /// <summary>Reads the key, and looks at what the place of the bundles is.</summary>
    /// <param name="keyPath">PEM; null or empty when the caller expects nobody.</param>
    /// <param name="bundles">A file, a folder or an address; null for none.</param>
    public static Expectation Open(string? keyPath, string? bundles)
    {
        if (string.IsNullOrEmpty(keyPath))
            return new Expectation(null, null, null);
        try
        {
            var key = PublicKey.Load(keyPath);
            return new Expectation(key, bundles is null ? null : BundleStore.Open(bundles), null);
        }
        catch (KeyException e)
        {
            return new Expectation(null, null, VerificationFindings.KeyUnusable(e.Message));
        }
        catch (FeedException e)
        {
            return new Expectation(null, null, VerificationFindings.SourceUnusable("--bundle", e.Message));
        }
    }

    /// <summary>Why nothing can be decided about a file; null when it can.</summary>
    public Finding? Refusal(string file) => _unusable ?? (_key is null ? VerificationFindings.NoExpectation(file) : null);

    public void Dispose() => Bundles?.Dispose();
}
