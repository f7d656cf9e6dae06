using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using static SupplyChainSdk.Sigstore.Tests.Certificates.CertificateMaker;

namespace SupplyChainSdk.Sigstore.Tests.Timestamps;

/// <summary>Makes timestamps with the platform's writer of signed messages; what is time-stamped is written by hand.</summary>
internal sealed record TokenMaker
{
    public const string InfoType = "1.2.840.113549.1.9.16.1.4";
    private static readonly byte[] Sha256 = Sequence(Oid("2.16.840.1.101.3.4.2.1"), [5, 0]);

    public required byte[] Signature { get; init; }

    public required byte[] Certificate { get; init; }

    public required AsymmetricAlgorithm Key { get; init; }

    public string Time { get; init; } = "20260101000500Z";

    public byte[] Version { get; init; } = [2, 1, 1];

    public byte[]? Imprint { get; init; }

    /// <summary>Encoded values after genTime.</summary>
    public byte[] After { get; init; } = [];

    public string ContentType { get; init; } = InfoType;

    public SubjectIdentifierType NamedBy { get; init; } = SubjectIdentifierType.IssuerAndSerialNumber;

    public string Digest { get; init; } = "2.16.840.1.101.3.4.2.1";

    public byte[][] Embedded { get; init; } = [];

    /// <summary>The certificate that the signer says it means; null: its own.</summary>
    public byte[]? Named { get; init; }

    /// <summary>signingCertificate with SHA-1, signingCertificateV2, or neither.</summary>
    public int NamingAttribute { get; init; } = 2;

    public byte Status { get; init; }

    /// <summary>For RSA; null: PKCS#1 v1.5.</summary>
    public RSASignaturePadding? Padding { get; init; }

    public byte[] Info() => Sequence(
        Version, Oid("1.3.6.1.4.1.57264.2"), Sequence(Sha256, Tlv(4, Imprint ?? SHA256.HashData(Signature))), [2, 1, 7],
        Tlv(0x18, TestKeys.Utf8(Time)), After);

    public byte[] Token()
    {
        using var bare = X509CertificateLoader.LoadCertificate(Certificate);
        using var certificate = Key is RSA rsa ? bare.CopyWithPrivateKey(rsa) : bare.CopyWithPrivateKey((ECDsa)Key);
        var signer = new CmsSigner(NamedBy, certificate) { IncludeOption = X509IncludeOption.None, DigestAlgorithm = new Oid(Digest), SignaturePadding = Padding };
        foreach (var embedded in Embedded)
            signer.Certificates.Add(X509CertificateLoader.LoadCertificate(embedded));
        var named = Named ?? Certificate;
        if (NamingAttribute == 2)
            signer.SignedAttributes.Add(new AsnEncodedData("1.2.840.113549.1.9.16.2.47", Sequence(Sequence(Sequence(Tlv(4, SHA256.HashData(named)))))));
        else if (NamingAttribute == 1)
            signer.SignedAttributes.Add(new AsnEncodedData("1.2.840.113549.1.9.16.2.12", Sequence(Sequence(Sequence(Tlv(4, Sha1(named)))))));
        var message = new SignedCms(new ContentInfo(new Oid(ContentType), Info()));
        message.ComputeSignature(signer);
        return message.Encode();
    }

    public byte[] Response() => Response(Token());

    public byte[] Response(byte[] token) => Sequence(Sequence([2, 1, Status]), token);

#pragma warning disable CA5350 // Do Not Use Weak Cryptographic Algorithms: the attribute is that by its definition.
    private static byte[] Sha1(byte[] data) => SHA1.HashData(data);
#pragma warning restore CA5350
}
