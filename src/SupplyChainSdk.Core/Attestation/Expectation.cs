using System.Collections.Immutable;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Trust;

namespace SupplyChainSdk.Attestation;

/// <summary>What all packages of one run are verified with: who is expected to have signed, and where else their attestations are.</summary>
internal sealed class Expectation : IDisposable
{
    private readonly ImmutableArray<PublicKey> _keys = [];
    private readonly TrustedRoot? _root;

    private Expectation(BundleStore? bundles) => Bundles = bundles;

    private Expectation(TrustedRoot root, ImmutableArray<PublicKey> keys) => (_root, _keys, IsAnyone) = (root, keys, true);

    /// <summary>The key that is expected; null for an identity. One of the two where there is neither <see cref="Unusable"/> nor <see cref="Unclear"/>, and somebody is expected.</summary>
    public PublicKey? Key { get; private init; }

    /// <summary>The identity that is expected; null for a key.</summary>
    public ExpectedIdentity? Identity { get; private init; }

    /// <summary>Whether nobody in particular is expected: who signed is then a result, of which somebody else has to decide what it proves.</summary>
    public bool IsAnyone { get; private init; }

    /// <summary>By what certificates are judged; null where a key is expected.</summary>
    public TrustedRoot? Root => Identity?.Root ?? _root;

    /// <summary>Where else attestations are; null for nowhere.</summary>
    public BundleStore? Bundles { get; }

    /// <summary>Why nothing can be decided about anything; null when it can.</summary>
    public Finding? Unusable { get; private init; }

    /// <summary>What is not clear about who is expected, as the part of a sentence; empty when nobody is; null when it is clear.</summary>
    public string? Unclear { get; private init; }

    /// <summary>Reads the key or the trusted root, and looks at what the place of the bundles is.</summary>
    /// <param name="signer">Of the caller.</param>
    /// <param name="bundles">A file, a folder or an address; null for none.</param>
    public static Expectation Open(ExpectedSigner signer, string? bundles)
    {
        if ((signer.Unclear() ?? (!signer.HasIdentity && string.IsNullOrEmpty(signer.KeyPath) ? "" : null)) is { } unclear)
            return new Expectation(Local(bundles)) { Unclear = unclear };
        try
        {
            var key = signer.HasIdentity ? null : PublicKey.Load(signer.KeyPath!);
            var store = bundles is null ? null : BundleStore.Open(bundles);
            return key is null ? OpenIdentity(signer, store) : new Expectation(store) { Key = key };
        }
        catch (KeyException e)
        {
            return new Expectation(null) { Unusable = VerificationFindings.KeyUnusable(e.Message) };
        }
        catch (FeedException e)
        {
            return new Expectation(null) { Unusable = VerificationFindings.SourceUnusable("--bundle", e.Message) };
        }
    }

    /// <summary>Anybody: for who finds out first who signed, and then asks whether that was expected.</summary>
    /// <param name="root">By what certificates are judged.</param>
    /// <param name="keys">The keys with which a bundle without a certificate may have been signed.</param>
    public static Expectation OfAnyoneUnsafe(TrustedRoot root, ImmutableArray<PublicKey> keys) => new(root, keys);

    /// <summary>Verifies an envelope with the key or for the identity.</summary>
    /// <exception cref="VerificationException">With the first step that failed.</exception>
    public VerifiedEnvelope Verify(Bundle bundle) => Key is not null ? BundleVerifier.VerifyWithKey(bundle, Key) : IsAnyone ? VerifyAnyone(bundle) : VerifyIdentity(bundle);

    public void Dispose() => Bundles?.Dispose();

    // Apart, so that verifying with a key loads nothing of certificates.
    private VerifiedEnvelope VerifyIdentity(Bundle bundle) =>
        BundleVerifier.VerifyEnvelope(bundle, Identity!.Root, Identity.Policy, VerificationPolicy.ByTrustedRoot);

    private VerifiedEnvelope VerifyAnyone(Bundle bundle) => bundle.Key is PublicKeyHint
        ? BundleVerifier.VerifyWithAnyKey(bundle, _keys)
        : BundleVerifier.VerifyEnvelopeOfAnyoneUnsafe(bundle, _root!, VerificationPolicy.ByTrustedRoot);

    // Nothing will be decided: what is at hand is shown, and nobody is asked for more.
    private static BundleStore? Local(string? bundles) => string.IsNullOrEmpty(bundles) || WebAddress.IsMeant(bundles) ? null : BundleStore.Open(bundles);

    private static Expectation OpenIdentity(ExpectedSigner signer, BundleStore? store)
    {
        try
        {
            return new Expectation(store) { Identity = ExpectedIdentity.Open(signer) };
        }
        catch (VerificationException e)
        {
            return new Expectation(store) { Unusable = CertificateFindings.TrustedRootUnusable(e.Message) };
        }
        catch (TrustStoreException e)
        {
            return new Expectation(store) { Unusable = TrustFindings.StoreUnusable(e) };
        }
        catch (ArgumentException e) when (signer.IdentityPattern is not null)
        {
            return new Expectation(store) { Unclear = $"the regular expression for the identity cannot be used ({Printable.Text(Printable.Bounded(e.Message, 300)).TrimEnd('.')})" };
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            return new Expectation(store) { Unusable = CertificateFindings.TrustedRootUnread(signer.TrustedRoot!, e) };
        }
    }
}
