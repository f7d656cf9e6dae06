using SupplyChainSdk.Sigstore.Certificates;
using static SupplyChainSdk.Sigstore.Tests.Certificates.CertificateMaker;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

[TestClass]
public sealed class FulcioClaimsTests : IDisposable
{
    private readonly TestAuthority _test = new();

    public void Dispose() => _test.Dispose();

    [TestMethod]
    public void The_old_extensions_are_raw_text_and_the_new_ones_encoded()
    {
        var claims = Read(Claim(1, TestKeys.Utf8(TestAuthority.Issuer)), Claim(5, "octo/widgets"u8.ToArray()), Claim(12, Encoded("https://example.test/octo/widgets")));
        Assert.AreEqual(TestAuthority.Issuer, claims.Issuer);
        Assert.AreEqual("octo/widgets", claims.GitHubWorkflowRepository);
        Assert.AreEqual("https://example.test/octo/widgets", claims.SourceRepositoryUri);
        Assert.IsNull(claims.BuildTrigger);
        Assert.IsNull(Read(Claim(5, "octo/widgets"u8.ToArray())).SourceRepositoryUri, "the old form is another claim");
    }

    [TestMethod]
    [DataRow("41", DisplayName = "raw text")]
    [DataRow("0c024100", DisplayName = "a byte after the text is part of it, and a NUL")]
    [DataRow("0c0141ff", DisplayName = "a byte after the value")]
    [DataRow("0c02c328", DisplayName = "no UTF-8")]
    [DataRow("13024142", DisplayName = "PrintableString")]
    [DataRow("0c810141", DisplayName = "a length in a longer form")]
    [DataRow("", DisplayName = "nothing")]
    public void A_value_that_cannot_be_read_is_refused(string value)
    {
        var bytes = Convert.FromHexString(value);
        if (value == "0c024100")
            Assert.AreEqual("A\0", Read(Claim(12, bytes)).SourceRepositoryUri);
        else
            Refused.With(VerificationFailure.LeafExtensionMalformed, () => Read(Claim(12, bytes)));
    }

    [TestMethod]
    public void Text_that_is_no_UTF8_is_refused() => Refused.With(VerificationFailure.LeafExtensionMalformed, () => Read(Claim(2, [0xc3, 0x28])));

    [TestMethod]
    public void Two_issuers_are_refused_and_so_is_none()
    {
        Refused.With(VerificationFailure.LeafExtensionMalformed, () => Read(Claim(1, "https://other.test"u8.ToArray())));
        _test.Leaf = Without("57264");
        Refused.With(VerificationFailure.LeafIssuerMissing, () => Read());
        Refused.With(VerificationFailure.LeafIssuerMissing, () => Read(Claim(8, Encoded(""))));
        Assert.AreEqual("https://old.test", Read(Claim(1, "https://old.test"u8.ToArray())).Issuer);
        Assert.AreEqual("https://new.test", Read(Claim(8, Encoded("https://new.test"))).Issuer);
    }

    [TestMethod]
    public void Every_kind_of_name_is_read_from_its_encoding()
    {
        Assert.AreEqual(new SubjectAlternativeName(SubjectAlternativeNameKind.Uri, TestAuthority.Identity), Read().Identity);
        Assert.AreEqual(new SubjectAlternativeName(SubjectAlternativeNameKind.Email, "a@example.test"), Named(Tlv(0x81, "a@example.test"u8.ToArray())).Identity);
        var other = Tlv(0xa0, [.. Oid(CertificateExtension.Fulcio + "7"), .. Tlv(0xa0, Encoded("größe"))]);
        Assert.AreEqual(new SubjectAlternativeName(SubjectAlternativeNameKind.OtherName, "größe"), Named(other).Identity);
    }

    [TestMethod]
    public void Names_that_are_not_exactly_one_of_a_known_kind_are_refused()
    {
        var email = Tlv(0x81, "a@example.test"u8.ToArray());
        RefuseName([.. email, .. email]);
        RefuseName([]);
        RefuseName(Tlv(0x81, []));
        RefuseName(Tlv(0x82, "example.test"u8.ToArray()));
        RefuseName(Tlv(0x86, [0xc3, 0xa9]));
        RefuseName(Tlv(0xa0, [.. Oid("1.2.3"), .. Tlv(0xa0, Encoded("x"))]));
        RefuseName(Tlv(0xa0, [.. Oid(CertificateExtension.Fulcio + "7"), .. Tlv(0xa0, [.. Encoded("x"), 0])]));
        RefuseName(Tlv(0x0c, "x"u8.ToArray()));
        _test.Leaf = Without("2.5.29.17");
        Refused.With(VerificationFailure.LeafNameUnexpected, () => Read());
    }

    private void RefuseName(byte[] names) => Refused.With(VerificationFailure.LeafNameUnexpected, () => Named(names));

    private FulcioClaims Named(byte[] names)
    {
        var leaf = Without("2.5.29.17");
        return FulcioClaims.Read((leaf with { Extensions = [.. leaf.Extensions, Extension("2.5.29.17", true, Sequence(names))] }).Make());
    }

    private FulcioClaims Read(params byte[][] more) => FulcioClaims.Read((_test.Leaf with { Extensions = [.. _test.Leaf.Extensions, .. more] }).Make());

    private CertificateMaker Without(string id) => _test.Leaf with
    {
        Extensions = [.. _test.Leaf.Extensions.Where(e => e.AsSpan().IndexOf(id == "57264" ? Oid(CertificateExtension.Fulcio + "8") : Oid(id)) < 0)],
    };

    private static byte[] Claim(int number, byte[] value) => Extension(CertificateExtension.Fulcio + number, false, value);

    private static byte[] Encoded(string text) => Tlv(0x0c, TestKeys.Utf8(text));
}
