using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Core.Tests.Attestation;

[TestClass]
public sealed class VerificationReportJsonTests
{
    private static readonly string Folder = Path.GetFullPath("anywhere");
    private static readonly Digest Built256 = Digest.Parse("sha256", "6f3c9d" + new string('0', 54) + "00e1");
    private static readonly Digest Built512 = Digest.Parse("sha512", "b07a52" + new string('0', 118) + "004c");
    private static readonly Digest Attested256 = Digest.Parse("sha256", "77fe02" + new string('0', 54) + "0095");
    private static readonly Digest Attested512 = Digest.Parse("sha512", "30ad11" + new string('0', 118) + "0018");
    private static readonly Digest Signed256 = Digest.Parse("sha256", "a01b5e" + new string('0', 54) + "0077");
    private static readonly Digest Signed512 = Digest.Parse("sha512", "c45e01" + new string('0', 118) + "00d2");
    private static readonly Digest Sbom = Digest.Parse("sha256", "d41f7a" + new string('0', 54) + "0020");

    private static readonly Digest Bundle = Digest.Parse("sha256", "0bde41" + new string('0', 54) + "0033");
    private static readonly Digest OtherBundle = Digest.Parse("sha256", "e9b1c2" + new string('0', 54) + "0041");

    private const string Workflow = "https://github.com/contoso/widget/.github/workflows/release.yml@refs/tags/v1.2.3";
    private static readonly DateTimeOffset SignedAt = new(2026, 11, 20, 14, 3, 11, TimeSpan.Zero);

    private static readonly VerificationReport Report = new("Contoso.Widgets.1.2.3.nupkg")
    {
        Path = "out/Contoso.Widgets.1.2.3.nupkg",
        Package = PackageId.Create("Contoso.Widgets", "1.2.3"),
        Bundles =
        [
            new JudgedBundle(BundlePlace.Inside, "Contoso.Widgets.1.2.3.nupkg, entry _manifest/attestation.sigstore.json", Bundle, BundleVerdict.Verified),
            new JudgedBundle(BundlePlace.Beside, "Contoso.Widgets.1.2.3.nupkg.sigstore.json", OtherBundle, BundleVerdict.OtherSigner),
        ],
        Signer = VerifiedSigner.OfKey("14c9e2" + new string('0', 54) + "001f", "ECDSA P-256"),
        Content = new VerifiedContent([Signed256, Signed512], [Attested256, Attested512], [Built256, Built512],
            HasSignature: true, HasEmbeddedAttestation: true, PackageLayer.AsBuilt, [Built256, Built512]),
        Claims = new ProvenanceClaims(Provenance.BuildType, Provenance.LocalBuilder, "1.2.3", "10.0.401", "https://github.com/contoso/widget",
            AttestedPackage.Commit, IsDirty: false,
            [
                new ClaimedGate("integrity", "passed", "error", AttestedPackage.PolicySha256, 0),
                new ClaimedGate("licenses", "passed", "error", AttestedPackage.PolicySha256, 2),
                new ClaimedGate("lock", "warned", "warning", AttestedPackage.PolicySha256, 0),
            ],
            [], 14)
        { Outcomes = new ClaimedOutcomes(3, 1, 10, 0, 0, 0) },
        ExtractedFiles = 27,
        Sboms = new ComparedSboms([new Byproduct(AttestedPackage.SbomEntry, "application/vnd.cyclonedx+json", Sbom, IsInPackage: true)], [AttestedPackage.SbomBeside]),
        NotChecked = ["the source itself", "Contoso.Widgets.1.2.3.cdx.json, which is not beside the package"],
    };

    private static readonly VerificationReport Certified = Report with
    {
        Signer = VerifiedSigner.OfIdentity(
            new CertifiedIdentity(
                new FulcioClaims
                {
                    Identity = new(SubjectAlternativeNameKind.Uri, Workflow),
                    Issuer = "https://token.actions.githubusercontent.com",
                    BuildSignerUri = Workflow,
                    RunnerEnvironment = "github-hosted",
                    SourceRepositoryUri = "https://github.com/contoso/widget",
                    SourceRepositoryDigest = AttestedPackage.Commit,
                    SourceRepositoryRef = "refs/tags/v1.2.3",
                    SourceRepositoryIdentifier = "123456789",
                    SourceRepositoryOwnerUri = "https://github.com/contoso",
                    SourceRepositoryOwnerIdentifier = "4567890",
                    BuildConfigUri = Workflow,
                    BuildConfigDigest = AttestedPackage.Commit,
                    BuildTrigger = "push",
                    RunInvocationUri = "https://github.com/contoso/widget/actions/runs/1536140711/attempts/1",
                    SourceRepositoryVisibility = "public",
                },
                new TimeRange(SignedAt.AddSeconds(-2), SignedAt.AddSeconds(598))),
            pattern: null,
            [new VerifiedTime(SignedAt, VerifiedTimeSource.TimestampAuthority, "https://timestamp.sigstore.dev/api/v1/timestamp", "sigstore.dev")],
            [new VerifiedLogEntry("https://log2025-1.rekor.sigstore.dev", "sigstore.dev", 187204113, "hashedrekord/0.0.2", integratedTime: null, isProven: true)],
            isCertificateLogged: true, new UsedTrustedRoot("the embedded trusted root of sigstore.dev", "d2a7" + new string('0', 56) + "0055")),
        Claims = Report.Claims! with { BuilderId = Workflow },
    };

    private static readonly VerificationReport Refused = new("Contoso.Widgets.1.2.3.nupkg")
    {
        Path = "out/Contoso.Widgets.1.2.3.nupkg",
        Package = PackageId.Create("Contoso.Widgets", "1.2.3"),
        Refusal = VerificationFindings.NoAttestation("Contoso.Widgets.1.2.3.nupkg", store: null),
    };

    private static readonly VerificationReport Served = Refused with
    {
        Source = "private",
        Path = null,
        Release = new ReleaseComparison("Contoso.Widgets.1.2.3.nupkg", IsSameBeforeSigning: false, IsSameAsBuilt: true, SignatureChange.Added,
            new PackageDigests(Signed256, Signed512), new PackageDigests(Attested256, Attested512)),
    };

    [TestMethod]
    public void A_verified_report_is_written_byte_for_byte() =>
        Golden.AssertEqual(Path.Combine("Attestation", "Goldens", "verified.json"), Write(Report));

    [TestMethod]
    public void A_report_with_a_certificate_is_written_byte_for_byte() =>
        Golden.AssertEqual(Path.Combine("Attestation", "Goldens", "certified.json"), Write(Certified));

    [TestMethod]
    public void A_refusal_is_written_byte_for_byte() =>
        Golden.AssertEqual(Path.Combine("Attestation", "Goldens", "refused.json"), Write(Refused));

    [TestMethod]
    public void What_a_source_serves_is_written_byte_for_byte() =>
        Golden.AssertEqual(Path.Combine("Attestation", "Goldens", "served.json"), Write(Served));

    [TestMethod]
    public void Several_are_counted_and_one_that_is_not_verified_decides_for_all()
    {
        var undecided = new VerificationReport("x") { Refusal = VerificationFindings.NoExpectation("x", "", []) };
        Assert.AreEqual("notVerified 2 1 1 4", Counts(Report, undecided, Refused, Report));
        Assert.AreEqual("undecided 1 0 1 2", Counts(Report, undecided));
        Assert.AreEqual("verified 2 0 0 2", Counts(Report, Report));
        Assert.AreEqual("undecided 0 0 0 0", Counts());

        static string Counts(params VerificationReport[] reports)
        {
            var json = JsonDocument.Parse(Write(reports)).RootElement;
            return $"{json.GetProperty("result")} {json.GetProperty("verified")} {json.GetProperty("notVerified")} {json.GetProperty("undecided")} {json.GetProperty("packages").GetArrayLength()}";
        }
    }

    [TestMethod]
    public void Paths_are_relative_to_where_the_user_stands_if_they_are_below()
    {
        string? At(string? path) => JsonDocument.Parse(Write(Refused with { Path = path })).RootElement.GetProperty("packages")[0].GetProperty("path").GetString();

        Assert.AreEqual("a/b.nupkg", At(Path.Combine(Folder, "a", "b.nupkg")));
        Assert.AreEqual("a/b.nupkg", At(Path.Combine(".", "a", "..", "a", "b.nupkg")));
        Assert.AreEqual(Path.GetFullPath(Path.Combine(Folder, "..", "b.nupkg")).Replace(Path.DirectorySeparatorChar, '/'), At(Path.Combine("..", "b.nupkg")));
        Assert.IsNull(At(null));
    }

    [TestMethod]
    public void Every_report_has_the_same_members_whatever_was_found()
    {
        var full = Members(Report);
        Assert.AreEqual("file path source package result refusal warnings attestations checked certified claimed rebuild notChecked", full);
        Assert.AreEqual(full, Members(Refused));
        Assert.AreEqual(full, Members(new VerificationReport("x") { Refusal = VerificationFindings.NoExpectation("x", "", []) }));
    }

    [TestMethod]
    [DataRow("verify-json.md", "Attestation/Goldens/verified.json")]
    [DataRow("findings-json.md", "Policy/Goldens/findings.json")]
    [DataRow("publishers-json.md", "Publishers/Goldens/publishers.json")]
    [DataRow("inspect-json.md", "Inputs/Goldens/inspection.json")]
    public void The_page_shows_a_true_example(string page, string golden)
    {
        var text = File.ReadAllText(Path.Combine(TestData.Repository, "docs", page)).ReplaceLineEndings("\n");
        var example = File.ReadAllText(Path.Combine(TestData.Repository, "tests", "SupplyChainSdk.Core.Tests", golden)).ReplaceLineEndings("\n");
        Assert.Contains($"```json\n{example.TrimEnd('\n')}\n```", text);
    }

    private static byte[] Write(params VerificationReport[] reports) => VerificationReportJson.Write([.. reports], Folder);

    private static string Members(VerificationReport report) =>
        string.Join(' ', JsonDocument.Parse(Write(report)).RootElement.GetProperty("packages")[0].EnumerateObject().Select(p => p.Name));
}
