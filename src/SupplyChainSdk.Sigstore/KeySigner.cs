using System.Collections.Immutable;

namespace SupplyChainSdk.Sigstore;

/// <summary>Signs with a managed key. One call at a time.</summary>
/// <param name="key">Disposed with the signer.</param>
public sealed class KeySigner(SigningKey key) : ISigner, IDisposable
{
    /// <summary>The key that verifies what this signs.</summary>
    public PublicKey PublicKey => key.PublicKey;

    /// <summary>The <c>hint</c> and <c>keyid</c> of its bundles.</summary>
    public string KeyId => PublicKey.KeyId;

    /// <inheritdoc/>
    public SignerDescription Description => SignerDescription.OfKey(PublicKey);

    /// <inheritdoc/>
    public ValueTask<Bundle> SignAsync(string payloadType, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var signature = key.Sign(Dsse.PreAuthenticationEncoding(payloadType, payload.Span));
        var envelope = new DsseEnvelope(payloadType, payload.Span.ToImmutableArray(), [.. signature], KeyId);
        var bundle = Bundle.Parse(Bundle.ForKey(envelope).ToJson());
        BundleVerifier.VerifyWithKey(bundle, PublicKey);
        return ValueTask.FromResult(bundle);
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
