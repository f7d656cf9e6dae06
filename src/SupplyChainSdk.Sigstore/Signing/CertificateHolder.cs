using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Signing;

/// <summary>The one key and certificate of a signer, renewed when too little of it remains. What is done with the key is done one at a time.</summary>
/// <param name="request">Gets a checked certificate for a new key, which it owns from then on.</param>
/// <param name="time">Tells how much of it remains.</param>
internal sealed class CertificateHolder(Func<ECDsa, CancellationToken, Task<SigningCertificate>> request, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private SigningCertificate? _current;

    /// <summary>The one in use; null before the first.</summary>
    public SigningCertificate? Current => Volatile.Read(ref _current);

    /// <summary>Does something with a key whose certificate lasts. Its certificate stays good for reading when another one has taken its place.</summary>
    /// <exception cref="SigningException">With what failed of the request for a certificate.</exception>
    public async Task<(SigningCertificate Certificate, T Result)> UseAsync<T>(Func<SigningCertificate, T> use, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var certificate = _current is { } current && current.Lasts(time.GetUtcNow()) ? current : await RenewAsync(cancellationToken).ConfigureAwait(false);
            return (certificate, use(certificate));
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _current?.Dispose();
        _one.Dispose();
    }

    private async Task<SigningCertificate> RenewAsync(CancellationToken cancellationToken)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SigningCertificate renewed;
        try
        {
            renewed = await request(key, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            key.Dispose();
            throw;
        }
        var old = _current;
        Volatile.Write(ref _current, renewed);
        old?.Dispose();
        return renewed;
    }
}
