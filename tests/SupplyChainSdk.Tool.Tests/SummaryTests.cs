using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Tool.Tests;

/// <summary>From a verification to its summary, signed by the verifier, and to a consumer who takes it in place of verifying; each with its twin.</summary>
[TestClass]
public sealed class SummaryTests
{
    private const string Name = AttestedPackage.Name;
    private const string Id = "https://verify.contoso.com";
    private const string Installed = "packages/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg";
    private static readonly string[] Lock = ["verify", "--lock", "packages.lock.json", "--packages", "packages"];

    [TestMethod]
    public void A_summary_is_written_signed_beside_the_package_and_taken_from_the_verifier_that_a_rule_names()
    {
        using var package = Packed();
        Verify(package, "release.pub", "--summary", "vsa.json", "--verifier-id", Id).Exits(Tool.Yes);
        var summary = Read(package, "vsa.json");
        Assert.AreEqual((Id, "pkg:nuget/Contoso.Widgets@1.2.3", "PASSED", "SLSA_BUILD_LEVEL_1"),
            ((string)summary["verifier"]!["id"]!, (string)summary["resourceUri"]!, (string)summary["verificationResult"]!, (string)summary["verifiedLevels"]!.AsArray().Single()!));
        Assert.IsNull(summary["timeVerified"]);
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(package.KeyBundle)), (string)summary["inputAttestations"]!.AsArray().Single()!["digest"]!["sha256"]!);
        var unsigned = File.ReadAllText(package.At("vsa.json"));
        Assert.DoesNotContain(Path.GetTempPath(), unsigned);

        // The statement of another package is refused, and so is one that contradicts itself.
        Refuses("pkg:nuget/Contoso.Widgets@1.2.3\",\"policy", "pkg:nuget/Contoso.Widgets@1.2.4\",\"policy", "SCSDK7012");
        Refuses("\"uri\":\"pkg:nuget/Contoso.Widgets@1.2.3\"", "\"uri\":\"pkg:nuget/Contoso.Widgets@1.2.4\"", "SCSDK7012");
        Refuses(Convert.ToHexStringLower(SHA256.HashData(package.Built)), new string('0', 64), "SCSDK7012");
        Refuses("\"PASSED\"", "\"FAILED\"", "SCSDK8006");
        var before = File.ReadAllBytes(package.Path);
        Attest(package, "vsa.json").Exits(Tool.Yes);
        CollectionAssert.AreEqual(before, File.ReadAllBytes(package.Path));
        CollectionAssert.AreEqual(package.KeyBundle, File.ReadAllBytes(package.At($"{Name}.sigstore.json")));
        var bundle = File.ReadAllBytes(package.At($"{Name}.vsa.sigstore.json"));

        // Beside a package that one verifies oneself it is a claim, and no provenance.
        Assert.Contains($"{Name}.vsa.sigstore.json is another signer's", Verify(package, "release.pub").Exits(Tool.Yes).Output);
        Assert.Contains($"{Name}.vsa.sigstore.json is a verification summary, not provenance; it claims that {Id} verified pkg:nuget/Contoso.Widgets@1.2.3: PASSED (SLSA_BUILD_LEVEL_1)",
            Verify(package, "verifier.pub").Exits(Tool.No).Output);

        // The consumer has no provenance and no key of the builder.
        Restore(package, bundle, Rule());
        var run = Tool.RunIn(package.Folder, Lock).Exits(Tool.Yes);
        Assert.Contains("verified        Contoso.Widgets 1.2.3", run.Output);
        Assert.Contains($"contoso.widgets.1.2.3.nupkg.vsa.sigstore.json is a verification summary by {Id}: PASSED, SLSA Build level 1; signed with the key", run.Output);
        var json = JsonNode.Parse(Tool.RunIn(package.Folder, [.. Lock, "--format", "json"]).Exits(Tool.Yes).Output)!["packages"]![0]!;
        Assert.AreEqual(("rule", "summary", "PASSED"), ((string)json["expectedBy"]!, (string)json["attestations"]![0]!["kind"]!, (string)json["attestations"]![0]!["claimed"]!["result"]!));

        Restore(package, bundle, Rule(key: "release.pub"));
        Assert.Contains("not expected    Contoso.Widgets 1.2.3", Tool.RunIn(package.Folder, Lock).Exits(Tool.No).Output);
        Restore(package, bundle, Rule(id: Id + "/v2"));
        Assert.Contains("names another verifier", Tool.RunIn(package.Folder, Lock).Exits(Tool.No).Output);
        Restore(package, bundle, Rule(more: "\"level\": 2,"));
        Assert.Contains("it verified SLSA Build level 1, and 2 is required.", Tool.RunIn(package.Folder, Lock).Exits(Tool.No).Output);

        void Refuses(string part, string other, string code)
        {
            package.Write("wrong.json", Encoding.UTF8.GetBytes(unsigned.Replace(part, other, StringComparison.Ordinal)));
            Assert.AreNotEqual(unsigned, File.ReadAllText(package.At("wrong.json")), part);
            Assert.Contains(code, Attest(package, "wrong.json").Exits(Tool.No).Error);
            Assert.IsFalse(File.Exists(package.At($"{Name}.vsa.sigstore.json")));
        }
    }

    [TestMethod]
    public void What_did_not_verify_is_FAILED_and_what_was_not_decided_leaves_no_summary()
    {
        using var package = Packed();
        string[] write = ["--summary", "vsa.json", "--verifier-id", Id];
        Verify(package, "verifier.pub", write).Exits(Tool.No);
        var summary = Read(package, "vsa.json");
        Assert.AreEqual(("FAILED", "FAILED"), ((string)summary["verificationResult"]!, (string)summary["verifiedLevels"]!.AsArray().Single()!));
        Attest(package, "vsa.json").Exits(Tool.Yes);

        // A named verifier that says FAILED outweighs a good build, also where the build alone would do.
        var bundle = File.ReadAllBytes(package.At($"{Name}.vsa.sigstore.json"));
        var both = Rule(more: """ "keys": [ { "file": "release.pub" } ],""");
        Restore(package, bundle, both, provenance: true);
        Assert.Contains("but its result is FAILED.", Tool.RunIn(package.Folder, Lock).Exits(Tool.No).Output);
        File.Delete(package.At(Installed + ".vsa.sigstore.json"));
        Tool.RunIn(package.Folder, Lock).Exits(Tool.Yes);

        // Nothing is attested: that is a result too. A key that is not there is none.
        File.Delete(package.At($"{Name}.sigstore.json"));
        File.Delete(package.At($"{Name}.vsa.sigstore.json"));
        Verify(package, "release.pub", write).Exits(Tool.No);
        Assert.IsEmpty(Read(package, "vsa.json")["inputAttestations"]!.AsArray());
        Verify(package, "absent.pub", write).Exits(Tool.Undecided);
        Assert.IsFalse(File.Exists(package.At("vsa.json")));
    }

    [TestMethod]
    public void Each_package_of_a_lock_file_about_which_a_rule_decided_has_a_summary_by_the_digest_of_the_policy()
    {
        using var package = Packed();
        Restore(package, null, """{ "packages": "*", "mode": "require", "keys": [ { "file": "release.pub" } ] }""", provenance: true);
        string[] write = [.. Lock, "--summaries", "out", "--verifier-id", Id, "--time", "2026-11-21T12:00:00Z"];
        Assert.Contains("out: 1 summary written, not signed", Tool.RunIn(package.Folder, write).Exits(Tool.Yes).Error);
        const string File1 = "out/contoso.widgets.1.2.3.nupkg.vsa.intoto.unsigned.json";
        var summary = Read(package, File1);
        var policy = JsonNode.Parse(Tool.RunIn(package.Folder, [.. Lock, "--format", "json"]).Exits(Tool.Yes).Output)!["policySha256"]!;
        Assert.AreEqual(("PASSED", "SLSA_BUILD_LEVEL_1", "2026-11-21T12:00:00Z", (string)policy!),
            ((string)summary["verificationResult"]!, (string)summary["verifiedLevels"]![0]!, (string)summary["timeVerified"]!, (string)summary["policy"]!["digest"]!["sha256"]!));
        Tool.RunIn(package.Folder, "attest", Installed, "--statement", File1, "--key", "verifier.key").Exits(Tool.Yes);
        Assert.IsTrue(File.Exists(package.At(Installed + ".vsa.sigstore.json")));

        // Refused by its rule, and not known to any: the one says so, the other leaves nothing.
        var written = File.ReadAllBytes(package.At(File1));
        Restore(package, null, """{ "packages": "*", "mode": "require", "keys": [ { "file": "verifier.pub" } ] }""", provenance: true);
        Tool.RunIn(package.Folder, write).Exits(Tool.No);
        Assert.AreEqual("FAILED", (string)Read(package, File1)["verificationResult"]!);
        package.Write(File1, written);
        Restore(package, null, """{ "packages": "Other.*", "mode": "require", "keys": [ { "file": "release.pub" } ] }""", provenance: true);
        Tool.RunIn(package.Folder, write).Exits(Tool.Undecided);
        Assert.IsFalse(File.Exists(package.At(File1)));
    }

    [TestMethod]
    public void The_time_is_that_of_SOURCE_DATE_EPOCH_where_nobody_names_one()
    {
        using var package = Packed();
        ToolRun With(string epoch) => Tool.Finish(Tool.Start(Tool.Folder, package.Folder, [("SOURCE_DATE_EPOCH", epoch)], "verify", Name, "--key", "release.pub", "--summary", "vsa.json", "--verifier-id", Id));
        With("1700000000").Exits(Tool.Yes);
        Assert.AreEqual("2023-11-14T22:13:20Z", (string)Read(package, "vsa.json")["timeVerified"]!);
        Assert.Contains("SOURCE_DATE_EPOCH is 'soon'", With("soon").Exits(Tool.Undecided).Error);
    }

    [TestMethod]
    [DataRow("A summary says who verified: name it with --verifier-id", "x.nupkg", "--summary", "vsa.json")]
    [DataRow("--verifier-id 'contoso' is no URI", "x.nupkg", "--summary", "vsa.json", "--verifier-id", "contoso")]
    [DataRow("--verifier-id belongs to --summary and --summaries.", "x.nupkg", "--verifier-id", Id)]
    [DataRow("--summary is for one package.", "x.nupkg", "y.nupkg", "--summary", "vsa.json", "--verifier-id", Id)]
    [DataRow("--summary is empty, as a variable is that is not set.", "x.nupkg", "--summary", "", "--verifier-id", Id)]
    [DataRow("--summaries belongs to --lock.", "x.nupkg", "--summaries", "out", "--verifier-id", Id)]
    [DataRow("--summary does not go with --lock: --summaries FOLDER writes one of each package.", "--lock", "packages.lock.json", "--summary", "vsa.json", "--verifier-id", Id)]
    [DataRow("--time 'now' is no time in UTC", "x.nupkg", "--summary", "vsa.json", "--verifier-id", Id, "--time", "now")]
    public void Options_that_mean_nothing_together_are_refused(string message, params string[] arguments) =>
        Assert.Contains(message, Tool.Run(["verify", .. arguments]).Exits(Tool.Undecided).Error);

    private static ToolRun Verify(CertifiedPackage package, string key, params string[] options) => Tool.RunIn(package.Folder, ["verify", Name, "--key", key, .. options]);

    private static ToolRun Attest(CertifiedPackage package, string statement) => Tool.RunIn(package.Folder, "attest", Name, "--statement", statement, "--key", "verifier.key");

    private static JsonNode Read(CertifiedPackage package, string file) => JsonNode.Parse(File.ReadAllBytes(package.At(file)))!["predicate"]!;

    private static string Rule(string id = Id, string key = "verifier.pub", string more = "") =>
        $$"""{ "packages": "Contoso.*", "mode": "require", {{more}} "verifiers": [ { "id": "{{id}}", "keys": [ { "file": "{{key}}" } ] } ] }""";

    // Attested by the key release.pub; the verifier has one of its own.
    private static CertifiedPackage Packed()
    {
        var package = new CertifiedPackage();
        package.Write($"{Name}.sigstore.json", package.KeyBundle);
        using var pair = KeyPair.CreateEcdsaP256();
        package.Write("verifier.key", pair.ExportPrivatePem(default));
        package.Write("verifier.pub", pair.ExportPublicPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(package.At("verifier.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return package;
    }

    private static void Restore(CertifiedPackage package, byte[]? summary, string rule, bool provenance = false)
    {
        package.Write(Installed, package.Built);
        foreach (var (suffix, content) in new[] { (".vsa.sigstore.json", summary), (".sigstore.json", provenance ? package.KeyBundle : null) })
        {
            if (content is not null)
                package.Write(Installed + suffix, content);
            else
                File.Delete(package.At(Installed + suffix));
        }
        package.Write("supplychain.json", Encoding.UTF8.GetBytes($$"""{ "version": 1, "trust": { "root": "{{CertifiedPackage.RootName}}" }, "provenance": { "rules": [ {{rule}} ] } }"""));
        var entry = new JsonObject { ["type"] = "Direct", ["requested"] = "[1.2.3, )", ["resolved"] = "1.2.3", ["contentHash"] = Convert.ToBase64String(SHA512.HashData(package.Built)) };
        package.Write("packages.lock.json", Encoding.UTF8.GetBytes(new JsonObject { ["version"] = 1, ["dependencies"] = new JsonObject { ["net10.0"] = new JsonObject { ["Contoso.Widgets"] = entry } } }.ToJsonString()));
    }
}
