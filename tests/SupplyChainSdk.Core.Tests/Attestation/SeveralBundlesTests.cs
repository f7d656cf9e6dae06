using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>All attestations that are there for a package are looked at; none of them hides another.</summary>
[TestClass]
public sealed class SeveralBundlesTests
{
    private const string Beside = $"{AttestedPackage.Name}.sigstore.json";
    private const string Inside = $"{AttestedPackage.Name}, entry _manifest/attestation.sigstore.json";

    [TestMethod]
    public void The_same_inside_and_beside_verifies_and_both_are_listed()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, package.Bundle));
        var report = package.Verify();

        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        var sha256 = Digest.Sha256Of(package.Bundle);
        Assert.AreSequenceEqual(
            [new JudgedBundle(BundlePlace.Inside, Inside, sha256, BundleVerdict.Verified), new JudgedBundle(BundlePlace.Beside, Beside, sha256, BundleVerdict.Verified)],
            report.Bundles);
    }

    [TestMethod]
    public void Two_that_were_signed_one_after_the_other_both_verify()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, package.AnotherBundle(new Recipe())));
        var report = package.Verify();

        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreNotEqual(report.Bundles[0].Sha256, report.Bundles[1].Sha256);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_malformed_one_is_refused_although_another_verifies(bool inside)
    {
        using var package = new AttestedPackage();
        AssertRefused(Codes.BundleMalformed, package, "{}"u8.ToArray(), inside);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void One_about_another_package_is_refused_although_another_verifies(bool inside)
    {
        using var package = new AttestedPackage();
        using var older = new AttestedPackage(new Recipe { MoreEntries = [new("lib/net8.0/older.dll", "older")] });
        AssertRefused(Codes.SubjectMismatch, package, older.Bundle, inside);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void One_whose_signature_is_broken_is_refused_although_another_verifies(bool inside)
    {
        using var package = new AttestedPackage();
        var broken = package.AnotherBundle(new Recipe { Bundle = b => b["dsseEnvelope"]!["payload"] = Convert.ToBase64String("{}"u8) });
        AssertRefused(Codes.SignatureInvalid, package, broken, inside);
    }

    [TestMethod]
    public void Without_another_that_verifies_the_refusal_speaks_of_none()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, "{}"u8.ToArray()));
        package.Write(Beside, "[]");
        var report = package.Verify();

        Assert.AreEqual(Codes.BundleMalformed, report.Refusal?.Code);
        Assert.Contains("entry _manifest/attestation.sigstore.json", report.Refusal!.Message);
        Assert.DoesNotContain("undo", report.Refusal.Message);
        Assert.IsTrue(report.Bundles.All(b => b.Verdict == BundleVerdict.Refused));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void One_by_somebody_else_proves_nothing_and_stands_against_nothing_and_is_said(bool inside)
    {
        using var package = new AttestedPackage();
        Lay(package, package.AnotherBundle(new Recipe { ByOtherKey = true }), inside);
        var report = package.Verify();

        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreEqual(inside ? BundleVerdict.OtherSigner : BundleVerdict.Verified, report.Bundles[0].Verdict);
        Assert.IsTrue(report.NotChecked.Any(n => n.StartsWith($"the attestation in {(inside ? Inside : Beside)}: The bundle says that another key signed", StringComparison.Ordinal)),
            string.Join('\n', report.NotChecked));
        // With the key of the other one it is the same the other way round.
        Assert.AreEqual(inside ? BundleVerdict.Verified : BundleVerdict.OtherSigner, package.Verify(key: "other.pub").Bundles[0].Verdict);
    }

    [TestMethod]
    public void One_with_a_certificate_is_somebody_elses_for_who_expects_a_key()
    {
        using var package = new AttestedPackage();
        Lay(package, package.AnotherBundle(new Recipe { Bundle = b => b["verificationMaterial"] = JsonNode.Parse("""{"certificate":{"rawBytes":"MAA="}}""") }), inside: false);
        var report = package.Verify();

        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.AreEqual(BundleVerdict.OtherSigner, report.Bundles[1].Verdict);
    }

    [TestMethod]
    public void Only_by_somebody_else_is_refused()
    {
        using var package = new AttestedPackage(new Recipe { ByOtherKey = true });
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, package.Bundle));
        var report = package.Verify();

        Assert.AreEqual(VerificationResult.NotVerified, report.Result);
        Assert.AreEqual(Codes.SignatureInvalid, report.Refusal!.Code);
        Assert.IsTrue(report.Bundles.All(b => b.Verdict == BundleVerdict.OtherSigner));
    }

    [TestMethod]
    public void The_one_that_is_named_has_to_verify()
    {
        using var package = new AttestedPackage();
        var named = package.Write("other.json", package.AnotherBundle(new Recipe { ByOtherKey = true }));
        var report = package.Verify(named);

        Assert.AreEqual(Codes.SignatureInvalid, report.Refusal?.Code);
        Assert.Contains($"The attestation in {Beside} verifies; that does not undo it", report.Refusal!.Message);
        // Also where the same lies beside, where it would be nobody's business.
        package.Write(Beside, File.ReadAllBytes(named));
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, package.Bundle));
        Assert.AreEqual(VerificationResult.Verified, package.Verify().Result);
        Assert.AreEqual(Codes.SignatureInvalid, package.Verify(named).Refusal?.Code);
    }

    [TestMethod]
    public void One_beside_that_cannot_be_read_decides_nothing_although_the_one_inside_verifies()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, package.Bundle));
        package.Delete(Beside);
        File.CreateSymbolicLink(package.At(Beside), package.At("nowhere"));
        var report = package.Verify();

        Assert.AreEqual(VerificationResult.Undecided, report.Result);
        Assert.AreEqual(Codes.InputUnreadable, report.Refusal!.Code);
    }

    [TestMethod]
    public void SBOMs_are_compared_with_each_statement()
    {
        using var package = new AttestedPackage();
        Lay(package, package.AnotherBundle(new Recipe { Sbom = "{}" }), inside: true);
        Assert.AreEqual(Codes.SbomMismatch, package.Verify().Refusal?.Code);
    }

    private static void AssertRefused(DiagnosticCode code, AttestedPackage package, byte[] bad, bool inside)
    {
        Lay(package, bad, inside);
        var report = package.Verify();

        Assert.AreEqual(VerificationResult.NotVerified, report.Result);
        Assert.AreEqual(code, report.Refusal!.Code, report.Refusal.Message);
        Assert.Contains($"The attestation in {(inside ? Beside : Inside)} verifies; that does not undo it", report.Refusal.Message);
        Assert.AreSequenceEqual(inside ? [BundleVerdict.Refused, BundleVerdict.Verified] : [BundleVerdict.Verified, BundleVerdict.Refused], report.Bundles.Select(b => b.Verdict));
        Assert.IsEmpty(report.NotChecked);
    }

    // The given bundle in one place, and the good one in the other.
    private static void Lay(AttestedPackage package, byte[] bundle, bool inside)
    {
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, inside ? bundle : package.Bundle));
        package.Write(Beside, inside ? package.Bundle : bundle);
    }
}
