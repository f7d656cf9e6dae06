using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Signing;

namespace SupplyChainSdk.Sigstore;

/// <summary>
/// Signs with an identity: an ephemeral key in memory, a certificate for it, a timestamp over each signature, an entry of it in a transparency log. What
/// cannot be certified, timestamped, logged and verified again is not signed. Several calls may run at once.
/// </summary>
/// <remarks>One key and certificate serve every artifact, until less than two minutes of it remain.</remarks>
public sealed class KeylessSigner : ISigner, IDisposable
{
    private readonly Func<CancellationToken, ValueTask<IdentityToken>> _token;
    private readonly SigningConfig _config;
    private readonly TrustedRoot _root;
    private readonly TimeProvider _time;
    private readonly ServiceClient _client;
    private readonly CertificateHolder _certificates;
    private readonly LogClient _logs;

    /// <summary>Makes one; asks nobody yet.</summary>
    /// <param name="token">Gives the token when a certificate is needed, such as <see cref="AmbientIdentity.GetTokenAsync"/>.</param>
    /// <param name="config">Where to sign.</param>
    /// <param name="root">Whom to trust: of the same instance as <paramref name="config"/>.</param>
    /// <param name="handler">Sends requests; not disposed. It should not follow redirects by itself. By default the system's proxy and sockets.</param>
    /// <param name="time">By default the system's clock.</param>
    /// <param name="requestTimeout">The most that one try of a request may take, the whole answer included; by default 30 s.</param>
    public KeylessSigner(
        Func<CancellationToken, ValueTask<IdentityToken>> token, SigningConfig config, TrustedRoot root, HttpMessageHandler? handler = null,
        TimeProvider? time = null, TimeSpan? requestTimeout = null)
    {
        (_token, _config, _root, _time) = (token, config, root, time ?? TimeProvider.System);
        _client = new ServiceClient(handler, _time, requestTimeout ?? ServiceClient.UsualTimeout);
        _certificates = new CertificateHolder(RequestCertificateAsync, _time);
        _logs = new LogClient(_client, new SeenTrees());
    }

    /// <summary>Whom the token has to be for; by default <see cref="IdentityToken.SigstoreAudience"/>.</summary>
    public string Audience { get; init; } = IdentityToken.SigstoreAudience;

    /// <summary>
    /// What the certificate must say besides what follows from the token. Needed where how the issuer's tokens are certified is not known here
    /// (<see cref="IdentityToken.ExpectedIdentity"/> is null); null for nothing.
    /// </summary>
    public IdentityPolicy? ExpectedIdentity { get; init; }

    /// <summary>What evidence the finished bundle needs; by default <see cref="VerificationPolicy.Default"/>.</summary>
    public VerificationPolicy Policy { get; init; } = VerificationPolicy.Default;

    /// <inheritdoc/>
    public SignerDescription? Description => _certificates.Current is { } certificate ? SignerDescription.Of(certificate.Identity) : null;

    /// <summary>Gets a certificate, if there is none that lasts: what a statement says of its build can then be compared with it.</summary>
    /// <param name="cancellationToken">Ends waiting for services.</param>
    /// <exception cref="SigningException">With what failed.</exception>
    public async ValueTask<CertifiedIdentity> CertifyAsync(CancellationToken cancellationToken = default) =>
        (await _certificates.UseAsync(static c => c.Identity, cancellationToken).ConfigureAwait(false)).Result;

    /// <inheritdoc/>
    public async ValueTask<Bundle> SignAsync(string payloadType, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var subject = StatementCheck.SubjectOf(payloadType, payload);
        var signed = Dsse.PreAuthenticationEncoding(payloadType, payload.Span);
        var (certificate, signature) = await _certificates.UseAsync(c => c.Sign(signed), cancellationToken).ConfigureAwait(false);
        var envelope = new DsseEnvelope(payloadType, payload.Span.ToImmutableArray(), [.. signature], KeyId: "");
        return await FinishAsync(envelope, subject, certificate, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Signs a file itself, without a statement about it; the bundle is verified as <see cref="SignAsync"/> does it.</summary>
    /// <param name="artifact">With its SHA-256.</param>
    /// <param name="cancellationToken">Ends waiting for services; nothing is kept.</param>
    /// <exception cref="ArgumentException">The SHA-256 of the artifact is not known.</exception>
    /// <exception cref="SigningException">With what failed.</exception>
    public async ValueTask<Bundle> SignFileAsync(Artifact artifact, CancellationToken cancellationToken = default)
    {
        var digest = artifact.Digest("sha256").ToImmutableArray();
        if (digest.IsEmpty)
            throw new ArgumentException("The SHA-256 of the artifact is needed.", nameof(artifact));
        var (certificate, signature) = await _certificates.UseAsync(c => c.SignDigest(digest.AsSpan()), cancellationToken).ConfigureAwait(false);
        return await FinishAsync(new MessageSignature("SHA2_256", digest, [.. signature]), artifact, certificate, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificates.Dispose();
        _client.Dispose();
    }

    private async Task<SigningCertificate> RequestCertificateAsync(ECDsa key, CancellationToken cancellationToken)
    {
        // What can be known to be missing is found out before anybody is asked.
        var services = ChosenServices.Choose(_config, _time.GetUtcNow()).Require(_config, Policy);
        var token = await _token(cancellationToken).ConfigureAwait(false);
        token.RequireUsable(_time.GetUtcNow(), Audience);
        var leaf = await CertificateClient.RequestAsync(_client, services.Authority, token, key, cancellationToken).ConfigureAwait(false);
        return CertificateCheck.Check(leaf, key, token, ExpectedIdentity, _root, Policy, _time.GetUtcNow());
    }

    // The timestamp first: it is over the signature, and shows that the certificate was good whatever the log takes.
    private async Task<Bundle> FinishAsync(BundleContent content, Artifact artifact, SigningCertificate certificate, CancellationToken cancellationToken)
    {
        var services = ChosenServices.Choose(_config, _time.GetUtcNow()).Require(_config, Policy);
        var timestamps = ImmutableArray.CreateBuilder<ImmutableArray<byte>>();
        foreach (var authority in services.TimestampAuthorities)
            timestamps.Add(await TimestampClient.RequestAsync(_client, authority, content, certificate, cancellationToken).ConfigureAwait(false));
        var entries = ImmutableArray.CreateBuilder<TransparencyLogEntry>();
        foreach (var log in services.Logs)
            entries.Add(await _logs.AddAsync(log, content, artifact, certificate, cancellationToken).ConfigureAwait(false));
        var material = new CertificateMaterial([[.. certificate.Leaf.Der.Span]], IsChain: false);
        return Verified(new Bundle(BundleVersion.V03, material, entries.ToImmutable(), timestamps.ToImmutable(), content), artifact, certificate);
    }

    private Bundle Verified(Bundle made, Artifact artifact, SigningCertificate certificate)
    {
        try
        {
            // Read back from its bytes, as everybody else will read it.
            var bundle = Bundle.Parse(made.ToJson());
            var identity = ExpectedIdentity ?? IdentityPolicy.Exact(certificate.Identity.Identity, certificate.Identity.Issuer);
            BundleVerifier.Verify(bundle, artifact, _root, identity, Policy);
            return bundle;
        }
        catch (VerificationException e)
        {
            throw new SigningException(
                SigningFailure.BundleNotVerified,
                $"What was signed does not verify, so it is not given out: {e.Message.TrimEnd('.')}. Trusted root and signing config have to be of one instance, and current.",
                inner: e);
        }
    }
}
