using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;
using static SupplyChainSdk.Sigstore.Tests.Certificates.CertificateMaker;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

/// <summary>A root, an intermediate and a leaf, to be changed in one place by a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string Identity = "https://example.test/octo/widgets/.github/workflows/release.yml@refs/heads/main";
    public const string Issuer = "https://issuer.test";

    public static readonly TimeRange Always = new(DateTimeOffset.MinValue, null);

    public TestAuthority()
    {
        Root = new CertificateMaker
        {
            Key = RootKey,
            SignedBy = RootKey,
            Issuer = "CN=root",
            Subject = "CN=root",
            Extensions = [BasicConstraints(), KeyCertSign, KeyId(1)],
        };
        Intermediate = new CertificateMaker
        {
            Key = IntermediateKey,
            SignedBy = RootKey,
            Issuer = "CN=root",
            Subject = "CN=intermediate",
            Extensions = [BasicConstraints(0), KeyCertSign, Purpose(Certificate.CodeSigning), KeyId(2), AuthorityKeyId(1)],
        };
        Leaf = new CertificateMaker
        {
            Key = LeafKey,
            SignedBy = IntermediateKey,
            Issuer = "CN=intermediate",
            NotAfter = Start.AddMinutes(10),
            Extensions =
            [
                DigitalSignature, Purpose(Certificate.CodeSigning), UriName(Identity), AuthorityKeyId(2),
                Extension(CertificateExtension.Fulcio + "8", false, Tlv(0x0c, TestKeys.Utf8(Issuer))),
            ],
        };
    }

    public ECDsa RootKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ECDsa IntermediateKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public ECDsa LeafKey { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public CertificateMaker Root { get; set; }

    public CertificateMaker Intermediate { get; set; }

    public CertificateMaker Leaf { get; set; }

    public static DateTimeOffset Time => Start.AddMinutes(5);

    public CertificateAuthority Full => Of(Intermediate, Root);

    public static CertificateAuthority Of(params CertificateMaker[] chain) => new("https://ca.test", "", [.. chain.Select(c => c.Make())], Always);

    public void Dispose()
    {
        RootKey.Dispose();
        IntermediateKey.Dispose();
        LeafKey.Dispose();
    }
}
