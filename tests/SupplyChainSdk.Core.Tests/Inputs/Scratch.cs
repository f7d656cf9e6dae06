using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SupplyChainSdk.Core.Tests.Inputs;

/// <summary>A temporary folder of one test, removed when disposed.</summary>
internal sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("supplychain tests ü ").FullName;

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    public string Write(string path, string content) => Write(path, System.Text.Encoding.UTF8.GetBytes(content));

    public string Write(string path, byte[] content)
    {
        var file = At(path.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
        return file;
    }

    /// <summary>A certificate for signing packages, with password <c>test</c>.</summary>
    public void WriteCertificate(string path)
    {
        using var key = RSA.Create(3072);
        var request = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(At(path), certificate.Export(X509ContentType.Pfx, "test"));
    }

    public void Dispose()
    {
        // git marks its objects read-only.
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
        Directory.Delete(Folder, recursive: true);
    }
}
