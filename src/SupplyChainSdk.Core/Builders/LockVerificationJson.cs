using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>The JSON form of <see cref="LockVerification"/>: docs/verify-json.md. Version 1; members are only ever added.</summary>
public static class LockVerificationJson
{
    /// <summary>Everything that the text form shows, and every package; <c>certified</c>, <c>claimed</c> and <c>checked</c> stand apart.</summary>
    /// <returns>ASCII, indented, LF; safe in the log of a CI system.</returns>
    public static byte[] Write(LockVerification verification) => LogSafeJson.Write(json =>
    {
        json.WriteString("result", LogSafeJson.Name(verification.Result));
        json.WriteString("undecided", verification.Undecided);
        json.WriteString("lockFile", Path.GetFileName(verification.LockFile));
        json.WriteString("policySha256", verification.PolicyDigest?.Hex);
        json.WriteNumber("rules", verification.Rules);
        VerifiedSignerJson.WriteTrustedRoot(json, verification.Root);
        json.WriteObjects("warnings", [.. verification.Configuration.Where(f => f.Severity == Severity.Warning)], json.WriteFinding);
        json.WriteStartArray("packages");
        foreach (var package in verification.Packages)
            Write(json, package);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, LockedPackage package)
    {
        json.WriteStartObject();
        json.WriteString("id", package.Package.Id);
        json.WriteString("version", package.Package.Version);
        json.WriteString("result", LogSafeJson.Name(package.Result));
        json.WriteString("outcome", package.Words);
        json.WriteString("expectedBy", package.Judgment switch { { IsByBaseline: true } => "baseline", { Outcome: ProvenanceOutcome.Verified } => "rule", _ => null });
        json.WriteBoolean("contradictsBaseline", package.Judgment?.ContradictsBaseline == true);
        json.WriteString("reason", package.Problem ?? package.Judgment!.Reason);
        json.WriteObjects("rules", package.Judgment?.Rules ?? [], rule =>
        {
            json.WriteString("packages", rule.Rule.Packages.Text);
            json.WriteString("mode", rule.Rule.Mode == ProvenanceMode.Require ? "require" : "whenPresent");
            json.WriteBoolean("satisfied", rule.IsSatisfied);
            json.WriteString("reason", rule.Sentence);
        });
        json.WriteStartArray("attestations");
        foreach (var build in package.Facts?.Builds ?? [])
            Write(json, build);
        foreach (var summary in package.Facts?.Summaries ?? [])
            Write(json, summary);
        foreach (var reproduction in package.Facts?.Reproductions ?? [])
            Write(json, reproduction);
        foreach (var unknown in package.Facts?.UnknownSigners ?? [])
            WriteOther(json, unknown.Source, "unknownSigner", unknown.Hint);
        foreach (var other in package.Facts?.Others ?? [])
            WriteOther(json, other.Source, "otherType", other.PredicateType);
        foreach (var refused in package.Facts?.Refused ?? [])
            WriteOther(json, refused.Source, "refused", refused.Reason);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AttestedBuild build) => Write(json, build.Source, "build", build.Signer, build.Checked.Layer, () =>
    {
        json.WriteString("predicateType", build.Claims.PredicateType);
        json.WriteString("buildType", build.Claims.BuildType);
        json.WriteString("builder", build.Claims.BuilderId);
        json.WriteString("repository", build.Claims.Repository);
        json.WriteString("commit", build.Claims.Commit);
    });

    private static void Write(Utf8JsonWriter json, AttestedReproduction reproduction) => Write(json, reproduction.Source, "reproduction", reproduction.Signer, reproduction.Layer, () =>
    {
        json.WriteString("result", reproduction.Claims.IsReproduced ? "reproduced" : "differs");
        json.WriteString("method", reproduction.Claims.IsRebuild ? "rebuild" : "twice");
        json.WriteString("repository", reproduction.Claims.Repository);
        json.WriteString("commit", reproduction.Claims.Commit);
        json.WriteString("dotnetSdk", reproduction.Claims.Sdk);
        json.WriteTexts("varied", reproduction.Claims.Varied);
    });

    private static void Write(Utf8JsonWriter json, AttestedSummary summary) => Write(json, summary.Source, "summary", summary.Signer, summary.Layer, () =>
    {
        json.WriteString("verifier", summary.VerifierId);
        json.WriteString("resource", summary.ResourceUri);
        json.WriteString("result", summary.Passed ? "PASSED" : "FAILED");
        json.WriteNumber("slsaBuildLevel", summary.Level);
        json.WriteBoolean("signedTag", summary.SignedTag);
    });

    // Certified, claimed and checked, whatever kind it is.
    private static void Write(Utf8JsonWriter json, string place, string kind, AttestationSigner signer, PackageLayer layer, Action writeClaims)
    {
        json.WriteStartObject();
        json.WriteString("place", place);
        json.WriteString("kind", kind);
        WriteSigner(json, signer);
        json.WriteStartObject("claimed");
        writeClaims();
        json.WriteEndObject();
        json.WriteStartObject("checked");
        json.WriteString("matchedLayer", LogSafeJson.Name(layer));
        WriteTimes(json, signer);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSigner(Utf8JsonWriter json, AttestationSigner signer)
    {
        json.WriteString("keySha256", signer.KeySha256);
        json.WriteObject("certified", signer.Certified, certified =>
        {
            json.WriteString("identity", certified.Identity);
            json.WriteString("issuer", certified.Issuer);
            json.WriteString("sourceRepository", certified.Repository);
            json.WriteString("sourceRepositoryId", certified.RepositoryId);
            json.WriteString("sourceRepositoryOwner", certified.Owner);
            json.WriteString("sourceRepositoryOwnerId", certified.OwnerId);
            json.WriteString("sourceRef", certified.Ref);
            json.WriteString("commit", certified.Commit);
            json.WriteString("workflow", certified.Workflow);
            json.WriteString("signerWorkflow", certified.SignerWorkflow);
            json.WriteString("trigger", certified.Trigger);
            json.WriteString("runner", certified.Runner);
            json.WriteString("run", certified.Run);
        });
    }

    private static void WriteTimes(Utf8JsonWriter json, AttestationSigner signer)
    {
        json.WriteNumber("logEntries", signer.LogEntries);
        json.WriteStartArray("times");
        foreach (var time in signer.Times)
            json.WriteStringValue(time.UtcDateTime);
        json.WriteEndArray();
    }

    private static void WriteOther(Utf8JsonWriter json, string place, string kind, string text)
    {
        json.WriteStartObject();
        json.WriteString("place", place);
        json.WriteString("kind", kind);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
