using SupplyChainSdk.Tests;

namespace SupplyChainSdk.Sigstore.Tests;

[TestClass]
public sealed class RealBundleTests
{
    // What is wrong with these is in their structure; every other case fails in a later step, or not at all.
    private static readonly string[] Malformed =
    [
        "bundle-empty-certificate-chain_fail",
        "bundle-malformed-json_fail",
        "bundle-negative-log-index_fail",
        "github_provenance_demo-0.0.12-py3-none-any-bundle-missing-cert.jsonl",
        "github_provenance_demo-0.0.12-py3-none-any-bundle-missing-verification-material.jsonl",
    ];

    [TestMethod]
    public void Every_real_bundle_is_read_or_refused_as_malformed()
    {
        var refused = new List<string>();
        var read = 0;
        foreach (var (name, json) in All())
        {
            try
            {
                Bundle.Parse(json);
                read++;
            }
            catch (VerificationException e) when (e.Failure == VerificationFailure.MalformedBundle)
            {
                refused.Add(name);
            }
        }
        CollectionAssert.AreEqual(Malformed, refused.Order(StringComparer.Ordinal).ToArray(), string.Join('\n', refused));
        Assert.IsGreaterThanOrEqualTo(50, read);
    }

    [TestMethod]
    public void What_is_written_of_a_real_bundle_reads_back_and_is_written_the_same()
    {
        var count = 0;
        foreach (var (name, json) in All().Where(b => !Malformed.Contains(b.Name)))
        {
            var bundle = Bundle.Parse(json);
            if (bundle.Version != BundleVersion.V03)
                continue;
            count++;
            var written = bundle.ToJson();
            var again = Bundle.Parse(written);
            CollectionAssert.AreEqual(written, again.ToJson(), name);
            Assert.AreEqual((bundle.LogEntries.Length, bundle.Timestamps.Length), (again.LogEntries.Length, again.Timestamps.Length), name);
        }
        Assert.AreNotEqual(0, count);
    }

    [TestMethod]
    public void A_real_bundle_with_any_byte_changed_never_ends_in_another_exception()
    {
        var json = File.ReadAllBytes(TestData.At("sigstore", "mock-samples", "dsse-rekor1.sigstore.json"));
        for (var i = 0; i < json.Length; i++)
        {
            byte[] changed = [.. json];
            changed[i] = (byte)(i % 3 == 0 ? '"' : i % 3 == 1 ? '\\' : 0xff);
            try
            {
                Bundle.Parse(changed);
            }
            catch (VerificationException)
            {
                // refused: the other answer that is allowed
            }
        }
    }

    [TestMethod]
    public void No_real_certificate_bundle_verifies_with_a_key()
    {
        var count = 0;
        foreach (var (_, json) in All().Where(b => !Malformed.Contains(b.Name)))
        {
            var bundle = Bundle.Parse(json);
            if (bundle.Key is not CertificateMaterial)
                continue;
            count++;
            Refused.With(VerificationFailure.WrongKindOfMaterial, () => BundleVerifier.VerifyWithKey(bundle, TestKeys.Public(TestKeys.P256)));
        }
        Assert.AreNotEqual(0, count);
    }

    [TestMethod]
    [DataRow("managed-key-happy-path")]
    [DataRow("managed-key-and-trusted-root")]
    public void A_managed_key_verifies_its_signature_and_no_other(string name)
    {
        var key = PublicKey.Load(Case(name, "key.pub"));
        var bundle = Bundle.Parse(File.ReadAllBytes(Case(name, "bundle.sigstore.json")));
        var artifact = File.ReadAllBytes(File.Exists(Case(name, "artifact")) ? Case(name, "artifact") : TestData.At("sigstore", "bundle-verify", "a.txt"));
        var signature = ((MessageSignature)bundle.Content).Signature;

        Assert.AreEqual(new PublicKeyHint(key.KeyId), bundle.Key);
        key.Verify(artifact, signature.AsSpan());
        artifact[0] ^= 1;
        Refused.With(VerificationFailure.SignatureInvalid, () => key.Verify(artifact, signature.AsSpan()));
    }

    [TestMethod]
    public void A_bundle_without_an_envelope_is_no_signed_statement()
    {
        var key = PublicKey.Load(Case("managed-key-happy-path", "key.pub"));
        var bundle = Bundle.Parse(File.ReadAllBytes(Case("managed-key-happy-path", "bundle.sigstore.json")));
        Refused.With(VerificationFailure.WrongKindOfContent, () => BundleVerifier.VerifyWithKey(bundle, key));
    }

    [TestMethod]
    public void A_key_that_is_no_point_of_its_curve_is_refused() =>
        Refused.With(KeyFailure.NotAKey, () => PublicKey.Load(Case("managed-key-wrong-key_fail", "key.pub")));

    private static string Case(params string[] parts) => TestData.At(["sigstore", "bundle-verify", .. parts]);

    private static IEnumerable<(string Name, byte[] Json)> All()
    {
        foreach (var folder in Directory.EnumerateDirectories(TestData.At("sigstore", "bundle-verify")))
            yield return (Path.GetFileName(folder), File.ReadAllBytes(Path.Combine(folder, "bundle.sigstore.json")));
        foreach (var file in Directory.EnumerateFiles(TestData.At("sigstore", "github-cli")).Concat(Directory.EnumerateFiles(TestData.At("sigstore", "mock-samples"), "*.sigstore.json")))
        {
            if (file.EndsWith("trusted_root.json", StringComparison.Ordinal))
                continue;
            string[] bundles = file.EndsWith(".jsonl", StringComparison.Ordinal) ? File.ReadAllLines(file) : [File.ReadAllText(file)];
            foreach (var bundle in bundles.Where(b => b.Length > 0))
                yield return (Path.GetFileName(file), TestKeys.Utf8(bundle));
        }
    }
}
