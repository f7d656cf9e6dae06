using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Core.Tests.Packaging;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Sigstore.Tests.Verification;

namespace SupplyChainSdk.Core.Tests.Attestation;

/// <summary>Packages that a certificate was used for: who may have signed, by what evidence, on whose word.</summary>
[TestClass]
public sealed class IdentityVerificationTests
{
    private const string Beside = $"{AttestedPackage.Name}.sigstore.json";
    private const string Owner = "https://example.test/contoso";

    [TestMethod]
    public void A_package_of_the_expected_identity_verifies_and_all_that_is_proven_is_said()
    {
        using var package = new CertifiedPackage();
        var report = package.Verify();

        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        var signer = report.Signer!;
        Assert.AreEqual((null, null, null, 2), (signer.KeySha256, signer.KeyKind, signer.IdentityPattern, signer.LevelAtMost));
        Assert.AreEqual((TestInstance.Identity, TestInstance.Issuer), (signer.Certified!.Identity, signer.Certified.Issuer));
        Assert.IsTrue(signer.Times.All(t => t.Time == TestInstance.Now));
        Assert.AreSequenceEqual([VerifiedTimeSource.TimestampAuthority, VerifiedTimeSource.TransparencyLog], signer.Times.Select(t => t.Source).Order());
        Assert.AreEqual(1001, signer.LogEntries.Single().Index);
        Assert.AreEqual(TrustedRoot.Load(package.At(CertifiedPackage.RootName)).Sha256, signer.TrustedRoot!.Sha256);
        Assert.AreEqual("the source itself; that a rebuild gives the same bytes; whether somebody misused the identity; whether the trusted root is the newest one",
            string.Join("; ", report.NotChecked));
    }

    [TestMethod]
    public void Inside_the_package_it_verifies_as_well_and_a_later_signature_changes_nothing()
    {
        using var package = new CertifiedPackage();
        package.Write(AttestedPackage.Name, AttestedPackage.NuGetSign(AttestedPackage.Attest(package.Built, package.Bundle)));
        File.Delete(package.At(Beside));
        Assert.AreEqual(BundleVerdict.Verified, Verified(package.Verify()).Bundles.Single(b => b.Place == BundlePlace.Inside).Verdict);
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(AttestedPackage.Repack(new Recipe(), new RawEntry("x.txt", "x")), package.Bundle));
        Refused(Codes.SubjectMismatch, package.Verify());
    }

    [TestMethod]
    public void The_identity_is_exact_or_by_an_expression_that_the_whole_of_it_matches()
    {
        using var package = new CertifiedPackage();
        Verified(package.Verify(e => e with { Identity = null, IdentityPattern = @"https://example\.test/contoso/widget/.+" }));
        Assert.AreEqual(@".+@refs/tags/v\d", package.Verify(e => e with { Identity = null, IdentityPattern = @".+@refs/tags/v\d" }).Signer!.IdentityPattern);

        foreach (var other in new Func<ExpectedSigner, ExpectedSigner>[]
        {
            e => e with { Identity = TestInstance.Identity[..^1] },
            e => e with { Identity = TestInstance.Identity + "0" },
            e => e with { Identity = TestInstance.Identity.ToUpperInvariant() },
            e => e with { Identity = null, IdentityPattern = @"https://example\.test/contoso/" },
            e => e with { Identity = null, IdentityPattern = "x|release" },
        })
        {
            var message = Refused(Codes.SignerUnexpected, package.Verify(other));
            Assert.Contains($"The certificate is of another identity: '{TestInstance.Identity}' (issuer '{TestInstance.Issuer}'), expected was ", message);
        }
    }

    [TestMethod]
    [DataRow(TestInstance.Issuer + "/")]
    [DataRow("https://token.example")]
    [DataRow(TestInstance.Issuer + "/enterprise")]
    public void The_issuer_is_exact_and_no_prefix(string issuer)
    {
        using var package = new CertifiedPackage();
        Assert.Contains($"Another issuer vouched for the identity: '{TestInstance.Issuer}', expected was '{issuer}'.",
            Refused(Codes.SignerUnexpected, package.Verify(e => e with { Issuer = issuer })));
    }

    [TestMethod]
    public void Every_restriction_holds_exactly()
    {
        using var package = new CertifiedPackage();
        var right = package.Expected with
        {
            SourceRepository = CertifiedPackage.Repository,
            SourceRepositoryId = "1",
            SourceRepositoryOwner = Owner,
            SourceRef = "refs/tags/v1",
            SourceCommit = AttestedPackage.Commit,
            Workflow = TestInstance.Identity,
            Trigger = "push",
            Runner = "github-hosted",
        };
        Verified(package.Verify(_ => right));
        foreach (var wrong in new[]
        {
            right with { SourceRepository = CertifiedPackage.Repository + ".git" }, right with { SourceRepositoryId = "10" }, right with { SourceRepositoryOwner = Owner + "x" },
            right with { SourceRef = "refs/tags/v" }, right with { SourceCommit = AttestedPackage.Commit[..7] }, right with { Workflow = TestInstance.Identity[..^1] },
            right with { Trigger = "workflow_dispatch" }, right with { Runner = "self-hosted" },
        })
        {
            // Signed by whom was expected, and not so: that stands against the package, unlike a stranger's.
            var report = package.Verify(_ => wrong);
            Assert.Contains("expected was", Refused(Codes.SignerUnexpected, report));
            Assert.AreEqual(BundleVerdict.Refused, report.Bundles.Single().Verdict);
        }
    }

    [TestMethod]
    [DataRow("pull_request")]
    [DataRow("pull_request_target")]
    [DataRow("pull_request_review_comment")]
    [DataRow("merge_request_event")]
    [DataRow("external_pull_request_event")]
    public void A_build_of_a_pull_request_is_refused_unless_it_is_named(string trigger)
    {
        using var package = new CertifiedPackage(sign: s => s.Claims[20] = trigger);
        var report = package.Verify();
        Assert.Contains($"allow it with --trigger '{trigger}'", Refused(Codes.BuildNotAllowed, report));
        Assert.AreEqual(BundleVerdict.Refused, report.Bundles.Single().Verdict);
        Verified(package.Verify(e => e with { Trigger = trigger }));
        Refused(Codes.SignerUnexpected, package.Verify(e => e with { Trigger = "push" }));
    }

    [TestMethod]
    public void A_pull_request_that_an_old_certificate_says_in_the_old_way_is_refused_too()
    {
        using var package = new CertifiedPackage(sign: s =>
        {
            s.Claims.Remove(20);
            s.Extend = r => r.CertificateExtensions.Add(new("1.3.6.1.4.1.57264.1.2", "pull_request"u8, critical: false));
        });
        Refused(Codes.BuildNotAllowed, package.Verify());
    }

    [TestMethod]
    [DataRow("self-hosted")]
    [DataRow("ssh-rerun")]
    public void A_runner_that_the_CI_system_does_not_host_is_refused_unless_it_is_named(string runner)
    {
        using var package = new CertifiedPackage(sign: s => s.Claims[11] = runner);
        Assert.Contains($"allow it with --runner '{runner}'", Refused(Codes.BuildNotAllowed, package.Verify()));
        Assert.AreEqual(1, Verified(package.Verify(e => e with { Runner = runner })).Signer!.LevelAtMost);
    }

    [TestMethod]
    public void What_the_certificate_does_not_say_is_listed_and_raises_no_level()
    {
        using var package = new CertifiedPackage(sign: s => _ = (s.Claims.Remove(11), s.Claims.Remove(20)));
        var report = Verified(package.Verify());
        Assert.AreEqual(1, report.Signer!.LevelAtMost);
        Assert.Contains("what started the build (the certificate does not say it)", report.NotChecked);
        Assert.Contains("whose machine built (the certificate does not say it)", report.NotChecked);
    }

    [TestMethod]
    public void A_person_vouches_for_the_local_builder_and_for_nothing_more()
    {
        const string Person = "release@contoso.test";
        static void ByPerson(TestSigning s)
        {
            s.Claims.Clear();
            s.Claims[8] = TestInstance.Issuer;
            s.Extend = CertifiedPackage.Named(n => n.AddEmailAddress(Person));
        }

        using var package = new CertifiedPackage(new Recipe { Statement = s => CertifiedPackage.NameBuilder(s, Provenance.LocalBuilder) }, ByPerson);
        var report = Verified(package.Verify(e => e with { Identity = Person }));
        Assert.AreEqual((1, Person), (report.Signer!.LevelAtMost, report.Signer.Certified!.Identity));
        Assert.DoesNotContain("what started the build (the certificate does not say it)", report.NotChecked);

        using var boasting = new CertifiedPackage(sign: ByPerson);
        Refused(Codes.StatementContradictsCertificate, boasting.Verify(e => e with { Identity = Person }));
    }

    [TestMethod]
    public void A_statement_that_contradicts_its_certificate_is_refused()
    {
        const string Reusable = "https://example.test/shared/.github/workflows/sign.yml@refs/heads/main";
        foreach (var (recipe, sign, says) in new (Recipe?, Action<TestSigning>?, string)[]
        {
            (Building(s => CertifiedPackage.NameBuilder(s, Provenance.LocalBuilder)), null, "it names the builder"),
            (Building(s => CertifiedPackage.NameBuilder(s, TestInstance.Identity + "x")), null, "it names the builder"),
            (null, s => s.Claims[9] = Reusable, $"the certificate is of '{Reusable}'"),
            (null, s => s.Claims[13] = new string('0', 40), $"it was built from commit {AttestedPackage.Commit}, and the certificate says"),
            (null, s => s.Claims[12] = CertifiedPackage.Repository + "-fork", $"it was built from '{CertifiedPackage.Repository}', and the certificate says"),
            (null, s => s.Claims[12] = CertifiedPackage.Repository + ".git.git", $"it was built from '{CertifiedPackage.Repository}', and the certificate says"),
        })
        {
            using var package = new CertifiedPackage(recipe, sign);
            Assert.Contains(says, Refused(Codes.StatementContradictsCertificate, package.Verify()));
        }
        // Their twins: what is the same in another form, and what one of them does not say.
        foreach (var (recipe, sign) in new (Recipe?, Action<TestSigning>?)[]
        {
            (Building(s => CertifiedPackage.NameBuilder(s, Reusable)), s => s.Claims[9] = Reusable),
            (null, s => s.Claims[13] = "sha1:" + AttestedPackage.Commit.ToUpperInvariant()),
            (null, s => s.Claims[12] += ".git"),
            (null, s => _ = (s.Claims.Remove(12), s.Claims.Remove(13))),
            (new Recipe { Provenance = p => p with { Source = null } }, null),
        })
        {
            using var package = new CertifiedPackage(recipe, sign);
            Verified(package.Verify());
        }
    }

    [TestMethod]
    [DataRow("git+https://github.com/contoso/widget@refs/tags/v1", null, null)]
    [DataRow("git+https://github.com/contoso/widget.git@refs/tags/v1", null, null)]
    [DataRow("git+https://github.com/contoso/widget", null, null)]
    [DataRow("https://github.com/contoso/other", null, null, DisplayName = "no git source at all")]
    [DataRow("git+https://github.com/contoso/widgets@refs/tags/v1", null, "it was built from 'git+https://github.com/contoso/widgets@refs/tags/v1'")]
    [DataRow("git+https://evil.test/?git+https://github.com/contoso/widget@x", null, "it was built from 'git+https://evil.test/")]
    [DataRow("git+https://github.com/contoso/widget@refs/tags/v1", "0000000000000000000000000000000000000000", "it was built from commit '0000")]
    public void Of_a_foreign_build_the_git_source_is_compared(string uri, string? commit, string? says)
    {
        using var package = new CertifiedPackage(new Recipe
        {
            Statement = s =>
            {
                var definition = s["predicate"]!["buildDefinition"]!.AsObject();
                definition["buildType"] = "https://actions.github.io/buildtypes/workflow/v1";
                definition["resolvedDependencies"] = new JsonArray(new JsonObject { ["uri"] = uri, ["digest"] = new JsonObject { ["gitCommit"] = commit ?? AttestedPackage.Commit } });
            },
        });
        if (says is null)
            Verified(package.Verify());
        else
            Assert.Contains(says, Refused(Codes.StatementContradictsCertificate, package.Verify()));
    }

    [TestMethod]
    [DataRow("", "", null)]
    [DataRow("builder", "https://github.com/actions/runner/github-hosted", null)]
    [DataRow("builder", "https://github.com/actions/runner/self-hosted", "it names the builder 'https://github.com/actions/runner/self-hosted', and the certificate is of")]
    [DataRow("builder", "https://github.com/slsa-framework/other/.github/workflows/builder.yml@refs/tags/v2", "it names the builder 'https://github.com/slsa-framework/")]
    [DataRow("repository", "https://github.com/victim/widget", "it names the repository 'https://github.com/victim/widget'")]
    [DataRow("path", ".github/workflows/other.yml", "it names the workflow '.github/workflows/other.yml@refs/tags/v1'")]
    [DataRow("ref", "refs/heads/main", "it names the workflow '.github/workflows/release.yml@refs/heads/main'")]
    [DataRow("run", "https://github.com/contoso/widget/actions/runs/2/attempts/1", "it names the run 'https://github.com/contoso/widget/actions/runs/2/attempts/1'")]
    public void Of_a_build_type_of_GitHub_workflow_run_and_builder_are_compared(string part, string other, string? says)
    {
        const string Run = $"{CertifiedPackage.Repository}/actions/runs/1/attempts/1";
        string Or(string name, string good) => part == name ? other : good;
        foreach (var buildType in new[] { "https://actions.github.io/buildtypes/workflow/v1", "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1", "https://example.test/other/v1" })
        {
            using var package = new CertifiedPackage(
                new Recipe
                {
                    Statement = s =>
                    {
                        var (definition, run) = (s["predicate"]!["buildDefinition"]!.AsObject(), s["predicate"]!["runDetails"]!);
                        definition["buildType"] = buildType;
                        definition["externalParameters"] = new JsonObject
                        {
                            ["workflow"] = new JsonObject
                            {
                                ["ref"] = Or("ref", "refs/tags/v1"),
                                ["repository"] = Or("repository", CertifiedPackage.Repository),
                                ["path"] = Or("path", ".github/workflows/release.yml"),
                            },
                        };
                        definition["resolvedDependencies"] = new JsonArray();
                        run["builder"]!["id"] = Or("builder", TestInstance.Identity);
                        run["metadata"] = new JsonObject { ["invocationId"] = Or("run", Run) };
                    },
                },
                s => (s.Claims[18], s.Claims[21]) = ($"{CertifiedPackage.Repository}/.github/workflows/release.yml@refs/tags/v1", Run));
            // What the parameters of another build type mean is not known; a builder that names a workflow or GitHub's runner has one meaning.
            if (says is null || (part != "builder" && buildType.StartsWith("https://example.test", StringComparison.Ordinal)))
                Verified(package.Verify());
            else
                Assert.Contains(says, Refused(Codes.StatementContradictsCertificate, package.Verify()));
        }
    }

    [TestMethod]
    [DataRow("trigger", "schedule", "it names the trigger 'schedule', and the certificate says 'push'")]
    [DataRow("runner", "self-hosted", "it names the runner 'self-hosted', and the certificate says 'github-hosted'")]
    [DataRow("", "", null)]
    public void Of_a_build_type_of_GitHub_trigger_and_runner_are_compared(string part, string other, string? says)
    {
        using var package = new CertifiedPackage(new Recipe
        {
            Statement = s => AsOfGitHub(s, "refs/tags/v1", part == "trigger" ? other : "push", part == "runner" ? other : "github-hosted"),
        });
        if (says is null)
            Verified(package.Verify());
        else
            Assert.Contains(says, Refused(Codes.StatementContradictsCertificate, package.Verify()));
    }

    [TestMethod]
    [DataRow(2, "pull_request_target", "it names the trigger 'push', and the certificate says 'pull_request_target'")]
    [DataRow(3, "720da5000000000000000000000000000000a5ed", "and the certificate says '720da5000000000000000000000000000000a5ed'")]
    [DataRow(5, "contoso/other", "and the certificate says 'https://example.test/contoso/other'")]
    [DataRow(6, "refs/heads/main", "it names the ref 'refs/tags/v1', and the certificate says 'refs/heads/main'")]
    [DataRow(0, "", null)]
    public void A_certificate_that_has_only_the_old_extensions_is_compared_by_them(int number, string other, string? says)
    {
        const string Repository = "https://example.test/contoso/widget";
        using var package = new CertifiedPackage(
            new Recipe
            {
                Statement = s =>
                {
                    AsOfGitHub(s, "refs/tags/v1", "push", null);
                    var definition = s["predicate"]!["buildDefinition"]!;
                    definition["externalParameters"]!["workflow"]!["repository"] = Repository;
                    definition["resolvedDependencies"] = new JsonArray(new JsonObject { ["uri"] = $"git+{Repository}@refs/tags/v1", ["digest"] = new JsonObject { ["gitCommit"] = AttestedPackage.Commit } });
                },
            },
            s =>
            {
                s.Claims.Clear();
                s.Extend = request =>
                {
                    foreach (var (old, value) in new[] { (1, TestInstance.Issuer), (2, "push"), (3, AttestedPackage.Commit), (4, "Release"), (5, "contoso/widget"), (6, "refs/tags/v1") })
                        request.CertificateExtensions.Add(new($"1.3.6.1.4.1.57264.1.{old}", System.Text.Encoding.UTF8.GetBytes(old == number ? other : value), critical: false));
                };
            });
        // Which trigger is allowed is another question.
        ExpectedSigner Expect(ExpectedSigner e) => number == 2 ? e with { Trigger = other } : e;
        if (says is not null)
        {
            Assert.Contains(says, Refused(Codes.StatementContradictsCertificate, package.Verify(Expect)));
            return;
        }
        var certified = Verified(package.Verify()).Signer!.Certified!;
        Assert.AreEqual((Repository, "refs/tags/v1", AttestedPackage.Commit, "push", "Release"),
            (certified.SourceRepository, certified.SourceRef, certified.SourceDigest, certified.Trigger, certified.WorkflowName));
        Verified(package.Verify(e => e with { SourceRepository = Repository, SourceRef = "refs/tags/v1", SourceCommit = AttestedPackage.Commit, Trigger = "push" }));
        foreach (var wrong in new Func<ExpectedSigner, ExpectedSigner>[]
        {
            e => e with { SourceRepository = "https://example.test/contoso/other" }, e => e with { SourceRef = "refs/heads/main" }, e => e with { SourceCommit = "abc" }, e => e with { Trigger = "schedule" },
            e => e with { SourceRepositoryOwner = "https://example.test/contoso" }, e => e with { Runner = "github-hosted" },
        })
        {
            Refused(Codes.SignerUnexpected, package.Verify(wrong));
        }
    }

    [TestMethod]
    public void An_instance_with_a_log_and_without_a_certificate_log_is_usable_when_its_root_has_none()
    {
        static void HasNone(JsonObject root) => root["ctlogs"] = new JsonArray();
        static void NoPromise(TestSigning s) => s.CertificateLogKey = null;
        static void NeitherPromiseNorEntry(TestSigning s) => (s.CertificateLogKey, s.IsLogged) = (null, false);
        using (var package = new CertifiedPackage(sign: NoPromise, root: HasNone))
        {
            var report = Verified(package.Verify());
            Assert.IsFalse(report.Signer!.IsCertificateLogged);
            Assert.HasCount(1, report.Signer.LogEntries);
            Assert.Contains("that its certificate was logged (the trusted root has no certificate transparency log)", report.NotChecked);
        }
        // Without the log entry it is not: the root has a log.
        using (var package = new CertifiedPackage(sign: NeitherPromiseNorEntry, root: HasNone))
            Refused(Codes.EvidenceInsufficient, package.Verify());
        // A root that has such a log, be it one that this version cannot use, wants its promise.
        using (var package = new CertifiedPackage(sign: NoPromise))
            Refused(Codes.CertificateUntrusted, package.Verify());
        using (var package = new CertifiedPackage(sign: NoPromise, root: root => root["ctlogs"]![0]!["hashAlgorithm"] = "SHA2_512"))
            Refused(Codes.CertificateUntrusted, package.Verify());
        using (var package = new CertifiedPackage())
        {
            var report = Verified(package.Verify());
            Assert.IsTrue(report.Signer!.IsCertificateLogged);
            Assert.DoesNotContain("that its certificate was logged (the trusted root has no certificate transparency log)", report.NotChecked);
        }
    }

    private static void AsOfGitHub(JsonNode statement, string at, string trigger, string? runner)
    {
        var definition = statement["predicate"]!["buildDefinition"]!.AsObject();
        definition["buildType"] = "https://actions.github.io/buildtypes/workflow/v1";
        definition["externalParameters"] = new JsonObject
        {
            ["workflow"] = new JsonObject { ["ref"] = at, ["repository"] = CertifiedPackage.Repository, ["path"] = ".github/workflows/release.yml" },
        };
        definition["internalParameters"] = new JsonObject { ["github"] = new JsonObject { ["event_name"] = trigger, ["runner_environment"] = runner } };
        definition["resolvedDependencies"] = new JsonArray();
    }

    [TestMethod]
    [DataRow(180, 0, false)]
    [DataRow(180, 1, true)]
    [DataRow(4000, 0, true)]
    public void A_trusted_root_of_which_nothing_is_known_that_is_younger_than_180_days_is_warned_of_and_decides(int days, int seconds, bool isOld)
    {
        using var package = new CertifiedPackage();
        var clock = new FixedClock(TestInstance.Start.AddDays(days).AddSeconds(seconds));
        var report = Verified(package.Verify(e => e with { Clock = clock }));
        Assert.HasCount(isOld ? 1 : 0, report.Warnings);
        var json = System.Text.Json.JsonDocument.Parse(VerificationReportJson.Write([report], package.Folder)).RootElement.GetProperty("packages")[0].GetProperty("warnings");
        Assert.AreEqual(report.Warnings.Length, json.GetArrayLength());
        if (isOld)
        {
            Assert.AreEqual("SCSDK8040", json[0].GetProperty("code").GetString());
            Assert.AreEqual(Severity.Warning, report.Warnings[0].Severity);
            Assert.Contains("the newest service in it began on 2026-01-01", report.Warnings[0].Message);
            Assert.Contains("Ask who gave it to you", report.Warnings[0].Message);
        }
        // Whatever was decided; and a key is judged by no trusted root.
        Assert.HasCount(report.Warnings.Length, package.Verify(e => e with { Clock = clock, Trigger = "other" }).Warnings);
        Assert.IsEmpty(PackageVerification.Verify(package.Path, null, ExpectedSigner.Key(package.KeyPath) with { Clock = clock }, CancellationToken.None).Warnings);
    }

    [TestMethod]
    public void What_was_embedded_is_as_old_as_the_day_on_which_it_was_taken_over()
    {
        var choice = new TrustedRootChoice(TrustedRoot.PublicGood, TrustedRootOrigin.Embedded, null, null);
        Assert.IsFalse(choice.IsOld(TrustedRoot.PublicGoodDate.AddDays(180)));
        Assert.IsTrue(choice.IsOld(TrustedRoot.PublicGoodDate.AddDays(181)));
        Assert.IsGreaterThanOrEqualTo(TrustedRoot.PublicGood.NewestStart!.Value, TrustedRoot.PublicGoodDate);
        Assert.Contains("it is as it was on 2026-08-21", CertificateFindings.TrustedRootOld(choice).Message);
        Assert.Contains("Run 'supplychain trust update'.", CertificateFindings.TrustedRootOld(choice).Message);
    }

    [TestMethod]
    public void A_root_of_another_instance_trusts_nothing_of_this_one_and_the_message_names_it()
    {
        using var package = new CertifiedPackage();
        foreach (var root in new[] { package.At("other-root.json"), null })
        {
            var message = Refused(Codes.CertificateUntrusted, package.Verify(e => e with { TrustedRoot = root }));
            Assert.Contains(root ?? "the embedded trusted root of sigstore.dev", message);
            Assert.Contains("name the trusted root of that with --trusted-root FILE", message);
        }
    }

    [TestMethod]
    public void A_trusted_root_that_cannot_be_used_decides_nothing()
    {
        using var package = new CertifiedPackage();
        File.WriteAllText(package.At("broken.json"), "{}");
        foreach (var (root, says) in new[] { ("nowhere.json", "there is no such file"), ("broken.json", "mediaType"), ("", "or may not be read") })
        {
            var report = package.Verify(e => e with { TrustedRoot = System.IO.Path.Combine(package.Folder, root) });
            Assert.AreEqual(VerificationResult.Undecided, report.Result);
            Assert.AreEqual(Codes.TrustedRootUnusable, report.Refusal!.Code, report.Refusal.Message);
            Assert.Contains(says, report.Refusal.Message);
        }
    }

    [TestMethod]
    public void Evidence_that_is_missing_or_wrong_is_refused_with_what_to_do()
    {
        var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var (code, sign, says) in new (DiagnosticCode, Action<TestSigning>, string)[]
        {
            (Codes.EvidenceInsufficient, s => s.IsLogged = false, "Ask its publisher for the whole bundle"),
            (Codes.EvidenceInsufficient, s => (s.Timestamps, s.IntegratedTime) = (null, null), "proves too little about when it was signed"),
            (Codes.EvidenceInsufficient, s => s.Stamp = b => [1, .. b], "Do not use the package"),
            (Codes.EvidenceInsufficient, s => s.CheckpointKey = stranger, "Do not use the package"),
            (Codes.EvidenceInsufficient, s => s.Kind = "dsse/0.0.9", "A newer version of supplychain"),
            (Codes.CertificateUntrusted, s => s.CertificateLogKey = null, "Nobody could have noticed"),
            (Codes.CertificateUntrusted, s => s.AuthorityKey = stranger, "The trusted root is "),
            (Codes.CertificateUntrusted, s => s.LogKey = stranger, "--trusted-root FILE"),
            (Codes.CertificateUntrusted, s => s.Timestamps = new TestTimestampAuthority("other.test"), "--trusted-root FILE"),
            (Codes.CertificateUntrusted, s => s.NotBefore = TestInstance.Now.AddHours(1), "for which nobody vouches"),
            (Codes.SignatureInvalid, s => s.Finish = b => b["dsseEnvelope"]!["payload"] = "e30=", "with the key of its certificate"),
            (Codes.StatementMalformed, s => s.PayloadType = "text/plain", "text/plain"),
            (Codes.StatementMalformed, s => s.Statement = "{}", "_type"),
        })
        {
            using var package = new CertifiedPackage(sign: sign);
            var report = package.Verify();
            Assert.Contains(says, Refused(code, report));
            Assert.IsNull(report.Signer);
        }
    }

    [TestMethod]
    public void A_bundle_of_another_package_proves_nothing_of_this_one()
    {
        using var older = new CertifiedPackage(new Recipe { MoreEntries = [new("lib/net8.0/older.dll", "older")] });
        using var package = new CertifiedPackage();
        package.Write(Beside, older.Bundle);
        Refused(Codes.SubjectMismatch, package.Verify());
    }

    [TestMethod]
    public void An_instance_without_a_log_needs_a_timestamp_and_nothing_is_said_of_a_log()
    {
        static void Unlogged(TestSigning s) => (s.IsLogged, s.CertificateLogKey) = (false, null);
        static void NoLogs(JsonObject root) => _ = (root.Remove("tlogs"), root.Remove("ctlogs"));

        using var package = new CertifiedPackage(sign: Unlogged, root: NoLogs);
        var report = Verified(package.Verify());
        Assert.IsEmpty(report.Signer!.LogEntries);
        Assert.Contains("that it was logged (the trusted root has no transparency log)", report.NotChecked);

        using var untimed = new CertifiedPackage(sign: s => { Unlogged(s); s.Timestamps = null; }, root: NoLogs);
        Refused(Codes.EvidenceInsufficient, untimed.Verify());
    }

    [TestMethod]
    public void One_by_somebody_else_proves_nothing_and_stands_against_nothing_unless_it_is_named()
    {
        using var package = new CertifiedPackage();
        var other = package.Sign(sign: s => s.Extend = CertifiedPackage.Named(n => n.AddUri(new("https://example.test/other"))));
        foreach (var (bundle, says) in new[] { (other, "The certificate is of another identity: 'https://example.test/other'"), (package.KeyBundle, "The bundle was signed with a key and has no certificate") })
        {
            package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, bundle));
            var report = Verified(package.Verify());
            Assert.AreSequenceEqual([BundleVerdict.OtherSigner, BundleVerdict.Verified], report.Bundles.Select(b => b.Verdict));
            Assert.IsTrue(report.NotChecked.Any(n => n.Contains(says, StringComparison.Ordinal)), string.Join('\n', report.NotChecked));

            var named = package.Write("named.json", bundle);
            Assert.Contains($"The attestation in {Beside} verifies; that does not undo it", Refused(Codes.SignerUnexpected, package.Verify(bundles: named)));
        }
    }

    [TestMethod]
    public void A_broken_one_stands_against_one_that_verifies()
    {
        using var package = new CertifiedPackage();
        var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        package.Write(AttestedPackage.Name, AttestedPackage.Attest(package.Built, package.Sign(sign: s => s.AuthorityKey = stranger)));
        Assert.Contains($"The attestation in {Beside} verifies; that does not undo it", Refused(Codes.CertificateUntrusted, package.Verify()));
    }

    [TestMethod]
    public void Who_expects_a_key_is_told_whom_a_certificate_names_and_that_it_is_not_verified()
    {
        using var package = new CertifiedPackage();
        var report = PackageVerification.Verify(package.Path, null, ExpectedSigner.Key(package.KeyPath), CancellationToken.None);
        Assert.AreEqual(BundleVerdict.OtherSigner, report.Bundles.Single().Verdict);
        Assert.Contains($"nothing of it is verified: identity '{TestInstance.Identity}', issuer '{TestInstance.Issuer}'", Refused(Codes.SignerUnexpected, report));
    }

    [TestMethod]
    public void Without_a_clear_expectation_nothing_is_decided_and_the_found_names_are_marked_as_unverified()
    {
        using var package = new CertifiedPackage();
        foreach (var (signer, says) in new (ExpectedSigner, string)[]
        {
            (new(), "who is expected to have signed it. "),
            (new() { KeyPath = package.KeyPath, Identity = TestInstance.Identity, Issuer = TestInstance.Issuer }, "a key is expected with --key, and --certificate-identity is about certificates"),
            (package.Expected with { KeyPath = "" }, "a key is expected with --key"),
            (new() { KeyPath = package.KeyPath, SourceRef = "refs/tags/v1" }, "--source-ref is about certificates"),
            (new() { KeyPath = package.KeyPath, TrustedRoot = package.At(CertifiedPackage.RootName) }, "--trusted-root is about certificates"),
            (new() { Identity = TestInstance.Identity }, "without its issuer"),
            (new() { Issuer = TestInstance.Issuer }, "without an identity"),
            (new() { SourceRepository = CertifiedPackage.Repository }, "--source-repository restricts an identity, and none is expected"),
            (package.Expected with { IdentityPattern = ".*" }, "exactly and as a regular expression"),
            (package.Expected with { Trigger = "" }, "--trigger is empty"),
            (package.Expected with { Identity = null, IdentityPattern = "(" }, "the regular expression for the identity cannot be used"),
            (package.Expected with { Identity = null, IdentityPattern = @"(.)\1" }, "the regular expression for the identity cannot be used"),
        })
        {
            var report = package.Verify(_ => signer);
            Assert.AreEqual(VerificationResult.Undecided, report.Result);
            Assert.AreEqual(Codes.NoExpectation, report.Refusal!.Code);
            Assert.Contains(says, report.Refusal.Message);
            Assert.Contains($"names, and nothing of that is verified, the identity '{TestInstance.Identity}' and the issuer '{TestInstance.Issuer}'", report.Refusal.Message);
            Assert.IsNull(report.Signer);
        }
        using var keyed = new AttestedPackage();
        Assert.DoesNotContain("names", PackageVerification.Verify(keyed.Path, null, new ExpectedSigner(), CancellationToken.None).Refusal!.Message);
    }

    private static Recipe Building(Action<JsonObject> change) => new() { Statement = change };

    private static VerificationReport Verified(VerificationReport report)
    {
        Assert.AreEqual(VerificationResult.Verified, report.Result, report.Refusal?.Message);
        return report;
    }

    private static string Refused(DiagnosticCode code, VerificationReport report)
    {
        Assert.AreEqual(VerificationResult.NotVerified, report.Result, report.Refusal?.Message);
        Assert.AreEqual(code, report.Refusal!.Code, report.Refusal.Message);
        return report.Refusal.Message;
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
