using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>The one that signs statements, with what tells its earlier bundles from those of others: a key, or the identity of a session.</summary>
internal sealed class StatementSigner : IDisposable
{
    private readonly KeySigner? _key;
    private readonly KeylessSession? _session;

    private StatementSigner(KeySigner? key, KeylessSession? session) => (_key, _session) = (key, session);

    /// <summary>A key.</summary>
    /// <param name="key">Disposed with this.</param>
    public static StatementSigner Of(SigningKey key) => new(new KeySigner(key), null);

    /// <summary>An identity.</summary>
    /// <param name="session">Opened; not disposed with this, for it serves others of the process.</param>
    public static StatementSigner Of(KeylessSession session) => new(null, session);

    /// <summary>The public key; null for an identity.</summary>
    public PublicKey? Key => _key?.PublicKey;

    /// <summary>What the certificate says; null for a key, and before <see cref="Certify"/>.</summary>
    public CertifiedIdentity? Certified { get; private set; }

    /// <summary>Who signs, as the end of a sentence.</summary>
    public string Name => Key is { } key ? $"with the key sha256:{key.Fingerprint}" : $"as {((ISigner)_session!.Open()).Description}";

    /// <summary>Gets a certificate where one is needed and none lasts. To be called before anything is said of the build that the certificate vouches for.</summary>
    /// <exception cref="SigningException">There is none.</exception>
    public void Certify(CancellationToken cancel)
    {
        if (_session is not null)
            Certified = _session.CertifyAsync(cancel).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Signs, and verifies what was signed.</summary>
    /// <exception cref="VerificationException">It is larger than a bundle may be.</exception>
    /// <exception cref="SigningException">It could not be signed with an identity.</exception>
    public byte[] Sign(byte[] statement, CancellationToken cancel)
    {
        ISigner signer = _key is not null ? _key : _session!.Open();
        return signer.SignAsync(Dsse.InTotoPayloadType, statement, cancel).AsTask().GetAwaiter().GetResult().ToJson();
    }

    /// <summary>What a bundle says, when it is one and this signed it: the same key, or the same identity, issuer and commit.</summary>
    /// <param name="bundle">Null for none.</param>
    /// <param name="otherwise">Why there is no answer; null when there is one, and when there is no bundle.</param>
    /// <returns>The signed bytes, or null.</returns>
    public byte[]? Said(byte[]? bundle, out string? otherwise)
    {
        otherwise = null;
        if (bundle is null)
            return null;
        try
        {
            var parsed = Bundle.Parse(bundle);
            var envelope = _key is not null ? BundleVerifier.VerifyWithKey(parsed, _key.PublicKey)
                : BundleVerifier.VerifyEnvelope(
                    parsed, _session!.Root, IdentityPolicy.Exact(Certified!.Identity, Certified.Issuer) with { SourceDigest = Certified.SourceDigest }, VerificationPolicy.Default);
            return [.. envelope.Payload];
        }
        catch (VerificationException e)
        {
            otherwise = e.Message;
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();
}
