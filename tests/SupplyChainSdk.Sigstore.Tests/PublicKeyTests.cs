using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class PublicKeyTests
{
    [TestMethod]
    [DataRow(TestKeys.P256, "ECDSA P-256")]
    [DataRow(TestKeys.P384, "ECDSA P-384")]
    [DataRow(TestKeys.P521, "ECDSA P-521")]
    [DataRow(TestKeys.Rsa3072, "RSA 3072")]
    public void A_key_is_named_by_the_digest_of_its_SPKI(string kind, string algorithm)
    {
        var key = TestKeys.Public(kind);
        var spki = TestKeys.Raw(kind).ExportSubjectPublicKeyInfo();

        Assert.AreEqual(algorithm, key.Algorithm);
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(spki)), key.Fingerprint);
        Assert.AreEqual(Convert.ToBase64String(SHA256.HashData(spki)), key.KeyId);
        CollectionAssert.AreEqual(spki, key.SubjectPublicKeyInfo.ToArray());
    }

    [TestMethod]
    public void An_RSA_size_without_a_name_in_Sigstore_is_used_and_has_no_name()
    {
        using var rsa = RSA.Create(3200);
        var key = Parse(rsa.ExportSubjectPublicKeyInfoPem());
        Assert.AreEqual("RSA 3200", key.Algorithm);
        Assert.IsNull(key.KeyDetails);
    }

    [TestMethod]
    public void Text_around_the_block_and_other_line_ends_are_the_same_key()
    {
        var pem = TestKeys.PublicPem(TestKeys.P256);
        var expected = TestKeys.Public(TestKeys.P256).Fingerprint;
        Assert.AreEqual(expected, Parse($"# release key\n{pem}\n# end\n").Fingerprint);
        Assert.AreEqual(expected, Parse(pem.Replace("\n", "\r\n", StringComparison.Ordinal)).Fingerprint);
    }

    [TestMethod]
    public void A_private_key_given_as_the_public_one_is_refused_and_not_repeated()
    {
        var pem = TestKeys.PrivatePem(TestKeys.P256);
        foreach (var text in new[] { pem, TestKeys.PublicPem(TestKeys.P256) + "\n" + pem, ((ECDsa)TestKeys.Raw(TestKeys.P256)).ExportECPrivateKeyPem() })
        {
            var e = Refused.With(KeyFailure.PrivateGiven, () => Parse(text));
            Assert.DoesNotContain(pem.Split('\n')[1][..20], e.ToString());
        }
    }

    [TestMethod]
    public void A_certificate_is_no_key()
    {
        var request = new CertificateRequest("CN=x", (ECDsa)TestKeys.Raw(TestKeys.P256), HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        Refused.With(KeyFailure.CertificateGiven, () => Parse(certificate.ExportCertificatePem()));
    }

    [TestMethod]
    public void A_bare_RSA_key_is_not_SPKI() =>
        Refused.With(KeyFailure.Unsupported, () => Parse(((RSA)TestKeys.Raw(TestKeys.Rsa3072)).ExportRSAPublicKeyPem()));

    [TestMethod]
    public void Two_keys_are_not_one() =>
        Refused.With(KeyFailure.SeveralKeys, () => Parse(TestKeys.PublicPem(TestKeys.P256) + "\n" + TestKeys.PublicPem(TestKeys.P384)));

    [TestMethod]
    [DataRow("")]
    [DataRow("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA")]
    [DataRow("-----BEGIN PUBLIC KEY-----\nMFkw")]
    [DataRow("-----BEGIN PUBLIC KEY-----\nnot base64!\n-----END PUBLIC KEY-----")]
    [DataRow("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----")]
    [DataRow("-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----")]
    public void What_is_no_PEM_key_is_refused(string text) => Refused.With(KeyFailure.NotAKey, () => Parse(text));

    [TestMethod]
    public void A_damaged_block_beside_a_good_one_is_refused() =>
        Refused.With(KeyFailure.NotAKey, () => Parse(TestKeys.PublicPem(TestKeys.P256) + "\n-----BEGIN PUBLIC KEY-----\nMFkw"));

    [TestMethod]
    public void A_short_RSA_key_is_weak()
    {
        using var rsa = RSA.Create(2048);
        var e = Refused.With(KeyFailure.Weak, () => Parse(rsa.ExportSubjectPublicKeyInfoPem()));
        Assert.Contains("2048", e.Message);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(0x10000)]
    public void A_small_or_even_RSA_exponent_is_weak(int exponent)
    {
        var parameters = ((RSA)TestKeys.Raw(TestKeys.Rsa3072)).ExportParameters(includePrivateParameters: false);
        parameters.Exponent = Convert.FromHexString(exponent.ToString("X6", CultureInfo.InvariantCulture)).SkipWhile(b => b == 0).ToArray();
        Refused.With(KeyFailure.Weak, () => Parse(PemEncoding.WriteString("PUBLIC KEY", Spki(parameters.Modulus!, parameters.Exponent, withNull: true))));
    }

    [TestMethod]
    [DataRow("1.3.132.0.10", DisplayName = "secp256k1")]
    [DataRow("1.2.840.10045.3.1.1", DisplayName = "P-192")]
    [DataRow("1.3.36.3.3.2.8.1.1.7", DisplayName = "brainpoolP256r1")]
    public void Another_curve_is_not_supported(string curve)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.2.1");
                writer.WriteObjectIdentifier(curve);
            }
            writer.WriteBitString(new byte[65]);
        }
        var e = Refused.With(KeyFailure.Unsupported, () => Parse(PemEncoding.WriteString("PUBLIC KEY", writer.Encode())));
        Assert.Contains(curve, e.Message);
    }

    [TestMethod]
    public void Ed25519_is_named_as_not_supported()
    {
        byte[] spki = [.. Convert.FromHexString("302a300506032b6570032100"), .. new byte[32]];
        var e = Refused.With(KeyFailure.Unsupported, () => Parse(PemEncoding.WriteString("PUBLIC KEY", spki)));
        Assert.Contains("Ed25519", e.Message);
    }

    [TestMethod]
    public void A_curve_spelt_out_in_parameters_is_refused_even_when_it_is_P_256()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var spelt = ECDsa.Create(key.ExportExplicitParameters(includePrivateParameters: true));
        Refused.With(KeyFailure.Unsupported, () => Parse(spelt.ExportSubjectPublicKeyInfoPem()));
        Refused.With(KeyFailure.Unsupported, () => SigningKey.Parse(TestKeys.Utf8(spelt.ExportPkcs8PrivateKeyPem()), default));
    }

    [TestMethod]
    public void Bytes_after_the_key_are_refused()
    {
        byte[] spki = [.. TestKeys.Raw(TestKeys.P256).ExportSubjectPublicKeyInfo(), 0];
        Refused.With(KeyFailure.NotAKey, () => Parse(PemEncoding.WriteString("PUBLIC KEY", spki)));
    }

    [TestMethod]
    public void A_second_encoding_of_the_same_key_would_have_a_second_fingerprint_and_is_refused()
    {
        // RFC 3279, 2.3.1: the parameters are NULL, not absent.
        var rsa = ((RSA)TestKeys.Raw(TestKeys.Rsa3072)).ExportParameters(includePrivateParameters: false);
        var canonical = PemEncoding.WriteString("PUBLIC KEY", Spki(rsa.Modulus!, rsa.Exponent!, withNull: true));
        Assert.AreEqual(TestKeys.Public(TestKeys.Rsa3072).Fingerprint, Parse(canonical).Fingerprint);
        Refused.With(KeyFailure.NotAKey, () => Parse(PemEncoding.WriteString("PUBLIC KEY", Spki(rsa.Modulus!, rsa.Exponent!, withNull: false))));
    }

    [TestMethod]
    public void A_missing_file_a_folder_and_a_large_file_have_reasons_of_their_own()
    {
        using var folder = new TemporaryFolder();
        var e = Refused.With(KeyFailure.NotFound, () => PublicKey.Load(folder.At("release.pub")));
        Assert.Contains("release.pub", e.Message);
        Refused.With(KeyFailure.Unreadable, () => PublicKey.Load(folder.At(".")));
        Refused.With(KeyFailure.TooLarge, () => PublicKey.Load(folder.Write("large.pub", TestKeys.PublicPem(TestKeys.P256).PadRight(KeyFiles.MaxBytes + 1))));
        Assert.AreEqual(
            TestKeys.Public(TestKeys.P256).Fingerprint,
            PublicKey.Load(folder.Write("fits.pub", TestKeys.PublicPem(TestKeys.P256).PadRight(KeyFiles.MaxBytes))).Fingerprint);
    }

    private static PublicKey Parse(string pem) => PublicKey.Parse(TestKeys.Utf8(pem));

    private static byte[] Spki(byte[] modulus, byte[] exponent, bool withNull)
    {
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(modulus);
            key.WriteIntegerUnsigned(exponent);
        }
        var spki = new AsnWriter(AsnEncodingRules.DER);
        using (spki.PushSequence())
        {
            using (spki.PushSequence())
            {
                spki.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                if (withNull)
                    spki.WriteNull();
            }
            spki.WriteBitString(key.Encode());
        }
        return spki.Encode();
    }
}
