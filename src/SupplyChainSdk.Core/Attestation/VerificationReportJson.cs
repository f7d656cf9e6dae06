using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;

namespace SupplyChainSdk.Attestation;

/// <summary>The JSON form of a report: docs/verify-json.md. Version 1; members are only ever added.</summary>
public static class VerificationReportJson
{
    /// <summary>Everything that the text form shows, with whole digests; <c>checked</c>, <c>claimed</c> and <c>certified</c> stand apart.</summary>
    /// <param name="reports">Of one run, in its order.</param>
    /// <param name="folder">Absolute; paths below it are written relative to it, others as they are.</param>
    /// <returns>ASCII, indented, LF; safe in the log of a CI system.</returns>
    public static byte[] Write(ImmutableArray<VerificationReport> reports, string folder) => LogSafeJson.Write(json =>
    {
        json.WriteString("result", LogSafeJson.Name(VerificationReport.Of(reports)));
        foreach (var result in Enum.GetValues<VerificationResult>().Reverse())
            json.WriteNumber(LogSafeJson.Name(result), reports.Count(r => r.Result == result));
        json.WriteObjects("packages", reports, report => Write(json, report, folder));
    });

    private static void Write(Utf8JsonWriter json, VerificationReport report, string folder)
    {
        json.WriteString("file", report.FileName);
        json.WriteString("path", report.Path is { } path ? Shown(path, folder) : null);
        json.WriteString("source", report.Source);
        json.WriteObject("package", report.Package, package =>
        {
            json.WriteString("id", package.Id);
            json.WriteString("version", package.Version);
        });
        json.WriteString("result", LogSafeJson.Name(report.Result));
        json.WriteObject("refusal", report.Refusal, json.WriteFinding);
        json.WriteObjects("warnings", report.Warnings, json.WriteFinding);
        json.WriteObjects("attestations", report.Bundles, bundle =>
        {
            json.WriteString("place", LogSafeJson.Name(bundle.Place));
            json.WriteString("name", bundle.Name);
            json.WriteString("sha256", bundle.Sha256.Hex);
            json.WriteString("verdict", LogSafeJson.Name(bundle.Verdict));
            json.WriteString("otherType", bundle.OtherType);
            json.WriteObject("reproduction", bundle.Reproduction, reproduction =>
            {
                json.WriteString("result", reproduction.IsReproduced ? "reproduced" : "differs");
                json.WriteString("method", reproduction.Method);
                json.WriteString("repository", reproduction.Repository);
                json.WriteString("commit", reproduction.Commit);
                json.WriteString("dotnetSdk", reproduction.Sdk);
                json.WriteTexts("varied", reproduction.Varied);
            });
            json.WriteObject("summary", bundle.Summary, json.WriteSummary);
        });
        json.WriteObject("checked", report, r => WriteChecked(json, r));
        VerifiedSignerJson.WriteCertified(json, report.Signer?.Certified);
        json.WriteObject("claimed", report.Claims, claims => WriteClaims(json, claims, report.Signer));
        PackageComparisonJson.WriteRebuild(json, report.Rebuild);
        json.WriteTexts("notChecked", report.NotChecked);
    }

    private static string Shown(string path, string folder)
    {
        var full = Path.GetFullPath(path, folder);
        return (RealPath.IsWithin(full, folder) ? Path.GetRelativePath(folder, full) : full).Replace(Path.DirectorySeparatorChar, '/');
    }

    private static void WriteChecked(Utf8JsonWriter json, VerificationReport report)
    {
        VerifiedSignerJson.WriteChecked(json, report.Signer);
        json.WriteObject("content", report.Content, content =>
        {
            json.WriteBoolean("matches", content.Matches);
            json.WriteString("matchedLayer", content.MatchedLayer is { } layer ? LogSafeJson.Name(layer) : null);
            json.WriteBoolean("hasSignature", content.HasSignature);
            json.WriteBoolean("hasEmbeddedAttestation", content.HasEmbeddedAttestation);
            json.WriteDigests("asDownloaded", content.AsDownloaded.AsSpan());
            json.WriteDigests("withoutSignature", content.WithoutSignature.AsSpan());
            json.WriteDigests("asBuilt", content.AsBuilt.AsSpan());
            json.WriteTexts("attested", [.. content.Attested.Select(digest => digest.ToString())]);
        });
        json.WriteObject("sboms", report.Sboms, sboms =>
        {
            json.WriteObjects("equal", sboms.Equal, sbom =>
            {
                json.WriteString("name", sbom.Name);
                json.WriteBoolean("inPackage", sbom.IsInPackage);
                json.WriteString("sha256", sbom.Sha256.Hex);
            });
            json.WriteTexts("absent", sboms.Absent);
        });
        json.WriteObject("extracted", report.ExtractedFiles, equal => json.WriteNumber("equal", equal));
        json.WriteObject("release", report.Release, release =>
        {
            json.WriteString("file", release.ReleasedFile);
            json.WriteBoolean("matches", release.IsRelease);
            json.WriteBoolean("sameBeforeSigning", release.IsSameBeforeSigning);
            json.WriteBoolean("sameAsBuilt", release.IsSameAsBuilt);
            json.WriteString("signature", LogSafeJson.Name(release.Signature));
            json.WriteDigests("withoutSignature", release.Released.Sha256, release.Released.Sha512);
        });
    }

    private static void WriteClaims(Utf8JsonWriter json, ProvenanceClaims claims, VerifiedSigner? signer)
    {
        json.WriteNumber("slsaBuildLevelAtMost", signer?.LevelAtMost ?? 1);
        json.WriteString("predicateType", claims.PredicateType);
        json.WriteString("buildType", claims.BuildType);
        json.WriteString("builder", claims.BuilderId);
        json.WriteString("version", claims.Version);
        json.WriteString("dotnetSdk", claims.DotnetSdk);
        json.WriteString("repository", claims.RepositoryUrl);
        json.WriteString("commit", claims.Commit);
        if (claims.IsDirty is { } dirty)
            json.WriteBoolean("dirty", dirty);
        else
            json.WriteNull("dirty");
        WriteSignatures(json, claims.SourceSignatures);
        json.WriteNumber("packages", claims.Dependencies);
        json.WriteObject("outcomes", claims.Outcomes, outcomes =>
        {
            json.WriteNumber("verified", outcomes.Verified);
            json.WriteNumber("notExpected", outcomes.NotExpected);
            json.WriteNumber("notAttested", outcomes.NotAttested);
            json.WriteNumber("refused", outcomes.Refused);
            json.WriteNumber("notJudged", outcomes.NotJudged);
            json.WriteNumber("notSaid", outcomes.NotSaid);
        });
        json.WriteObjects("gates", claims.Gates, gate =>
        {
            json.WriteString("name", gate.Name);
            json.WriteString("result", gate.Result);
            json.WriteString("enforce", gate.Enforce);
            json.WriteBoolean("ok", gate.IsOk);
            json.WriteNumber("exceptions", gate.Exceptions);
            json.WriteString("policySha256", gate.PolicySha256);
        });
    }

    internal static void WriteSignatures(Utf8JsonWriter json, SourceCheck? check)
    {
        WriteSignature(json, "signedTag", check?.Tag);
        WriteSignature(json, "signedCommit", check?.Commit);
    }

    private static void WriteSignature(Utf8JsonWriter json, string name, SourceSignature? signature) => json.WriteObject(name, signature, said =>
    {
        json.WriteString("result", SourceSignature.Word(said.Result));
        json.WriteString("signer", said.Signer);
        json.WriteString("key", said.Key);
        json.WriteString("tag", said.TagName);
        json.WriteString("tagId", said.TagId);
    });
}
