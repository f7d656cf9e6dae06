using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Builders;

/// <summary>The provenance gate among the others: what it reads back, and what a change of makes the check run again.</summary>
[TestClass]
public sealed class ProvenanceInCheckTests
{
    [TestMethod]
    public void What_was_kept_counts_in_a_local_check_and_neither_in_CI_nor_before_anything_is_attested()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package));
        using var project = new Scratch();
        var request = Request(project, folder) with { CacheFolder = project.At("cache", "manifests-1") };
        Assert.AreEqual("inside", Source(request));
        var kept = Directory.GetFiles(project.At("cache", "attestations-2")).Single();
        var facts = DependencyCheck.Run(request, default).Attestations!.Facts[AttestedFolder.Widgets];
        File.WriteAllBytes(kept, AttestationFactsJson.Write(facts with { Builds = [facts.Builds[0] with { Source = "kept" }] }, Path.GetFileName(kept)));

        Assert.AreEqual("kept", Source(request));
        Assert.AreEqual("inside", Source(request with { IsCI = true }));
        Assert.AreEqual("inside", Source(request with { NamesSource = true }));
        Assert.AreEqual("inside", Source(request with { CacheFolder = null }));
    }

    [TestMethod]
    public void It_is_a_gate_like_the_others_and_what_it_depends_on_is_watched()
    {
        using var package = new CertifiedPackage();
        using var folder = new AttestedFolder(AttestedFolder.Inside(package), package.Bundle);
        using var project = new Scratch();
        var report = DependencyCheck.Run(Request(project, folder), default);
        Assert.AreEqual("lock integrity signatures publishers provenance source licenses", string.Join(' ', report.Gates.Select(g => g.Gate)));
        Assert.AreEqual(GateOutcome.Passed, report.Gates.Single(g => g.Gate == "provenance").Outcome, string.Join('\n', report.Findings.Select(f => f.Message)));
        foreach (var path in new[] { project.At("root.json"), project.At("supplychain.json"), Path.Combine(folder.Folder, AttestedFolder.Place), Path.Combine(folder.Folder, AttestedFolder.Place + ".sigstore.json") })
            Assert.Contains(path, report.Inputs);

        // Off, nobody looks; without the section what is there is known, and nothing more.
        project.Write("supplychain.json", """{ "version": 1, "provenance": { "enforce": "off", "revoked": ["sha256:0000000000000000000000000000000000000000000000000000000000000000"] } }""");
        Assert.IsNull(DependencyCheck.Run(Request(project, folder, policy: false), default).Attestations);
        project.Write("supplychain.json", """{ "version": 1, "trust": { "root": "root.json" } }""");
        var without = DependencyCheck.Run(Request(project, folder, policy: false), default);
        Assert.AreEqual(GateOutcome.NotConfigured, without.Gates.Single(g => g.Gate == "provenance").Outcome);
        Assert.AreSequenceEqual([AttestedFolder.Widgets], without.Attestations!.Attested);
    }

    // 180 days after the newest service of the trusted root began.
    [TestMethod]
    public void An_old_trusted_root_is_a_warning_beside_the_gate_where_somebody_is_expected_and_a_certificate_was_judged()
    {
        using var package = new CertifiedPackage();
        foreach (var (days, said) in new[] { (180, 0), (181, 1) })
        {
            using var project = new AttestedProject(AttestedFolder.Inside(package)) { Now = SupplyChainSdk.Sigstore.Tests.Verification.TestInstance.Start.AddDays(days) };
            var report = project.Policy(AttestedProject.Rule("require")).Check();
            var old = report.Findings.Where(f => f.Code == Codes.TrustedRootOld).ToList();
            Assert.HasCount(said, old);
            Assert.IsTrue(old.All(f => f.Severity == Severity.Warning && f.Message.Contains("the newest service in it began on 2026-01-01", StringComparison.Ordinal)));
            // It is no finding of the gate, which passed.
            Assert.AreEqual((GateOutcome.Passed, 0), (report.Gates.Single(g => g.Gate == "provenance").Outcome, report.Gates.Single(g => g.Gate == "provenance").Findings.Length));
            Assert.AreEqual("verified", project.Outcome());
            // Nobody is expected, or nothing was judged by it: nothing to say.
            Assert.IsFalse(project.Policy(null).Check().Findings.Any(f => f.Code == Codes.TrustedRootOld));
            project.Installed.Replace(package.Built);
            Assert.IsFalse(project.Lock().Policy(AttestedProject.Rule("whenPresent")).Check().Findings.Any(f => f.Code == Codes.TrustedRootOld));
        }
    }

    private static string Source(CheckRequest request) => DependencyCheck.Run(request, default).Attestations!.Facts[AttestedFolder.Widgets].Builds.Single().Source;

    internal static CheckRequest Request(Scratch project, AttestedFolder folder, bool policy = true)
    {
        if (policy)
        {
            project.Write("root.json", Encoding.UTF8.GetBytes(CertifiedPackage.Instance.Root().ToJsonString()));
            project.Write("supplychain.json", $$"""
                { "version": 1, "trust": { "root": "root.json" }, "provenance": { "rules": [ { "packages": "Contoso.*", "mode": "require",
                  "identities": [ { "issuer": "{{SupplyChainSdk.Sigstore.Tests.Verification.TestInstance.Issuer}}", "repository": "{{CertifiedPackage.Repository}}", "repositoryId": "1" } ] } ] } }
                """);
        }
        var assets = JsonNode.Parse(Assets.Small().ToJsonString().Replace("Api/1.0.0", "Contoso.Widgets/1.2.3", StringComparison.Ordinal).Replace("api/1.0.0", "contoso.widgets/1.2.3", StringComparison.Ordinal)
            .Replace("\"Api\"", "\"Contoso.Widgets\"", StringComparison.Ordinal).Replace("Api \\u003E= 1.0.0", "Contoso.Widgets \\u003E= 1.2.3", StringComparison.Ordinal))!.AsObject();
        assets["packageFolders"] = new JsonObject { [folder.Folder] = new JsonObject() };
        assets.Restore()["projectPath"] = project.Write("App.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        return new CheckRequest
        {
            ProjectFile = project.At("App.csproj"),
            AssetsFile = project.Write("obj/project.assets.json", assets.ToJsonString()),
            LockFile = project.At("packages.lock.json"),
            Now = TimeProvider.System.GetUtcNow(),
        };
    }
}
