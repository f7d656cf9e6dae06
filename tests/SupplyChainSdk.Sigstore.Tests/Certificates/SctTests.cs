using System.Buffers.Binary;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;
using static SupplyChainSdk.Sigstore.Tests.Certificates.CertificateMaker;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

/// <summary>Promises of CT logs, put together here by hand. Real ones, of all forms that the shared bundles have: RealCertificateTests.</summary>
[TestClass]
public sealed class SctTests : IDisposable
{
    private readonly TestAuthority _test = new();
    private readonly ECDsa _logKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose()
    {
        _test.Dispose();
        _logKey.Dispose();
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(8)]
    public void A_promise_for_this_certificate_and_issuer_verifies_with_and_without_extensions(int extensions)
    {
        var found = Verify(Leaf(List(Sct(new byte[extensions]))), Log());
        Assert.AreEqual(TestAuthority.Time, Assert.ContainsSingle(found).Time);
    }

    [TestMethod]
    public void A_promise_for_another_certificate_issuer_time_or_extension_is_refused()
    {
        Refuse(VerificationFailure.SctSignatureInvalid, _test.Leaf with { Extensions = [.. _test.Leaf.Extensions, Extension("1.2.3", false, [5, 0]), Promises(List(Sct([])))] });
        var leaf = Leaf(List(Sct([])));
        Refused.With(VerificationFailure.SctSignatureInvalid, () => SignedCertificateTimestamp.Verify(leaf.Make(), _test.Root.Make(), [Log()]));
        // Log id and what follows it: time, extensions, algorithm, signature.
        foreach (var at in new[] { 33, 40, 50, 60 })
        {
            var sct = Sct(new byte[4]);
            sct[at] ^= 1;
            Assert.AreNotEqual(VerificationFailure.SctLogUnknown, Assert.ThrowsExactly<VerificationException>(() => Verify(Leaf(List(sct)), Log())).Failure);
        }
        Refuse(VerificationFailure.SctSignatureInvalid, Leaf(List(Sct(new byte[4], signedExtensions: []))));
    }

    [TestMethod]
    public void The_promises_of_an_RSA_log_given_in_PKCS1_form_verify()
    {
        using var rsa = RSA.Create(2048);
        var key = VerificationKey.FromKeyDetails("PKCS1_RSA_PKCS1V5", rsa.ExportRSAPublicKey());
        CollectionAssert.AreEqual(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()), key.KeyId.ToArray());
        var log = new CertificateLog("https://ct.test", "", key, TestAuthority.Always);
        byte[] Make(byte number) => Sct([], key.KeyId.ToArray(), number, data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.HasCount(1, Verify(Leaf(List(Make(1))), log));
        Refused.With(VerificationFailure.SctSignatureInvalid, () => Verify(Leaf(List(Make(3))), log));
    }

    [TestMethod]
    public void None_is_a_failure_and_so_is_one_of_a_log_that_the_root_does_not_have()
    {
        Refuse(VerificationFailure.SctMissing, _test.Leaf);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var stranger = Sct([], SHA256.HashData(other.ExportSubjectPublicKeyInfo()), 3, Signed(other));
        Refuse(VerificationFailure.SctLogUnknown, Leaf(List(stranger)));
        Assert.HasCount(1, Verify(Leaf(List(stranger, Sct([]))), Log()));
        Refused.With(VerificationFailure.SctLogUnknown, () => SignedCertificateTimestamp.Verify(Leaf(List(Sct([]))).Make(), _test.Intermediate.Make(), []));
    }

    [TestMethod]
    public void A_bad_promise_of_a_known_log_beside_a_good_one_still_fails()
    {
        var bad = Sct([]);
        bad[40] ^= 1;
        Refuse(VerificationFailure.SctSignatureInvalid, Leaf(List(Sct([]), bad)));
        Refuse(VerificationFailure.SctSignatureInvalid, Leaf(List(bad, Sct([]))));
    }

    [TestMethod]
    public void The_window_of_the_log_key_is_closed_at_both_ends()
    {
        var (leaf, time) = (Leaf(List(Sct([]))), TestAuthority.Time);
        Assert.HasCount(1, Verify(leaf, Log() with { ValidFor = new TimeRange(time, time) }));
        Refused.With(VerificationFailure.SctLogNotValidAtTime, () => Verify(leaf, Log() with { ValidFor = new TimeRange(time.AddMilliseconds(1), null) }));
        Refused.With(VerificationFailure.SctLogNotValidAtTime, () => Verify(leaf, Log() with { ValidFor = new TimeRange(time.AddDays(-1), time.AddMilliseconds(-1)) }));
    }

    [TestMethod]
    public void Lists_that_are_cut_longer_or_of_another_version_are_refused()
    {
        var sct = Sct([]);
        var list = List(sct);
        RefuseList([]);
        RefuseList([0, 0]);
        RefuseList([.. list, 0]);
        RefuseList([.. list.AsSpan(0, list.Length - 1)]);
        RefuseList(List([.. sct, 0]));
        RefuseList(List([.. sct.AsSpan(0, sct.Length - 1)]));
        RefuseList(List([1, .. sct.AsSpan(1)]));
        RefuseList(List([.. sct.AsSpan(0, 33), .. Enumerable.Repeat((byte)0xff, 8), .. sct.AsSpan(41)]));
        RefuseList(List([.. Enumerable.Repeat(sct, 17)]));
        Refuse(VerificationFailure.SctMalformed, _test.Leaf with { Extensions = [.. _test.Leaf.Extensions, Extension(CertificateExtension.SignedCertificateTimestamps, false, list)] });
        Refuse(VerificationFailure.SctMalformed, _test.Leaf with { Extensions = [.. _test.Leaf.Extensions, Extension(CertificateExtension.SignedCertificateTimestamps, false, [.. Tlv(4, list), 0])] });
    }

    [TestMethod]
    public void The_extension_may_stand_anywhere_and_the_rest_is_kept_byte_for_byte()
    {
        for (var at = 0; at <= _test.Leaf.Extensions.Length; at++)
        {
            var extensions = _test.Leaf.Extensions.ToList();
            extensions.Insert(at, Promises(List(Sct([]))));
            var leaf = (_test.Leaf with { Extensions = [.. extensions] }).Make();
            CollectionAssert.AreEqual(_test.Leaf.EncodeTbs(), PrecertificateTbs.Of(leaf));
            Assert.HasCount(1, SignedCertificateTimestamp.Verify(leaf, _test.Intermediate.Make(), [Log()]));
        }
    }

    private CertificateLog Log() => new("https://ct.test", "", VerificationKey.FromSubjectPublicKeyInfo(_logKey.ExportSubjectPublicKeyInfo()), TestAuthority.Always);

    private List<SignedCertificateTimestamp> Verify(CertificateMaker leaf, CertificateLog log) =>
        [.. SignedCertificateTimestamp.Verify(leaf.Make(), _test.Intermediate.Make(), [log])];

    private void Refuse(VerificationFailure failure, CertificateMaker leaf) => Refused.With(failure, () => Verify(leaf, Log()));

    private void RefuseList(byte[] list) => Refuse(VerificationFailure.SctMalformed, Leaf(list));

    private CertificateMaker Leaf(byte[] list) => _test.Leaf with { Extensions = [.. _test.Leaf.Extensions, Promises(list)] };

    private static byte[] Promises(byte[] list) => Extension(CertificateExtension.SignedCertificateTimestamps, false, Tlv(4, list));

    private static byte[] List(params byte[][] scts) => Vector([.. scts.SelectMany(Vector)]);

    private static byte[] Vector(byte[] content) => [(byte)(content.Length >> 8), (byte)content.Length, .. content];

    private byte[] Sct(byte[] extensions, byte[]? signedExtensions = null) =>
        Sct(extensions, SHA256.HashData(_logKey.ExportSubjectPublicKeyInfo()), 3, Signed(_logKey), signedExtensions);

    private static Func<byte[], byte[]> Signed(ECDsa key) => data => key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    private byte[] Sct(byte[] extensions, byte[] logId, byte algorithm, Func<byte[], byte[]> sign, byte[]? signedExtensions = null)
    {
        var time = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, TestAuthority.Time.ToUnixTimeMilliseconds());
        var tbs = _test.Leaf.EncodeTbs();
        byte[] data =
        [
            0, 0, .. time, 0, 1, .. SHA256.HashData(_test.IntermediateKey.ExportSubjectPublicKeyInfo()), 0, .. Vector(tbs), .. Vector(signedExtensions ?? extensions),
        ];
        return [0, .. logId, .. time, .. Vector(extensions), 4, algorithm, .. Vector(sign(data))];
    }
}
