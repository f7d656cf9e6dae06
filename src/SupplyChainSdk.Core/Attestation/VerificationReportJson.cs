using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Attestation;

/// <summary>The JSON form of a report: docs/verify-json.md. Version 1; members are only ever added.</summary>
public static class VerificationReportJson
{
    /// <summary>Everything that the text form shows, with whole digests; <c>checked</c>, <c>claimed</c> and <c>certified</c> stand apart.</summary>
    /// <returns>UTF-8, indented, LF.</returns>
    public static byte[] Write(VerificationReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("file", report.FileName);
            json.WriteString("package", report.Package);
            json.WriteString("result", JsonNamingPolicy.CamelCase.ConvertName(report.Result.ToString()));
            if (report.Refusal is { } refusal)
            {
                json.WriteStartObject("refusal");
                json.WriteString("code", refusal.Code.Id);
                json.WriteString("message", refusal.Message);
                json.WriteString("help", refusal.Code.HelpLink);
                json.WriteEndObject();
            }
            else
            {
                json.WriteNull("refusal");
            }
            WriteChecked(json, report);
            // A key has no certificate: nobody but the signer vouches for anything.
            json.WriteNull("certified");
            WriteClaims(json, report.Claims);
            json.WriteStartArray("notChecked");
            foreach (var text in report.NotChecked)
                json.WriteStringValue(text);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteChecked(Utf8JsonWriter json, VerificationReport report)
    {
        json.WriteStartObject("checked");
        if (report.Signer is { } signer)
        {
            json.WriteStartObject("signer");
            json.WriteString("keySha256", signer.KeySha256);
            json.WriteString("keyKind", signer.KeyKind);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("signer");
        }
        if (report.Content is { } content)
        {
            json.WriteStartObject("content");
            json.WriteBoolean("matches", content.Matches);
            json.WriteString("matchedLayer", content.MatchedLayer);
            json.WriteBoolean("hasSignature", content.HasSignature);
            json.WriteBoolean("hasEmbeddedAttestation", content.HasEmbeddedAttestation);
            WriteDigests(json, "asDownloaded", content.AsDownloaded);
            WriteDigests(json, "asBuilt", content.AsBuilt);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("content");
        }
        WriteByproducts(json, report.SbomsCompared);
        json.WriteEndObject();
    }

    private static void WriteClaims(Utf8JsonWriter json, ProvenanceClaims? claims)
    {
        if (claims is null)
        {
            json.WriteNull("claimed");
            return;
        }
        json.WriteStartObject("claimed");
        json.WriteNumber("slsaBuildLevelAtMost", ProvenanceClaims.Level);
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
            json.WriteNumber("exceptions", gate.Exceptions);
            json.WriteString("policySha256", gate.PolicySha256);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByproducts(Utf8JsonWriter json, ImmutableArray<Byproduct> sboms)
    {
        json.WriteStartArray("sboms");
        foreach (var sbom in sboms)
        {
            json.WriteStartObject();
            json.WriteString("name", sbom.Name);
            json.WriteBoolean("inPackage", sbom.IsInPackage);
            json.WriteString("sha256", sbom.Sha256.Hex);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteDigests(Utf8JsonWriter json, string name, ImmutableArray<Digest> digests)
    {
        json.WriteStartObject(name);
        foreach (var digest in digests)
            json.WriteString(digest.Algorithm, digest.Hex);
        json.WriteEndObject();
    }
}
