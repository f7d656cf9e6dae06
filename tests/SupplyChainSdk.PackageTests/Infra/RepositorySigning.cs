using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NuGet.Common;
using NuGet.Packaging.Signing;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>Repository signatures as a gallery makes them, by NuGet's own code, with a certificate that nobody issued.</summary>
internal sealed class RepositorySigning : IDisposable
{
    private readonly X509Certificate2 _certificate = NewCertificate();

    /// <summary>Signs, or countersigns what its author signed.</summary>
    /// <param name="package">The package as it was pushed.</param>
    /// <param name="signed">Where the signed one goes; an older one is replaced.</param>
    public void Sign(string package, string signed)
    {
        using var request = new RepositorySignPackageRequest(
            new X509Certificate2(_certificate), NuGet.Common.HashAlgorithmName.SHA256, NuGet.Common.HashAlgorithmName.SHA256, new Uri("https://feed.test/v3/index.json"), ["contoso"]);
        using var options = SigningOptions.CreateFromFilePaths(package, signed, overwrite: true, new X509SignatureProvider(timestampProvider: null), NullLogger.Instance);
        SigningUtility.SignAsync(options, request, CancellationToken.None).GetAwaiter().GetResult();
    }

    public void Dispose() => _certificate.Dispose();

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(3072);
        var request = new CertificateRequest("CN=Repository of the test", key, System.Security.Cryptography.HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
