using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>
/// As <c>supplychain check --base</c> does it, over a real repository: a pull request that loosens who may have built packages is judged by what the commit says, keys, trusted root and baseline included, and each
/// loosening is listed.
/// </summary>
[TestClass]
public sealed class AttestedBaseTests
{
    private const string Keyed = """{ "packages": "Contoso.*", "mode": "require", "keys": [ { "file": "release.pub" } ] }""";

    [TestMethod]
    [DataRow("rule", "SCSDK5012", "\"provenance.rules\" no longer holds packages to")]
    [DataRow("section", "SCSDK5012", "the section \"provenance\" is gone")]
    [DataRow("ignore", "SCSDK5012", "\"provenance.rules\" no longer holds packages to")]
    [DataRow("when present", "SCSDK5012", "\"provenance.rules\" no longer holds packages to")]
    [DataRow("memory", "SCSDK5020", "the baseline publishers.json is not what it is there")]
    [DataRow("no memory", "SCSDK5020", "the baseline publishers.json is not what it is there")]
    [DataRow("add key", "SCSDK5013", "\"provenance.rules\" no longer holds packages to")]
    [DataRow("another key file", "SCSDK5013", "\"provenance.rules\" no longer holds packages to")]
    [DataRow("add identity", "SCSDK5013", "\"provenance.rules\" no longer holds packages to")]
    [DataRow("another root", "SCSDK5013", "\"trust.root\" is root.json")]
    [DataRow("revoked", "SCSDK5014", "\"provenance.revoked\" no longer has the package sha256:")]
    [DataRow("revoked elsewhere", "SCSDK5014", "\"provenance.revoked\" no longer has the package sha256:")]
    public void A_pull_request_is_judged_by_what_the_base_says_and_its_loosening_is_listed(string change, string code, string listed)
    {
        using var package = new CertifiedPackage();
        using var project = new AttestedProject(AttestedFolder.Inside(package));
        // Somebody's whom nobody knows, at first.
        using var somebody = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        project.Write("release.pub", somebody.ExportSubjectPublicKeyInfoPem());
        var (rule, revoked, publishers) = (AttestedProject.Rule("require"), "", "");
        switch (code)
        {
            case "SCSDK5012":
                Put(project, package.Built);
                break;
            case "SCSDK5020":
                (rule, publishers) = ("", ", \"publishers\": { }");
                project.Write("publishers.json", Baseline());
                Put(project, package.Built);
                break;
            case "SCSDK5014":
                revoked = $", \"revoked\": [ \"{Digest.Sha256Of(package.Built)}\" ]";
                break;
            default:
                Put(project, AttestedPackage.Attest(package.Built, change is "add identity" ? package.Sign(Attacks.Mallory, Attacks.AsMallory) : change is "another root" ? package.Sign(sign: Attacks.OwnInstance) : package.KeyBundle));
                rule = change is "another key file" ? Keyed : rule;
                break;
        }
        Policy(rule, revoked, publishers);
        GitRepository.Commit(project.Tree);
        Assert.AreEqual(code, Codes(project.Check()));
        Assert.IsEmpty(Judge(project, code).Loosened);

        switch (change)
        {
            case "rule":
                Policy("", "", publishers);
                break;
            case "revoked":
                Policy(rule, "", "");
                break;
            case "section":
                project.Policy(null);
                break;
            case "ignore":
                Policy(rule + """, { "packages": "Contoso.Widgets", "mode": "ignore" }""", "", "");
                break;
            case "when present":
                Policy(AttestedProject.Rule("whenPresent"), "", "");
                break;
            case "memory":
                project.Write("publishers.json", Baseline(attested: false));
                break;
            case "no memory":
                project.Write("publishers.json", """{ "version": 1, "packages": [] }""");
                break;
            case "add key":
                project.Write("release.pub", File.ReadAllText(package.KeyPath));
                Policy(AttestedProject.Rule("require", more: ", \"keys\": [ { \"file\": \"release.pub\" } ]"), "", "");
                break;
            case "another key file":
                project.Write("release.pub", File.ReadAllText(package.KeyPath));
                break;
            case "add identity":
                Policy($$"""{ "packages": "Contoso.*", "mode": "require", "identities": [ { {{AttestedProject.Expected}} }, { "issuer": "{{TestInstance.Issuer}}", "repository": "https://github.com/mallory/widget" } ] }""", "", "");
                break;
            case "another root":
                project.Write("root.json", Attacks.OwnRoot().ToJsonString());
                break;
            default:
                Policy(rule, $", \"revoked\": [ \"{Digest.Sha256Of("another"u8)}\" ]", "");
                break;
        }
        // By itself it would pass.
        Assert.AreEqual("", Codes(project.Check()));
        var judged = Judge(project, code);
        Assert.Contains(listed, judged.Loosened.Single().Message);
        Assert.AreEqual("SCSDK1024", judged.Loosened.Single().Code.Id);

        void Policy(string rules, string more, string section) =>
            project.Write("supplychain.json", $$"""{ "version": 1, "trust": { "root": "root.json" }{{section}}, "provenance": { "rules": [ {{rules}} ]{{more}} } }""");
    }

    // As the command does it.
    private static (CheckReport Report, IReadOnlyList<Finding> Loosened) Judge(AttestedProject project, string code)
    {
        var today = DateOnly.FromDateTime(project.Now.UtcDateTime);
        var judging = PolicyLoader.Load(project.Tree.Folder, null, [], today, commit: CommitFiles.Open(GitSource.Read(project.Tree.Folder), "HEAD"));
        var tree = PolicyLoader.Load(project.Tree.Folder, null, [], today);
        var report = project.Check(judging);
        Assert.AreEqual(code, Codes(report), string.Join('\n', judging.Findings.Select(f => f.Message)));
        return (report, PolicyLoosening.Find(judging.Policy!, tree.Policy!, "HEAD"));
    }

    private static string Codes(CheckReport report) => string.Join(", ", report.Findings.Where(f => f.Package == AttestedFolder.Widgets && f.Severity == Severity.Error && f.Code.Id.StartsWith("SCSDK50", StringComparison.Ordinal)).Select(f => f.Code.Id));

    private static void Put(AttestedProject project, byte[] content)
    {
        project.Installed.Replace(content);
        project.Lock();
    }

    private static string Baseline(bool attested = true) => $$"""
        { "version": 1, "packages": [ { "id": "Contoso.Widgets", "certified": {}, "claimed": { "repository": "{{CertifiedPackage.Repository}}" }, "attestations": [ {{(attested ? $$"""
            { "certified": { "identity": "https://example.test/contoso/widget/.github/workflows/release.yml", "issuer": "{{TestInstance.Issuer}}", "repository": "{{CertifiedPackage.Repository}}", "repositoryId": "1", "ownerId": "2" },
              "claimed": { "builder": "https://example.test/contoso/widget/.github/workflows/release.yml" } }
            """ : "")}} ] } ] }
        """;
}
