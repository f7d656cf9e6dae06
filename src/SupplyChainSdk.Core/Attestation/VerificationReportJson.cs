using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;
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
    public static byte[] Write(ImmutableArray<VerificationReport> reports, string folder)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, LogSafeJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("result", Name(VerificationReport.Of(reports)));
            foreach (var result in Enum.GetValues<VerificationResult>().Reverse())
                json.WriteNumber(Name(result), reports.Count(r => r.Result == result));
            json.WriteStartArray("packages");
            foreach (var report in reports)
                Write(json, report, folder);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, VerificationReport report, string folder)
    {
        json.WriteStartObject();
        json.WriteString("file", report.FileName);
        json.WriteString("path", report.Path is { } path ? Shown(path, folder) : null);
        json.WriteString("source", report.Source);
        WritePackage(json, report.Package);
        json.WriteString("result", Name(report.Result));
        json.WritePropertyName("refusal");
        if (report.Refusal is { } refusal)
            Write(json, refusal);
        else
            json.WriteNullValue();
        json.WriteStartArray("warnings");
        foreach (var warning in report.Warnings)
            Write(json, warning);
        json.WriteEndArray();
        WriteBundles(json, report.Bundles);
        WriteChecked(json, report);
        VerifiedSignerJson.WriteCertified(json, report.Signer?.Certified);
        WriteClaims(json, report.Claims, report.Signer);
        PackageComparisonJson.WriteRebuild(json, report.Rebuild);
        json.WriteStartArray("notChecked");
        foreach (var text in report.NotChecked)
            json.WriteStringValue(text);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code.Id);
        json.WriteString("message", finding.Message);
        json.WriteString("help", finding.Code.HelpLink);
        json.WriteEndObject();
    }

    private static string Shown(string path, string folder)
    {
        var full = Path.GetFullPath(path, folder);
        return (RealPath.IsWithin(full, folder) ? Path.GetRelativePath(folder, full) : full).Replace(Path.DirectorySeparatorChar, '/');
    }

    private static void WritePackage(Utf8JsonWriter json, PackageId? package)
    {
        if (package is null)
        {
            json.WriteNull("package");
            return;
        }
        json.WriteStartObject("package");
        json.WriteString("id", package.Id);
        json.WriteString("version", package.Version);
        json.WriteEndObject();
    }

    private static void WriteBundles(Utf8JsonWriter json, ImmutableArray<JudgedBundle> bundles)
    {
        json.WriteStartArray("attestations");
        foreach (var bundle in bundles)
        {
            json.WriteStartObject();
            json.WriteString("place", Name(bundle.Place));
            json.WriteString("name", bundle.Name);
            json.WriteString("sha256", bundle.Sha256.Hex);
            json.WriteString("verdict", Name(bundle.Verdict));
            json.WriteString("otherType", bundle.OtherType);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteChecked(Utf8JsonWriter json, VerificationReport report)
    {
        json.WriteStartObject("checked");
        VerifiedSignerJson.WriteChecked(json, report.Signer);
        if (report.Content is { } content)
        {
            json.WriteStartObject("content");
            json.WriteBoolean("matches", content.Matches);
            json.WriteString("matchedLayer", content.MatchedLayer is { } layer ? Name(layer) : null);
            json.WriteBoolean("hasSignature", content.HasSignature);
            json.WriteBoolean("hasEmbeddedAttestation", content.HasEmbeddedAttestation);
            WriteDigests(json, "asDownloaded", content.AsDownloaded);
            WriteDigests(json, "withoutSignature", content.WithoutSignature);
            WriteDigests(json, "asBuilt", content.AsBuilt);
            json.WriteStartArray("attested");
            foreach (var digest in content.Attested)
                json.WriteStringValue(digest.ToString());
            json.WriteEndArray();
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("content");
        }
        WriteSboms(json, report.Sboms);
        if (report.ExtractedFiles is { } extracted)
        {
            json.WriteStartObject("extracted");
            json.WriteNumber("equal", extracted);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("extracted");
        }
        WriteRelease(json, report.Release);
        json.WriteEndObject();
    }

    private static void WriteRelease(Utf8JsonWriter json, ReleaseComparison? release)
    {
        if (release is null)
        {
            json.WriteNull("release");
            return;
        }
        json.WriteStartObject("release");
        json.WriteString("file", release.ReleasedFile);
        json.WriteBoolean("matches", release.IsRelease);
        json.WriteBoolean("sameBeforeSigning", release.IsSameBeforeSigning);
        json.WriteBoolean("sameAsBuilt", release.IsSameAsBuilt);
        json.WriteString("signature", Name(release.Signature));
        WriteDigests(json, "withoutSignature", [release.Released.Sha256, release.Released.Sha512]);
        json.WriteEndObject();
    }

    private static void WriteClaims(Utf8JsonWriter json, ProvenanceClaims? claims, VerifiedSigner? signer)
    {
        if (claims is null)
        {
            json.WriteNull("claimed");
            return;
        }
        json.WriteStartObject("claimed");
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
        json.WriteNumber("packages", claims.Dependencies);
        json.WriteStartArray("gates");
        foreach (var gate in claims.Gates)
        {
            json.WriteStartObject();
            json.WriteString("name", gate.Name);
            json.WriteString("result", gate.Result);
            json.WriteString("enforce", gate.Enforce);
            json.WriteBoolean("ok", gate.IsOk);
            json.WriteNumber("exceptions", gate.Exceptions);
            json.WriteString("policySha256", gate.PolicySha256);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSboms(Utf8JsonWriter json, ComparedSboms? sboms)
    {
        if (sboms is null)
        {
            json.WriteNull("sboms");
            return;
        }
        json.WriteStartObject("sboms");
        json.WriteStartArray("equal");
        foreach (var sbom in sboms.Equal)
        {
            json.WriteStartObject();
            json.WriteString("name", sbom.Name);
            json.WriteBoolean("inPackage", sbom.IsInPackage);
            json.WriteString("sha256", sbom.Sha256.Hex);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("absent");
        foreach (var name in sboms.Absent)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDigests(Utf8JsonWriter json, string name, ImmutableArray<Digest> digests)
    {
        json.WriteStartObject(name);
        foreach (var digest in digests)
            json.WriteString(digest.Algorithm, digest.Hex);
        json.WriteEndObject();
    }

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
