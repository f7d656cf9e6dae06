using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>Writes the statement about one packed file. The order is fixed and nothing is read from outside, so equal input gives equal bytes.</summary>
public static class ProvenanceWriter
{
    /// <summary>The in-toto statement with SLSA provenance v1 about one file.</summary>
    /// <param name="fileName">The file's name, without a folder.</param>
    /// <param name="purl">Of the package that the file is.</param>
    /// <param name="digests">Of the file as it was built: sha256 and sha512.</param>
    /// <param name="provenance">What the build says.</param>
    /// <returns>UTF-8 JSON without a byte order mark: the payload to sign.</returns>
    public static byte[] Write(string fileName, string purl, ImmutableArray<Digest> digests, Provenance provenance) =>
        StatementWriter.Write(fileName, purl, [.. digests.OrderBy(d => d.Algorithm, StringComparer.Ordinal)], Provenance.PredicateType, json =>
        {
            WriteBuildDefinition(json, provenance);
            WriteRunDetails(json, provenance);
        });

    private static void WriteBuildDefinition(Utf8JsonWriter json, Provenance provenance)
    {
        json.WriteStartObject("buildDefinition");
        json.WriteString("buildType", Provenance.BuildType);

        json.WriteStartObject("externalParameters");
        json.WriteString("project", provenance.Parameters.Project);
        json.WriteString("configuration", provenance.Parameters.Configuration);
        json.WriteStartArray("targetFrameworks");
        foreach (var framework in provenance.Parameters.TargetFrameworks)
            json.WriteStringValue(framework);
        json.WriteEndArray();
        json.WriteString("version", provenance.Parameters.Version);
        json.WriteEndObject();

        var environment = provenance.Environment;
        json.WriteStartObject("internalParameters");
        json.WriteString("dotnetSdk", environment.Sdk);
        json.WriteString("msbuild", environment.MSBuild);
        json.WriteString("nuget", environment.NuGet);
        json.WriteString("runtime", environment.Runtime);
        json.WriteString("os", environment.OperatingSystem);
        json.WriteString("runtimeIdentifier", environment.RuntimeIdentifier);
        json.WriteStartObject("claimedByCI");
        foreach (var (name, value) in environment.CIClaims)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();

        json.WriteStartArray("resolvedDependencies");
        WriteSource(json, provenance.Source);
        foreach (var material in provenance.Packages.OrderBy(p => p.Package))
            WriteMaterial(json, material);
        json.WriteStartObject();
        json.WriteString("name", ".NET SDK");
        json.WriteString("uri", $"pkg:generic/dotnet-sdk@{Uri.EscapeDataString(environment.Sdk)}");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json, SourceRevision? source)
    {
        if (source is null)
            return;
        json.WriteStartObject();
        json.WriteString("name", "source");
        if (source.RepositoryUrl is not null)
            json.WriteString("uri", $"git+{source.RepositoryUrl}");
        json.WriteStartObject("digest");
        json.WriteString("gitCommit", source.Commit);
        json.WriteEndObject();
        json.WriteStartObject("annotations");
        json.WriteBoolean("dirty", source.IsDirty);
        SourceSignatureJson.Write(json, source.Signatures);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMaterial(Utf8JsonWriter json, ResolvedMaterial material)
    {
        json.WriteStartObject();
        json.WriteString("uri", material.Package.Purl);
        json.WriteStartObject("digest");
        json.WriteString(material.FileSha512.Algorithm, material.FileSha512.Hex);
        json.WriteEndObject();
        json.WriteStartObject("annotations");
        json.WriteString("nugetContentHash", material.ContentHash.Base64);
        json.WriteBoolean("developmentOnly", material.IsDevelopmentOnly);
        foreach (var digest in material.AsBuilt.OrderBy(d => d.Algorithm, StringComparer.Ordinal))
            json.WriteString(digest.Algorithm == "sha256" ? ClaimedOutcomes.AsBuiltSha256 : ClaimedOutcomes.AsBuiltSha512, digest.Hex);
        if (material.Outcome is { } outcome)
        {
            json.WriteString(ClaimedOutcomes.Outcome, outcome.Words);
            if (outcome.ExpectedBy is { } expectedBy)
                json.WriteString(ClaimedOutcomes.ExpectedBy, expectedBy);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRunDetails(Utf8JsonWriter json, Provenance provenance)
    {
        json.WriteStartObject("runDetails");
        json.WriteStartObject("builder");
        json.WriteString("id", provenance.BuilderId);
        json.WriteStartObject("version");
        json.WriteString("SupplyChainSdk", provenance.Environment.SupplyChainSdk);
        json.WriteEndObject();
        json.WriteEndObject();
        // No startedOn, finishedOn or invocationId: they would make two attestations of one build differ, and a key proves no time.
        json.WriteStartArray("byproducts");
        foreach (var gate in provenance.Gates.OrderBy(g => g.Gate, StringComparer.Ordinal))
            WriteGate(json, gate, provenance.PolicyDigest);
        foreach (var sbom in provenance.Sboms.OrderBy(s => s.Name, StringComparer.Ordinal))
            WriteByproduct(json, sbom);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGate(Utf8JsonWriter json, GateResult gate, Digest? policy)
    {
        json.WriteStartObject();
        json.WriteString("name", $"gate:{gate.Gate}");
        json.WriteString("uri", $"{Provenance.BuildType}#gates");
        json.WriteStartObject("annotations");
        json.WriteString("result", JsonNamingPolicy.CamelCase.ConvertName(gate.Outcome.ToString()));
        json.WriteString("enforce", JsonNamingPolicy.CamelCase.ConvertName(gate.Enforce.ToString()));
        json.WriteNumber("errors", gate.Findings.Count(f => f.Severity == Severity.Error));
        json.WriteNumber("warnings", gate.Findings.Count(f => f.Severity == Severity.Warning));
        json.WriteNumber("exceptions", gate.ExceptionsUsed.Length);
        json.WriteNumber("acknowledgements", 0);
        if (policy is not null)
            json.WriteString("policySha256", policy.Hex);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteByproduct(Utf8JsonWriter json, Byproduct byproduct)
    {
        json.WriteStartObject();
        json.WriteString("name", byproduct.Name);
        json.WriteStartObject("digest");
        json.WriteString(byproduct.Sha256.Algorithm, byproduct.Sha256.Hex);
        json.WriteEndObject();
        json.WriteString("mediaType", byproduct.MediaType);
        json.WriteStartObject("annotations");
        json.WriteBoolean("inPackage", byproduct.IsInPackage);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
