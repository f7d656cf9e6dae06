using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Tool.Tests;

/// <summary><c>supplychain verify --lock</c>, as a process of its own, over a packages folder with an attested package and one without.</summary>
[TestClass]
public sealed class VerifyLockTests
{
    private static readonly string[] Verify = ["verify", "--lock", "packages.lock.json", "--packages", "packages"];

    [TestMethod]
    public void Who_built_what_from_which_commit_is_a_table_and_every_rule_that_is_satisfied_is_exit_code_0()
    {
        using var package = new CertifiedPackage();
        Restore(package, AttestedPackage.Attest(package.Built, package.Bundle), Rule("1"));
        Assert.AreEqual($"""
            warning SCSDK8040: Certificates are judged by root.json, and nothing that is known of it is younger than 180 days: the newest service in it began on 2026-01-01. What is trusted no more since then still counts here. Ask who gave it to you for a newer one.
            verified        Contoso.Widgets 1.2.3
                            certified: {TestInstance.Identity}; git 9f8e7d…5432 of https://github.com/contoso/widget at refs/tags/v1
            and 1 package that is not attested, of which no rule asks for it

              not checked   extracted files, licences and what else 'supplychain check' looks at; the source itself; that a rebuild gives the same bytes

            Every rule is satisfied: 1 of 2 packages verified.

            """.ReplaceLineEndings("\n"), Tool.RunIn(package.Folder, Verify).Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));

        var json = JsonDocument.Parse(Tool.RunIn(package.Folder, [.. Verify, "--format", "json"]).Exits(Tool.Yes).Output).RootElement;
        Assert.AreEqual(("verified", 1, "packages.lock.json"), (json.GetProperty("result").GetString(), json.GetProperty("rules").GetInt32(), json.GetProperty("lockFile").GetString()));
        Assert.AreEqual("SCSDK8040", json.GetProperty("warnings")[0].GetProperty("code").GetString());
        var (widgets, plain) = (json.GetProperty("packages")[0], json.GetProperty("packages")[1]);
        Assert.AreEqual(("verified", "not attested"), (widgets.GetProperty("outcome").GetString(), plain.GetProperty("outcome").GetString()));
        var build = widgets.GetProperty("attestations")[0];
        Assert.AreEqual(("inside", "build", AttestedPackage.Commit), (build.GetProperty("place").GetString(), build.GetProperty("kind").GetString(), build.GetProperty("certified").GetProperty("commit").GetString()));
        Assert.AreEqual("asBuilt", build.GetProperty("checked").GetProperty("matchedLayer").GetString());
    }

    [TestMethod]
    public void One_that_is_not_satisfied_is_exit_code_1_whatever_enforce_says()
    {
        using var package = new CertifiedPackage();
        var attested = AttestedPackage.Attest(package.Built, package.Bundle);
        Restore(package, attested, Rule("2"), enforce: "warning");
        Assert.Contains("not expected    Contoso.Widgets 1.2.3", Tool.RunIn(package.Folder, Verify).Exits(Tool.No).Output);
        // Taken off.
        Restore(package, package.Built, Rule("1"));
        Assert.Contains("not attested    Contoso.Widgets 1.2.3", Tool.RunIn(package.Folder, Verify).Exits(Tool.No).Output);
        // Of other bytes.
        Restore(package, AttestedPackage.Attest(AttestedPackage.Repack(new Recipe(), new RawEntry("x.txt", "x")), package.Bundle), Rule("1"));
        Assert.Contains("refused         Contoso.Widgets 1.2.3", Tool.RunIn(package.Folder, Verify).Exits(Tool.No).Output);
        // Attested, and not the one that was locked.
        Restore(package, attested, Rule("1"));
        package.Write("packages/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", package.Built);
        package.Write("packages/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg.sigstore.json", package.Bundle);
        var run = Tool.RunIn(package.Folder, Verify).Exits(Tool.No);
        Assert.Contains("It is not the package that was locked", run.Output);
    }

    [TestMethod]
    public void Without_a_rule_nothing_is_verified_and_nothing_is_decided()
    {
        using var package = new CertifiedPackage();
        Restore(package, AttestedPackage.Attest(package.Built, package.Bundle), rule: null);
        var run = Tool.RunIn(package.Folder, Verify).Exits(Tool.Undecided);
        Assert.Contains($"not expected    Contoso.Widgets 1.2.3", run.Output);
        Assert.Contains($"signed by {TestInstance.Identity}, not expected: no rule says who may have built it.", run.Output);
        Assert.Contains("Could not decide. No rule says who is expected to have built what", run.Output);
        Assert.DoesNotContain("verified", run.Output);

        // One that asks for nothing where nothing is proves as little.
        Restore(package, package.Built, Rule("1", "whenPresent"));
        Assert.Contains("No rule about a package of this lock file was met by an attestation.", Tool.RunIn(package.Folder, Verify).Exits(Tool.Undecided).Output);
    }

    [TestMethod]
    public void What_other_tools_attested_is_listed_with_its_type_and_the_bytes_that_it_names()
    {
        const string Lined = "contoso.widgets.1.2.3.nupkg.sigstore.jsonl";
        using var package = new CertifiedPackage();
        var signed = AttestedPackage.NuGetSign(package.Built);
        var other = ForeignStatement.Other(package.Built);
        var old = ForeignStatement.OfSlsaGenerator(package);
        old["subject"] = new JsonArray(ForeignStatement.Subject(AttestedPackage.Name, ForeignStatement.Layers(signed).AsDownloaded.Sha256));
        Restore(package, package.Built, Rule("1"));
        package.Write("packages/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", signed);
        package.Write($"packages/contoso.widgets/1.2.3/{Lined}", ForeignStatement.Lines(package.Sign(other), package.Sign(old)));
        var output = Tool.RunIn(package.Folder, Verify).Exits(Tool.Yes).Output;
        Assert.Contains("verified        Contoso.Widgets 1.2.3", output);
        Assert.Contains("at refs/tags/v1; of the file as it is\n", output.ReplaceLineEndings("\n"));
        Assert.Contains($"{Lined}, line 1 is an attestation of type https://cyclonedx.org/bom, not provenance", output);
        var attestations = JsonDocument.Parse(Tool.RunIn(package.Folder, [.. Verify, "--format", "json"]).Exits(Tool.Yes).Output).RootElement.GetProperty("packages")[0].GetProperty("attestations");
        Assert.AreEqual(("build", "https://slsa.dev/provenance/v0.2", TestInstance.Identity, AttestedPackage.Commit, "asDownloaded"),
            (Text(attestations[0], "kind"), Text(attestations[0].GetProperty("claimed"), "predicateType"), Text(attestations[0].GetProperty("claimed"), "builder"),
                Text(attestations[0].GetProperty("claimed"), "commit"), Text(attestations[0].GetProperty("checked"), "matchedLayer")));
        Assert.AreEqual(("otherType", ForeignStatement.SbomType, $"{Lined}, line 1"), (Text(attestations[1], "kind"), Text(attestations[1], "text"), Text(attestations[1], "place")));

        // Without the provenance it is not attested, and what is there is said.
        package.Write($"packages/contoso.widgets/1.2.3/{Lined}", ForeignStatement.Lines(package.Sign(other)));
        output = Tool.RunIn(package.Folder, Verify).Exits(Tool.No).Output;
        Assert.Contains("not attested    Contoso.Widgets 1.2.3", output);
        Assert.Contains("There is no attestation of a build, but an attestation of type https://cyclonedx.org/bom, and the rule for", output);
        package.Write($"packages/contoso.widgets/1.2.3/{Lined}", ForeignStatement.Lines(ForeignStatement.Flip(package.Sign(other)), package.Sign(old)));
        Assert.Contains("refused         Contoso.Widgets 1.2.3", Tool.RunIn(package.Folder, Verify).Exits(Tool.No).Output);

        // The same of one package.
        File.Delete(package.At($"{AttestedPackage.Name}.sigstore.json"));
        package.Write($"{AttestedPackage.Name}.sigstore.jsonl", ForeignStatement.Lines(package.Sign(other)));
        string[] one = ["verify", AttestedPackage.Name, "--certificate-identity", TestInstance.Identity, "--certificate-oidc-issuer", TestInstance.Issuer, "--trusted-root", CertifiedPackage.RootName];
        output = Tool.RunIn(package.Folder, one).Exits(Tool.No).Output;
        Assert.Contains($"attestations  {AttestedPackage.Name}.sigstore.jsonl is an attestation of type https://cyclonedx.org/bom, not provenance", output);
        Assert.Contains("error SCSDK8033:", output);
    }

    private static string? Text(JsonElement parent, string name) => parent.GetProperty(name).GetString();

    [TestMethod]
    public void What_the_baseline_remembers_is_verified_without_a_rule_and_what_contradicts_it_is_not()
    {
        using var package = new CertifiedPackage();
        var attested = AttestedPackage.Attest(package.Built, package.Bundle);
        Remember("1");
        Restore(package, attested, rule: null, publishers: true);
        // Nobody asked for anything: what was remembered is no rule.
        var run = Tool.RunIn(package.Folder, Verify).Exits(Tool.Undecided);
        Assert.Contains("verified        Contoso.Widgets 1.2.3", run.Output);
        Assert.Contains($"It is signed by {TestInstance.Identity}, as the baseline remembers.", run.Output);
        Assert.Contains("Could not decide. No rule says who is expected to have built what", run.Output);
        var widgets = JsonDocument.Parse(Tool.RunIn(package.Folder, [.. Verify, "--format", "json"]).Exits(Tool.Undecided).Output).RootElement.GetProperty("packages")[0];
        Assert.AreEqual(("verified", "baseline", false), (widgets.GetProperty("outcome").GetString(), widgets.GetProperty("expectedBy").GetString(), widgets.GetProperty("contradictsBaseline").GetBoolean()));

        // The same name and another number.
        Remember("2");
        run = Tool.RunIn(package.Folder, Verify).Exits(Tool.No);
        Assert.Contains($"signed by {TestInstance.Identity}, not expected: It is not attested as the baseline remembers: the number of the repository is now '1', it was '2'.", run.Output);
        // A rule that expects the signer says more than what was remembered.
        Restore(package, attested, Rule("1"), publishers: true);
        Tool.RunIn(package.Folder, Verify).Exits(Tool.Yes);
        // Taken off, where a rule only counts when present.
        Restore(package, package.Built, Rule("1", "whenPresent"), publishers: true);
        Assert.Contains("the attestation is gone, it was", Tool.RunIn(package.Folder, Verify).Exits(Tool.No).Output);
        // Whoever takes the memory away as well makes nobody forget.
        File.Delete(package.At("publishers.json"));
        run = Tool.RunIn(package.Folder, Verify).Exits(Tool.Undecided);
        Assert.Contains("Could not decide. The baseline that the policy names cannot be used.", run.Output);
        Assert.Contains("SCSDK5001", run.Output);

        void Remember(string repositoryId) => package.Write("publishers.json", Encoding.UTF8.GetBytes($$"""
            { "version": 1, "packages": [ { "id": "Contoso.Widgets", "certified": {}, "claimed": {}, "attestations": [ {
              "certified": { "identity": "{{TestInstance.Identity.Split('@')[0]}}", "issuer": "{{TestInstance.Issuer}}", "repository": "{{CertifiedPackage.Repository}}", "repositoryId": "{{repositoryId}}",
                "ownerId": "2", "workflow": "{{TestInstance.Identity.Split('@')[0]}}" },
              "claimed": { "builder": "{{TestInstance.Identity.Split('@')[0]}}" } } ] } ] }
            """));
    }

    [TestMethod]
    public void What_cannot_be_read_is_undecided()
    {
        using var package = new CertifiedPackage();
        Restore(package, AttestedPackage.Attest(package.Built, package.Bundle), Rule("1"));
        File.Delete(package.At("packages/plain/1.0.0/plain.1.0.0.nupkg"));
        Assert.Contains("undecided       Plain 1.0.0", Tool.RunIn(package.Folder, Verify).Exits(Tool.Undecided).Output);
        Restore(package, AttestedPackage.Attest(package.Built, package.Bundle), Rule("1"));
        package.Write("supplychain.json", "{ \"version\": 1, \"provenanse\": {} }"u8.ToArray());
        Assert.Contains("SCSDK1002", Tool.RunIn(package.Folder, Verify).Exits(Tool.Undecided).Output);
        Assert.Contains("SCSDK8012", Tool.RunIn(package.Folder, "verify", "--lock", "absent.lock.json").Exits(Tool.Undecided).Error);
    }

    [TestMethod]
    [DataRow("--lock takes the packages from the lock file: name no PACKAGE beside it.", "--lock", "x", "y.nupkg")]
    [DataRow("--key does not go with --lock: the policy says who is expected to have built what.", "--lock", "x", "--key", "k.pub")]
    [DataRow("--rebuild does not go with --lock: a package is built again by itself, so name it as PACKAGE, with --key or an identity.", "--lock", "x", "--rebuild")]
    [DataRow("--lock names no file: it is empty, as a variable is that is not set.", "--lock", "")]
    [DataRow("--packages belongs to --lock.", "y.nupkg", "--packages", "x", "--key", "k.pub")]
    [DataRow("PACKAGE is missing: name a .nupkg or .snupkg, a folder of them, or a lock file with --lock.", "--key", "k.pub")]
    public void Options_that_say_nothing_together_are_refused(string message, params string[] arguments) =>
        Assert.Contains(message, Tool.Run(["verify", .. arguments]).Exits(Tool.Undecided).Error);

    private static string Rule(string repositoryId, string mode = "require") =>
        $$"""{ "packages": "Contoso.*", "mode": "{{mode}}", "identities": [ { "issuer": "{{TestInstance.Issuer}}", "repository": "{{CertifiedPackage.Repository}}", "repositoryId": "{{repositoryId}}" } ] }""";

    private static void Restore(CertifiedPackage package, byte[] content, string? rule, string enforce = "error", bool publishers = false)
    {
        var plain = RawZip.Write(RawZip.Package("Plain", "1.0.0"));
        package.Write("packages/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg", content);
        package.Write("packages/plain/1.0.0/plain.1.0.0.nupkg", plain);
        var provenance = rule is null ? "" : $$""", "provenance": { "enforce": "{{enforce}}", "rules": [ {{rule}} ] }""";
        var remembered = publishers ? """, "publishers": { }""" : "";
        package.Write("supplychain.json", Encoding.UTF8.GetBytes($$"""{ "version": 1, "trust": { "root": "{{CertifiedPackage.RootName}}" }{{provenance}}{{remembered}} }"""));
        JsonObject Entry(string version, byte[] bytes) => new() { ["type"] = "Direct", ["requested"] = $"[{version}, )", ["resolved"] = version, ["contentHash"] = Convert.ToBase64String(SHA512.HashData(bytes)) };
        package.Write("packages.lock.json", Encoding.UTF8.GetBytes(new JsonObject
        {
            ["version"] = 1,
            ["dependencies"] = new JsonObject { ["net10.0"] = new JsonObject { ["Contoso.Widgets"] = Entry("1.2.3", content), ["Plain"] = Entry("1.0.0", plain) } },
        }.ToJsonString()));
    }
}
