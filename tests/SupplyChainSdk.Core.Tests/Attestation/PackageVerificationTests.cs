using System.Text.Json;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Core.Tests.Attestation;

[TestClass]
public sealed class PackageVerificationTests
{
    [TestMethod]
    public void A_package_as_it_was_packed_is_verified()
    {
        using var package = new AttestedPackage();
        var report = Verified(package.Verify());

        Assert.AreEqual("Contoso.Widgets 1.2.3", report.Package!.ToString());
        Assert.AreEqual("ECDSA P-256", report.Signer!.KeyKind);
        Assert.AreEqual(PackageLayer.AsBuilt, report.Content!.MatchedLayer);
        Assert.IsFalse(report.Content.HasSignature || report.Content.HasEmbeddedAttestation);
        Assert.AreEqual(AttestedPackage.Commit, report.Claims!.Commit);
        CollectionAssert.AreEqual(new[] { AttestedPackage.SbomBeside, AttestedPackage.SbomEntry }, report.Sboms!.Equal.Select(s => s.Name).ToArray());
        Assert.Contains("the source itself", report.NotChecked);
        Assert.DoesNotContain("the NuGet signature ('dotnet nuget verify' does)", report.NotChecked);
    }

    [TestMethod]
    public void A_signature_that_a_feed_appended_later_changes_nothing_and_is_said()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.NuGetSign(package.Built));
        var report = Verified(package.Verify());

        Assert.IsTrue(report.Content!.HasSignature);
        Assert.AreEqual(PackageLayer.AsBuilt, report.Content.MatchedLayer);
        Assert.AreNotEqual(report.Content.AsBuilt[0], report.Content.AsDownloaded[0]);
        Assert.Contains("the NuGet signature ('dotnet nuget verify' does)", report.NotChecked);
    }

    [TestMethod]
    public void An_attestation_inside_the_package_is_found_without_a_file_beside_it()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.NuGetSign(AttestedPackage.Attest(package.Built, package.Bundle)));
        package.Delete($"{AttestedPackage.Name}.sigstore.json");
        var report = Verified(package.Verify());

        Assert.IsTrue(report.Content!.HasEmbeddedAttestation && report.Content.HasSignature);
        Assert.AreEqual(BundlePlace.Inside, report.Bundles.Single().Place);
    }

    [TestMethod]
    public void A_bundle_elsewhere_can_be_named()
    {
        using var package = new AttestedPackage();
        File.Move(package.BundlePath, package.At("elsewhere.json"));

        AssertRefused(Codes.NoAttestation, package.Verify());
        Verified(package.Verify(package.At("elsewhere.json")));
    }

    [TestMethod]
    public void A_named_bundle_that_is_missing_decides_nothing_even_beside_a_good_one()
    {
        using var package = new AttestedPackage();
        AssertUndecided(Codes.InputUnreadable, package.Verify(package.At("nowhere.json")), "no such file");
    }

    [TestMethod]
    public void A_link_to_the_bundle_is_followed()
    {
        using var package = new AttestedPackage();
        File.Move(package.BundlePath, package.At("real.json"));
        File.CreateSymbolicLink(package.BundlePath, package.At("real.json"));

        Verified(package.Verify());
    }

    [TestMethod]
    public void One_changed_byte_of_an_entry_is_refused()
    {
        using var package = new AttestedPackage();
        var changed = package.Built.ToArray();
        changed[changed.AsSpan().IndexOf("xxxxxxxx"u8)] ^= 1;
        package.Write(AttestedPackage.Name, changed);
        var report = package.Verify();

        AssertRefused(Codes.SubjectMismatch, report, "differs from the attested package: sha256 ");
        Assert.IsNotNull(report.Signer);
        Assert.IsFalse(report.Content!.Matches);
        Assert.IsNull(report.Claims);
    }

    [TestMethod]
    public void One_entry_more_is_refused()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.Repack(new Recipe(), new RawEntry("build/Contoso.Widgets.targets", "<Project/>")));
        AssertRefused(Codes.SubjectMismatch, package.Verify());
    }

    [TestMethod]
    public void The_bundle_of_another_package_is_refused()
    {
        using var package = new AttestedPackage();
        using var other = new AttestedPackage(new Recipe { MoreEntries = [new RawEntry("readme.md", "other")] });
        package.Write($"{AttestedPackage.Name}.sigstore.json", other.Bundle);
        AssertRefused(Codes.SubjectMismatch, package.Verify());
    }

    [TestMethod]
    public void Another_key_is_refused()
    {
        using var package = new AttestedPackage();
        var report = package.Verify(key: "other.pub");

        AssertRefused(Codes.SignatureInvalid, report, "another key signed");
        Assert.IsNull(report.Signer);
        Assert.IsNull(report.Content);
    }

    [TestMethod]
    public void A_changed_payload_is_refused()
    {
        using var package = new AttestedPackage(new Recipe
        {
            Bundle = b => b["dsseEnvelope"]!["payload"] = Convert.ToBase64String(
                [.. Convert.FromBase64String(b["dsseEnvelope"]!["payload"]!.GetValue<string>()), (byte)' ']),
        });
        AssertRefused(Codes.SignatureInvalid, package.Verify(), "does not verify");
    }

    [TestMethod]
    public void A_changed_hint_contradicts_the_envelope_and_is_refused()
    {
        using var package = new AttestedPackage(new Recipe { Bundle = b => b["verificationMaterial"]!["publicKey"]!["hint"] = "other" });
        AssertRefused(Codes.BundleMalformed, package.Verify(), "hint");
    }

    [TestMethod]
    public void A_hint_that_names_another_key_is_refused_even_where_the_signature_is_good()
    {
        var hint = Convert.ToBase64String(new byte[32]);
        using var package = new AttestedPackage(new Recipe { Bundle = b => SetHint(b, hint) });
        AssertRefused(Codes.SignatureInvalid, package.Verify(), "another key");
    }

    [TestMethod]
    public void A_hint_that_names_no_key_is_passed_over_and_the_signature_decides()
    {
        using var package = new AttestedPackage(new Recipe { Bundle = b => SetHint(b, "release key 2026") });
        Verified(package.Verify());
        AssertRefused(Codes.SignatureInvalid, package.Verify(key: "other.pub"));
    }

    [TestMethod]
    public void A_bundle_with_a_certificate_is_refused_for_a_key()
    {
        using var package = new AttestedPackage(new Recipe
        {
            Bundle = b => b["verificationMaterial"] = JsonNode.Parse("""{"certificate":{"rawBytes":"MAA="}}"""),
        });
        AssertRefused(Codes.SignerUnexpected, package.Verify(), "certificate");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("not a bundle")]
    [DataRow("{}")]
    public void What_is_no_bundle_is_refused(string content)
    {
        using var package = new AttestedPackage();
        package.Write($"{AttestedPackage.Name}.sigstore.json", content);
        AssertRefused(Codes.BundleMalformed, package.Verify());
    }

    [TestMethod]
    public void A_bundle_beyond_the_limit_is_refused()
    {
        using var package = new AttestedPackage();
        package.Write($"{AttestedPackage.Name}.sigstore.json", new byte[Sigstore.Bundle.MaxBytes + 1]);
        AssertRefused(Codes.BundleMalformed, package.Verify(), "larger than");
    }

    [TestMethod]
    public void Without_an_attestation_nothing_is_verified()
    {
        using var package = new AttestedPackage();
        package.Delete($"{AttestedPackage.Name}.sigstore.json");
        AssertRefused(Codes.NoAttestation, package.Verify());
    }

    [TestMethod]
    public void An_unsigned_statement_proves_nothing()
    {
        using var package = new AttestedPackage();
        File.Move(package.BundlePath, package.At($"{AttestedPackage.Name}.intoto.unsigned.json"));
        AssertRefused(Codes.StatementUnsigned, package.Verify(), "anybody can write one");
    }

    [TestMethod]
    public void The_statement_alone_in_the_place_of_the_bundle_is_unsigned_too()
    {
        using var package = new AttestedPackage();
        using var bundle = JsonDocument.Parse(package.Bundle);
        var statement = bundle.RootElement.GetProperty("dsseEnvelope").GetProperty("payload").GetBytesFromBase64();
        var named = package.Write("statement.json", statement);

        AssertRefused(Codes.StatementUnsigned, package.Verify(named), "statement.json is an unsigned statement, which proves nothing");
        File.WriteAllBytes(package.BundlePath, statement);
        AssertRefused(Codes.StatementUnsigned, package.Verify(), $"{AttestedPackage.Name}.sigstore.json is an unsigned statement");
        // Not every JSON document is one, nor is a broken statement.
        File.WriteAllBytes(package.BundlePath, package.Bundle);
        AssertRefused(Codes.BundleMalformed, package.Verify(package.At(AttestedPackage.SbomBeside)));
        AssertRefused(Codes.BundleMalformed, package.Verify(package.Write("broken.json", statement[..^1])));
    }

    [TestMethod]
    public void A_missing_package_decides_nothing()
    {
        using var package = new AttestedPackage();
        package.Delete(AttestedPackage.Name);
        AssertUndecided(Codes.InputUnreadable, package.Verify(), "no such file");
    }

    [TestMethod]
    public void A_folder_in_the_place_of_the_package_decides_nothing()
    {
        using var package = new AttestedPackage();
        package.Delete(AttestedPackage.Name);
        Directory.CreateDirectory(package.Path);
        AssertUndecided(Codes.InputUnreadable, package.Verify(), "folder");
    }

    [TestMethod]
    public void Without_an_expectation_nothing_is_decided()
    {
        using var package = new AttestedPackage();
        AssertUndecided(Codes.NoExpectation, PackageVerification.Verify(package.Path, null, ExpectedSigner.Key(null), CancellationToken.None));
        AssertUndecided(Codes.NoExpectation, PackageVerification.Verify(package.Path, null, ExpectedSigner.Key(""), CancellationToken.None));
    }

    [TestMethod]
    public void A_key_that_cannot_be_used_decides_nothing()
    {
        using var package = new AttestedPackage();
        package.Write("private.pem", AttestedPackage.PrivateKeyPem);
        AssertUndecided(Codes.InputUnreadable, package.Verify(key: "nowhere.pub"), "does not exist");
        AssertUndecided(Codes.InputUnreadable, package.Verify(key: AttestedPackage.SbomBeside));
        AssertUndecided(Codes.InputUnreadable, package.Verify(key: "private.pem"), "private key");

        // Each thing once: which key, what is wrong with it, what to do.
        Assert.AreEqual($"The public key {package.At("private.pem")} cannot be used. It is a private key, and the public one is needed ('openssl pkey -pubout'). "
            + "Keep the private key where only the signer reads it. Name the publisher's public key (PEM) with --key FILE.", package.Verify(key: "private.pem").Refusal!.Message);
        Assert.AreEqual($"The key file {package.At("nowhere.pub")} does not exist. Name the publisher's public key (PEM) with --key FILE.", package.Verify(key: "nowhere.pub").Refusal!.Message);
        Directory.CreateDirectory(package.At("folder.pub"));
        Assert.AreEqual($"The key file {package.At("folder.pub")} cannot be read: it is a folder, or its permissions do not allow it. Name the publisher's public key (PEM) with --key FILE.",
            package.Verify(key: "folder.pub").Refusal!.Message);
    }

    [TestMethod]
    public void What_is_no_zip_archive_is_refused()
    {
        using var package = new AttestedPackage();
        foreach (var bytes in new[] { [], "not a package"u8.ToArray(), package.Built[..^1], package.Built[..(package.Built.Length / 2)], [.. package.Built, 0] })
        {
            package.Write(AttestedPackage.Name, bytes);
            AssertRefused(Codes.PackageMalformed, package.Verify());
        }
    }

    [TestMethod]
    public void A_zip64_archive_has_its_own_code()
    {
        using var package = new AttestedPackage();
        var zip64 = RawZip.Write(RawZip.Package(), end: e => e with { Before = [0x50, 0x4b, 0x06, 0x07, .. new byte[16]] });
        package.Write(AttestedPackage.Name, zip64);
        AssertRefused(Codes.PackageZip64, package.Verify());
    }

    [TestMethod]
    [DataRow("../x", "1.2.3")]
    [DataRow("Contoso.Widgets", "../1.2.3")]
    [DataRow("a\u202Eb", "1.2.3")]
    public void A_nuspec_whose_id_or_version_is_none_makes_no_package(string id, string version)
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.Name, RawZip.Write([new RawEntry("a.nuspec", $"<package><metadata><id>{id}</id><version>{version}</version></metadata></package>")]));
        AssertRefused(Codes.PackageMalformed, package.Verify());
    }

    [TestMethod]
    public void Another_predicate_is_refused()
    {
        using var package = new AttestedPackage(new Recipe { Statement = s => s["predicateType"] = "https://spdx.dev/Document" });
        var report = package.Verify();

        AssertRefused(Codes.NoProvenance, report, "spdx.dev");
        Assert.IsNotNull(report.Signer, "the signature was good, and that is said");
        Assert.IsNull(report.Claims);
    }

    [TestMethod]
    public void Another_type_of_payload_is_refused()
    {
        using var package = new AttestedPackage(new Recipe { PayloadType = "application/json" });
        AssertRefused(Codes.StatementMalformed, package.Verify(), "application/json");
    }

    [TestMethod]
    public void A_signed_statement_that_is_not_strict_JSON_is_refused()
    {
        using var package = new AttestedPackage(new Recipe { Payload = p => [.. p, .. "{}"u8] });
        AssertRefused(Codes.StatementMalformed, package.Verify());
        using var surrogate = new AttestedPackage(new Recipe { Payload = p => [.. p[..^1], .. ",\"x\":\"\\ud800\"}"u8] });
        AssertRefused(Codes.StatementMalformed, surrogate.Verify(), "Unicode");
    }

    [TestMethod]
    public void An_external_parameter_that_the_build_type_does_not_define_is_refused()
    {
        using var package = new AttestedPackage(new Recipe { Statement = s => s["predicate"]!["buildDefinition"]!["externalParameters"]!["script"] = "x" });
        AssertRefused(Codes.StatementMalformed, package.Verify(), "'script'");
    }

    [TestMethod]
    public void A_statement_about_another_id_or_version_contradicts_the_package()
    {
        using var nuspec = new AttestedPackage(new Recipe { Version = "1.2.4" });
        AssertRefused(Codes.StatementContradicts, nuspec.Verify(), "about pkg:nuget/Contoso.Widgets@1.2.3, and the nuspec says Contoso.Widgets 1.2.4");
        using var version = new AttestedPackage(new Recipe { Statement = s => s["predicate"]!["buildDefinition"]!["externalParameters"]!["version"] = "1.2.4" });
        AssertRefused(Codes.StatementContradicts, version.Verify(), "about version 1.2.4");
        using var spelled = new AttestedPackage(new Recipe { Statement = s => s["subject"]![0]!["uri"] = "pkg:nuget/contoso.widgets@1.2.3" });
        AssertRefused(Codes.StatementContradicts, spelled.Verify());
    }

    [TestMethod]
    [DataRow("Contoso.Auth.9.0.0.nupkg", false)]
    [DataRow("Contoso.Widgets.1.2.4.nupkg", false)]
    [DataRow("Contoso.Widgets.1.2.3.zip", false)]
    [DataRow("Contoso.Widgets.nupkg", true)]
    [DataRow("contoso.widgets.1.2.3.nupkg", true)]
    public void A_package_under_the_name_of_another_is_not_the_one_that_was_asked_for(string name, bool verified)
    {
        using var package = new AttestedPackage();
        var other = package.Write(name, package.Built);

        var report = PackageVerification.Verify(other, package.BundlePath, ExpectedSigner.Key(package.KeyPath), CancellationToken.None);

        if (verified)
            Verified(report);
        else
            AssertRefused(Codes.StatementContradicts, report, "holds Contoso.Widgets 1.2.3, which is not what its name says");
    }

    [TestMethod]
    [DataRow("1.2.3.0", true)]
    [DataRow("1.2.3+abc", true)]
    [DataRow("1.2.3.1", false)]
    [DataRow("1.2.03-x", false)]
    public void A_version_that_the_nuspec_writes_otherwise_is_the_same_version(string written, bool verified)
    {
        using var package = new AttestedPackage(new Recipe { Version = written });
        if (verified)
            Assert.AreEqual("1.2.3", Verified(package.Verify()).Package!.Version);
        else
            AssertRefused(Codes.StatementContradicts, package.Verify(), "about pkg:nuget/Contoso.Widgets@1.2.3");
    }

    [TestMethod]
    public void A_statement_about_another_commit_contradicts_the_package()
    {
        using var package = new AttestedPackage(new Recipe { Commit = new string('a', 40) });
        AssertRefused(Codes.StatementContradicts, package.Verify(), $"built from commit {AttestedPackage.Commit}");
        using var upper = new AttestedPackage(new Recipe { Commit = AttestedPackage.Commit.ToUpperInvariant() });
        Verified(upper.Verify());
    }

    [TestMethod]
    public void A_key_cannot_vouch_for_a_hosted_builder()
    {
        using var package = new AttestedPackage(new Recipe { Statement = s => s["predicate"]!["runDetails"]!["builder"]!["id"] = "https://github.com/actions/runner" });
        AssertRefused(Codes.StatementContradicts, package.Verify(), "a key cannot vouch");
    }

    [TestMethod]
    public void A_foreign_build_type_is_verified_without_a_word_on_its_parameters()
    {
        using var package = new AttestedPackage(new Recipe { Statement = Foreign });
        var report = Verified(package.Verify());

        Assert.AreEqual("https://example.com/builder", report.Claims!.BuilderId);
        Assert.IsEmpty(report.Sboms!.Equal);
        Assert.IsTrue(report.NotChecked.Any(n => n.Contains("https://example.com/build/v1", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("https://example.com/Contoso.Widgets.1.2.3.nupkg", true)]
    [DataRow("pkg:nuget/contoso.widgets@1.2.3", true)]
    [DataRow("pkg:nuget/Contoso.Widgets@1.2.3?repository_url=x", true)]
    [DataRow("pkg:nuget/Contoso.Widgets@1.2.4", false)]
    [DataRow("pkg:npm/Contoso.Widgets@1.2.3", false)]
    public void A_purl_of_a_foreign_statement_must_be_about_this_package(string uri, bool isVerified)
    {
        using var package = new AttestedPackage(new Recipe
        {
            Statement = s =>
            {
                Foreign(s);
                s["subject"]![0]!["uri"] = uri;
            },
        });
        if (isVerified)
            Verified(package.Verify());
        else
            AssertRefused(Codes.StatementContradicts, package.Verify());
    }

    [TestMethod]
    public void A_foreign_statement_may_name_several_subjects_and_a_later_layer()
    {
        using var package = new AttestedPackage();
        var signed = AttestedPackage.NuGetSign(package.Built);
        using var foreign = new AttestedPackage(new Recipe
        {
            Statement = s =>
            {
                Foreign(s);
                s["subject"] = new JsonArray(
                    JsonNode.Parse($$"""{"name":"other","digest":{"sha256":"{{new string('0', 64)}}"} }"""),
                    JsonNode.Parse($$"""{"name":"{{AttestedPackage.Name}}","digest":{"sha256":"{{Digest.Sha256Of(signed).Hex}}","gitCommit":"x"} }"""));
            },
        });
        AssertRefused(Codes.SubjectMismatch, foreign.Verify());
        foreign.Write(AttestedPackage.Name, signed);
        Assert.AreEqual(PackageLayer.AsDownloaded, Verified(foreign.Verify()).Content!.MatchedLayer);
    }

    [TestMethod]
    [DataRow("Contoso.Widgets.1.2.3.snupkg")]
    [DataRow("Contoso.Widgets.1.2.3.symbols.nupkg")]
    [DataRow("Contoso.Widgets.1.2.4.nupkg")]
    [DataRow("evil.zip")]
    public void A_statement_about_another_file_contradicts_the_package(string name)
    {
        foreach (var change in (Action<JsonObject>[])[_ => { }, Foreign])
        {
            using var package = new AttestedPackage(new Recipe
            {
                Statement = s =>
                {
                    change(s);
                    s["subject"]![0]!["name"] = name;
                },
            });
            var report = package.Verify();
            AssertRefused(Codes.StatementContradicts, report);
            Assert.Contains($"it is about '{name}'", report.Refusal!.Message);
        }
    }

    [TestMethod]
    [DataRow("", "pkg:nuget/Contoso.Widgets@1.2.3", true)]
    [DataRow("dist/contoso.widgets.1.2.3.nupkg", null, true)]
    [DataRow("", null, false)]
    [DataRow("", "https://example.com/Contoso.Widgets.1.2.3.nupkg", false)]
    public void A_foreign_statement_names_the_package_by_its_file_or_its_purl(string name, string? uri, bool isVerified)
    {
        using var package = new AttestedPackage(new Recipe
        {
            Statement = s =>
            {
                Foreign(s);
                s["subject"]![0]!["name"] = name;
                s["subject"]![0]!["uri"] = uri;
                if (uri is null)
                    s["subject"]![0]!.AsObject().Remove("uri");
            },
        });
        Assert.AreEqual(isVerified ? VerificationResult.Verified : VerificationResult.NotVerified, package.Verify().Result);
    }

    [TestMethod]
    public void A_subject_with_one_right_and_one_wrong_digest_is_refused()
    {
        using var package = new AttestedPackage(new Recipe { Statement = s => s["subject"]![0]!["digest"]!["sha512"] = new string('0', 128) });
        AssertRefused(Codes.SubjectMismatch, package.Verify());
    }

    [TestMethod]
    public void A_subject_without_a_usable_digest_is_refused()
    {
        using var package = new AttestedPackage(new Recipe
        {
            Statement = s => s["subject"]![0]!["digest"] = new JsonObject { ["gitCommit"] = AttestedPackage.Commit },
        });
        AssertRefused(Codes.SubjectMismatch, package.Verify(), "attested another or none");
    }

    [TestMethod]
    public void A_changed_SBOM_beside_the_package_is_refused()
    {
        using var package = new AttestedPackage();
        package.Write(AttestedPackage.SbomBeside, "{}");
        var report = package.Verify();

        AssertRefused(Codes.SbomMismatch, report, $"{AttestedPackage.SbomBeside} is not the attested one");
        Assert.IsNull(report.Sboms);
    }

    [TestMethod]
    public void A_missing_SBOM_beside_the_package_is_said_and_not_refused()
    {
        using var package = new AttestedPackage();
        package.Delete(AttestedPackage.SbomBeside);
        var report = Verified(package.Verify());

        Assert.AreEqual(AttestedPackage.SbomBeside, report.Sboms!.Absent.Single());
        Assert.Contains($"{AttestedPackage.SbomBeside}, which is not beside the package", report.NotChecked);
    }

    [TestMethod]
    public void An_SBOM_inside_that_nobody_attested_is_refused()
    {
        using var package = new AttestedPackage(new Recipe { MoreEntries = [new RawEntry("_manifest/spdx_2.2/manifest.spdx.json", "{}")] });
        AssertRefused(Codes.SbomMismatch, package.Verify(), "the statement does not name it");
        using var upper = new AttestedPackage(new Recipe { MoreEntries = [new RawEntry("_MANIFEST/x.json", "{}")] });
        AssertRefused(Codes.SbomMismatch, upper.Verify(), "_MANIFEST/x.json");
    }

    [TestMethod]
    public void An_attested_SBOM_that_the_package_does_not_hold_is_refused()
    {
        using var package = new AttestedPackage(new Recipe { SbomInside = false });
        AssertRefused(Codes.SbomMismatch, package.Verify(), "does not hold it");
    }

    [TestMethod]
    public void An_SBOM_inside_that_the_statement_describes_otherwise_is_refused()
    {
        using var package = new AttestedPackage(new Recipe
        {
            Provenance = p => p with { Sboms = [.. p.Sboms.Select(s => s with { Sha256 = Digest.Sha256Of("another"u8) })] },
        });
        package.Delete(AttestedPackage.SbomBeside);
        AssertRefused(Codes.SbomMismatch, package.Verify(), AttestedPackage.SbomEntry);
    }

    [TestMethod]
    [DataRow("../Contoso.Widgets.1.2.3.cdx.json")]
    [DataRow("/etc/hostname")]
    [DataRow("sub/bom.json")]
    [DataRow("sub\\bom.json")]
    [DataRow("C:bom.json")]
    [DataRow("..")]
    [DataRow(".")]
    [DataRow("a\u0000b")]
    public void The_name_of_an_SBOM_never_leaves_the_folder_of_the_package(string name)
    {
        using var package = new AttestedPackage(new Recipe
        {
            Provenance = p => p with { Sboms = [p.Sboms[0], p.Sboms[1] with { Name = name }] },
        });
        AssertRefused(Codes.SbomMismatch, package.Verify(), "no file name that is looked up");
    }

    [TestMethod]
    public void An_SBOM_beside_that_cannot_be_read_decides_nothing_and_is_named()
    {
        if (!File.Exists("/dev/zero"))
            Assert.Inconclusive("There is no file without an end here.");
        using var package = new AttestedPackage();
        package.Delete(AttestedPackage.SbomBeside);
        File.CreateSymbolicLink(package.At(AttestedPackage.SbomBeside), "/dev/zero");
        AssertUndecided(Codes.InputUnreadable, package.Verify(), $"{AttestedPackage.SbomBeside} cannot be read: it is larger than");
    }

    [TestMethod]
    public void A_damaged_SBOM_inside_is_refused()
    {
        using var package = new AttestedPackage(new Recipe
        {
            SbomInside = false,
            MoreEntries = [new RawEntry(AttestedPackage.SbomEntry, "{}") { Method = 0, LocalCrc = 7, CentralCrc = 7 }],
        });
        AssertRefused(Codes.PackageMalformed, package.Verify(), "checksum");
    }

    [TestMethod]
    [DataRow("packages/Contoso.Widgets.1.2.3/Contoso.Widgets.1.2.3.nupkg", true)]
    [DataRow("packages/Contoso.Widgets/Contoso.Widgets.nupkg", true)]
    [DataRow("downloads/Contoso.Widgets.1.2.3.nupkg", false)]
    public void In_another_layout_it_says_that_extracted_files_are_not_compared(string path, bool isSaid)
    {
        using var package = new AttestedPackage();
        var file = package.Write(path, AttestedPackage.Attest(package.Built, package.Bundle));

        var report = Verified(PackageVerification.Verify(file, null, ExpectedSigner.Key(package.KeyPath), CancellationToken.None));

        Assert.AreEqual(isSaid, report.NotChecked.Any(n => n.Contains("extracted files (archive only", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void In_a_packages_folder_the_extracted_files_are_compared()
    {
        using var package = new AttestedPackage();
        const string Folder = "contoso.widgets/1.2.3/";
        var file = package.Write(Folder + "contoso.widgets.1.2.3.nupkg", AttestedPackage.Attest(package.Built, package.Bundle));
        VerificationReport Verify() => PackageVerification.Verify(file, null, ExpectedSigner.Key(package.KeyPath), CancellationToken.None);

        var report = Verified(Verify());
        Assert.IsNull(report.ExtractedFiles);
        Assert.Contains("extracted files (archive only: none lie beside it as in a packages folder)", report.NotChecked);

        using (var archive = SupplyChainSdk.Inputs.PackageArchive.Open(file))
        {
            foreach (var entry in archive.Entries.Where(e => !e.StartsWith('[') && !e.StartsWith("_rels", StringComparison.Ordinal)))
                package.Write(Folder + (entry == "Contoso.Widgets.nuspec" ? "contoso.widgets.nuspec" : entry), archive.ReadEntry(entry, 100_000)!);
        }
        report = Verified(Verify());
        Assert.AreEqual(4, report.ExtractedFiles);
        Assert.IsFalse(report.NotChecked.Any(n => n.Contains("extracted", StringComparison.Ordinal)));

        package.Write(Folder + AttestedPackage.SbomBeside, File.ReadAllBytes(package.At(AttestedPackage.SbomBeside)));
        Assert.AreEqual(4, Verified(Verify()).ExtractedFiles);

        package.Write(Folder + "build/Contoso.Widgets.targets", "<Project/>");
        AssertRefused(Codes.ExtractedFilesDiffer, Verify(), "build/Contoso.Widgets.targets, extracted beside contoso.widgets.1.2.3.nupkg, is not in the package");
        File.Delete(package.At(Folder + "build/Contoso.Widgets.targets"));
        package.Write(Folder + "lib/net10.0/Contoso.Widgets.dll", new string('y', 300));
        report = Verify();
        AssertRefused(Codes.ExtractedFilesDiffer, report, "lib/net10.0/Contoso.Widgets.dll, extracted beside contoso.widgets.1.2.3.nupkg, is not the file in the package");
        Assert.IsNull(report.ExtractedFiles);
        Assert.IsTrue(report.Content!.Matches, "the archive itself is the attested one");
    }

    [TestMethod]
    public void Many_are_verified_in_the_order_in_which_they_were_named()
    {
        using var package = new AttestedPackage();
        var files = Enumerable.Range(0, 60).Select(i => package.Write($"{i}/{AttestedPackage.Name}", i % 3 == 0 ? package.Built : AttestedPackage.Attest(package.Built, package.Bundle)))
            .Append(package.At("missing.nupkg")).ToArray();
        var done = 0;
        var reports = PackageVerification.VerifyAll([.. files], null, ExpectedSigner.Key(package.KeyPath), _ => Interlocked.Increment(ref done), CancellationToken.None);

        Assert.AreSequenceEqual(files, reports.Select(r => r.Path));
        Assert.AreEqual(files.Length, done);
        Assert.AreSequenceEqual([.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? VerificationResult.NotVerified : VerificationResult.Verified), VerificationResult.Undecided],
            reports.Select(r => r.Result));
        Assert.ThrowsExactly<OperationCanceledException>(
            () => PackageVerification.VerifyAll([.. files], null, ExpectedSigner.Key(package.KeyPath), null, new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public void The_bytes_that_are_judged_are_read_through_one_handle()
    {
        // Whatever is in the place of the package afterwards: the report is about the file that was open.
        using var package = new AttestedPackage();
        using var archive = SupplyChainSdk.Inputs.PackageArchive.Open(package.Path);
        File.Move(package.Path, package.At("moved.nupkg"));
        package.Write(AttestedPackage.Name, "another file");

        Assert.AreEqual(Digest.Sha256Of(package.Built), archive.ReadLayers().AsBuilt.Sha256);
        Assert.AreEqual("1.2.3", archive.ReadNuspec().Version);
        Assert.IsNotNull(archive.ReadEntry(AttestedPackage.SbomEntry, 1000));
    }

    [TestMethod]
    public void A_cancelled_verification_answers_nothing()
    {
        using var package = new AttestedPackage();
        Assert.ThrowsExactly<OperationCanceledException>(
            () => PackageVerification.Verify(package.Path, null, ExpectedSigner.Key(package.KeyPath), new CancellationToken(canceled: true)));
    }

    [TestMethod]
    public void A_report_without_all_of_its_parts_never_says_verified()
    {
        using var package = new AttestedPackage();
        var report = Verified(package.Verify());
        foreach (var less in new[]
        {
            report with { Signer = null },
            report with { Content = null },
            report with { Content = report.Content! with { MatchedLayer = null } },
            report with { Claims = null },
            report with { Sboms = null },
        })
        {
            Assert.AreEqual(VerificationResult.Undecided, less.Result);
        }
        Assert.AreEqual(VerificationResult.NotVerified, (report with { Refusal = Finding.Create(Codes.SbomMismatch, Severity.Error, "x", "x") }).Result);
    }

    private static void Foreign(JsonObject statement)
    {
        statement["predicate"]!["buildDefinition"]!["buildType"] = "https://example.com/build/v1";
        statement["predicate"]!["buildDefinition"]!["externalParameters"]!["script"] = "anything";
        statement["predicate"]!["runDetails"]!["builder"]!["id"] = "https://example.com/builder";
    }

    private static void SetHint(JsonObject bundle, string hint)
    {
        bundle["verificationMaterial"]!["publicKey"]!["hint"] = hint;
        bundle["dsseEnvelope"]!["signatures"]![0]!["keyid"] = hint;
    }

    private static VerificationReport Verified(VerificationReport report)
    {
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        Assert.IsNull(report.Refusal);
        return report;
    }

    private static void AssertRefused(DiagnosticCode code, VerificationReport report, string reason = "") =>
        AssertResult(VerificationResult.NotVerified, code, report, reason);

    private static void AssertUndecided(DiagnosticCode code, VerificationReport report, string reason = "") =>
        AssertResult(VerificationResult.Undecided, code, report, reason);

    private static void AssertResult(VerificationResult result, DiagnosticCode code, VerificationReport report, string reason)
    {
        Assert.AreEqual(code, report.Refusal?.Code, report.Refusal?.Message);
        Assert.AreEqual(result, report.Result);
        Assert.Contains(reason, report.Refusal!.Message);
        Assert.IsEmpty(report.NotChecked);
    }
}
