using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>Everything is right but one thing, and the step that looks at it refuses. The twin of each is what verifies here.</summary>
[TestClass]
public sealed class FlippedStepTests
{
    private static readonly TestInstance Instance = new();
    private static readonly ECDsa Stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly IdentityPolicy Expected = IdentityPolicy.Exact(TestInstance.Identity, TestInstance.Issuer);

    [TestMethod]
    [DataRow("hashedrekord/0.0.1", false, false)]
    [DataRow("hashedrekord/0.0.2", false, true)]
    [DataRow("hashedrekord/0.0.2", true, true)]
    [DataRow("dsse/0.0.1", true, false)]
    [DataRow("intoto/0.0.2", true, true)]
    public void What_is_right_verifies_and_says_what_is_certified_and_what_is_claimed(string kind, bool envelope, bool timestamp)
    {
        var signing = new TestSigning(Instance) { Kind = kind, Envelope = envelope, Timestamps = timestamp ? Instance.Timestamps : null };
        if (kind == "hashedrekord/0.0.2")
            signing.IntegratedTime = null;
        var verified = Verify(signing, Instance.Root(), Expected, VerificationPolicy.Default);

        Assert.IsNull(verified.Key);
        var certified = verified.Certified!;
        Assert.AreEqual((TestInstance.Identity, TestInstance.Issuer), (certified.Identity, certified.Issuer));
        Assert.AreEqual(("https://example.test/contoso/widget", "abc", "refs/tags/v1"), (certified.SourceRepository, certified.SourceDigest, certified.SourceRef));
        Assert.AreEqual(("push", "github-hosted", TestInstance.Identity), (certified.Trigger, certified.RunnerEnvironment, certified.Workflow));
        Assert.AreEqual(TestInstance.Now.AddMinutes(9), certified.NotAfter);
        var entry = verified.LogEntries.Single();
        Assert.AreEqual(($"https://{TestInstance.LogName}", "sigstore.test", signing.IntegratedTime is null ? 1 : 1001, kind, signing.IntegratedTime), (entry.Log, entry.Operator, entry.Index, entry.Kind, entry.IntegratedTime));
        VerifiedTimeSource[] sources = [.. verified.Times.Select(t => t.Source).Order()];
        VerifiedTimeSource[] expected = (timestamp, signing.IntegratedTime is not null) switch
        {
            (true, true) => [VerifiedTimeSource.TimestampAuthority, VerifiedTimeSource.TransparencyLog],
            (true, false) => [VerifiedTimeSource.TimestampAuthority],
            _ => [VerifiedTimeSource.TransparencyLog],
        };
        CollectionAssert.AreEqual(expected, sources);
        Assert.IsTrue(verified.Times.All(t => t.Time == TestInstance.Now));
        Assert.AreEqual(envelope ? TestSigning.PredicateType : null, verified.Claimed?.PredicateType);
        Assert.AreEqual(envelope ? "artifact" : null, verified.Claimed?.SubjectName);
    }

    [TestMethod]
    public void A_managed_key_verifies_with_what_the_bundle_has_of_logs_and_times()
    {
        var signing = new TestSigning(Instance) { IsManaged = true, Timestamps = Instance.Timestamps };
        var verified = VerifyWithKey(signing, signing.Key);
        Assert.IsNull(verified.Certified);
        Assert.AreEqual((1, 2), (verified.LogEntries.Length, verified.Times.Length));
        signing.Timestamps = new TestTimestampAuthority("other.test");
        Refused.With(VerificationFailure.TimestampUntrusted, () => VerifyWithKey(signing, signing.Key));
    }

    [TestMethod]
    public void Each_step_refuses_what_is_wrong_for_it()
    {
        var wrong = new List<string>();
        foreach (var flip in Flips())
        {
            var signing = new TestSigning(Instance);
            var root = Instance.Root();
            flip.Change(signing, root);
            var outcome = "verified";
            try
            {
                if (flip.Key is null && !flip.UseSigner)
                    Verify(signing, root, flip.Identity ?? Expected, flip.Policy ?? VerificationPolicy.Default, flip.Artifact);
                else
                    VerifyWithKey(signing, flip.Key ?? signing.Key, root);
            }
            catch (VerificationException e)
            {
                outcome = $"step {e.Step} {e.Failure}";
                Assert.IsGreaterThan(20, e.Message.Length);
            }
            if (outcome != $"step {flip.Step} {flip.Failure}")
                wrong.Add($"{flip.What}: {outcome}, expected was step {flip.Step} {flip.Failure}");
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    private static IEnumerable<Flip> Flips()
    {
        // (1)
        yield return new(1, VerificationFailure.WrongKindOfMaterial, "an identity for a key", (s, _) => s.IsManaged = true);
        yield return new(1, VerificationFailure.WrongKindOfMaterial, "a key for a certificate", (_, _) => { }) { Key = Stranger };
        yield return new(1, VerificationFailure.KeyMismatch, "another key than the one named", (s, _) => s.IsManaged = true) { Key = Stranger };
        yield return new(1, VerificationFailure.CertificateMalformed, "no certificate", (s, _) => s.Finish = b => b["verificationMaterial"]!["certificate"]!["rawBytes"] = "MAA=");
        yield return new(1, VerificationFailure.RootInBundle, "a root in the chain", (s, _) => s.Finish = AddRoot);
        // (2)
        yield return new(2, VerificationFailure.TimeMissing, "no time", (s, _) => s.IntegratedTime = null);
        yield return new(2, VerificationFailure.TimeMissing, "a time that nobody vouches for", (s, _) =>
        {
            s.IntegratedTime = null;
            s.Finish = b => b["verificationMaterial"]!["tlogEntries"]![0]!["integratedTime"] = TestInstance.Now.ToUnixTimeSeconds();
        });
        yield return new(2, VerificationFailure.TimeMissing, "a promise of Rekor v2", (s, _) => s.Kind = "hashedrekord/0.0.2");
        yield return new(2, VerificationFailure.TimeMissing, "one operator of two", (s, _) => s.Timestamps = Instance.Timestamps) { Policy = new() { Times = 2 } };
        yield return new(2, VerificationFailure.TimeMissing, "a log is no timestamp authority", (_, _) => { }) { Policy = new() { Timestamps = 1 } };
        yield return new(2, VerificationFailure.TimeMissing, "a policy without a time", (s, _) => s.IntegratedTime = null) { Policy = new() { Times = 0 } };
        yield return new(2, VerificationFailure.TimestampMalformed, "no timestamp", (s, _) =>
        {
            s.Timestamps = Instance.Timestamps;
            s.Finish = b => b["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]![0]!["signedTimestamp"] = "MAA=";
        });
        yield return new(2, VerificationFailure.TimestampImprintMismatch, "a timestamp of the artifact", (s, _) =>
            (s.Timestamps, s.Stamp) = (Instance.Timestamps, _ => TestSigning.ArtifactBytes));
        yield return new(2, VerificationFailure.TimestampUntrusted, "a stranger's timestamp", (s, _) => s.Timestamps = new TestTimestampAuthority("other.test"));
        yield return new(2, VerificationFailure.TimestampSignatureInvalid, "a stranger's timestamp in another's name", (s, _) => s.Timestamps = new TestTimestampAuthority("tsa.sigstore.test"));
        yield return new(2, VerificationFailure.TimestampAuthorityExpired, "an authority that was no more", (s, r) =>
        {
            s.Timestamps = Instance.Timestamps;
            r["timestampAuthorities"]![0]!["validFor"]!["end"] = "2026-06-01T11:59:59Z";
        });
        yield return new(2, VerificationFailure.LogUntrusted, "a stranger's log", (s, _) => s.LogKey = Stranger);
        yield return new(2, VerificationFailure.LogUntrusted, "a log with a key of tomorrow", (_, r) => r["tlogs"]![0]!["publicKey"]!["keyDetails"] = "ML_DSA_65");
        yield return new(2, VerificationFailure.LogNotValidAtTime, "a log that was no more", (_, r) => r["tlogs"]![0]!["publicKey"]!["validFor"]!["end"] = "2026-06-01T11:59:59Z");
        yield return new(2, VerificationFailure.InclusionPromiseInvalid, "a promise of another", (s, _) => s.PromiseKey = Stranger);
        yield return new(2, VerificationFailure.InclusionPromiseInvalid, "another index", (s, _) => s.Finish = b => b["verificationMaterial"]!["tlogEntries"]![0]!["logIndex"] = "1");
        // (3)
        yield return new(3, VerificationFailure.CertificateUntrusted, "a stranger's certificate", (s, _) =>
            (s.Authority, s.AuthorityKey) = (TestInstance.MakeAuthority("CN=stranger", Stranger), Stranger));
        yield return new(3, VerificationFailure.CertificateSignatureInvalid, "a certificate in another's name", (s, _) => s.AuthorityKey = Stranger);
        yield return new(3, VerificationFailure.CertificateNotValidAtTime, "a certificate that came later", (s, _) => s.NotBefore = TestInstance.Now.AddSeconds(1));
        yield return new(3, VerificationFailure.CertificateNotValidAtTime, "one good time of two", (s, _) =>
            (s.Timestamps, s.TimestampTime) = (Instance.Timestamps, TestInstance.Now.AddMinutes(30)));
        yield return new(3, VerificationFailure.AuthorityNotValidAtTime, "an authority that was no more", (_, r) =>
            r["certificateAuthorities"]![0]!["validFor"]!["end"] = "2026-06-01T11:59:59Z");
        yield return new(3, VerificationFailure.SctMissing, "a certificate that was not logged", (s, _) => s.CertificateLogKey = null);
        yield return new(3, VerificationFailure.SctMissing, "one operator of two", (_, _) => { }) { Policy = new() { CertificateTimestamps = 2 } };
        yield return new(3, VerificationFailure.SctLogUnknown, "a stranger's certificate log", (s, _) => s.CertificateLogKey = Stranger);
        // (4)
        yield return new(4, VerificationFailure.LeafPurpose, "a certificate for something else", (s, _) => s.Extend = r => Replace(r, new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false)));
        yield return new(4, VerificationFailure.LeafKeyUsage, "a key for something else", (s, _) => s.Extend = r => Replace(r, new X509KeyUsageExtension(X509KeyUsageFlags.KeyAgreement, true)));
        yield return new(4, VerificationFailure.LeafIssuerMissing, "no issuer", (s, _) => s.Claims.Remove(8));
        yield return new(4, VerificationFailure.IdentityMismatch, "another identity", (_, _) => { }) { Identity = IdentityPolicy.Exact(TestInstance.Identity + "x", TestInstance.Issuer) };
        yield return new(4, VerificationFailure.IdentityMismatch, "the beginning of the identity", (_, _) => { }) { Identity = IdentityPolicy.Matching(TestInstance.Identity[..^1], TestInstance.Issuer) };
        yield return new(4, VerificationFailure.IssuerMismatch, "another issuer", (_, _) => { }) { Identity = IdentityPolicy.Exact(TestInstance.Identity, "https://token.example.tes") };
        yield return new(4, VerificationFailure.IssuerMismatch, "a longer issuer", (s, _) => s.Claims[8] += "/enterprise");
        foreach (var other in new[]
        {
            Expected with { SourceRepository = "x" }, Expected with { SourceRepositoryId = "x" }, Expected with { SourceRepositoryOwner = "x" },
            Expected with { SourceRepositoryOwnerId = "x" }, Expected with { SourceRef = "x" }, Expected with { SourceDigest = "x" }, Expected with { Workflow = "x" },
            Expected with { Trigger = "x" }, Expected with { RunnerEnvironment = "x" }, Expected with { SourceRepository = "" },
        })
        {
            yield return new(4, VerificationFailure.ExtensionMismatch, other.ToString(), (_, _) => { }) { Identity = other };
        }
        yield return new(4, VerificationFailure.ExtensionMismatch, "a certificate without a trigger", (s, _) => s.Claims.Remove(20)) { Identity = Expected with { Trigger = "push" } };
        // (5)
        yield return new(5, VerificationFailure.LogEntryMissing, "nothing logged", (s, _) => (s.IsLogged, s.Timestamps) = (false, Instance.Timestamps));
        yield return new(5, VerificationFailure.LogEntryMissing, "one operator of two", (s, _) => s.Finish = b =>
            b["verificationMaterial"]!["tlogEntries"]!.AsArray().Add(b["verificationMaterial"]!["tlogEntries"]![0]!.DeepClone()))
        { Policy = new() { LogEntries = 2 } };
        yield return new(5, VerificationFailure.LogUntrusted, "a stranger's log without promises", (s, _) =>
            (s.Kind, s.IntegratedTime, s.Timestamps, s.LogKey) = ("hashedrekord/0.0.2", null, Instance.Timestamps, Stranger));
        yield return new(5, VerificationFailure.LogNotValidAtTime, "a log that was no more at the time of the timestamp", (s, r) =>
        {
            (s.Kind, s.IntegratedTime, s.Timestamps) = ("hashedrekord/0.0.2", null, Instance.Timestamps);
            r["tlogs"]![0]!["publicKey"]!["validFor"]!["end"] = "2026-06-01T11:59:59Z";
        });
        yield return new(5, VerificationFailure.CheckpointMalformed, "a checkpoint without a size", (s, _) => s.Note = t => t.Replace("\n2\n", "\n", StringComparison.Ordinal));
        yield return new(5, VerificationFailure.CheckpointSignatureInvalid, "a checkpoint of another", (s, _) => s.CheckpointKey = Stranger);
        yield return new(5, VerificationFailure.CheckpointMismatch, "a checkpoint of another tree", (s, _) => s.Note = t => t.Replace("\n2\n", "\n3\n", StringComparison.Ordinal));
        yield return new(5, VerificationFailure.CheckpointMismatch, "a checkpoint with another root", (s, _) => s.Note = t => t.Remove(t.IndexOf("\n2\n", StringComparison.Ordinal) + 3) + Convert.ToBase64String(new byte[32]) + "\n");
        yield return new(5, VerificationFailure.InclusionProofInvalid, "another hash on the path", (s, _) => s.Finish = b => b["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["hashes"]![0] = Convert.ToBase64String(new byte[32]));
        yield return new(5, VerificationFailure.InclusionProofInvalid, "another place in the tree", (s, _) => s.Finish = b => b["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["logIndex"] = "0");
        yield return new(5, VerificationFailure.InclusionProofInvalid, "a proof without hashes", (s, _) => s.Finish = b => b["verificationMaterial"]!["tlogEntries"]![0]!["inclusionProof"]!["hashes"] = new JsonArray());
        // (6)
        yield return new(6, VerificationFailure.InclusionPromiseInvalid, "a bad promise where none is needed", (s, _) =>
            (s.Kind, s.Timestamps, s.PromiseKey) = ("hashedrekord/0.0.2", Instance.Timestamps, Stranger));
        yield return new(6, VerificationFailure.IntegratedTimeOutsideCertificate, "a promise from before the certificate", (s, _) =>
            (s.Kind, s.Timestamps, s.IntegratedTime) = ("hashedrekord/0.0.2", Instance.Timestamps, TestInstance.Now.AddHours(-1)));
        // (7)
        yield return new(7, VerificationFailure.SignatureInvalid, "another artifact, and nothing says so", (s, _) =>
        {
            s.Finish = b => b["messageSignature"]!.AsObject().Remove("messageDigest");
        })
        { Artifact = Artifact.FromBytes("another"u8) };
        yield return new(7, VerificationFailure.ArtifactMismatch, "another artifact", (_, _) => { }) { Artifact = Artifact.FromBytes("another"u8) };
        yield return new(7, VerificationFailure.DigestUnavailable, "a digest of another kind", (_, _) => { }) { Artifact = Artifact.FromDigest($"sha512:{new string('0', 128)}") };
        yield return new(7, VerificationFailure.DigestUnavailable, "a hint of another kind", (s, _) => s.Finish = b => b["messageSignature"]!["messageDigest"]!["algorithm"] = "SHA3_256");
        yield return new(7, VerificationFailure.SignatureInvalid, "another envelope", (s, _) =>
            (s.Envelope, s.Kind, s.Finish) = (true, "dsse/0.0.1", b => b["dsseEnvelope"]!["payloadType"] = "text/plain"));
        yield return new(7, VerificationFailure.SignatureInvalid, "a signature of another key by hand", (s, _) =>
        {
            s.IsManaged = true;
            s.Finish = b => b["messageSignature"]!["signature"] = Convert.ToBase64String(TestInstance.Sign(Stranger, TestSigning.ArtifactBytes));
        })
        { UseSigner = true };
        // (8)
        yield return new(8, VerificationFailure.LogEntryUnsupported, "a kind of tomorrow", (s, _) => s.Kind = "hashedrekord/0.0.3");
        yield return new(8, VerificationFailure.LogEntryUnsupported, "a kind outside the list", (s, _) => (s.Kind, s.Envelope) = ("dsse/0.0.2", true));
        yield return new(8, VerificationFailure.LogEntryMalformed, "a body of another kind", (s, _) => s.Log = b => b["kind"] = "dsse");
        yield return new(8, VerificationFailure.LogEntryMalformed, "a body of another version", (s, _) => s.Log = b => b["apiVersion"] = "0.0.2");
        foreach (var member in new[] { "data", "signature" })
            yield return new(8, VerificationFailure.LogEntryMalformed, $"a body without {member}", (s, _) => s.Log = b => b["spec"]!.AsObject().Remove(member));
        yield return new(8, VerificationFailure.LogEntryMalformed, "two signatures in an entry", (s, _) =>
            (s.Kind, s.Envelope, s.Log) = ("dsse/0.0.1", true, b => b["spec"]!["signatures"]!.AsArray().Add(b["spec"]!["signatures"]![0]!.DeepClone())));
        yield return new(8, VerificationFailure.LogEntryMalformed, "a digest that is none", (s, _) => s.Log = b => b["spec"]!["data"]!["hash"]!["value"] = "00");
        yield return new(8, VerificationFailure.LogEntryMalformed, "a digest in capitals", (s, _) => s.Log = b => b["spec"]!["data"]!["hash"]!["value"] = new string('A', 64));
        yield return new(8, VerificationFailure.LogEntryMismatch, "another digest", (s, _) => s.Log = b => b["spec"]!["data"]!["hash"]!["value"] = new string('a', 64));
        yield return new(8, VerificationFailure.LogEntryMismatch, "another signature", (s, _) => s.Log = b =>
            b["spec"]!["signature"]!["content"] = Convert.ToBase64String(TestInstance.Sign(s.Key, TestSigning.ArtifactBytes)));
        yield return new(8, VerificationFailure.LogEntryMismatch, "the key instead of the certificate", (s, _) => s.Log = b =>
            b["spec"]!["signature"]!["publicKey"]!["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(s.Key.ExportSubjectPublicKeyInfoPem())));
        yield return new(8, VerificationFailure.LogEntryMismatch, "another certificate", (s, _) => s.Log = b =>
            b["spec"]!["signature"]!["publicKey"]!["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Instance.Authority.ExportCertificatePem())));
        yield return new(8, VerificationFailure.LogEntryMismatch, "another kind of key", (s, _) =>
        {
            (s.Kind, s.IntegratedTime, s.Timestamps) = ("hashedrekord/0.0.2", null, Instance.Timestamps);
            s.Log = b => b["spec"]!["hashedRekordV002"]!["signature"]!["verifier"]!["keyDetails"] = "PKIX_ED25519";
        });
        yield return new(8, VerificationFailure.LogEntryMismatch, "an entry about a file for an envelope", (s, _) => s.Envelope = true);
        yield return new(8, VerificationFailure.LogEntryMismatch, "an entry about an envelope for a file", (s, _) => s.Kind = "dsse/0.0.1");
        // (9)
        yield return Of(VerificationFailure.PayloadTypeUnexpected, "no statement", s => s.PayloadType = "text/plain");
        yield return Of(VerificationFailure.StatementMalformed, "no JSON", s => s.Statement = "{");
        yield return Of(VerificationFailure.StatementMalformed, "a member twice", s => s.Statement = s.Statement.Insert(1, "\"_type\":\"x\","));
        yield return Of(VerificationFailure.StatementMalformed, "another type of statement", s => s.Statement = s.Statement.Replace("Statement/v1", "Statement/v2", StringComparison.Ordinal));
        yield return Of(VerificationFailure.StatementMalformed, "no subject", s => s.Statement = """{"_type":"https://in-toto.io/Statement/v1","subject":[],"predicateType":"x"}""");
        yield return Of(VerificationFailure.StatementMalformed, "no predicate type", s => s.Statement = s.Statement.Replace("predicateType", "predicatetype", StringComparison.Ordinal));
        yield return Of(VerificationFailure.StatementMalformed, "deep nesting", s => s.Statement = s.Statement.Replace("{}", $"{new string('[', 70)}{new string(']', 70)}", StringComparison.Ordinal));
        yield return Of(VerificationFailure.SubjectMismatch, "another subject", s => s.Statement = s.Statement.Replace("\"sha256\":\"", "\"sha256\":\"0", StringComparison.Ordinal));
        yield return Of(VerificationFailure.SubjectMismatch, "a digest in capitals", s => s.Statement = s.Statement.Replace(Hash, Hash.ToUpperInvariant(), StringComparison.Ordinal));
        yield return Of(VerificationFailure.SubjectMismatch, "one digest of two", s => s.Statement = s.Statement.Replace($"\"{Hash}\"", $"\"{Hash}\",\"sha512\":\"{new string('0', 128)}\"", StringComparison.Ordinal));
        yield return Of(VerificationFailure.SubjectMismatch, "a weak digest", s => s.Statement = s.Statement.Replace("sha256", "sha1", StringComparison.Ordinal));
        yield return Of(VerificationFailure.PredicateTypeMismatch, "another type", _ => { }) with { Policy = new() { PredicateType = TestSigning.PredicateType + "1" } };
        yield return new(9, VerificationFailure.WrongKindOfContent, "a file where a statement is wanted", (_, _) => { }) { Policy = new() { PredicateType = TestSigning.PredicateType } };
    }

    private static string Hash => Convert.ToHexStringLower(SHA256.HashData(TestSigning.ArtifactBytes));

    private static Flip Of(VerificationFailure failure, string what, Action<TestSigning> change) => new(9, failure, what, (s, _) =>
    {
        (s.Envelope, s.Kind) = (true, "dsse/0.0.1");
        change(s);
    });

    private static void Replace(CertificateRequest request, X509Extension extension)
    {
        request.CertificateExtensions.Remove(request.CertificateExtensions.Single(e => e.Oid!.Value == extension.Oid!.Value));
        request.CertificateExtensions.Add(extension);
    }

    private static void AddRoot(JsonObject bundle)
    {
        var material = bundle["verificationMaterial"]!.AsObject();
        var leaf = material["certificate"]!.DeepClone();
        material.Remove("certificate");
        bundle["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.2";
        material["x509CertificateChain"] = new JsonObject
        {
            ["certificates"] = new JsonArray(leaf, new JsonObject { ["rawBytes"] = Convert.ToBase64String(Instance.Authority.RawData) }),
        };
    }

    private static VerifiedBundle Verify(TestSigning signing, JsonObject root, IdentityPolicy identity, VerificationPolicy policy, Artifact? artifact = null) =>
        BundleVerifier.Verify(signing.Bundle(), artifact ?? Artifact.FromBytes(TestSigning.ArtifactBytes), TestInstance.Read(root), identity, policy);

    private static VerifiedBundle VerifyWithKey(TestSigning signing, ECDsa key, JsonObject? root = null) => BundleVerifier.VerifyWithKey(
        signing.Bundle(), Artifact.FromBytes(TestSigning.ArtifactBytes), TestInstance.Read(root ?? Instance.Root()),
        PublicKey.Parse(Encoding.UTF8.GetBytes(key.ExportSubjectPublicKeyInfoPem())));

    private sealed record Flip(int Step, VerificationFailure Failure, string What, Action<TestSigning, JsonObject> Change)
    {
        public IdentityPolicy? Identity { get; init; }

        public VerificationPolicy? Policy { get; init; }

        public ECDsa? Key { get; init; }

        public bool UseSigner { get; init; }

        public Artifact? Artifact { get; init; }
    }
}
