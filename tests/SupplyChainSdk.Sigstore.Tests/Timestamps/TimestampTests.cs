using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Tests.Certificates;
using SupplyChainSdk.Sigstore.Timestamps;
using static SupplyChainSdk.Sigstore.Tests.Certificates.CertificateMaker;

namespace SupplyChainSdk.Sigstore.Tests.Timestamps;

[TestClass]
public sealed class TimestampTests : IDisposable
{
    private static readonly byte[] Signature = "signature"u8.ToArray();
    private static readonly byte[] Stamping = Purpose(Certificate.TimeStamping, isCritical: true);

    private readonly TestAuthority _test = new();

    public TimestampTests()
    {
        _test.Intermediate = _test.Intermediate with { Extensions = [BasicConstraints(0), KeyCertSign, Stamping, KeyId(2), AuthorityKeyId(1)] };
        _test.Leaf = _test.Leaf with { Subject = "CN=stamps", Serial = [5], Extensions = [DigitalSignature, Stamping, AuthorityKeyId(2), KeyId(3)] };
    }

    public void Dispose() => _test.Dispose();

    [TestMethod]
    [DataRow("20260101000500Z", 0)]
    [DataRow("20260101000500.5Z", 500)]
    [DataRow("20260101000500.123Z", 123)]
    public void A_token_of_a_trusted_authority_attests_its_time_with_its_fraction(string time, int milliseconds)
    {
        var (token, root) = Make(t => t with { Time = time });
        var verified = Timestamp.Verify(token, Signature, root);
        Assert.AreEqual(TestAuthority.Time.AddMilliseconds(milliseconds), verified.Time);
        Assert.AreEqual(root[0], verified.Authority);
    }

    [TestMethod]
    public void The_platform_agrees_on_what_is_signed()
    {
        var (response, root) = Make(t => t with { Embedded = [] });
        var token = Timestamp.Verify(response, Signature, root).Token;
        Assert.IsTrue(Rfc3161TimestampToken.TryDecode(token.AsMemory(), out var platform, out _));
        var certificates = new System.Security.Cryptography.X509Certificates.X509Certificate2Collection(
            System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(root[0].Chain[0].Der.Span));
        Assert.IsTrue(platform!.VerifySignatureForData(Signature, out _, certificates));
        Assert.AreEqual(TestAuthority.Time, platform.TokenInfo.Timestamp);
    }

    [TestMethod]
    [DataRow(SubjectIdentifierType.IssuerAndSerialNumber, "2.16.840.1.101.3.4.2.1", 2)]
    [DataRow(SubjectIdentifierType.SubjectKeyIdentifier, "2.16.840.1.101.3.4.2.2", 2)]
    [DataRow(SubjectIdentifierType.IssuerAndSerialNumber, "2.16.840.1.101.3.4.2.3", 1)]
    public void Signers_are_named_in_two_ways_and_use_three_hashes(SubjectIdentifierType named, string digest, int attribute)
    {
        var (token, root) = Make(t => t with { NamedBy = named, Digest = digest, NamingAttribute = attribute });
        Assert.AreEqual(TestAuthority.Time, Timestamp.Verify(token, Signature, root).Time);
    }

    [TestMethod]
    public void An_RSA_authority_is_one_too()
    {
        using var rsa = RSA.Create(2048);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The key of the leaf is put into what is signed in the place of the other one.
        var tbs = _test.Leaf.EncodeTbs();
        var spki = _test.LeafKey.ExportSubjectPublicKeyInfo();
        var at = tbs.AsSpan().IndexOf(spki);
        var changed = Sequence([.. tbs.AsSpan(tbs[1] == 0x82 ? 4 : 3, at - (tbs[1] == 0x82 ? 4 : 3)), .. rsa.ExportSubjectPublicKeyInfo(), .. tbs.AsSpan(at + spki.Length)]);
        var leaf = Sequence(changed, Algorithm("1.2.840.10045.4.3.2"), BitString(_test.IntermediateKey.SignData(changed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
        var authority = new CertificateAuthority("", "", [Certificate.Parse(leaf), _test.Intermediate.Make(), _test.Root.Make()], TestAuthority.Always);
        var token = new TokenMaker { Signature = Signature, Certificate = leaf, Key = rsa };
        Assert.AreEqual(TestAuthority.Time, Timestamp.Verify(token.Response(), Signature, [authority]).Time);
        Refused.With(VerificationFailure.TimestampImprintMismatch, () => Timestamp.Verify(token.Response(), "other"u8, [authority]));

        var pss = (token with { Padding = RSASignaturePadding.Pss }).Response();
        Assert.AreEqual(TestAuthority.Time, Timestamp.Verify(pss, Signature, [authority]).Time);
        pss[^1] ^= 1;
        Refused.With(VerificationFailure.TimestampSignatureInvalid, () => Timestamp.Verify(pss, Signature, [authority]));
    }

    [TestMethod]
    public void Other_bytes_than_the_signature_are_not_time_stamped()
    {
        var (token, root) = Make(t => t);
        Refused.With(VerificationFailure.TimestampImprintMismatch, () => Timestamp.Verify(token, "Signature"u8, root));
        Refused.With(VerificationFailure.TimestampImprintMismatch, () => Timestamp.Verify(token, [], root));
        Refuse(VerificationFailure.TimestampImprintMismatch, t => t with { Imprint = new byte[32] });
        Refuse(VerificationFailure.TimestampImprintMismatch, t => t with { Imprint = [] });
    }

    [TestMethod]
    public void A_stranger_is_not_trusted_whatever_certificates_come_with_the_token()
    {
        using var stranger = new TestAuthority();
        var leaf = stranger.Leaf with { Subject = "CN=stamps", Serial = [6], Extensions = [DigitalSignature, Stamping] };
        byte[][] all = [leaf.Encode(), stranger.Intermediate.Encode(), stranger.Root.Encode()];
        var token = new TokenMaker { Signature = Signature, Certificate = all[0], Key = stranger.LeafKey, Embedded = all };
        var own = new CertificateAuthority("", "", [.. all.Select(c => Certificate.Parse(c))], TestAuthority.Always);
        Assert.IsNotNull(Timestamp.Verify(token.Response(), Signature, [own with { Chain = [own.Chain[0]] }]));
        var root = Make(t => t).Root;
        Refused.With(VerificationFailure.TimestampUntrusted, () => Timestamp.Verify(token.Response(), Signature, root));
        Refused.With(VerificationFailure.TimestampUntrusted, () => Timestamp.Verify(token.Response(), Signature, []));
        // An authority that has no leaf in the root, of the same names.
        Refused.With(VerificationFailure.TimestampUntrusted, () => Timestamp.Verify(token.Response(), Signature, [root[0] with { Chain = root[0].Chain[1..] }]));
        // The same issuer and serial number as the trusted one.
        var twin = (leaf with { Serial = [5] }).Encode();
        var impostor = token with { Certificate = twin, Embedded = [twin] };
        Refused.With(VerificationFailure.TimestampSignatureInvalid, () => Timestamp.Verify(impostor.Response(), Signature, root));
        Refused.With(VerificationFailure.TimestampSignatureInvalid, () => Timestamp.Verify((impostor with { Named = root[0].Chain[0].Der.ToArray() }).Response(), Signature, root));
    }

    [TestMethod]
    public void An_authority_without_a_leaf_in_the_root_trusts_the_leaf_in_the_token()
    {
        var leaf = _test.Leaf.Encode();
        var root = new CertificateAuthority("", "", [_test.Intermediate.Make(), _test.Root.Make()], TestAuthority.Always);
        var token = new TokenMaker { Signature = Signature, Certificate = leaf, Key = _test.LeafKey, Embedded = [leaf] };
        Assert.AreEqual(TestAuthority.Time, Timestamp.Verify(token.Response(), Signature, [root]).Time);
        Refused.With(VerificationFailure.TimestampUntrusted, () => Timestamp.Verify((token with { Embedded = [] }).Response(), Signature, [root]));
    }

    [TestMethod]
    public void The_certificates_and_the_window_count_at_the_time_attested_and_not_now()
    {
        var (token, root) = Make(t => t);
        var time = TestAuthority.Time;
        Assert.IsNotNull(Timestamp.Verify(token, Signature, [root[0] with { ValidFor = new TimeRange(time, time) }]));
        Refused.With(VerificationFailure.TimestampAuthorityExpired, () => Timestamp.Verify(token, Signature, [root[0] with { ValidFor = new TimeRange(time.AddTicks(1), null) }]));
        Refused.With(VerificationFailure.TimestampAuthorityExpired, () => Timestamp.Verify(token, Signature, [root[0] with { ValidFor = new TimeRange(time.AddDays(-1), time.AddTicks(-1)) }]));
        Refuse(VerificationFailure.TimestampAuthorityExpired, t => t with { Time = "20251231235959Z" });
        Refuse(VerificationFailure.TimestampAuthorityExpired, t => t with { Time = "20260101001000.1Z" });
        _test.Root = _test.Root with { NotAfter = time.AddSeconds(-1) };
        Refuse(VerificationFailure.TimestampAuthorityExpired, t => t);
    }

    [TestMethod]
    public void A_certificate_that_is_not_for_timestamps_alone_is_refused()
    {
        var leaf = _test.Leaf;
        foreach (var purpose in new[] { Purpose(Certificate.TimeStamping), Purpose(Certificate.CodeSigning, true), Extension("2.5.29.37", true, Sequence(Oid(Certificate.TimeStamping), Oid(Certificate.CodeSigning))), [] })
        {
            _test.Leaf = leaf with { Extensions = [DigitalSignature, KeyId(3), .. purpose.Length == 0 ? Array.Empty<byte[]>() : [purpose]] };
            Refuse(VerificationFailure.TimestampCertificatePurpose, t => t);
        }
        _test.Leaf = leaf with { Extensions = [Extension("2.5.29.15", true, [3, 2, 5, 0x20]), Stamping, KeyId(3)] };
        Refuse(VerificationFailure.TimestampCertificatePurpose, t => t);
        _test.Leaf = leaf with { Extensions = [Stamping, KeyId(3)] };
        Assert.IsNotNull(Verify(t => t));
    }

    [TestMethod]
    public void The_chain_of_the_authority_has_to_hold()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _test.Root = _test.Root with { Key = other };
        Refuse(VerificationFailure.TimestampUntrusted, t => t);
    }

    [TestMethod]
    public void A_signer_that_names_another_certificate_or_none_is_refused()
    {
        Refuse(VerificationFailure.TimestampSignatureInvalid, t => t with { Named = _test.Root.Encode() });
        Refuse(VerificationFailure.TimestampSignatureInvalid, t => t with { Named = _test.Root.Encode(), NamingAttribute = 1 });
        Refuse(VerificationFailure.TimestampSignatureInvalid, t => t with { NamingAttribute = 0 });
    }

    [TestMethod]
    public void Responses_and_tokens_of_another_form_are_malformed()
    {
        Refuse(VerificationFailure.TimestampMalformed, t => t with { Version = [2, 1, 2] });
        Refuse(VerificationFailure.TimestampMalformed, t => t with { Time = "2026010100050" });
        Refuse(VerificationFailure.TimestampMalformed, t => t with { Time = "20260101000500.50Z" });
        Refuse(VerificationFailure.TimestampMalformed, t => t with { Time = "20260101000500+0100" });
        Refuse(VerificationFailure.TimestampMalformed, t => t with { ContentType = "1.2.840.113549.1.9.16.1.5" });
        Refuse(VerificationFailure.TimestampMalformed, t => t with { After = [12, 0] });
        Refuse(VerificationFailure.TimestampMalformed, t => t with { After = Tlv(0xa1, Sequence(Oid("1.2.3"), [1, 1, 0xff], [4, 0])) });
        var (response, root) = Make(t => t);
        RefuseBytes([.. response, 0], root);
        RefuseBytes([.. response.AsSpan(0, response.Length - 1)], root);
        RefuseBytes([], root);
        RefuseBytes(new byte[70000], root);
        RefuseBytes(Sequence(Sequence([2, 1, 0])), root); // granted, and no token
        RefuseBytes(Sequence(Sequence([2, 1, 0]), Sequence(Oid("1.2.840.113549.1.7.1"), Tlv(0xa0, [4, 0]))), root);
        // The bare token, as a file of another tool would hold it.
        RefuseBytes(Timestamp.Verify(response, Signature, root).Token.ToArray(), root);
    }

    [TestMethod]
    public void Known_optional_parts_are_passed_over()
    {
        byte[] all = [.. Sequence([2, 1, 1]), 2, 2, 0x12, 0x34, .. Tlv(0xa1, Sequence(Oid("1.2.3"), [4, 0]))];
        var (response, root) = Make(t => t with { After = all });
        CollectionAssert.AreEqual(new byte[] { 0x12, 0x34 }, Timestamp.Verify(response, Signature, root).Nonce.ToArray());
    }

    [TestMethod]
    [DataRow((byte)2)]
    [DataRow((byte)5)]
    public void A_refusal_of_the_authority_is_no_timestamp(byte status) => Refuse(VerificationFailure.TimestampNotGranted, t => t with { Status = status });

    [TestMethod]
    public void Granted_with_modifications_is_granted() => Assert.IsNotNull(Verify(t => t with { Status = 1 }));

    [TestMethod]
    public void A_weak_hash_is_refused_by_name()
    {
        Refuse(VerificationFailure.TimestampAlgorithmUnsupported, t => t with { Digest = "1.3.14.3.2.26" });
        var token = MakeToken(t => t);
        var info = token.Info();
        var weak = Sequence([2, 1, 1], Oid("1.2.3"), Sequence(Sequence(Oid("1.3.14.3.2.26"), [5, 0]), Tlv(4, new byte[20])), [2, 1, 7], Tlv(0x18, "20260101000500Z"u8.ToArray()));
        Assert.IsNotNull(TimestampInfo.Read(info));
        Refused.With(VerificationFailure.TimestampAlgorithmUnsupported, () => TimestampInfo.Read(weak));
    }

    [TestMethod]
    public void Changed_or_cut_anywhere_it_never_ends_in_another_exception()
    {
        var (response, root) = Make(t => t with { Embedded = [_test.Root.Encode()] });
        for (var i = 0; i < response.Length; i++)
        {
            foreach (var value in new byte[] { 0, 0x30, 0x80, 0xff })
            {
                byte[] changed = [.. response];
                changed[i] = value;
                try
                {
                    Assert.AreEqual(TestAuthority.Time, Timestamp.Verify(changed, Signature, root).Time, $"byte {i}");
                }
                catch (VerificationException)
                {
                    // refused: the other answer that is allowed
                }
            }
            Assert.ThrowsExactly<VerificationException>(() => Timestamp.Verify(response.AsMemory(0, i), Signature, root));
        }
    }

    private (byte[] Response, System.Collections.Immutable.ImmutableArray<CertificateAuthority> Root) Make(Func<TokenMaker, TokenMaker> change)
    {
        var token = MakeToken(change);
        var authority = new CertificateAuthority(
            "https://tsa.test", "", [Certificate.Parse(token.Certificate), _test.Intermediate.Make(), _test.Root.Make()], TestAuthority.Always);
        return (token.Response(), [authority]);
    }

    private TokenMaker MakeToken(Func<TokenMaker, TokenMaker> change) =>
        change(new TokenMaker { Signature = Signature, Certificate = _test.Leaf.Encode(), Key = _test.LeafKey });

    private Timestamp Verify(Func<TokenMaker, TokenMaker> change)
    {
        var (response, root) = Make(change);
        return Timestamp.Verify(response, Signature, root);
    }

    private void Refuse(VerificationFailure failure, Func<TokenMaker, TokenMaker> change) => Refused.With(failure, () => Verify(change));

    private static void RefuseBytes(byte[] response, System.Collections.Immutable.ImmutableArray<CertificateAuthority> root) =>
        Refused.With(VerificationFailure.TimestampMalformed, () => Timestamp.Verify(response, Signature, root));
}
