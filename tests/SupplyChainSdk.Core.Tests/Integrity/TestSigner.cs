using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NuGet.Common;
using NuGet.Packaging.Signing;

namespace SupplyChainSdk.Core.Tests.Integrity;

/// <summary>Signs packages by NuGet's own code, with a certificate that nobody issued.</summary>
internal sealed class TestSigner : IDisposable
{
    private readonly X509Certificate2 _certificate;

    public TestSigner(string subject)
    {
        using var key = RSA.Create(3072);
        var request = new CertificateRequest(subject, key, System.Security.Cryptography.HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>What a repository signature claims.</summary>
    public string ServiceIndex { get; init; } = "https://feed.test/v3/index.json";

    /// <summary>As Digest has it.</summary>
    public string Fingerprint => _certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant();

    /// <summary>Signs as the author.</summary>
    public void SignAsAuthor(string package, string signed)
    {
        using var request = new AuthorSignPackageRequest(new X509Certificate2(_certificate), NuGet.Common.HashAlgorithmName.SHA256);
        Sign(package, signed, request);
    }

    /// <summary>Signs as a repository, or countersigns what its author signed.</summary>
    public void SignAsRepository(string package, string signed, params string[] owners)
    {
        using var request = new RepositorySignPackageRequest(
            new X509Certificate2(_certificate), NuGet.Common.HashAlgorithmName.SHA256, NuGet.Common.HashAlgorithmName.SHA256, new Uri(ServiceIndex), owners);
        Sign(package, signed, request);
    }

    public void Dispose() => _certificate.Dispose();

    private static void Sign(string package, string signed, SignPackageRequest request)
    {
        using var options = SigningOptions.CreateFromFilePaths(package, signed, overwrite: true, new X509SignatureProvider(timestampProvider: null), NullLogger.Instance);
        SigningUtility.SignAsync(options, request, CancellationToken.None).GetAwaiter().GetResult();
    }
}
