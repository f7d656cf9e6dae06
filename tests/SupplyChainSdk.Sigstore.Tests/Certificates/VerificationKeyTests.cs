using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Tests;
using static SupplyChainSdk.Sigstore.Tests.Certificates.CertificateMaker;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

[TestClass]
public sealed class VerificationKeyTests
{
    private static readonly byte[] Data = "data"u8.ToArray();

    [TestMethod]
    [DataRow(TestKeys.P256, "PKIX_ECDSA_P256_SHA_256", "SHA256")]
    [DataRow(TestKeys.P384, "PKIX_ECDSA_P384_SHA_384", "SHA384")]
    [DataRow(TestKeys.P521, "PKIX_ECDSA_P521_SHA_512", "SHA512")]
    public void An_ECDSA_key_verifies_DER_signatures_by_its_hash_and_no_others(string kind, string details, string hash)
    {
        var ecdsa = (ECDsa)TestKeys.Raw(kind);
        var key = VerificationKey.FromKeyDetails(details, ecdsa.ExportSubjectPublicKeyInfo());
        var signature = ecdsa.SignData(Data, new HashAlgorithmName(hash), DSASignatureFormat.Rfc3279DerSequence);
        Assert.IsTrue(key.Verify(Data, signature));
        Assert.IsTrue(VerificationKey.FromSubjectPublicKeyInfo(ecdsa.ExportSubjectPublicKeyInfo()).Verify(Data, signature));
        Assert.IsFalse(key.Verify("Data"u8, signature));
        Assert.IsFalse(key.Verify(Data, ecdsa.SignData(Data, new HashAlgorithmName(hash), DSASignatureFormat.IeeeP1363FixedFieldConcatenation)), "raw r‖s");
        var other = new HashAlgorithmName(hash == "SHA256" ? "SHA384" : "SHA256");
        Assert.IsFalse(key.Verify(Data, ecdsa.SignData(Data, other, DSASignatureFormat.Rfc3279DerSequence)), "another hash");
        Assert.IsFalse(key.Verify(Data, [.. signature, 0]), "a byte after it");
        Assert.IsFalse(key.Verify(Data, []), "nothing");
        Assert.IsFalse(key.Verify(Data, [0x30, 6, 2, 1, 0, 2, 1, 0]), "zeros");
    }

    [TestMethod]
    [DataRow(2048)]
    [DataRow(3072)]
    [DataRow(4096)]
    public void An_RSA_key_verifies_in_the_way_and_size_that_its_name_says(int bits)
    {
        using var rsa = RSA.Create(bits);
        var spki = rsa.ExportSubjectPublicKeyInfo();
        var pkcs1 = rsa.SignData(Data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var pss = rsa.SignData(Data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        var (one, two) = (VerificationKey.FromKeyDetails($"PKIX_RSA_PKCS1V15_{bits}_SHA256", spki), VerificationKey.FromKeyDetails($"PKIX_RSA_PSS_{bits}_SHA256", spki));
        Assert.AreEqual((true, false, false, true), (one.Verify(Data, pkcs1), one.Verify(Data, pss), two.Verify(Data, pkcs1), two.Verify(Data, pss)));
        Assert.IsTrue(VerificationKey.FromRsaPss(spki).Verify(Data, pss));
        Assert.IsTrue(VerificationKey.FromKeyDetails("PKCS1_RSA_PKCS1V5", rsa.ExportRSAPublicKey()).Verify(Data, pkcs1));
        pkcs1[10] ^= 1;
        pss[10] ^= 1;
        Assert.AreEqual((false, false), (one.Verify(Data, pkcs1), two.Verify(Data, pss)));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.FromKeyDetails($"PKIX_RSA_PSS_{(bits == 2048 ? 3072 : 2048)}_SHA256", spki));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.FromKeyDetails("PKCS1_RSA_PKCS1V5", spki));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.FromKeyDetails($"PKIX_RSA_PKCS1V15_{bits}_SHA256", rsa.ExportRSAPublicKey()));
    }

    [TestMethod]
    public void An_Ed25519_key_is_one_in_each_of_its_forms()
    {
        var raw = Convert.FromHexString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        var signature = Convert.FromHexString(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        var key = VerificationKey.FromEd25519(raw);
        CollectionAssert.AreEqual(raw, key.Ed25519Key.ToArray());
        CollectionAssert.AreEqual(key.SubjectPublicKeyInfo.ToArray(), VerificationKey.FromKeyDetails("PKIX_ED25519", key.SubjectPublicKeyInfo.ToArray()).SubjectPublicKeyInfo.ToArray());
        Assert.IsTrue(key.Verify([0x72], signature));
        Assert.IsFalse(key.Verify([0x73], signature));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.FromEd25519(raw.AsSpan(1)));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.FromEd25519([2, .. new byte[31]]));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.FromKeyDetails("PKIX_ED25519", raw));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.FromKeyDetails("PKIX_ED25519", TestKeys.Raw(TestKeys.P256).ExportSubjectPublicKeyInfo()));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.FromKeyDetails("PKIX_ECDSA_P256_SHA_256", key.SubjectPublicKeyInfo.ToArray()));
    }

    [TestMethod]
    [DataRow("PKIX_ECDSA_P384_SHA_256")]
    [DataRow("PKIX_ECDSA_P521_SHA_256")]
    [DataRow("PKIX_ECDSA_P256_HMAC_SHA_256")]
    [DataRow("PKIX_ED25519_PH")]
    [DataRow("PKIX_RSA_PKCS1V5")]
    [DataRow("PKIX_RSA_PSS")]
    [DataRow("PKCS1_RSA_PSS")]
    [DataRow("LMS_SHA256")]
    [DataRow("LMOTS_SHA256")]
    [DataRow("ML_DSA_65")]
    [DataRow("PUBLIC_KEY_DETAILS_UNSPECIFIED")]
    [DataRow("")]
    [DataRow("pkix_ed25519")]
    [DataRow("PKIX_NEXT")]
    public void Names_that_are_deprecated_or_not_known_are_refused_by_name(string details)
    {
        var e = Refused.With(KeyFailure.Unsupported, () => VerificationKey.FromKeyDetails(details, TestKeys.Raw(TestKeys.P384).ExportSubjectPublicKeyInfo()));
        Assert.Contains(details, e.Message);
    }

    [TestMethod]
    public void A_key_has_one_encoding()
    {
        var spki = TestKeys.Raw(TestKeys.P256).ExportSubjectPublicKeyInfo();
        var point = ((ECDsa)TestKeys.Raw(TestKeys.P256)).ExportParameters(false).Q;
        byte[] curve = [.. Oid("1.2.840.10045.2.1"), .. Oid("1.2.840.10045.3.1.7")];
        CollectionAssert.AreEqual(spki, Sequence(Sequence(curve), BitString([4, .. point.X!, .. point.Y!])));

        Refuse(Sequence(Sequence(curve), BitString([(byte)(2 + (point.Y![^1] & 1)), .. point.X!])), "compressed");
        Refuse(Sequence(Sequence(curve), BitString([(byte)(6 + (point.Y![^1] & 1)), .. point.X!, .. point.Y!])), "hybrid");
        Refuse(Sequence(Sequence(curve), BitString([0])), "the point at infinity");
        Refuse(Sequence(Sequence(curve), BitString([4, .. point.X!, .. point.X!])), "no point of the curve");
        Refuse(Sequence(Sequence(curve), Tlv(3, [1, 4, .. point.X!, .. point.Y!])), "bits left over");
        Refuse(Sequence(Sequence([.. curve, 5, 0]), BitString([4, .. point.X!, .. point.Y!])), "parameters after the curve");
        Refuse([.. spki, 0], "a byte after it");
        Refuse([0x30, 0x81, spki[1], .. spki.AsSpan(2)], "a length in a longer form");
    }

    [TestMethod]
    public void Short_RSA_keys_and_small_exponents_are_weak()
    {
        using var rsa = RSA.Create(1024);
        Refused.With(KeyFailure.Weak, () => VerificationKey.FromSubjectPublicKeyInfo(rsa.ExportSubjectPublicKeyInfo()));
        var modulus = ((RSA)TestKeys.Raw(TestKeys.Rsa3072)).ExportParameters(false).Modulus!;
        byte[] Key(byte[] n, byte[] e) => Sequence(Sequence(Oid("1.2.840.113549.1.1.1"), [5, 0]), BitString(Sequence(Tlv(2, n), Tlv(2, e))));
        Assert.AreEqual("RSA 3072", VerificationKey.FromSubjectPublicKeyInfo(Key([0, .. modulus], [1, 0, 1])).Algorithm);
        Refused.With(KeyFailure.Weak, () => VerificationKey.FromSubjectPublicKeyInfo(Key([0, .. modulus], [3])));
        Refused.With(KeyFailure.Weak, () => VerificationKey.FromSubjectPublicKeyInfo(Key([0, .. modulus], [1, 0, 0])));
        Refused.With(KeyFailure.Unsupported, () => VerificationKey.FromSubjectPublicKeyInfo(Key([0, .. modulus], [1, .. new byte[7], 1])));
        Refuse(Key(modulus, [1, 0, 1]), "a modulus below zero");
        Refuse(Key([0, 0, .. modulus], [1, 0, 1]), "a modulus with a byte too many");
        Refuse(Key([.. modulus.AsSpan(0, 10), 0, 1], [0xff, 0, 1]), "an exponent below zero");
        Refuse(Key([0, .. modulus.AsSpan(0, modulus.Length - 1), 2], [1, 0, 1]), "an even modulus");
    }

    [TestMethod]
    public void A_PEM_text_has_one_public_key()
    {
        var pem = TestKeys.PublicPem(TestKeys.P256);
        CollectionAssert.AreEqual(TestKeys.Raw(TestKeys.P256).ExportSubjectPublicKeyInfo(), VerificationKey.DecodePem(pem));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.DecodePem(pem + "\n" + pem));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.DecodePem(pem.Replace("PUBLIC KEY", "RSA PUBLIC KEY", StringComparison.Ordinal)));
        Refused.With(KeyFailure.NotAKey, () => VerificationKey.DecodePem(""));
    }

    [TestMethod]
    public void The_keys_of_the_real_logs_have_the_ids_that_the_root_says()
    {
        foreach (var (file, id) in new[] { ("rekor.pub", "c0d23d6ad406973f9559f3ba2d1ca01f84147d8ffc5b8445c224f98b9591801d"), ("ctfe_2022.pub", "dd3d306ac6c7113263191e1c99673702a24a5eb8de3cadff878a72802f29ee8e") })
        {
            var key = VerificationKey.FromSubjectPublicKeyInfo(VerificationKey.DecodePem(File.ReadAllText(TestData.At("sigstore", "trusted-roots", file))));
            Assert.AreEqual(id, Convert.ToHexStringLower(key.KeyId.AsSpan()));
        }
    }

    [TestMethod]
    public void One_key_serves_many_threads()
    {
        var ecdsa = (ECDsa)TestKeys.Raw(TestKeys.P256);
        var key = VerificationKey.FromSubjectPublicKeyInfo(ecdsa.ExportSubjectPublicKeyInfo());
        var good = ecdsa.SignData(Data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        byte[] bad = [.. good];
        bad[^1] ^= 1;
        var wrong = 0;
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (key.Verify(Data, i % 2 == 0 ? good : bad) != (i % 2 == 0))
                Interlocked.Increment(ref wrong);
        });
        Assert.AreEqual(0, wrong);
    }

    private static void Refuse(byte[] spki, string what) =>
        Assert.AreEqual(KeyFailure.NotAKey, Assert.ThrowsExactly<KeyException>(() => VerificationKey.FromSubjectPublicKeyInfo(spki), what).Failure, what);
}
