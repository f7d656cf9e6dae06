using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class SignAndVerifyTests
{
    private const string Statement = """{"_type":"https://in-toto.io/Statement/v1","name":"é"}""";

    [TestMethod]
    [DataRow(TestKeys.P256, "PKIX_ECDSA_P256_SHA_256")]
    [DataRow(TestKeys.P384, "PKIX_ECDSA_P384_SHA_384")]
    [DataRow(TestKeys.P521, "PKIX_ECDSA_P521_SHA_512")]
    [DataRow(TestKeys.Rsa3072, "PKIX_RSA_PKCS1V15_3072_SHA256")]
    [DataRow(TestKeys.Rsa4096, "PKIX_RSA_PKCS1V15_4096_SHA256")]
    public async Task What_a_key_signed_verifies_with_its_public_half(string kind, string keyDetails)
    {
        var bundle = Bundle.Parse((await TestKeys.Sign(kind, Statement)).ToJson());

        var verified = BundleVerifier.VerifyWithKey(bundle, TestKeys.Public(kind));

        Assert.AreEqual(Statement, Encoding.UTF8.GetString(verified.Payload.AsSpan()));
        Assert.AreEqual(Dsse.InTotoPayloadType, verified.PayloadType);
        Assert.AreEqual(keyDetails, verified.Key!.KeyDetails);
        Assert.AreEqual(verified.Key.KeyId, bundle.Envelope().KeyId);
        Assert.AreEqual((0, 0), (verified.UncheckedLogEntries, verified.UncheckedTimestamps));
    }

    [TestMethod]
    [DataRow(TestKeys.P256)]
    [DataRow(TestKeys.Rsa3072)]
    public async Task A_changed_payload_is_refused(string kind)
    {
        var envelope = (await TestKeys.Sign(kind, Statement)).Envelope();
        byte[] payload = [.. envelope.Payload];
        payload[3] ^= 1;
        Refused(VerificationFailure.SignatureInvalid, envelope with { Payload = [.. payload] }, kind);
    }

    [TestMethod]
    [DataRow(TestKeys.P256)]
    [DataRow(TestKeys.Rsa3072)]
    public async Task A_changed_payload_type_is_refused(string kind) => Refused(
        VerificationFailure.SignatureInvalid,
        (await TestKeys.Sign(kind, Statement)).Envelope() with { PayloadType = "application/vnd.in-toto+jsom" },
        kind);

    [TestMethod]
    [DataRow(TestKeys.P256)]
    [DataRow(TestKeys.P384)]
    [DataRow(TestKeys.P521)]
    [DataRow(TestKeys.Rsa3072)]
    public async Task Every_flipped_bit_of_a_signature_is_refused(string kind)
    {
        var envelope = (await TestKeys.Sign(kind, Statement)).Envelope();
        for (var i = 0; i < envelope.Signature.Length; i++)
        {
            byte[] signature = [.. envelope.Signature];
            signature[i] ^= (byte)(1 << (i % 8));
            Refused(VerificationFailure.SignatureInvalid, envelope with { Signature = [.. signature] }, kind);
        }
    }

    [TestMethod]
    [DataRow(TestKeys.P256)]
    [DataRow(TestKeys.Rsa3072)]
    public async Task A_signature_that_is_cut_or_followed_by_a_byte_is_refused(string kind)
    {
        var envelope = (await TestKeys.Sign(kind, Statement)).Envelope();
        Refused(VerificationFailure.SignatureInvalid, envelope with { Signature = envelope.Signature[..^1] }, kind);
        Refused(VerificationFailure.SignatureInvalid, envelope with { Signature = [.. envelope.Signature, 0] }, kind);
    }

    [TestMethod]
    [DataRow(TestKeys.P256, "SHA256")]
    [DataRow(TestKeys.P384, "SHA384")]
    [DataRow(TestKeys.P521, "SHA512")]
    public async Task A_signature_of_the_same_key_as_raw_numbers_is_refused(string kind, string hash)
    {
        var envelope = (await TestKeys.Sign(kind, Statement)).Envelope();
        var key = (ECDsa)TestKeys.Raw(kind);
        var pae = Dsse.PreAuthenticationEncoding(envelope.PayloadType, envelope.Payload.AsSpan());
        var raw = key.SignData(pae, new HashAlgorithmName(hash), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var der = key.SignData(pae, new HashAlgorithmName(hash), DSASignatureFormat.Rfc3279DerSequence);

        Verify(envelope with { Signature = [.. der] }, kind);
        Refused(VerificationFailure.SignatureInvalid, envelope with { Signature = [.. raw] }, kind);
    }

    [TestMethod]
    public async Task A_signature_over_the_payload_alone_is_refused()
    {
        var envelope = (await TestKeys.Sign(TestKeys.P256, Statement)).Envelope();
        var key = (ECDsa)TestKeys.Raw(TestKeys.P256);
        var signature = key.SignData(envelope.Payload.AsSpan(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Refused(VerificationFailure.SignatureInvalid, envelope with { Signature = [.. signature] }, TestKeys.P256);
    }

    [TestMethod]
    public async Task A_signature_of_an_RSA_key_with_PSS_padding_is_refused()
    {
        var envelope = (await TestKeys.Sign(TestKeys.Rsa3072, Statement)).Envelope();
        var pae = Dsse.PreAuthenticationEncoding(envelope.PayloadType, envelope.Payload.AsSpan());
        var signature = ((RSA)TestKeys.Raw(TestKeys.Rsa3072)).SignData(pae, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        Refused(VerificationFailure.SignatureInvalid, envelope with { Signature = [.. signature] }, TestKeys.Rsa3072);
    }

    [TestMethod]
    public async Task Another_key_is_named_beside_the_expected_one()
    {
        var bundle = await TestKeys.Sign(TestKeys.P256, Statement);
        var e = Tests.Refused.With(VerificationFailure.KeyMismatch, () => BundleVerifier.VerifyWithKey(bundle, TestKeys.Public(TestKeys.P384)));
        StringAssert.Contains(e.Message, TestKeys.Public(TestKeys.P256).Fingerprint);
        StringAssert.Contains(e.Message, TestKeys.Public(TestKeys.P384).Fingerprint);
    }

    [TestMethod]
    public async Task A_hint_of_the_expected_key_does_not_make_another_keys_signature_valid()
    {
        var envelope = (await TestKeys.Sign(TestKeys.P256, Statement)).Envelope();
        Refused(VerificationFailure.SignatureInvalid, envelope with { KeyId = TestKeys.Public(TestKeys.P384).KeyId }, TestKeys.P384);
    }

    [TestMethod]
    public async Task One_character_changed_in_both_key_hints_is_another_key()
    {
        var envelope = (await TestKeys.Sign(TestKeys.P256, Statement)).Envelope();
        var other = (envelope.KeyId[0] == 'A' ? "B" : "A") + envelope.KeyId[1..];
        Refused(VerificationFailure.KeyMismatch, envelope with { KeyId = other }, TestKeys.P256);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("SHA256:jl3bwswu80PjjokCgh0o2w5c2U4LhQAE57gj9cz1kzA")]
    public async Task A_hint_in_the_form_of_another_producer_leaves_the_decision_to_the_signature(string hint)
    {
        var envelope = (await TestKeys.Sign(TestKeys.P256, Statement)).Envelope() with { KeyId = hint };
        Assert.AreEqual(TestKeys.Public(TestKeys.P256).KeyId, Verify(envelope, TestKeys.P256).Key!.KeyId);
        Refused(VerificationFailure.SignatureInvalid, envelope, TestKeys.P384);
    }

    [TestMethod]
    [DataRow("text/plain")]
    [DataRow("application/vnd.in-toto+JSON")]
    [DataRow("application/vnd.in-toto+json ")]
    public async Task A_payload_of_another_type_is_neither_signed_nor_accepted(string type)
    {
        var key = (ECDsa)TestKeys.Raw(TestKeys.P256);
        var signature = key.SignData(Dsse.PreAuthenticationEncoding(type, "x"u8), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Refused(VerificationFailure.PayloadTypeUnexpected, new DsseEnvelope(type, [.. "x"u8], [.. signature], TestKeys.Public(TestKeys.P256).KeyId), TestKeys.P256);

        var e = await Assert.ThrowsExactlyAsync<VerificationException>(() => TestKeys.Sign(TestKeys.P256, "x", type));
        Assert.AreEqual(VerificationFailure.PayloadTypeUnexpected, e.Failure);
    }

    [TestMethod]
    public async Task A_certificate_bundle_is_refused_for_a_key_with_its_own_reason()
    {
        var bundle = await TestKeys.Sign(TestKeys.P256, Statement);
        var withCertificate = new Bundle(BundleVersion.V03, new CertificateMaterial([[0x30, 0x00]], IsChain: false), [], [], bundle.Content);
        var e = Tests.Refused.With(VerificationFailure.WrongKindOfMaterial, () => BundleVerifier.VerifyWithKey(withCertificate, TestKeys.Public(TestKeys.P256)));
        StringAssert.Contains(e.Message, "identity");
        StringAssert.Contains(e.Message, "an identity and its issuer are needed");
    }

    [TestMethod]
    public async Task Log_entries_and_timestamps_are_counted_as_not_checked()
    {
        var bundle = await TestKeys.Sign(TestKeys.P256, Statement);
        var entry = new TransparencyLogEntry(0, [1], "dsse", "0.0.1", 1, [2], new InclusionProof(0, [3], 1, [], "x"), [4]);
        var more = new Bundle(BundleVersion.V03, bundle.Key, [entry, entry], [[5]], bundle.Content);

        var verified = BundleVerifier.VerifyWithKey(Bundle.Parse(more.ToJson()), TestKeys.Public(TestKeys.P256));

        Assert.AreEqual((2, 1), (verified.UncheckedLogEntries, verified.UncheckedTimestamps));
    }

    [TestMethod]
    public async Task A_payload_that_no_bundle_can_carry_is_not_signed()
    {
        var e = await Assert.ThrowsExactlyAsync<VerificationException>(() => TestKeys.Sign(TestKeys.P256, new string('x', Bundle.MaxBytes)));
        Assert.AreEqual(VerificationFailure.BundleTooLarge, e.Failure);
    }

    [TestMethod]
    public async Task A_cancelled_signing_signs_nothing()
    {
        using var signer = TestKeys.Signer(TestKeys.P256);
        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await signer.SignAsync(Dsse.InTotoPayloadType, "{}"u8.ToArray(), new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public async Task A_key_file_whose_public_half_belongs_to_another_key_signs_nothing()
    {
        // PKCS#8 carries the public point beside the private number, and nothing forces the two to belong together.
        var parameters = ((ECDsa)TestKeys.Raw(TestKeys.P256)).ExportParameters(includePrivateParameters: true);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pkcs8 = ((ECDsa)TestKeys.Raw(TestKeys.P256)).ExportPkcs8PrivateKey();
        var at = pkcs8.AsSpan().IndexOf(parameters.Q.X);
        var point = other.ExportParameters(includePrivateParameters: false).Q;
        point.X!.CopyTo(pkcs8, at);
        point.Y!.CopyTo(pkcs8, at + 32);
        var pem = TestKeys.Utf8(PemEncoding.WriteString("PRIVATE KEY", pkcs8));

        Exception refusal = await Assert.ThrowsAsync<Exception>(async () =>
        {
            using var signer = new KeySigner(SigningKey.Parse(pem, default));
            await signer.SignAsync(Dsse.InTotoPayloadType, "{}"u8.ToArray(), CancellationToken.None);
        });
        Assert.IsTrue(
            refusal is KeyException { Failure: KeyFailure.NotAKey } or VerificationException { Failure: VerificationFailure.SignatureInvalid },
            refusal.ToString());
    }

    private static VerifiedEnvelope Verify(DsseEnvelope envelope, string kind) =>
        BundleVerifier.VerifyWithKey(Bundle.Parse(Bundle.ForKey(envelope).ToJson()), TestKeys.Public(kind));

    private static void Refused(VerificationFailure failure, DsseEnvelope envelope, string kind) =>
        Tests.Refused.With(failure, () => Verify(envelope, kind));
}
