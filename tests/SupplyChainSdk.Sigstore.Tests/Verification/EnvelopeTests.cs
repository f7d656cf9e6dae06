namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>For callers that match the subject themselves: everything but that is verified.</summary>
[TestClass]
public sealed class EnvelopeTests
{
    private static readonly TestInstance Instance = new();
    private static readonly IdentityPolicy Expected = IdentityPolicy.Exact(TestInstance.Identity, TestInstance.Issuer);

    [TestMethod]
    public void Somebody_whose_certificate_was_put_beside_another_signature_is_not_called_the_signer()
    {
        var signing = Signing();
        // A promise is of a body, and the body is compared with the signature later than the identity.
        signing.Finish = bundle => bundle["dsseEnvelope"]!["payload"] = Convert.ToBase64String("{}"u8);
        var e = Refused.With(VerificationFailure.IdentityMismatch, () => BundleVerifier.VerifyEnvelope(signing.Bundle(), TestInstance.Read(Instance.Root()), IdentityPolicy.Exact("x", TestInstance.Issuer)));
        Assert.DoesNotContain("signed", e.Message);
        Assert.Contains($"The certificate is of another identity: '{TestInstance.Identity}'", e.Message);
        Refused.With(VerificationFailure.SignatureInvalid, () => BundleVerifier.VerifyEnvelope(signing.Bundle(), TestInstance.Read(Instance.Root()), IdentityPolicy.Exact(TestInstance.Identity, TestInstance.Issuer)));
    }

    [TestMethod]
    public void An_envelope_is_verified_with_its_certificate_times_and_log_entries_whatever_it_is_about()
    {
        var signing = Signing();
        var verified = Verify(signing);

        Assert.IsNull(verified.Key);
        Assert.AreEqual((TestInstance.Identity, TestInstance.Issuer, true), (verified.Certified!.Identity, verified.Certified.Issuer, verified.Certified.IsWorkload));
        Assert.AreEqual((2, 1, 0, 0), (verified.Times.Length, verified.LogEntries.Length, verified.UncheckedLogEntries, verified.UncheckedTimestamps));
        Assert.AreEqual(signing.Statement, System.Text.Encoding.UTF8.GetString([.. verified.Payload]));
        signing.Statement = signing.Statement.Replace("artifact", "another", StringComparison.Ordinal);
        Assert.HasCount(2, Verify(signing).Times);
    }

    [TestMethod]
    public void Every_other_step_refuses_as_it_does_elsewhere()
    {
        Refused.With(VerificationFailure.WrongKindOfContent, () => Verify(new TestSigning(Instance)));
        Refused.With(VerificationFailure.WrongKindOfMaterial, () => Verify(Changed(s => s.IsManaged = true)));
        Refused.With(VerificationFailure.TimeMissing, () => Verify(Changed(s => (s.Timestamps, s.IntegratedTime) = (null, null))));
        Refused.With(VerificationFailure.SctMissing, () => Verify(Changed(s => s.CertificateLogKey = null)));
        Refused.With(VerificationFailure.IdentityMismatch, () => BundleVerifier.VerifyEnvelope(Signing().Bundle(), TestInstance.Read(Instance.Root()), IdentityPolicy.Exact("x", TestInstance.Issuer)));
        Refused.With(VerificationFailure.LogEntryMissing, () => Verify(Changed(s => s.IsLogged = false)));
        Refused.With(VerificationFailure.SignatureInvalid, () => Verify(Changed(s => s.Finish = b => b["dsseEnvelope"]!["payload"] = "e30=")));
        Refused.With(VerificationFailure.LogEntryMismatch, () => Verify(Changed(s => s.Log = b => b["spec"]!["payloadHash"]!["value"] = new string('a', 64))));
        Refused.With(VerificationFailure.PayloadTypeUnexpected, () => Verify(Changed(s => s.PayloadType = "text/plain")));
        Refused.With(VerificationFailure.StatementMalformed, () => Verify(Changed(s => s.Statement = "{}")));
    }

    [TestMethod]
    public void Of_anyone_every_step_but_the_identity_holds()
    {
        Assert.AreEqual(TestInstance.Identity, OfAnyone(Signing()).Certified!.Identity);
        Refused.With(VerificationFailure.SignatureInvalid, () => OfAnyone(Changed(s => s.Finish = b => b["dsseEnvelope"]!["payload"] = "e30=")));
        Refused.With(VerificationFailure.LogEntryMissing, () => OfAnyone(Changed(s => s.IsLogged = false)));
        Refused.With(VerificationFailure.WrongKindOfMaterial, () => OfAnyone(Changed(s => s.IsManaged = true)));
        Refused.With(VerificationFailure.PayloadTypeUnexpected, () => OfAnyone(Changed(s => s.PayloadType = "text/plain")));

        static VerifiedEnvelope OfAnyone(TestSigning signing) => BundleVerifier.VerifyEnvelopeOfAnyoneUnsafe(signing.Bundle(), TestInstance.Read(Instance.Root()));
    }

    [TestMethod]
    public void Of_several_keys_the_one_that_signed_is_found_by_its_name_or_by_trying()
    {
        var signing = Changed(s => s.IsManaged = true);
        var (right, other) = (Key(signing.Key), Key(System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256)));
        Assert.AreEqual(right.Fingerprint, BundleVerifier.VerifyWithAnyKey(signing.Bundle(), [other, right]).Key!.Fingerprint);
        Refused.With(VerificationFailure.KeyMismatch, () => BundleVerifier.VerifyWithAnyKey(signing.Bundle(), [other]));
        Refused.With(VerificationFailure.KeyMismatch, () => BundleVerifier.VerifyWithAnyKey(signing.Bundle(), []));
        Refused.With(VerificationFailure.WrongKindOfMaterial, () => BundleVerifier.VerifyWithAnyKey(Signing().Bundle(), [right]));

        // A bundle that names nobody, and one that names the right key with a bad signature.
        signing.Finish = b => (b["verificationMaterial"]!["publicKey"]!["hint"], b["dsseEnvelope"]!["signatures"]![0]!["keyid"]) = ("of my own", "of my own");
        Assert.AreEqual(right.Fingerprint, BundleVerifier.VerifyWithAnyKey(signing.Bundle(), [other, right]).Key!.Fingerprint);
        signing.Finish = b => b["dsseEnvelope"]!["payload"] = "e30=";
        Refused.With(VerificationFailure.SignatureInvalid, () => BundleVerifier.VerifyWithAnyKey(signing.Bundle(), [other, right]));

        static PublicKey Key(System.Security.Cryptography.ECDsa key) => PublicKey.FromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo());
    }

    [TestMethod]
    public void What_is_wanted_follows_the_instance_where_the_caller_says_so()
    {
        var root = Instance.Root();
        root.Remove("tlogs");
        var unlogged = Changed(s => s.IsLogged = false);
        VerifiedEnvelope Verify(TestSigning signing, VerificationPolicy policy) => BundleVerifier.VerifyEnvelope(signing.Bundle(), TestInstance.Read(root), Expected, policy);

        Assert.IsEmpty(Verify(unlogged, VerificationPolicy.ByTrustedRoot).LogEntries);
        Refused.With(VerificationFailure.LogEntryMissing, () => Verify(unlogged, VerificationPolicy.Default));
        Refused.With(VerificationFailure.TimeMissing, () => Verify(Changed(s => (s.IsLogged, s.Timestamps) = (false, null)), VerificationPolicy.ByTrustedRoot));
        // It has a log of certificates, so a promise of that is wanted.
        Refused.With(VerificationFailure.SctMissing, () => Verify(Changed(s => (s.IsLogged, s.CertificateLogKey) = (false, null)), VerificationPolicy.ByTrustedRoot));
        // With a log nothing is let off, also where this version cannot use the log.
        root = Instance.Root();
        Refused.With(VerificationFailure.LogEntryMissing, () => Verify(unlogged, VerificationPolicy.ByTrustedRoot));
        root["tlogs"]![0]!["hashAlgorithm"] = "SHA2_512";
        Refused.With(VerificationFailure.LogEntryMissing, () => Verify(unlogged, VerificationPolicy.ByTrustedRoot));
    }

    [TestMethod]
    public void Whom_a_bundle_names_can_be_shown_before_anything_is_verified()
    {
        var stranger = Changed(s => (s.LogKey, s.AuthorityKey) = (s.Key, s.Key));
        Assert.AreEqual(new UnverifiedSigner(TestInstance.Identity, TestInstance.Issuer), UnverifiedSigner.Read(stranger.Bundle()));
        Assert.IsNull(UnverifiedSigner.Read(Changed(s => s.IsManaged = true).Bundle()));
        Assert.IsNull(UnverifiedSigner.Read(Changed(s => s.Finish = b => b["verificationMaterial"]!["certificate"]!["rawBytes"] = "MAA=").Bundle()));
    }

    private static TestSigning Signing() => new(Instance) { Envelope = true, Kind = "dsse/0.0.1", Timestamps = Instance.Timestamps };

    private static TestSigning Changed(Action<TestSigning> change)
    {
        var signing = Signing();
        change(signing);
        return signing;
    }

    private static VerifiedEnvelope Verify(TestSigning signing) => BundleVerifier.VerifyEnvelope(signing.Bundle(), TestInstance.Read(Instance.Root()), Expected);
}
