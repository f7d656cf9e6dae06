using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Tests.Verification;

/// <summary>The shared cases, decided right and by the step that the README of each names.</summary>
[TestClass]
public sealed class ConformanceCasesTests
{
    private static readonly Dictionary<string, (int Step, VerificationFailure Failure)> Refusals = new(StringComparer.Ordinal)
    {
        ["bundle-empty-certificate-chain_fail"] = (1, VerificationFailure.MalformedBundle),
        ["bundle-from-wrong-instance_fail"] = (2, VerificationFailure.LogUntrusted),
        ["bundle-malformed-json_fail"] = (1, VerificationFailure.MalformedBundle),
        ["bundle-negative-log-index_fail"] = (1, VerificationFailure.MalformedBundle),
        ["bundle-with-root-cert_fail"] = (1, VerificationFailure.RootInBundle),
        ["checkpoint-wrong-roothash_fail"] = (5, VerificationFailure.CheckpointMismatch),
        ["dsse-invalid-sig_fail"] = (7, VerificationFailure.SignatureInvalid),
        ["dsse-mismatch-sig_fail"] = (8, VerificationFailure.LogEntryMismatch),
        ["inclusion-proof-corrupted-hash_fail"] = (5, VerificationFailure.InclusionProofInvalid),
        ["incorrect-public-key_fail"] = (2, VerificationFailure.InclusionPromiseInvalid),
        ["intoto-expired-certificate_fail"] = (3, VerificationFailure.CertificateNotValidAtTime),
        ["intoto-log-entry-mismatch_fail"] = (8, VerificationFailure.LogEntryMalformed), // another signature, and in base64 once instead of twice
        ["intoto-set-outside-signing-cert-validity_fail"] = (3, VerificationFailure.CertificateNotValidAtTime),
        ["intoto-tsa-timestamp-outside-cert-validity_fail"] = (3, VerificationFailure.CertificateNotValidAtTime),
        ["invalid-checkpoint-signature_fail"] = (5, VerificationFailure.CheckpointSignatureInvalid),
        ["invalid-ct-key_fail"] = (3, VerificationFailure.SctLogUnknown),
        ["message-digest-mismatch_fail"] = (7, VerificationFailure.ArtifactMismatch),
        ["rekor2-checkpoint-missing-log-signature_fail"] = (5, VerificationFailure.CheckpointSignatureInvalid),
        ["rekor2-checkpoint-missing-origin_fail"] = (5, VerificationFailure.CheckpointMalformed),
        ["rekor2-checkpoint-missing-size_fail"] = (5, VerificationFailure.CheckpointMalformed),
        ["rekor2-dsse-invalid-sig_fail"] = (7, VerificationFailure.SignatureInvalid),
        ["rekor2-dsse-mismatch-sig_fail"] = (8, VerificationFailure.LogEntryMismatch),
        ["rekor2-no-timestamp_fail"] = (2, VerificationFailure.TimeMissing),
        ["rekor2-timestamp-outside-trust-root-tsa-validity_fail"] = (2, VerificationFailure.TimestampAuthorityExpired),
        ["rekor2-timestamp-payload-mismatch_fail"] = (2, VerificationFailure.TimestampImprintMismatch),
        ["rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail"] = (2, VerificationFailure.TimestampUntrusted),
        ["set-invalid-signature_fail"] = (2, VerificationFailure.InclusionPromiseInvalid),
        ["trust-root-tlog-missing-validity-start_fail"] = (1, VerificationFailure.TrustedRootMalformed),
        ["wrong-hashedrekord-artifact_fail"] = (8, VerificationFailure.LogEntryMismatch),
        ["wrong-hashedrekord-cert-and-sig_fail"] = (8, VerificationFailure.LogEntryMismatch),
        ["wrong-material_fail"] = (7, VerificationFailure.ArtifactMismatch),
    };

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Every_shared_case_is_decided_right_and_by_its_step(bool byDigest)
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var item in ConformanceCase.All())
        {
            count++;
            var content = File.ReadAllBytes(item.ArtifactPath);
            var artifact = byDigest ? Artifact.FromDigest($"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}") : Artifact.FromBytes(content);
            var outcome = Outcome(() => item.Verify(artifact));
            if (outcome != Expected(item))
                wrong.Add($"{item.Name}: {outcome}, expected was {Expected(item)}");
        }
        Assert.IsGreaterThanOrEqualTo(47, count);
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    private static string Expected(ConformanceCase item) => item.IsGood ? "verified"
        : item.Name == "managed-key-wrong-key_fail" ? "key NotAKey"
        : $"step {Refusals[item.Name].Step} {Refusals[item.Name].Failure}";

    private static string Outcome(Func<VerifiedBundle> verify)
    {
        try
        {
            verify();
            return "verified";
        }
        catch (VerificationException e)
        {
            return $"step {e.Step} {e.Failure}";
        }
        catch (KeyException e)
        {
            return $"key {e.Failure}";
        }
    }
}
