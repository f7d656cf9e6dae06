using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using NuGet.Packaging.Signing;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Tests;
using HashAlgorithmName = System.Security.Cryptography.HashAlgorithmName;

namespace SupplyChainSdk.Core.Tests.Integrity;

/// <summary>A hostile signature names addresses where its certificates are to be had; nothing is fetched from there.</summary>
[TestClass]
public sealed class SignatureOfflineTests
{
    [TestMethod]
    public void Certificates_that_a_signature_leaves_out_are_not_downloaded()
    {
        var asked = new ConcurrentQueue<string>();
        using var server = new LocalServer(context =>
        {
            asked.Enqueue(context.Request.Url!.AbsolutePath);
            context.Response.StatusCode = 404;
        });
        using var scratch = new Scratch();
        SignatureReaderTests.Strip(RealPackages.Download("Dapper", "2.1.86"), scratch.At("package.nupkg"));
        using (var zip = ZipFile.Open(scratch.At("package.nupkg"), ZipArchiveMode.Update))
        {
            var entry = zip.CreateEntry(".signature.p7s", CompressionLevel.NoCompression);
            entry.ExternalAttributes = 0;
            using var content = entry.Open();
            content.Write(Signature($"{server.Address}issuer.cer"));
        }

        var found = SignatureReaderTests.Verify(scratch.At("package.nupkg"), isSigned: true);
        Assert.AreEqual("CN=Mallory", found.Author?.Certificate.Subject, string.Join('\n', found.AllProblems));
        Assert.IsNull(found.ProvenAuthor);
        Assert.IsNotEmpty(found.Author!.Problems);
        Assert.AreEqual("", string.Join(' ', asked));
    }

    // An author signature of the form that NuGet makes, by a certificate whose issuer is not in it.
    private static byte[] Signature(string issuerAddress)
    {
        using var rootKey = RSA.Create(3072);
        using var key = RSA.Create(3072);
        var authority = new CertificateRequest("CN=Hostile root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using var root = authority.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var request = new CertificateRequest("CN=Mallory", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.3")], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuerAddress]));
        using var issued = request.Create(root, root.NotBefore, root.NotAfter, [1, 2, 3]);
        using var certificate = issued.CopyWithPrivateKey(key);

        var signer = new CmsSigner(SubjectIdentifierType.SubjectKeyIdentifier, certificate) { IncludeOption = X509IncludeOption.EndCertOnly, DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1") };
        signer.SignedAttributes.Add(new Pkcs9SigningTime());
        signer.SignedAttributes.Add(AttributeUtility.CreateCommitmentTypeIndication(SignatureType.Author));
        signer.SignedAttributes.Add(AttributeUtility.CreateSigningCertificateV2(certificate, NuGet.Common.HashAlgorithmName.SHA256));
        var content = new SignatureContent(SigningSpecifications.V1, NuGet.Common.HashAlgorithmName.SHA256, Convert.ToBase64String(new byte[32]));
        var cms = new SignedCms(new ContentInfo(content.GetBytes()));
        cms.ComputeSignature(signer);
        return cms.Encode();
    }
}
