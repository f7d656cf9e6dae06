using System.Globalization;
using System.Text;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Core.Tests.Attestation;

[TestClass]
public sealed class ProvenanceWriterTests
{
    private const string Purl = "pkg:nuget/Contoso.Widgets@1.2.3";

    private static readonly Digest Sha256 = Digest.Sha256Of("the package"u8);
    private static readonly Digest Sha512 = Digest.Sha512(System.Security.Cryptography.SHA512.HashData("the package"u8));

    private static readonly Provenance Sample = WithOutcomes(AttestedPackage.Provenance(
        new Byproduct("_manifest/cyclonedx/bom.cdx.json", "application/vnd.cyclonedx+json", Digest.Sha256Of("the sbom"u8), IsInPackage: true),
        new Byproduct("Contoso.Widgets.1.2.3.cdx.json", "application/vnd.cyclonedx+json", Digest.Sha256Of("the sbom"u8), IsInPackage: false)));

    // One that was attested inside, so that both digests of what was built are known, and one in which nothing is.
    private static Provenance WithOutcomes(Provenance provenance) => provenance with
    {
        Packages =
        [
            provenance.Packages[0] with { AsBuilt = [Sha512, Sha256], Outcome = new DependencyOutcome("verified", "rule") },
            provenance.Packages[1] with { AsBuilt = [provenance.Packages[1].ContentHash.ToDigest()], Outcome = new DependencyOutcome("signed by build@contoso.example, not expected", null) },
        ],
    };

    [TestMethod]
    public void A_statement_is_written_byte_for_byte() =>
        Golden.AssertEqual(Path.Combine("Attestation", "Goldens", "statement.json"), Write(Sample));

    [TestMethod]
    public void Shuffled_input_gives_the_same_bytes()
    {
        var shuffled = Sample with
        {
            Packages = [.. Sample.Packages.Reverse()],
            Gates = [.. Sample.Gates.Reverse()],
            Sboms = [.. Sample.Sboms.Reverse()],
        };
        CollectionAssert.AreNotEqual(Sample.Packages, shuffled.Packages);
        CollectionAssert.AreEqual(Write(Sample), Write(shuffled));
        CollectionAssert.AreEqual(Write(Sample), ProvenanceWriter.Write(AttestedPackage.Name, Purl, [Sha512, Sha256], Sample));
    }

    [TestMethod]
    [DataRow("tr-TR")]
    [DataRow("ar-SA")]
    [DataRow("fa-IR")]
    public void Another_culture_gives_the_same_bytes(string culture)
    {
        var expected = Write(Sample);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(culture);
            CollectionAssert.AreEqual(expected, Write(Sample));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void What_is_not_known_is_absent_and_not_null()
    {
        var text = Encoding.UTF8.GetString(Write(Sample with { PolicyDigest = null, Source = new SourceRevision(null, AttestedPackage.Commit, IsDirty: true) }));

        Assert.DoesNotContain("null", text);
        Assert.DoesNotContain("policySha256", text);
        Assert.DoesNotContain("git+", text);
        Assert.Contains("\"dirty\":true", text);
        var unjudged = Encoding.UTF8.GetString(Write(AttestedPackage.Provenance()));
        foreach (var name in new[] { "asBuilt", "outcome", "expectedBy" })
            Assert.DoesNotContain(name, unjudged);
        Assert.DoesNotContain("\"source\"", Encoding.UTF8.GetString(Write(Sample with { Source = null })));
    }

    [TestMethod]
    public void The_environment_of_a_CI_system_does_not_change_the_builder()
    {
        var claims = ProvenanceClaims.Read(Statement.Parse(Write(Sample)));

        Assert.IsTrue(Sample.Environment.CIClaims.ContainsKey("GITHUB_SHA"));
        Assert.AreEqual(Provenance.LocalBuilder, claims.BuilderId);
    }

    [TestMethod]
    public void What_was_written_is_read_back()
    {
        var statement = Statement.Parse(Write(Sample));
        var claims = ProvenanceClaims.Read(statement);

        var subject = statement.Subjects.Single();
        Assert.AreEqual(AttestedPackage.Name, subject.Name);
        Assert.AreEqual(Purl, subject.Uri);
        CollectionAssert.AreEqual(new[] { Sha256, Sha512 }, subject.Digests.ToArray());
        Assert.IsTrue(claims.IsOwnBuildType);
        Assert.AreEqual("1.2.3 10.0.401 https://github.com/contoso/widget " + AttestedPackage.Commit,
            $"{claims.Version} {claims.DotnetSdk} {claims.RepositoryUrl} {claims.Commit}");
        Assert.AreEqual(false, claims.IsDirty);
        Assert.AreEqual(2, claims.Dependencies);
        Assert.AreEqual(new ClaimedOutcomes(Verified: 1, NotExpected: 1, 0, 0, 0, 0), claims.Outcomes);
        CollectionAssert.AreEqual(Sample.Sboms.OrderBy(s => s.Name, StringComparer.Ordinal).ToArray(), claims.Sboms.ToArray());
        CollectionAssert.AreEqual(
            new[]
            {
                new ClaimedGate("integrity", "warned", "warning", AttestedPackage.PolicySha256, 0),
                new ClaimedGate("licenses", "passed", "error", AttestedPackage.PolicySha256, 2),
                new ClaimedGate("lock", "passed", "error", AttestedPackage.PolicySha256, 0),
            },
            claims.Gates.ToArray());
    }

    [TestMethod]
    public void What_was_found_of_the_signatures_of_the_source_is_written_and_read_back()
    {
        var check = new SourceCheck(
            new SourceSignature(CheckedFact.Verified, "") { Signer = "release@contoso.example", Key = "SHA256:VsMy6TZGKOIzRVG1j64FOQtkQo7ddHW+mOddkh0P7WQ", TagName = "v1.2.3", TagId = new string('a', 40) },
            SourceSignature.No("it is not signed"));
        var written = Write(Sample with { Source = Sample.Source! with { Signatures = check } });
        var text = Encoding.UTF8.GetString(written);

        Assert.Contains(""" "annotations":{"dirty":false,"signedTag":"verified","signedTagBy":{"signer":"release@contoso.example","key":"SHA256:VsMy6TZGKOIzRVG1j64FOQtkQo7ddHW\u002BmOddkh0P7WQ","tag":"v1.2.3","digest":{"gitTag":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}},"signedCommit":"no"}""".Trim(), text);
        Assert.AreEqual((check.Tag, new SourceSignature(CheckedFact.No, "")), (ProvenanceClaims.Read(Statement.Parse(written)).SourceSignatures!.Tag, ProvenanceClaims.Read(Statement.Parse(written)).SourceSignatures!.Commit));
        Assert.AreEqual(SourceCheck.None, ProvenanceClaims.Read(Statement.Parse(Write(Sample))).SourceSignatures);
        foreach (var (from, to) in new[] { ("\"verified\"", "\"surely\""), ("\"signedTagBy\"", "\"by\""), ("\"signedCommit\":\"no\"", "\"signedCommit\":\"verified\"") })
            Assert.ThrowsExactly<InvalidDataException>(() => ProvenanceClaims.Read(Statement.Parse(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal)))), from);
        // A statement of an earlier version says nothing of it.
        Assert.IsNull(ProvenanceClaims.Read(Statement.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Write(Sample)).Replace(",\"signedTag\":\"notChecked\",\"signedCommit\":\"notChecked\"", "", StringComparison.Ordinal)))).SourceSignatures);
    }

    private static byte[] Write(Provenance provenance) => ProvenanceWriter.Write(AttestedPackage.Name, Purl, [Sha256, Sha512], provenance);
}
