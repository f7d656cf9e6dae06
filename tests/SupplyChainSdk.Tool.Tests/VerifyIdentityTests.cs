using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Tool.Tests;

/// <summary><c>supplychain verify</c> by identity, as a process of its own, with files alone.</summary>
[TestClass]
public sealed class VerifyIdentityTests
{
    private static readonly string[] Verify =
    [
        "verify", AttestedPackage.Name, "--trusted-root", CertifiedPackage.RootName,
        "--certificate-identity", TestInstance.Identity, "--certificate-oidc-issuer", TestInstance.Issuer,
    ];

    [TestMethod]
    public void A_verified_package_is_reported_with_what_is_certified_and_what_is_claimed()
    {
        using var package = new CertifiedPackage();
        var run = Tool.RunIn(package.Folder, [.. Verify, "--offline"]).Exits(Tool.Yes);

        Assert.AreEqual($"""
            Contoso.Widgets 1.2.3

              authentic     signed by {TestInstance.Identity} ({TestInstance.Issuer}), certified; at 2026-06-01 12:00:00 UTC by tsa.sigstore.test/api and at 2026-06-01 12:00:00 UTC by log.sigstore.test; logged at log.sigstore.test, entry 1001
              attestations  Contoso.Widgets.1.2.3.nupkg.sigstore.json verifies
              intact        sha256 {Printable.Short(Digest.Sha256Of(package.Built).Hex)} of the package as it was built
              built how     certified: runner github-hosted, started by push
                            git 9f8e7d…5432 of https://github.com/contoso/widget at refs/tags/v1
                            claimed by the signer, SLSA Build L2 at most: that workflow, .NET SDK 10.0.401, 2 packages
                            gates integrity warned, licenses ok with 2 exceptions, lock ok; policy 1c7e04…f89a
              contents      SBOMs equal to the attested ones: Contoso.Widgets.1.2.3.cdx.json, _manifest/cyclonedx/bom.cdx.json
              not checked   the source itself; that a rebuild gives the same bytes; whether somebody misused the identity; whether the trusted root is the newest one

            warning SCSDK8040: Certificates are judged by root.json, and nothing that is known of it is younger than 180 days: the newest service in it began on 2026-01-01. What is trusted no more since then still counts here. Ask who gave it to you for a newer one.
            Verified.

            """.ReplaceLineEndings("\n"), run.Output.ReplaceLineEndings("\n"));
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    public void An_expression_is_said_to_be_one_and_several_packages_name_their_signers()
    {
        using var package = new CertifiedPackage();
        var attested = AttestedPackage.Attest(package.Built, package.Bundle);
        package.Write("out/a/Contoso.Widgets.1.2.3.nupkg", attested);
        package.Write("out/b/Contoso.Widgets.1.2.3.nupkg", attested);
        const string Pattern = @"https://example\.test/contoso/widget/.+";
        var run = Tool.RunIn(package.Folder, "verify", "out", "--trusted-root", CertifiedPackage.RootName, "--certificate-identity-regexp", Pattern, "--certificate-oidc-issuer", TestInstance.Issuer).Exits(Tool.Yes);
        Assert.Contains($"\n  authentic     signed by {TestInstance.Identity} ({TestInstance.Issuer}), certified, expected by the regular expression {Pattern}\n", run.Output.ReplaceLineEndings("\n"));
        Assert.Contains("2 of 2 packages verified", run.Output);
        Assert.AreEqual(1, run.Output.Split("SCSDK8040").Length - 1, "what the packages have in common is said once");

        // Something in it is new: nobody is warned.
        var root = JsonNode.Parse(File.ReadAllBytes(package.At(CertifiedPackage.RootName)))!;
        var log = TestInstance.Log("https://new.sigstore.test", System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256));
        log["publicKey"]!["validFor"] = new JsonObject { ["start"] = DateTimeOffset.UtcNow.AddDays(-179).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) };
        root["tlogs"]!.AsArray().Add(log);
        package.Write(CertifiedPackage.RootName, System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
        Assert.DoesNotContain("warning", Tool.RunIn(package.Folder, Verify).Exits(Tool.Yes).Output);
    }

    [TestMethod]
    public void The_json_has_certified_claimed_and_checked_apart()
    {
        using var package = new CertifiedPackage();
        var json = JsonDocument.Parse(Tool.RunIn(package.Folder, [.. Verify, "--format", "json"]).Exits(Tool.Yes).Output).RootElement.GetProperty("packages")[0];

        var verified = json.GetProperty("checked");
        Assert.AreEqual(TestInstance.Identity, verified.GetProperty("signer").GetProperty("identity").GetString());
        Assert.AreEqual("timestampAuthority transparencyLog", string.Join(' ', verified.GetProperty("times").EnumerateArray().Select(t => t.GetProperty("source").GetString()).Order()));
        Assert.AreEqual(1001, verified.GetProperty("logEntries")[0].GetProperty("index").GetInt64());
        Assert.AreEqual(TrustedRoot.Load(package.At(CertifiedPackage.RootName)).Sha256, verified.GetProperty("trustedRoot").GetProperty("sha256").GetString());
        Assert.AreEqual(CertifiedPackage.RootName, verified.GetProperty("trustedRoot").GetProperty("name").GetString());
        Assert.AreEqual(CertifiedPackage.Repository, json.GetProperty("certified").GetProperty("sourceRepository").GetString());
        Assert.AreEqual("SCSDK8040", json.GetProperty("warnings")[0].GetProperty("code").GetString());
        Assert.AreEqual(2, json.GetProperty("claimed").GetProperty("slsaBuildLevelAtMost").GetInt32());
    }

    [TestMethod]
    [DataRow("SCSDK8017", "--source-repository|https://github.com/contoso/other")]
    [DataRow("SCSDK8017", "--source-repository-id|2")]
    [DataRow("SCSDK8017", "--source-repository-owner|https://github.com/mallory")]
    [DataRow("SCSDK8017", "--source-repository-owner-id|3")]
    [DataRow("SCSDK8017", "--source-commit|720da5000000000000000000000000000000a5ed")]
    [DataRow("SCSDK8017", "--source-ref|refs/heads/main")]
    [DataRow("SCSDK8017", "--workflow|https://example.test/other.yml@refs/tags/v1")]
    [DataRow("SCSDK8017", "--trigger|pull_request")]
    [DataRow("SCSDK8017", "--runner|self-hosted")]
    public void Each_option_restricts(string code, string option)
    {
        using var package = new CertifiedPackage();
        Assert.Contains($"error {code}: ", Tool.RunIn(package.Folder, [.. Verify, .. option.Split('|')]).Exits(Tool.No).Output);
        Tool.RunIn(package.Folder, [.. Verify, "--source-repository", CertifiedPackage.Repository, "--source-repository-id", "1", "--source-ref", "refs/tags/v1",
            "--source-repository-owner", "https://example.test/contoso", "--source-repository-owner-id", "2", "--source-commit", AttestedPackage.Commit,
            "--workflow", TestInstance.Identity, "--trigger", "push", "--runner", "github-hosted"]).Exits(Tool.Yes);
    }

    [TestMethod]
    public void What_is_not_clear_or_not_there_decides_nothing()
    {
        using var package = new CertifiedPackage();
        foreach (var (code, arguments) in new (DiagnosticCode, string[])[]
        {
            (Codes.NoExpectation, ["--certificate-identity", TestInstance.Identity]),
            (Codes.NoExpectation, ["--certificate-oidc-issuer", TestInstance.Issuer]),
            (Codes.NoExpectation, ["--key", "release.pub", "--certificate-identity", TestInstance.Identity, "--certificate-oidc-issuer", TestInstance.Issuer]),
            (Codes.NoExpectation, ["--key", "release.pub", "--trigger", "push"]),
            (Codes.TrustedRootUnusable, [.. Verify[4..], "--trusted-root", "nowhere.json"]),
        })
        {
            Assert.Contains($"error {code}: ", Tool.RunIn(package.Folder, ["verify", AttestedPackage.Name, .. arguments]).Exits(Tool.Undecided).Output);
        }
    }

    [TestMethod]
    [DataRow("a.nupkg|--bundle|https://example.com/")]
    [DataRow("a.nupkg|--bundle|HTTP://127.0.0.1:1/")]
    [DataRow("Contoso.Widgets@1.2.3|--source|https://example.com/v3/index.json")]
    [DataRow("Contoso.Widgets@1.2.3|--source|nuget.org")]
    public void Offline_an_address_is_a_usage_error(string arguments)
    {
        var run = Tool.Run(["verify", "--key", "release.pub", "--offline", .. arguments.Split('|')]).Exits(Tool.Undecided);
        Assert.AreEqual("", run.Output);
        Assert.Contains("--offline opens no connection", run.Error);
    }
}
