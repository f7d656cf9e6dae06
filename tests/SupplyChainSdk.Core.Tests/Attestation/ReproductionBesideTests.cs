using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>A statement of a rebuild that lies beside a package that is verified: one more attestation, and never what it is verified by.</summary>
[TestClass]
public sealed class ReproductionBesideTests
{
    private const string Beside = AttestedPackage.Name + ".reproduction.sigstore.json";

    [TestMethod]
    [DataRow(Beside)]
    [DataRow(AttestedPackage.Name + ".sigstore.jsonl")]
    public void What_the_expected_signer_says_of_a_rebuild_is_shown_as_a_claim(string place)
    {
        using var package = new AttestedPackage();
        var twice = RebuildStatement.Same(package.Built);
        twice["predicate"]!["method"] = "twice";
        twice["predicate"]!["variations"] = JsonNode.Parse("""[{"name":"cores","first":"1","second":"all"},{"name":"umask","first":"022","second":"077"}]""");
        package.Write(place, package.ByKey(twice, ofRelease: true));
        var report = package.Verify();

        Assert.AreEqual(VerificationResult.Verified, report.Result);
        Assert.AreEqual((place, BundleVerdict.OtherType, "twice", AttestedPackage.Commit, "cores umask"),
            (report.Bundles[1].Name, report.Bundles[1].Verdict, report.Bundles[1].Reproduction!.Method, report.Bundles[1].Reproduction!.Commit, string.Join(' ', report.Bundles[1].Reproduction!.Varied)));
        var json = JsonDocument.Parse(VerificationReportJson.Write([report], package.Folder)).RootElement.GetProperty("packages")[0].GetProperty("attestations");
        Assert.AreEqual(JsonValueKind.Null, json[0].GetProperty("reproduction").ValueKind);
        Assert.AreEqual($$"""{"result":"reproduced","method":"twice","repository":"https://github.com/contoso/widget","commit":"{{AttestedPackage.Commit}}","dotnetSdk":"10.0.401","varied":["cores","umask"]}""",
            JsonSerializer.Serialize(json[1].GetProperty("reproduction")));

        package.Write(place, package.ByKey(RebuildStatement.Other(package.Built), ofRelease: true));
        Assert.IsFalse(package.Verify().Bundles[1].Reproduction!.IsReproduced);
    }

    [TestMethod]
    public void Of_another_signer_nothing_is_believed_and_without_provenance_nothing_is_verified()
    {
        using var package = new AttestedPackage();
        package.Write(Beside, package.ByKey(RebuildStatement.Same(package.Built)));
        var report = package.Verify();
        Assert.AreEqual(VerificationResult.Verified, report.Result);
        Assert.AreEqual((BundleVerdict.OtherSigner, true), (report.Bundles[1].Verdict, report.Bundles[1].Reproduction is null));

        package.Write(Beside, package.ByKey(RebuildStatement.Same(package.Built), ofRelease: true));
        package.Delete($"{AttestedPackage.Name}.sigstore.json");
        Assert.AreEqual((VerificationResult.NotVerified, Codes.NoProvenance), (package.Verify().Result, package.Verify().Refusal!.Code));
    }

    [TestMethod]
    public void One_that_does_not_hold_or_is_of_another_package_is_refused_like_any_other()
    {
        using var package = new AttestedPackage();
        var same = RebuildStatement.Same(package.Built);
        var self = RebuildStatement.Same(package.Built);
        self["predicate"]!["result"] = "differs";
        foreach (var wrong in new[]
        {
            ForeignStatement.Flip(package.ByKey(same, ofRelease: true)),
            Encoding.UTF8.GetBytes(same.ToJsonString()),
            package.ByKey(self, ofRelease: true),
            package.ByKey(RebuildStatement.Same(AttestedPackage.Repack(new Recipe(), new RawEntry("x.txt", "x"))), ofRelease: true),
        })
        {
            package.Write(Beside, wrong);
            Assert.AreEqual(VerificationResult.NotVerified, package.Verify().Result);
        }
    }
}
