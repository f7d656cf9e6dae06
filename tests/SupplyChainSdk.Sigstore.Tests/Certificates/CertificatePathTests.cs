using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;
using static SupplyChainSdk.Sigstore.Tests.Certificates.CertificateMaker;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

[TestClass]
public sealed class CertificatePathTests : IDisposable
{
    private readonly TestAuthority _test = new();

    public void Dispose() => _test.Dispose();

    [TestMethod]
    public void A_leaf_below_an_intermediate_below_a_root_has_a_path()
    {
        var path = Find([_test.Full], TestAuthority.Time);
        Assert.HasCount(3, path.Certificates);
        CollectionAssert.AreEqual(_test.IntermediateKey.ExportSubjectPublicKeyInfo(), path.Issuer.SubjectPublicKeyInfo.ToArray());
    }

    [TestMethod]
    public void An_intermediate_may_be_the_anchor_and_its_root_need_not_be_known() =>
        Assert.HasCount(2, Find([TestAuthority.Of(_test.Intermediate)], TestAuthority.Time).Certificates);

    [TestMethod]
    public void A_leaf_may_hang_directly_below_a_root()
    {
        _test.Leaf = _test.Leaf with { Issuer = "CN=root", SignedBy = _test.RootKey, Extensions = Without(_test.Leaf, "2.5.29.35") };
        Assert.HasCount(2, Find([_test.Full], TestAuthority.Time).Certificates);
    }

    [TestMethod]
    public void An_intermediate_that_only_the_bundle_has_may_lie_on_the_path_and_does_not_end_it()
    {
        var others = new[] { _test.Intermediate.Make() };
        Assert.HasCount(3, Find([TestAuthority.Of(_test.Root)], [TestAuthority.Time], others).Certificates);
        Refuse(VerificationFailure.CertificateUntrusted, [TestAuthority.Of(_test.Root)]);

        using var stranger = new TestAuthority();
        Refuse(VerificationFailure.CertificateSignatureInvalid, [TestAuthority.Of(stranger.Root)], others);
        Refuse(VerificationFailure.CertificateUntrusted, [TestAuthority.Of(stranger.Root with { Subject = "CN=other", Issuer = "CN=other" })], [.. others, _test.Root.Make()]);
    }

    [TestMethod]
    public void No_authority_is_no_path() => Refuse(VerificationFailure.CertificateUntrusted, []);

    [TestMethod]
    public void A_name_that_is_the_same_but_for_its_bytes_is_another_name()
    {
        Refuse(VerificationFailure.CertificateUntrusted, [TestAuthority.Of(_test.Intermediate with { Subject = "CN=Intermediate" })]);
        Refuse(VerificationFailure.CertificateUntrusted, [TestAuthority.Of(_test.Intermediate with { Subject = "OU=a, CN=intermediate" })]);
    }

    [TestMethod]
    public void An_authority_of_the_same_name_with_another_key_is_not_the_issuer()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refuse(VerificationFailure.CertificateSignatureInvalid, [TestAuthority.Of(_test.Intermediate with { Key = other })]);
        var otherId = _test.Intermediate with { Key = other, Extensions = [.. Without(_test.Intermediate, "2.5.29.14"), KeyId(9)] };
        Refuse(VerificationFailure.CertificateKeyIdMismatch, [TestAuthority.Of(otherId)]);
        // Both in the root, as after a change of keys: the right one is found.
        Assert.HasCount(2, Find([TestAuthority.Of(otherId), TestAuthority.Of(_test.Intermediate)], TestAuthority.Time).Certificates);
    }

    [TestMethod]
    public void A_key_identifier_that_only_one_of_the_two_has_is_none()
    {
        Assert.HasCount(2, Find([TestAuthority.Of(_test.Intermediate with { Extensions = Without(_test.Intermediate, "2.5.29.14") })], TestAuthority.Time).Certificates);
        _test.Leaf = _test.Leaf with { Extensions = Without(_test.Leaf, "2.5.29.35") };
        Assert.HasCount(3, Find([_test.Full], TestAuthority.Time).Certificates);
    }

    [TestMethod]
    public void The_dates_are_closed_at_both_ends_and_a_second_beyond_them_is_refused()
    {
        foreach (var time in new[] { _test.Leaf.NotBefore, _test.Leaf.NotAfter })
            Assert.HasCount(3, Find([_test.Full], time).Certificates);
        RefuseAt(VerificationFailure.CertificateNotValidAtTime, _test.Leaf.NotBefore.AddSeconds(-1));
        RefuseAt(VerificationFailure.CertificateNotValidAtTime, _test.Leaf.NotAfter.AddSeconds(1));
        RefuseAt(VerificationFailure.CertificateNotValidAtTime, _test.Leaf.NotAfter.AddMilliseconds(1));
    }

    [TestMethod]
    public void One_good_time_of_two_is_not_enough()
    {
        var late = _test.Leaf.NotAfter.AddHours(1);
        Refused.With(VerificationFailure.CertificateNotValidAtTime, () => Find([_test.Full], [TestAuthority.Time, late], []));
        Refused.With(VerificationFailure.CertificateNotValidAtTime, () => Find([_test.Full], [late, TestAuthority.Time], []));
        Assert.HasCount(3, Find([_test.Full], [TestAuthority.Time, TestAuthority.Time.AddSeconds(1)], []).Certificates);
    }

    [TestMethod]
    public void Without_a_time_there_is_no_path() => Assert.ThrowsExactly<InvalidOperationException>(() => Find([_test.Full], [], []));

    [TestMethod]
    public void An_anchor_and_an_intermediate_outside_their_dates_are_refused()
    {
        Refuse(VerificationFailure.CertificateNotValidAtTime, [TestAuthority.Of(_test.Intermediate, _test.Root with { NotAfter = TestAuthority.Time.AddSeconds(-1) })]);
        Refuse(VerificationFailure.CertificateNotValidAtTime, [TestAuthority.Of(_test.Intermediate with { NotBefore = TestAuthority.Time.AddSeconds(1) }, _test.Root)]);
    }

    [TestMethod]
    public void The_window_of_the_trusted_root_counts_though_the_dates_still_run()
    {
        var time = TestAuthority.Time;
        Assert.HasCount(3, Find([_test.Full with { ValidFor = new TimeRange(time, time) }], time).Certificates);
        Refuse(VerificationFailure.AuthorityNotValidAtTime, [_test.Full with { ValidFor = new TimeRange(time.AddDays(-1), time.AddTicks(-1)) }]);
        Refuse(VerificationFailure.AuthorityNotValidAtTime, [_test.Full with { ValidFor = new TimeRange(time.AddTicks(1), null) }]);
        // The same authority twice, one window after the other.
        Assert.HasCount(3, Find([_test.Full with { ValidFor = new TimeRange(time.AddDays(-1), time.AddTicks(-1)) }, _test.Full], time).Certificates);
    }

    [TestMethod]
    public void Who_is_no_authority_or_may_not_sign_certificates_is_no_issuer()
    {
        foreach (var missing in new[] { "2.5.29.19", "2.5.29.15" })
        {
            Refuse(VerificationFailure.CertificateIssuerNotAuthority, [TestAuthority.Of(_test.Intermediate with { Extensions = Without(_test.Intermediate, missing) }, _test.Root)]);
            Refuse(VerificationFailure.CertificateIssuerNotAuthority, [TestAuthority.Of(_test.Intermediate, _test.Root with { Extensions = Without(_test.Root, missing) })]);
        }
        var signsOnlyData = _test.Intermediate with { Extensions = [.. Without(_test.Intermediate, "2.5.29.15"), DigitalSignature] };
        Refuse(VerificationFailure.CertificateIssuerNotAuthority, [TestAuthority.Of(signsOnlyData, _test.Root)]);
    }

    [TestMethod]
    public void A_leaf_of_the_same_authority_is_no_issuer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var between = _test.Leaf with { Key = key, Subject = "CN=leaf" };
        _test.Leaf = _test.Leaf with { Issuer = "CN=leaf", SignedBy = key, Extensions = Without(_test.Leaf, "2.5.29.35") };
        Refuse(VerificationFailure.CertificateIssuerNotAuthority, [_test.Full], [between.Make()]);
    }

    [TestMethod]
    public void More_intermediates_than_an_authority_allows_are_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var lower = new CertificateMaker
        {
            Key = key,
            SignedBy = _test.IntermediateKey,
            Issuer = "CN=intermediate",
            Subject = "CN=lower",
            Extensions = [BasicConstraints(), KeyCertSign],
        };
        _test.Leaf = _test.Leaf with { Issuer = "CN=lower", SignedBy = key, Extensions = Without(_test.Leaf, "2.5.29.35") };
        Refuse(VerificationFailure.CertificatePathTooLong, [TestAuthority.Of(lower, _test.Intermediate, _test.Root)]);
        var one = _test.Intermediate with { Extensions = [.. Without(_test.Intermediate, "2.5.29.19"), BasicConstraints(1)] };
        Assert.HasCount(4, Find([TestAuthority.Of(lower, one, _test.Root)], TestAuthority.Time).Certificates);
        Refuse(VerificationFailure.CertificatePathTooLong, [TestAuthority.Of(lower, one, _test.Root with { Extensions = [BasicConstraints(1), KeyCertSign] })]);
    }

    [TestMethod]
    public void An_unknown_critical_extension_is_refused_wherever_it_is()
    {
        var unknown = Extension("1.2.3.4", true, [5, 0]);
        Refuse(VerificationFailure.CertificateCriticalExtensionUnknown, [TestAuthority.Of(_test.Intermediate, With(_test.Root, unknown))]);
        Refuse(VerificationFailure.CertificateCriticalExtensionUnknown, [TestAuthority.Of(With(_test.Intermediate, unknown), _test.Root)]);
        Assert.HasCount(3, Find([TestAuthority.Of(With(_test.Intermediate, Extension("1.2.3.4", false, [5, 0])), _test.Root)], TestAuthority.Time).Certificates);
        _test.Leaf = With(_test.Leaf, unknown);
        Refuse(VerificationFailure.CertificateCriticalExtensionUnknown, [_test.Full]);
    }

    [TestMethod]
    public void Name_constraints_are_not_passed_over() =>
        Refuse(VerificationFailure.CertificateNameConstraints, [TestAuthority.Of(With(_test.Intermediate, Extension("2.5.29.30", false, Sequence(Tlv(0xa0, [])))), _test.Root)]);

    [TestMethod]
    public void An_authority_for_another_purpose_is_refused_and_one_without_a_purpose_is_not()
    {
        var bare = Without(_test.Intermediate, "2.5.29.37");
        Assert.HasCount(3, Find([TestAuthority.Of(_test.Intermediate with { Extensions = bare }, _test.Root)], TestAuthority.Time).Certificates);
        var stamping = _test.Intermediate with { Extensions = [.. bare, Purpose(Certificate.TimeStamping)] };
        Refuse(VerificationFailure.CertificateAuthorityPurpose, [TestAuthority.Of(stamping, _test.Root)]);
    }

    [TestMethod]
    public void An_anchor_given_as_the_leaf_is_no_path_for_code_signing()
    {
        var full = _test.Full;
        Refused.With(VerificationFailure.LeafIsAuthority, () => CertificatePath.FindForCodeSigning(full.Anchor, [], [full], [TestAuthority.Time]));
        Refused.With(VerificationFailure.LeafIsAuthority, () => LeafProfile.Check(full.Anchor));
    }

    [TestMethod]
    public void Any_flipped_bit_of_what_is_signed_or_of_the_signature_is_refused()
    {
        var authority = _test.Full;
        var leaf = _test.Leaf.Encode();
        for (var i = 0; i < leaf.Length; i++)
        {
            byte[] changed = [.. leaf];
            changed[i] ^= (byte)(1 << (i % 8));
            Assert.ThrowsExactly<VerificationException>(
                () => CertificatePath.FindForCodeSigning(Certificate.Parse(changed), [], [authority], [TestAuthority.Time]), $"byte {i}");
        }
    }

    [TestMethod]
    public void Many_certificates_of_one_name_end_the_search_rather_than_the_day()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _test.Leaf = _test.Leaf with { Issuer = "CN=many", SignedBy = key, Extensions = Without(_test.Leaf, "2.5.29.35") };
        var many = Enumerable.Range(1, 31).Select(i => new CertificateMaker
        {
            Key = key,
            SignedBy = key,
            Issuer = "CN=many",
            Subject = "CN=many",
            Serial = [(byte)i],
            Extensions = [BasicConstraints(), KeyCertSign],
        }.Make()).ToArray();
        Refuse(VerificationFailure.CertificatePathTooComplex, [_test.Full], many);
    }

    [TestMethod]
    [DataRow(10, "'CN=many, ", DisplayName = "A name is shown")]
    [DataRow(900, "0x30", DisplayName = "A name of 10 KB is not taken apart to be shown")]
    public void Names_of_any_size_are_shown_in_no_time(int parts, string expected)
    {
        _test.Leaf = _test.Leaf with { Issuer = "CN=many, " + string.Join(", ", Enumerable.Repeat("OU=a", parts)), Extensions = Without(_test.Leaf, "2.5.29.35") };
        StringAssert.StartsWith(_test.Leaf.Make().IssuerName, expected, StringComparison.Ordinal);
        Assert.IsLessThan(100, _test.Leaf.Make().IssuerName.Length);
    }

    [TestMethod]
    public void Many_times_are_no_leave_to_try_as_many_signatures_at_each()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var many = Enumerable.Range(1, 31).Select(i => new CertificateMaker
        {
            Key = key,
            SignedBy = key,
            Issuer = "CN=many",
            Subject = "CN=intermediate",
            Serial = [(byte)i],
            Extensions = [BasicConstraints(), KeyCertSign, KeyId(2)],
        }.Make()).ToArray();
        var other = TestAuthority.Of(new CertificateMaker { Key = key, SignedBy = key, Issuer = "CN=other", Subject = "CN=other", Extensions = [BasicConstraints(), KeyCertSign] });
        var times = Enumerable.Range(0, 32).Select(i => TestAuthority.Time.AddSeconds(i)).ToArray();

        Assert.HasCount(3, Find([other, _test.Full], times, []).Certificates);
        Assert.HasCount(3, Find([other, _test.Full], times[..1], many).Certificates);
        Refused.With(VerificationFailure.CertificatePathTooComplex, () => Find([other, _test.Full], times, many));
    }

    [TestMethod]
    [DataRow(16384, VerificationFailure.CertificateKeyUnsupported)]
    [DataRow(8192, VerificationFailure.CertificateSignatureInvalid)]
    public void Keys_that_take_long_to_verify_with_do_not_take_a_second(int bits, VerificationFailure expected)
    {
        var number = RandomNumberGenerator.GetBytes(bits / 8);
        number[0] |= 0x80;
        number[^1] |= 1;
        byte[] rsa = Sequence(Oid("1.2.840.113549.1.1.11"), [5, 0]);
        byte[] spki = Sequence(
            Sequence(Oid("1.2.840.113549.1.1.1"), [5, 0]), BitString(Sequence(Tlv(2, [0, .. number]), Tlv(2, [0, 255, 255, 255, 255, 255, 255, 255, 255]))));
        Certificate Forge(byte serial, string subject, params byte[][] extensions)
        {
            var dates = Sequence(Utc(Start), Utc(Start.AddYears(1)));
            var tbs = Sequence([0xa0, 3, 2, 1, 2], Tlv(2, [serial]), rsa, Name("CN=many"), dates, Name(subject), spki, Tlv(0xa3, Sequence(extensions)));
            return Certificate.Parse(Sequence(tbs, rsa, BitString([0, .. number.AsSpan(1)])));
        }
        var many = Enumerable.Range(2, 31).Select(i => Forge((byte)i, "CN=many", BasicConstraints(), KeyCertSign)).ToArray();

        var watch = System.Diagnostics.Stopwatch.StartNew();
        Refused.With(expected, () => CertificatePath.FindForCodeSigning(Forge(1, "", DigitalSignature), [.. many], [_test.Full, _test.Full], [TestAuthority.Time]));
        Assert.IsLessThan(1000, watch.ElapsedMilliseconds);
    }

    [TestMethod]
    [DataRow("1.2.840.10045.4.1", DisplayName = "ecdsa-with-SHA1")]
    [DataRow("1.2.840.113549.1.1.5", DisplayName = "sha1WithRSAEncryption")]
    public void A_signature_by_a_weak_algorithm_is_refused_by_name(string algorithm)
    {
        // Inside and outside the same: the inner one is replaced in the bytes, as the length is the same for the first only.
        var leaf = _test.Leaf.Encode();
        var tbs = _test.Leaf.EncodeTbs();
        var inner = Algorithm("1.2.840.10045.4.3.2");
        var at = tbs.AsSpan().IndexOf(inner);
        var header = tbs.Length > 0x83 ? 4 : 3;
        byte[] content = [.. tbs.AsSpan(header..at), .. Algorithm(algorithm), .. tbs.AsSpan(at + inner.Length)];
        var changed = Sequence(Sequence(content), Algorithm(algorithm), leaf[(4 + tbs.Length + inner.Length)..]);
        var e = Refused.With(
            VerificationFailure.CertificateAlgorithmUnsupported,
            () => CertificatePath.FindForCodeSigning(Certificate.Parse(changed), [], [_test.Full], [TestAuthority.Time]));
        Assert.Contains(algorithm, e.Message);
    }

    private CertificatePath Find(CertificateAuthority[] authorities, DateTimeOffset time) => Find(authorities, [time], []);

    private CertificatePath Find(CertificateAuthority[] authorities, DateTimeOffset[] times, Certificate[] others) =>
        CertificatePath.FindForCodeSigning(_test.Leaf.Make(), [.. others], [.. authorities], [.. times]);

    private void Refuse(VerificationFailure failure, CertificateAuthority[] authorities, Certificate[]? others = null) =>
        Refused.With(failure, () => Find(authorities, [TestAuthority.Time], others ?? []));

    private void RefuseAt(VerificationFailure failure, DateTimeOffset time) => Refused.With(failure, () => Find([_test.Full], time));

    private static CertificateMaker With(CertificateMaker maker, byte[] extension) => maker with { Extensions = [.. maker.Extensions, extension] };

    private static byte[][] Without(CertificateMaker maker, string id) => [.. maker.Extensions.Where(e => e.AsSpan().IndexOf(Oid(id)) < 0)];
}
