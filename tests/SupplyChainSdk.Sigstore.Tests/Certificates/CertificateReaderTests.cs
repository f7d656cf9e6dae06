using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Tests;
using static SupplyChainSdk.Sigstore.Tests.Certificates.CertificateMaker;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

[TestClass]
public sealed class CertificateReaderTests : IDisposable
{
    private readonly TestAuthority _test = new();

    public void Dispose() => _test.Dispose();

    [TestMethod]
    public void What_the_platform_writes_is_read_field_by_field()
    {
        var request = new CertificateRequest("CN=leaf, O=Contoso", _test.LeafKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 3, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Certificate.CodeSigning), new Oid(Certificate.TimeStamping)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var made = request.CreateSelfSigned(Start, Start.AddYears(30)); // beyond 2049, so one date of each form
        var read = Certificate.Parse(made.RawData);

        CollectionAssert.AreEqual(made.SubjectName.RawData, read.Subject.ToArray());
        CollectionAssert.AreEqual(made.IssuerName.RawData, read.Issuer.ToArray());
        Assert.AreEqual(new TimeRange(Start, Start.AddYears(30)), read.Validity);
        CollectionAssert.AreEqual(made.SerialNumberBytes.ToArray(), read.SerialNumber.ToArray());
        CollectionAssert.AreEqual(made.PublicKey.ExportSubjectPublicKeyInfo(), read.SubjectPublicKeyInfo.ToArray());
        Assert.AreEqual((true, 3), (read.IsAuthority, read.PathLength));
        Assert.IsTrue(read.MaySign && read.MaySignCertificates && read.IsSelfIssued);
        CollectionAssert.AreEqual(new[] { Certificate.CodeSigning, Certificate.TimeStamping }, read.Purposes);
        Assert.AreEqual(20, read.SubjectKeyId.Length);
        Assert.AreEqual("'CN=leaf, O=Contoso'", read.SubjectName);
        Assert.HasCount(4, read.Extensions);
        Assert.IsTrue(read.IsSignedBy(read));
    }

    [TestMethod]
    public void The_platform_reads_the_same_of_every_certificate_in_the_real_roots()
    {
        var root = SampleRoot.Read(TestData.At("sigstore", "trusted-roots", "public-good-trusted_root.json"));
        foreach (var certificate in root.Authorities.Concat(root.Timestampers).SelectMany(a => a.Chain))
        {
            using var platform = X509CertificateLoader.LoadCertificate(certificate.Der.Span);
            Assert.AreEqual(platform.NotBefore.ToUniversalTime(), certificate.Validity.Start.UtcDateTime);
            Assert.AreEqual(platform.NotAfter.ToUniversalTime(), certificate.Validity.End!.Value.UtcDateTime);
            Assert.AreEqual(platform.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault()?.CertificateAuthority ?? false, certificate.IsAuthority);
            Assert.AreEqual(platform.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifier, Convert.ToHexString(certificate.SubjectKeyId.Span));
            Assert.HasCount(platform.Extensions.Count, certificate.Extensions);
        }
    }

    [TestMethod]
    public void What_no_certificate_may_have_is_refused()
    {
        var leaf = _test.Leaf;
        Assert.IsNotNull(leaf.Make());
        Malformed("a serial number below zero", leaf with { Serial = [0x80] });
        Malformed("a serial number of 21 bytes", leaf with { Serial = [1, .. new byte[20]] });
        Malformed("a serial number with a byte too many", leaf with { Serial = [0, 1] });
        Malformed("version 1", leaf with { Version = [] });
        Malformed("version 2", leaf with { Version = [0xa0, 3, 2, 1, 1] });
        Malformed("no extensions", leaf with { Extensions = [] });
        Malformed("no issuer", leaf with { Issuer = "" });
        Malformed("another algorithm outside", leaf with { OuterAlgorithm = "1.2.840.10045.4.3.3" });
        Malformed("a unique identifier", leaf with { BeforeExtensions = [0x81, 2, 0, 1] });
        Malformed("an extension twice", With(leaf, leaf.Extensions[0]));
        Malformed("an extension twice, with other bytes", With(leaf, DigitalSignature));
        Malformed("an extension that says false", With(leaf, Sequence(Oid("1.2.3"), [1, 1, 0], [4, 0])));
        Malformed("an extension that says true otherwise", With(leaf, Sequence(Oid("1.2.3"), [1, 1, 1], [4, 0])));
        Malformed("an extension without a value", With(leaf, Sequence(Oid("1.2.3"))));
        Malformed("an extension with more than a value", With(leaf, Sequence(Oid("1.2.3"), [4, 0], [5, 0])));
        Malformed("basic constraints that say false", With(leaf, Extension("2.5.29.19", true, Sequence([1, 1, 0]))));
        Malformed("a path length of no authority", With(leaf, Extension("2.5.29.19", true, Sequence([2, 1, 0]))));
        Malformed("a path length below zero", With(leaf, Extension("2.5.29.19", true, Sequence([1, 1, 0xff], [2, 1, 0xff]))));
        Malformed("a path length beyond all numbers", With(leaf, Extension("2.5.29.19", true, Sequence([1, 1, 0xff], [2, 6, 1, 0, 0, 0, 0, 0]))));
        Malformed("bytes after basic constraints", With(leaf, Extension("2.5.29.19", true, [.. Sequence([1, 1, 0xff]), 0])));
        Malformed("an empty purpose", With(Without(leaf, "2.5.29.37"), Extension("2.5.29.37", false, [0x30, 0])));
        Malformed("an empty key usage", With(Without(leaf, "2.5.29.15"), Extension("2.5.29.15", true, [3, 1, 0])));
        Malformed("a key usage that is not the shortest", With(Without(leaf, "2.5.29.15"), Extension("2.5.29.15", true, [3, 2, 0, 0x80])));
        Malformed("a fraction in a date", leaf with { Validity = Sequence(Utc(Start), Tlv(0x18, "20270101000000.5Z"u8.ToArray())) });
        Malformed("a date without seconds", leaf with { Validity = Sequence(Utc(Start), Tlv(0x17, "2701010000Z"u8.ToArray())) });
        Malformed("a date with an offset", leaf with { Validity = Sequence(Utc(Start), Tlv(0x17, "270101000000+0100"u8.ToArray())) });
        Malformed("a date that is none", leaf with { Validity = Sequence(Utc(Start), Tlv(0x17, "271301000000Z"u8.ToArray())) });
        Malformed("three dates", leaf with { Validity = Sequence(Utc(Start), Utc(Start), Utc(Start)) });
        Malformed("65 extensions", leaf with { Extensions = [.. Enumerable.Range(1, 65).Select(i => Extension($"1.2.3.{i}", false, [5, 0]))] });
    }

    [TestMethod]
    public void What_is_DER_no_more_is_refused()
    {
        var good = _test.Leaf.Encode();
        Assert.AreEqual(0x82, good[1]);
        Refuse("bytes after it", [.. good, 0]);
        Refuse("nothing", []);
        Refuse("a length in a longer form", [0x30, 0x83, 0, good[2], good[3], .. good.AsSpan(4)]);
        Refuse("a length that is open", [0x30, 0x80, .. good.AsSpan(4), 0, 0]);
        Refuse("more than there is", [.. good.AsSpan(0, good.Length - 1)]);
        Refuse("too many bytes", new byte[70000]);
        byte[] dates = [.. Utc(Start), .. Utc(Start.AddDays(1))];
        Assert.IsNotNull((_test.Leaf with { Validity = Sequence(dates) }).Make());
        Malformed("a length in a longer form inside", _test.Leaf with { Validity = [0x30, 0x81, (byte)dates.Length, .. dates] });
    }

    [TestMethod]
    public void Cut_off_or_changed_anywhere_it_is_refused_or_read_and_never_ends_in_another_exception()
    {
        var good = _test.Leaf.Encode();
        var refused = 0;
        foreach (var value in new byte[] { 0, 0x30, 0x80, 0xff })
        {
            for (var i = 0; i < good.Length; i++)
            {
                byte[] changed = [.. good];
                changed[i] = value;
                refused += IsRefused(changed) ? 1 : 0;
            }
        }
        for (var length = 0; length < good.Length; length++)
            Assert.IsTrue(IsRefused([.. good.AsSpan(0, length)]), $"{length} bytes");
        Assert.IsGreaterThan(100, refused);
    }

    [TestMethod]
    public void A_key_of_a_kind_that_is_not_used_is_refused_when_it_is_used()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        var leaf = (_test.Leaf with { Key = other }).Make();
        Refused.With(VerificationFailure.CertificateKeyUnsupported, () => leaf.Key());
        Assert.AreEqual(KeyKind.P256, _test.Leaf.Make().Key().Kind);
    }

    [TestMethod]
    public void The_profile_of_a_leaf_is_held()
    {
        LeafProfile.Check(_test.Leaf.Make());
        Refused.With(VerificationFailure.LeafPurpose, () => LeafProfile.Check(Without(_test.Leaf, "2.5.29.37").Make()));
        Refused.With(VerificationFailure.LeafPurpose, () => LeafProfile.Check(With(Without(_test.Leaf, "2.5.29.37"), Purpose(Certificate.TimeStamping)).Make()));
        Refused.With(VerificationFailure.LeafPurpose, () => LeafProfile.Check(With(Without(_test.Leaf, "2.5.29.37"), Purpose(Certificate.AnyPurpose)).Make()));
        Refused.With(VerificationFailure.LeafKeyUsage, () => LeafProfile.Check(Without(_test.Leaf, "2.5.29.15").Make()));
        Refused.With(VerificationFailure.LeafKeyUsage, () => LeafProfile.Check(With(Without(_test.Leaf, "2.5.29.15"), Extension("2.5.29.15", true, [3, 2, 6, 0x40])).Make()));
        Refused.With(VerificationFailure.LeafIsAuthority, () => LeafProfile.Check(With(_test.Leaf, BasicConstraints()).Make()));
        Refused.With(VerificationFailure.LeafIsAuthority, () => LeafProfile.Check(With(Without(_test.Leaf, "2.5.29.15"), KeyCertSign).Make()));
    }

    private static bool IsRefused(byte[] der)
    {
        try
        {
            Certificate.Parse(der);
            return false;
        }
        catch (VerificationException e)
        {
            Assert.AreEqual(VerificationFailure.CertificateMalformed, e.Failure);
            return true;
        }
    }

    private static void Malformed(string what, CertificateMaker maker) => Refuse(what, maker.Encode());

    private static void Refuse(string what, byte[] der) => Assert.IsTrue(IsRefused(der), what);

    private static CertificateMaker With(CertificateMaker maker, byte[] extension) => maker with { Extensions = [.. maker.Extensions, extension] };

    private static CertificateMaker Without(CertificateMaker maker, string id) =>
        maker with { Extensions = [.. maker.Extensions.Where(e => e.AsSpan().IndexOf(Oid(id)) < 0)] };
}
