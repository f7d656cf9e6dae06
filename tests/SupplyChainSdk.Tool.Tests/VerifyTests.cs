using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Attestation;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Tool.Tests;

[TestClass]
public sealed class VerifyTests
{
    [TestMethod]
    public void A_verified_package_is_reported_line_by_line()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.NuGetSign(package.Built));
        var run = Tool.RunIn(package.Folder, "verify", AttestedPackage.Name, "--key", "release.pub").Exits(Tool.Yes);

        Assert.AreEqual($"""
            Contoso.Widgets 1.2.3

              authentic     signed with the expected key, ECDSA P-256, sha256:{Fingerprint(package)}; when is not proven
              attestations  Contoso.Widgets.1.2.3.nupkg.sigstore.json verifies
              intact        sha256 {Printable.Short(Digest.Sha256Of(package.Built).Hex)} of the package as it was built; a NuGet signature was appended later
              built how     claimed by the signer, SLSA Build L1: local builder, .NET SDK 10.0.401, 2 packages
                            git 9f8e7d…5432 of https://github.com/contoso/widget
                            gates integrity warned, licenses ok with 2 exceptions, lock ok; policy 1c7e04…f89a
              contents      SBOMs equal to the attested ones: Contoso.Widgets.1.2.3.cdx.json, _manifest/cyclonedx/bom.cdx.json
              not checked   the source itself; that a rebuild gives the same bytes; when it was signed (a key proves no time); whether the key was revoked; the NuGet signature ('dotnet nuget verify' does)

            Verified.

            """.ReplaceLineEndings("\n"), run.Output.ReplaceLineEndings("\n"));
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    public void What_the_build_says_of_its_dependencies_is_counted_as_its_claim()
    {
        using var package = new AttestedPackage(new Recipe
        {
            Provenance = p => p with { Packages = [p.Packages[0] with { Outcome = new DependencyOutcome("verified", "rule") }, p.Packages[1] with { Outcome = new DependencyOutcome("not attested", null) }] },
        });
        string[] verify = ["verify", AttestedPackage.Name, "--key", "release.pub"];

        Assert.Contains(".NET SDK 10.0.401, 2 packages, of which it says 1 verified\n", Tool.RunIn(package.Folder, verify).Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));
        var claimed = JsonDocument.Parse(Tool.RunIn(package.Folder, [.. verify, "--format", "json"]).Exits(Tool.Yes).Output).RootElement.GetProperty("packages")[0].GetProperty("claimed");
        Assert.AreEqual("""{"verified":1,"notExpected":0,"notAttested":1,"refused":0,"notJudged":0,"notSaid":0}""", JsonSerializer.Serialize(claimed.GetProperty("outcomes")));
    }

    [TestMethod]
    public void A_changed_package_is_refused_and_what_was_right_is_still_said()
    {
        using var package = new AttestedPackage();
        var changed = package.Built.ToArray();
        changed[changed.AsSpan().IndexOf("xxxxxxxx"u8)] ^= 1;
        package.Write(AttestedPackage.Name, changed);
        var run = Tool.RunIn(package.Folder, "verify", AttestedPackage.Name, "--key", "release.pub").Exits(Tool.No);

        Assert.AreEqual($"""
            Contoso.Widgets 1.2.3

              authentic     signed with the expected key, ECDSA P-256, sha256:{Fingerprint(package)}; when is not proven
              attestations  Contoso.Widgets.1.2.3.nupkg.sigstore.json REFUSED
              intact        NO: this is not the package that was attested

            error SCSDK8004: Contoso.Widgets.1.2.3.nupkg differs from the attested package: sha256 {Short(changed)}, attested {Short(package.Built)}. Do not use it; ask its publisher.
            Not verified.

            """.ReplaceLineEndings("\n"), run.Output.ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void Several_attestations_are_listed_with_what_became_of_them()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, package.AnotherBundle(new Recipe { ByOtherKey = true })));
        const string Inside = $"{AttestedPackage.Name}, entry _manifest/attestation.sigstore.json";
        string[] verify = ["verify", AttestedPackage.Name, "--key", "release.pub"];

        var run = Tool.RunIn(package.Folder, verify).Exits(Tool.Yes);
        Assert.Contains($"\n  attestations  {Inside} is another signer's; {AttestedPackage.Name}.sigstore.json verifies\n", run.Output.ReplaceLineEndings("\n"));
        Assert.Contains($"; the attestation in {Inside}: The bundle says that another key signed", run.Output);

        package.Write("store/contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg.sigstore.json", "{}");
        run = Tool.RunIn(package.Folder, [.. verify, "--bundle", "store"]).Exits(Tool.No);
        Assert.Contains("; contoso.widgets/1.2.3/contoso.widgets.1.2.3.nupkg.sigstore.json REFUSED\n", run.Output.ReplaceLineEndings("\n"));
        Assert.Contains($"The attestation in {AttestedPackage.Name}.sigstore.json verifies; that does not undo it", run.Output);

        // The same in both places is what packing leaves; where it was found is said all the same.
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, package.Bundle));
        Assert.Contains($"\n  attestations  {Inside} verifies; {AttestedPackage.Name}.sigstore.json verifies\n",
            Tool.RunIn(package.Folder, verify).Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));
    }

    [TestMethod]
    [DataRow("passed", "error", "integrity ok,")]
    [DataRow("passed", "warning", "integrity passed (enforce warning),")]
    [DataRow("failed", "error", "integrity failed,")]
    [DataRow("off", "off", "integrity off,")]
    [DataRow("notConfigured", "error", "integrity not configured,")]
    [DataRow("notRun", "error", "integrity not run,")]
    [DataRow("ok", "error", "integrity 'ok' (not known to this version),")]
    public void Only_a_gate_that_passed_and_would_have_stopped_the_build_is_called_ok(string result, string enforce, string shown)
    {
        using var package = new AttestedPackage(new Recipe
        {
            Statement = s =>
            {
                s["predicate"]!["runDetails"]!["byproducts"]![0]!["annotations"]!["result"] = result;
                s["predicate"]!["runDetails"]!["byproducts"]![0]!["annotations"]!["enforce"] = enforce;
            },
        });
        Assert.Contains($"gates {shown} licenses", Tool.RunIn(package.Folder, "verify", AttestedPackage.Name, "--key", "release.pub").Exits(Tool.Yes).Output);
    }

    [TestMethod]
    public void What_a_build_says_of_its_tag_and_commit_is_called_its_word()
    {
        var check = new SourceCheck(
            new SourceSignature(CheckedFact.Verified, "") { Signer = "release@contoso.example", Key = "SHA256:abc", TagName = "v1.2.3", TagId = new string('a', 40) }, SourceSignature.No(""));
        using var package = new AttestedPackage(new Recipe { Provenance = p => p with { Source = p.Source! with { Signatures = check } } });
        string[] verify = ["verify", AttestedPackage.Name, "--key", "release.pub"];

        var text = Tool.RunIn(package.Folder, verify).Exits(Tool.Yes).Output;
        Assert.Contains("says that its tag 'v1.2.3' is signed by 'release@contoso.example', key 'SHA256:abc'; not checked here", text);
        Assert.Contains("says that its commit is not signed by whom was expected", text);
        var json = JsonDocument.Parse(Tool.RunIn(package.Folder, [.. verify, "--format", "json"]).Exits(Tool.Yes).Output).RootElement.GetProperty("packages")[0];
        Assert.AreEqual($$"""{"result":"verified","signer":"release@contoso.example","key":"SHA256:abc","tag":"v1.2.3","tagId":"{{check.Tag.TagId}}"}""",
            JsonSerializer.Serialize(json.GetProperty("claimed").GetProperty("signedTag")));
        Assert.DoesNotContain("signedTag", json.GetProperty("checked").ToString());
    }

    [TestMethod]
    public void The_json_has_everything_that_the_text_shows()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.NuGetSign(package.Built));
        var run = Tool.RunIn(package.Folder, "verify", AttestedPackage.Name, "--key", "release.pub", "--format", "json").Exits(Tool.Yes);
        var all = JsonDocument.Parse(run.Output).RootElement;

        Assert.AreEqual(1, all.GetProperty("version").GetInt32());
        Assert.AreEqual("verified", all.GetProperty("result").GetString());
        var json = Single(all);
        Assert.AreEqual("verified", json.GetProperty("result").GetString());
        Assert.AreEqual(AttestedPackage.Name, json.GetProperty("path").GetString());
        Assert.AreEqual("Contoso.Widgets", json.GetProperty("package").GetProperty("id").GetString());
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("refusal").ValueKind);
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("certified").ValueKind);
        var content = json.GetProperty("checked").GetProperty("content");
        Assert.AreEqual("asBuilt", content.GetProperty("matchedLayer").GetString());
        Assert.AreEqual(Digest.Sha256Of(package.Built).Hex, content.GetProperty("asBuilt").GetProperty("sha256").GetString());
        Assert.IsTrue(content.GetProperty("hasSignature").GetBoolean());
        Assert.AreEqual(2, json.GetProperty("checked").GetProperty("sboms").GetProperty("equal").GetArrayLength());
        var claimed = json.GetProperty("claimed");
        Assert.AreEqual(AttestedPackage.Commit, claimed.GetProperty("commit").GetString());
        Assert.AreEqual("integrity:False licenses:True lock:True", string.Join(' ',
            claimed.GetProperty("gates").EnumerateArray().Select(g => $"{g.GetProperty("name").GetString()}:{g.GetProperty("ok").GetBoolean()}")));
        Assert.AreEqual(5, json.GetProperty("notChecked").GetArrayLength());
    }

    [TestMethod]
    public void A_refusal_in_json_has_code_message_and_page()
    {
        using var package = new AttestedPackage();
        var run = Tool.RunIn(package.Folder, "verify", AttestedPackage.Name, "--key", "other.pub", "--format", "json").Exits(Tool.No);
        var json = Single(JsonDocument.Parse(run.Output).RootElement);

        Assert.AreEqual("notVerified", json.GetProperty("result").GetString());
        Assert.Contains(" Check that --key is the right one; ", json.GetProperty("refusal").GetProperty("message").GetString()!);
        Assert.AreEqual(Codes.SignatureInvalid.Id, json.GetProperty("refusal").GetProperty("code").GetString());
        Assert.AreEqual(Codes.SignatureInvalid.HelpLink, json.GetProperty("refusal").GetProperty("help").GetString());
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("checked").GetProperty("signer").ValueKind);
        Assert.AreEqual(JsonValueKind.Null, json.GetProperty("claimed").ValueKind);
    }

    [TestMethod]
    [DataRow("text")]
    [DataRow("json")]
    public void What_cannot_be_decided_is_neither_yes_nor_no(string format)
    {
        using var package = new AttestedPackage();
        foreach (var (code, arguments) in new (DiagnosticCode, string[])[]
        {
            (Codes.InputUnreadable, ["nowhere.nupkg", "--key", "release.pub"]),
            (Codes.InputUnreadable, [AttestedPackage.Name, "--key", "nowhere.pub"]),
            (Codes.InputUnreadable, [AttestedPackage.Name, "--key", "release.pub", "--bundle", "nowhere.json"]),
            (Codes.NoExpectation, [AttestedPackage.Name]),
        })
        {
            var run = Tool.RunIn(package.Folder, ["verify", .. arguments, "--format", format]).Exits(Tool.Undecided);
            Assert.Contains(code.Id, run.Output);
            Assert.DoesNotContain("Verified.", run.Output);
            if (format == "json")
                Assert.AreEqual("undecided", JsonDocument.Parse(run.Output).RootElement.GetProperty("result").GetString());
        }
    }

    [TestMethod]
    public void A_package_without_an_attestation_is_not_verified()
    {
        using var package = new AttestedPackage();
        package.Delete($"{AttestedPackage.Name}.sigstore.json");
        Assert.EndsWith("Not verified.\n", Tool.RunIn(package.Folder, "verify", AttestedPackage.Name, "--key", "release.pub").Exits(Tool.No).Output.ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void The_tool_verifies_without_the_libraries_that_it_does_not_need()
    {
        // Were Microsoft.Build.Locator or a NuGet library touched on the way, this copy could not run.
        using var package = new AttestedPackage();
        var copy = Directory.CreateDirectory(package.At("tool")).FullName;
        foreach (var file in Directory.EnumerateFiles(Tool.Folder))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        Assert.IsEmpty(Directory.EnumerateFiles(copy, "NuGet.*.dll"));
        File.Delete(Path.Combine(copy, "Microsoft.Build.Locator.dll"));

        Run("verify", AttestedPackage.Name, "--key", "release.pub").Exits(Tool.Yes);
        Run("inspect", AttestedPackage.Name).Exits(Tool.Yes);
        Run("keys", "new", "mine").Exits(Tool.Yes);
        Run("policy").Exits(Tool.Undecided);

        ToolRun Run(params string[] arguments) => Tool.Finish(Tool.Start(copy, package.Folder, [], arguments));
    }

    [TestMethod]
    public void Several_packages_are_a_line_each_and_all_have_to_verify()
    {
        using var package = new AttestedPackage();
        var attested = AttestedPackage.Attest(package.Built, package.Bundle);
        package.Write("out/a/Contoso.Widgets.1.2.3.nupkg", AttestedPackage.NuGetSign(attested));
        package.Write("out/b/Contoso.Widgets.nupkg", attested);
        string Verified(string names) => $"""
            verified      {Path.Combine("out", "a", "Contoso.Widgets.1.2.3.nupkg")}
            verified      {Path.Combine("out", "b", "Contoso.Widgets.nupkg")}{names}

              authentic     signed with the expected key, ECDSA P-256, sha256:{Fingerprint(package)}; when is not proven
              not checked   the source itself; that a rebuild gives the same bytes; when it was signed (a key proves no time); whether the key was revoked; of 1: the NuGet signature ('dotnet nuget verify' does); Contoso.Widgets.1.2.3.cdx.json, which is not beside the package


            """.ReplaceLineEndings("\n");

        var run = Tool.RunIn(package.Folder, "verify", "out", "--key", "release.pub").Exits(Tool.Yes);
        Assert.AreEqual(Verified("") + "2 of 2 packages verified, 0 not verified, 0 undecided.\nVerified.\n", run.Output.ReplaceLineEndings("\n"));
        Assert.AreEqual("", run.Error, "no progress in a log");

        // Undecided does not hide that another one is certainly not verified.
        package.Write("out/c/Contoso.Widgets.1.2.3.nupkg", package.Built);
        run = Tool.RunIn(package.Folder, "verify", "out/**/*.nupkg", "missing.nupkg", "--key", "release.pub").Exits(Tool.No);
        Assert.AreEqual(Verified($"""

            NOT VERIFIED  {Path.Combine("out", "c", "Contoso.Widgets.1.2.3.nupkg")}: error SCSDK8001: Contoso.Widgets.1.2.3.nupkg carries no attestation, and no Contoso.Widgets.1.2.3.nupkg.sigstore.json lies beside it. Nothing is proven. Ask its publisher for the bundle, or name it with --bundle.
            undecided     missing.nupkg: error SCSDK8012: missing.nupkg cannot be read: there is no such file. Check the name and the permissions.
            """.ReplaceLineEndings("\n")) + "2 of 4 packages verified, 1 not verified, 1 undecided.\nNot verified.\n", run.Output.ReplaceLineEndings("\n"));

        run = Tool.RunIn(package.Folder, "verify", "out/a", "missing", "none", "--key", "release.pub", "--format", "json").Exits(Tool.Undecided);
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.AreEqual("undecided 1 0 2", $"{json.GetProperty("result")} {json.GetProperty("verified")} {json.GetProperty("notVerified")} {json.GetProperty("undecided")}");
        Assert.AreEqual("out/a/Contoso.Widgets.1.2.3.nupkg missing none", string.Join(' ', json.GetProperty("packages").EnumerateArray().Select(p => p.GetProperty("path").GetString())));
    }

    [TestMethod]
    public void A_folder_without_packages_is_no_yes()
    {
        using var package = new AttestedPackage();
        Directory.CreateDirectory(package.At("empty"));
        Assert.Contains("error SCSDK8012: empty cannot be read: it is a folder without packages", Tool.RunIn(package.Folder, "verify", "empty", "--key", "release.pub").Exits(Tool.Undecided).Output);
    }

    [TestMethod]
    [DataRow("none/*.nupkg", "No package matches none/*.nupkg.")]
    [DataRow("none/a.nupkg", "none/a.nupkg cannot be read: there is no such file.")]
    public void What_is_not_there_is_named_as_it_was_typed(string named, string said)
    {
        using var package = new AttestedPackage();
        var run = Tool.RunIn(package.Folder, "verify", named, "--key", "release.pub").Exits(Tool.Undecided);
        Assert.AreEqual(named, run.Output.ReplaceLineEndings("\n").Split('\n')[0]);
        Assert.Contains($"error SCSDK8012: {said}", run.Output);
    }

    [TestMethod]
    public void A_file_that_is_no_package_is_not_called_a_damaged_one()
    {
        using var package = new AttestedPackage();
        package.Write("site.tar.gz", "x");
        package.Write("site.nupkg", "x");
        var other = Tool.RunIn(package.Folder, "verify", "site.tar.gz", "--key", "release.pub").Exits(Tool.No).Output;
        Assert.Contains("error SCSDK8007: site.tar.gz is not a package: it is not a zip archive", other);
        Assert.Contains("docs/provenance.md", other);
        Assert.DoesNotContain("Download it again", other);
        Assert.Contains("Download it again", Tool.RunIn(package.Folder, "verify", "site.nupkg", "--key", "release.pub").Exits(Tool.No).Output);
    }

    [TestMethod]
    public void The_help_marks_what_is_required() =>
        Assert.MatchesRegex(@"--key <?FILE>? +Required, or an identity", Tool.Run("verify", "--help").Exits(Tool.Yes).Output);

    [TestMethod]
    public void Parts_of_a_report_are_one_blank_line_apart()
    {
        using var package = new AttestedPackage();
        Assert.AreEqual("""
            undecided     a.nupkg: error SCSDK8012: a.nupkg cannot be read: there is no such file. Check the name and the permissions.
            undecided     b.nupkg: error SCSDK8012: b.nupkg cannot be read: there is no such file. Check the name and the permissions.

            0 of 2 packages verified, 0 not verified, 2 undecided.
            Could not decide.

            """.ReplaceLineEndings("\n"), Tool.RunIn(package.Folder, "verify", "a.nupkg", "b.nupkg", "--key", "release.pub").Exits(Tool.Undecided).Output.ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void One_package_is_not_several()
    {
        using var package = new AttestedPackage(new Recipe { Provenance = p => p with { Packages = p.Packages[..1] } });
        Assert.Contains(".NET SDK 10.0.401, 1 package\n", Tool.RunIn(package.Folder, "verify", AttestedPackage.Name, "--key", "release.pub").Exits(Tool.Yes).Output.ReplaceLineEndings("\n"));
    }

    private static JsonElement Single(JsonElement all) => all.GetProperty("packages").EnumerateArray().Single();

    private static string Fingerprint(AttestedPackage package) => PublicKey.Load(package.KeyPath).Fingerprint;

    private static string Short(byte[] content) => Printable.Short(Digest.Sha256Of(content).Hex);
}
