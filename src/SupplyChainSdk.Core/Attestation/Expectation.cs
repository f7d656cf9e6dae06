using SupplyChainSdk.Feeds;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>What all packages of one run are verified with: who is expected to have signed, and where else their attestations are.</summary>
internal sealed class Expectation : IDisposable
{
    private Expectation(BundleStore? bundles) => Bundles = bundles;

    /// <summary>The key that is expected; null for an identity. One of the two where there is neither <see cref="Unusable"/> nor <see cref="Unclear"/>.</summary>
    public PublicKey? Key { get; private init; }

    /// <summary>The identity that is expected; null for a key.</summary>
    public ExpectedIdentity? Identity { get; private init; }

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

    /// <summary>Verifies an envelope with the key or for the identity.</summary>
    /// <exception cref="VerificationException">With the first step that failed.</exception>
    public VerifiedEnvelope Verify(Bundle bundle) => Key is not null ? BundleVerifier.VerifyWithKey(bundle, Key) : VerifyIdentity(bundle);

    public void Dispose() => Bundles?.Dispose();

    // Apart, so that verifying with a key loads nothing of certificates.
    private VerifiedEnvelope VerifyIdentity(Bundle bundle) =>
        BundleVerifier.VerifyEnvelope(bundle, Identity!.Root, Identity.Policy, VerificationPolicy.ByTrustedRoot);

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
