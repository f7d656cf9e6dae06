using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>
/// Signing with an identity in one process: one token, one ephemeral key and one certificate for everything that is attested until this is disposed. Nobody is
/// asked before something is needed. Several threads may use it.
/// </summary>
/// <param name="variable">Reads one environment variable.</param>
/// <param name="trustedRoot">The file of a trusted root; empty for that of the public instance.</param>
/// <param name="signingConfig">The file of a signing config; empty for that of the public instance.</param>
public sealed class KeylessSession(Func<string, string?> variable, string trustedRoot, string signingConfig) : IDisposable
{
    /// <summary>What has to be said once where something is signed with the public instance.</summary>
    public const string Notice = "signed with the identity of this job; public logs show the name of its repository, workflow and commit, for good";

    // As long as a token lasts a request more; then another one is asked for.
    private static readonly TimeSpan Needed = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _one = new(1);
    private readonly AmbientIdentity _ambient = new(variable, run: TokenProgram.RunAsync);
    private IdentityToken? _token;
    private KeylessSigner? _signer;
    private CertifiedIdentity? _certified;
    private TrustedRoot? _root;
    private bool _asksSigstore;
    private int _noticed;

    /// <summary>
    /// Whether what is signed is shown by the logs of sigstore.dev: no other instance was named, or the signing config that was is one of sigstore.dev, which is known after <see cref="Open"/>.
    /// </summary>
    public bool IsPublicInstance => signingConfig.Length == 0 || _asksSigstore;

    /// <summary>Whether the environment holds a token or the address that gives one, so that asking for it starts no program and looks for no server.</summary>
    public bool OffersToken => _ambient.Detect() switch
    {
        AmbientProvider.Variable => true,
        AmbientProvider.GitHubActions => variable("ACTIONS_ID_TOKEN_REQUEST_URL") is { Length: > 0 } && variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN") is { Length: > 0 },
        _ => false,
    };

    /// <summary>Whether a trusted root was named that does not know who certifies for sigstore.dev, and no signing config that says who else does; after <see cref="Open"/>.</summary>
    internal bool SignsElsewhere => signingConfig.Length == 0 && !Authorities(TrustedRoot.PublicGood).Intersect(Authorities(Root), StringComparer.Ordinal).Any();

    /// <summary>The file that <see cref="Open"/> could not read.</summary>
    internal string Unread => _root is null ? trustedRoot : signingConfig;

    /// <summary>What the certificates of this session are judged by; after <see cref="Open"/>.</summary>
    internal TrustedRoot Root => _root!;

    /// <summary>True the first time, when a public instance is used: what its logs show has to be said once.</summary>
    public bool TakeNotice() => IsPublicInstance && _signer is not null && Interlocked.Exchange(ref _noticed, 1) == 0;

    /// <summary>Closes the session. The key is gone with it.</summary>
    public void Dispose()
    {
        _signer?.Dispose();
        _one.Dispose();
    }

    /// <summary>The token of this job, checked for audience and expiry; kept as long as it lasts.</summary>
    /// <exception cref="SigningException">There is none that can be used.</exception>
    internal async ValueTask<IdentityToken> TokenAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            if (_token is null || _token.Expires - DateTimeOffset.UtcNow < Needed)
                _token = await _ambient.GetTokenAsync(cancel).ConfigureAwait(false);
            return _token;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The token, for what it says. One that has run out will do as long as the certificate lasts for which it was shown: no other is needed, and some jobs have no other.</summary>
    /// <exception cref="SigningException">There is none that can be used.</exception>
    internal ValueTask<IdentityToken> KnownTokenAsync(CancellationToken cancel) =>
        Volatile.Read(ref _certified) is { } certified && certified.NotAfter - DateTimeOffset.UtcNow >= Needed ? new(_token!) : TokenAsync(cancel);

    /// <summary>Gets a certificate, if there is none that lasts.</summary>
    /// <exception cref="SigningException">There is none.</exception>
    internal async ValueTask<CertifiedIdentity> CertifyAsync(CancellationToken cancel)
    {
        var certified = await Open().CertifyAsync(cancel).ConfigureAwait(false);
        Volatile.Write(ref _certified, certified);
        return certified;
    }

    /// <summary>Reads trusted root and signing config, the first time.</summary>
    /// <exception cref="SigningException">The signing config cannot be used.</exception>
    /// <exception cref="VerificationException">The trusted root cannot be used.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    internal KeylessSigner Open()
    {
        _one.Wait();
        try
        {
            _root ??= trustedRoot.Length == 0 ? TrustedRoot.PublicGood : TrustedRoot.Load(trustedRoot);
            if (_signer is not null)
                return _signer;
            var config = signingConfig.Length == 0 ? SigningConfig.PublicGood : SigningConfig.Load(signingConfig);
            _asksSigstore = config.ServicesAt(DateTimeOffset.UtcNow).Any(ShowsNames);
            return _signer = new KeylessSigner(TokenAsync, config, _root);
        }
        finally
        {
            _one.Release();
        }
    }

    // A timestamp authority sees a digest and nothing else.
    private static bool ShowsNames(SigningService service) =>
        service.Kind is SigningServiceKind.CertificateAuthority or SigningServiceKind.TransparencyLog && $".{service.Url.IdnHost}".EndsWith(".sigstore.dev", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Authorities(TrustedRoot root) => root.Services.Where(s => s.Kind == TrustedServiceKind.CertificateAuthority).Select(s => s.Name);
}
