using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>NuGet's own signing and verifying, with a certificate that only the test trusts.</summary>
internal static class AuthorSigning
{
    private const string Password = "of the test";

    /// <summary>Makes the certificate, and the settings that trust it.</summary>
    public static Consumer WithAuthor(this Consumer consumer)
    {
        using var key = RSA.Create(3072);
        var request = new CertificateRequest("CN=Author of the test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(Path.Combine(consumer.Root, "author.pfx"), certificate.Export(X509ContentType.Pkcs12, Password));
        File.WriteAllText(Trust(consumer), $"""
            <configuration><trustedSigners><author name="test">
              <certificate fingerprint="{certificate.GetCertHashString(HashAlgorithmName.SHA256)}" hashAlgorithm="SHA256" allowUntrustedRoot="true" />
            </author></trustedSigners></configuration>
            """);
        // No revocation list is asked for over the network, for a certificate that nobody issued.
        return consumer.With("NUGET_CERT_REVOCATION_MODE", "offline");
    }

    /// <summary><c>dotnet nuget sign</c>; in place when there is no other folder.</summary>
    public static void Sign(this Consumer consumer, string package, string? folder = null) =>
        consumer.RunPlain(["nuget", "sign", package, "--certificate-path", Path.Combine(consumer.Root, "author.pfx"), "--certificate-password", Password,
            .. folder is null ? (string[])["--overwrite"] : ["--output", Directory.CreateDirectory(folder).FullName]]).Succeeds();

    /// <summary><c>dotnet nuget verify</c>, for which a package that nobody signed is never valid.</summary>
    public static BuildRun NuGetVerify(this Consumer consumer, string package) => consumer.RunPlain("nuget", "verify", "--all", package, "--configfile", Trust(consumer));

    private static string Trust(Consumer consumer) => Path.Combine(consumer.Root, "trust.config");
}
