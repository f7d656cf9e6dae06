using SupplyChainSdk.Sigstore.Certificates;
using SupplyChainSdk.Sigstore.Timestamps;
using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests.Certificates;

/// <summary>Certificates, promises and timestamps of real bundles, against the roots that they are for.</summary>
[TestClass]
public sealed class RealCertificateTests
{
    // What is wrong with these is in the certificate, its promise or its timestamps; every other case fails in another step, or not at all.
    private static readonly Dictionary<string, VerificationFailure> Refusals = new()
    {
        ["bundle-from-wrong-instance_fail"] = VerificationFailure.CertificateKeyIdMismatch,
        ["intoto-expired-certificate_fail"] = VerificationFailure.CertificateNotValidAtTime,
        ["intoto-set-outside-signing-cert-validity_fail"] = VerificationFailure.CertificateNotValidAtTime,
        ["intoto-tsa-timestamp-outside-cert-validity_fail"] = VerificationFailure.CertificateNotValidAtTime,
        ["invalid-ct-key_fail"] = VerificationFailure.SctLogUnknown,
        ["rekor2-timestamp-outside-trust-root-tsa-validity_fail"] = VerificationFailure.TimestampAuthorityExpired,
        ["rekor2-timestamp-payload-mismatch_fail"] = VerificationFailure.TimestampImprintMismatch,
        ["rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail"] = VerificationFailure.TimestampUntrusted,
    };

    [TestMethod]
    public void Every_real_certificate_with_its_promise_and_timestamps_verifies_or_is_refused_for_what_its_case_says()
    {
        var verified = 0;
        foreach (var (name, bundle) in Cases())
        {
            if (Refusals.TryGetValue(name, out var failure))
            {
                Refused.With(failure, () => Verify(bundle, SampleRoot.OfCase(name)));
                continue;
            }
            var claims = Verify(bundle, SampleRoot.OfCase(name));
            Assert.IsTrue(claims.Issuer is "https://token.actions.githubusercontent.com" or "https://github.com/login/oauth", name);
            Assert.IsTrue(claims.Identity.Value.StartsWith("https://github.com/sigstore-conformance/", StringComparison.Ordinal) || claims.Identity.Value == "a@tny.town", name);
            verified++;
        }
        Assert.AreEqual(33, verified);
    }

    [TestMethod]
    public void What_GitHub_certifies_of_a_run_is_read_field_by_field()
    {
        var claims = Verify(Case("happy-path-v0.3"), SampleRoot.OfCase("happy-path-v0.3"));
        const string Repository = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon";
        const string Workflow = Repository + "/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
        Assert.AreEqual(new SubjectAlternativeName(SubjectAlternativeNameKind.Uri, Workflow), claims.Identity);
        Assert.AreEqual(Repository, claims.SourceRepositoryUri);
        Assert.AreEqual("refs/heads/main", claims.SourceRepositoryRef);
        Assert.AreEqual(Workflow, claims.BuildConfigUri);
        Assert.AreEqual(Workflow, claims.BuildSignerUri);
        Assert.AreEqual("github-hosted", claims.RunnerEnvironment);
        Assert.AreEqual("https://github.com/sigstore-conformance", claims.SourceRepositoryOwnerUri);
        Assert.AreEqual("public", claims.SourceRepositoryVisibility);
        Assert.AreEqual("sigstore-conformance/extremely-dangerous-public-oidc-beacon", claims.GitHubWorkflowRepository);
        Assert.AreEqual(claims.SourceRepositoryDigest, claims.GitHubWorkflowSha);
        Assert.AreEqual(claims.BuildTrigger, claims.GitHubWorkflowTrigger);
        Assert.IsTrue(claims.RunInvocationUri!.StartsWith(Repository + "/actions/runs/", StringComparison.Ordinal));
        Assert.IsNull(claims.DeploymentEnvironment);
    }

    [TestMethod]
    public void A_reusable_workflow_is_another_repository_than_the_source()
    {
        var bundle = Bundle.Parse(File.ReadAllBytes(TestData.At("sigstore", "github-cli", "reusable-workflow-attestation.sigstore.json")));
        var claims = Verify(bundle, SampleRoot.Read(TestData.At("sigstore", "trusted-roots", "public-good-trusted_root.json")));
        Assert.IsFalse(claims.Identity.Value.StartsWith(claims.SourceRepositoryUri + "/", StringComparison.Ordinal), $"{claims.Identity.Value} {claims.SourceRepositoryUri}");
    }

    [TestMethod]
    [DataRow("happy-path-v0.3")]
    [DataRow("bundle-with-sct-with-extensions")]
    public void No_flipped_bit_of_a_real_leaf_is_accepted(string name)
    {
        var (bundle, root) = (Case(name), SampleRoot.OfCase(name));
        var leaf = ((CertificateMaterial)bundle.Key).Certificates[0].ToArray();
        var time = Certificate.Parse(leaf).Validity.Start;
        CertificatePath.FindForCodeSigning(Certificate.Parse(leaf), [], root.Authorities, [time]);
        for (var i = 0; i < leaf.Length; i++)
        {
            byte[] changed = [.. leaf];
            changed[i] ^= (byte)(1 << (i % 8));
            Assert.ThrowsExactly<VerificationException>(
                () => CertificatePath.FindForCodeSigning(Certificate.Parse(changed), [], root.Authorities, [time]), $"byte {i}");
        }
    }

    [TestMethod]
    [DataRow("rekor2-happy-path")]
    [DataRow("rekor2-timestamp-with-embedded-cert")]
    [DataRow("rekor2-timestamp-without-embedded-cert")]
    [DataRow("rekor2-timestamp-with-expired-cert-chain")]
    public void No_flipped_bit_that_matters_of_a_real_timestamp_is_accepted(string name)
    {
        var (bundle, root) = (Case(name), SampleRoot.OfCase(name));
        var response = bundle.Timestamps[0].ToArray();
        var signature = Signature(bundle);
        var good = SignedData.Read(Timestamp.Verify(response, signature, root.Timestampers).Token.ToArray());
        var refused = 0;
        for (var i = 0; i < response.Length; i++)
        {
            byte[] changed = [.. response];
            changed[i] ^= (byte)(1 << (i % 8));
            Timestamp accepted;
            try
            {
                accepted = Timestamp.Verify(changed, signature, root.Timestampers);
            }
            catch (VerificationException)
            {
                refused++;
                continue;
            }
            // Accepted is only what nobody signed and nothing is made of: the status text, the certificates that the root has too.
            var message = SignedData.Read(accepted.Token.ToArray());
            Assert.IsTrue(message.Content.Span.SequenceEqual(good.Content.Span), $"byte {i}");
            Assert.IsTrue(message.SignedAttributes.Span.SequenceEqual(good.SignedAttributes.Span), $"byte {i}");
            Assert.IsTrue(message.Signature.Span.SequenceEqual(good.Signature.Span), $"byte {i}");
        }
        Assert.IsGreaterThan(good.Content.Length + good.SignedAttributes.Length + good.Signature.Length, refused);
    }

    private static FulcioClaims Verify(Bundle bundle, SampleRoot root)
    {
        var times = bundle.Timestamps.Select(t => Timestamp.Verify(t.ToArray(), Signature(bundle), root.Timestampers).Time).ToList();
        // Not verified here, and good enough to look for a path.
        times.AddRange(bundle.LogEntries.Where(e => e.IntegratedTime > 0).Select(e => DateTimeOffset.FromUnixTimeSeconds(e.IntegratedTime)));
        var leaf = Certificate.Parse(((CertificateMaterial)bundle.Key).Certificates[0].ToArray());
        if (times.Count == 0)
            times.Add(leaf.Validity.Start);
        var path = CertificatePath.FindForCodeSigning(leaf, [], root.Authorities, [.. times]);
        Assert.AreNotEqual(0, SignedCertificateTimestamp.Verify(leaf, path.Issuer, root.Logs).Length);
        LeafProfile.Check(leaf);
        return FulcioClaims.Read(leaf);
    }

    private static byte[] Signature(Bundle bundle) => bundle.Content switch
    {
        DsseEnvelope envelope => [.. envelope.Signature],
        MessageSignature message => [.. message.Signature],
        _ => throw new InvalidOperationException(),
    };

    private static Bundle Case(string name) => Bundle.Parse(File.ReadAllBytes(TestData.At("sigstore", "bundle-verify", name, "bundle.sigstore.json")));

    private static IEnumerable<(string Name, Bundle Bundle)> Cases()
    {
        foreach (var folder in Directory.EnumerateDirectories(TestData.At("sigstore", "bundle-verify")))
        {
            Bundle bundle;
            try
            {
                bundle = Case(Path.GetFileName(folder));
            }
            catch (VerificationException)
            {
                continue; // RealBundleTests says which
            }
            if (bundle.Key is CertificateMaterial)
                yield return (Path.GetFileName(folder), bundle);
        }
    }
}
