using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Rebuild;

/// <summary>Comparisons, rebuilds and reproductions as JSON: docs/rebuild.md.</summary>
public static class PackageComparisonJson
{
    /// <summary>What packing a project twice gave, as a document of its own. Version 1; members are only ever added.</summary>
    public static byte[] Write(ProjectReproduction reproduction) => LogSafeJson.Write(json =>
    {
        json.WriteString("project", reproduction.Project);
        json.WriteString("result", LogSafeJson.Name(reproduction.Outcome));
        json.WriteObject("finding", reproduction.Finding, json.WriteFinding);
        json.WriteString("repository", reproduction.Repository);
        json.WriteString("commit", reproduction.Commit);
        json.WriteString("dotnetSdk", reproduction.Sdk);
        WriteVariations(json, reproduction.Variations);
        json.WriteObjects("packages", reproduction.Packages, package =>
        {
            json.WriteString("file", package.FileName);
            json.WriteString("id", package.Package.Id);
            json.WriteString("version", package.Package.Version);
            WriteComparison(json, package.Comparison);
        });
    });

    /// <summary>The member <c>rebuild</c> of a verified package; null when nobody asked for it.</summary>
    internal static void WriteRebuild(Utf8JsonWriter json, RebuildResult? result) => json.WriteObject("rebuild", result, rebuild =>
    {
        json.WriteString("result", LogSafeJson.Name(rebuild.Outcome));
        json.WriteObject("source", rebuild.Source, source =>
        {
            json.WriteString("repository", source.Repository);
            json.WriteString("repositorySaidBy", LogSafeJson.Name(source.RepositorySaidBy));
            json.WriteString("commit", source.Commit);
            json.WriteString("commitSaidBy", LogSafeJson.Name(source.CommitSaidBy));
            json.WriteBoolean("fetchedElsewhere", source.IsNamed);
        });
        json.WriteObject("sourceSignatures", rebuild.SourceSignatures, signatures => VerificationReportJson.WriteSignatures(json, signatures));
        json.WriteString("dotnetSdk", rebuild.Sdk);
        json.WriteTexts("notes", rebuild.Notes);
        if (rebuild.Comparison is { } comparison)
            WriteComparison(json, comparison);
    });

    /// <summary>What was varied between two builds.</summary>
    internal static void WriteVariations(Utf8JsonWriter json, ImmutableArray<Variation> variations) => json.WriteObjects("variations", variations, variation =>
    {
        json.WriteString("name", variation.Name);
        json.WriteString("first", variation.First);
        json.WriteString("second", variation.Second);
    });

    /// <summary>The differences, and how many there are beside them.</summary>
    internal static void WriteDifferences(Utf8JsonWriter json, PackageComparison comparison, bool withDetails)
    {
        json.WriteObjects("differences", comparison.Differences, difference =>
        {
            json.WriteString("entry", difference.Path);
            json.WriteString("change", LogSafeJson.Name(difference.Change));
            if (withDetails)
                json.WriteTexts("details", difference.Details);
        });
        json.WriteNumber("differencesOmitted", comparison.Omitted);
    }

    private static void WriteComparison(Utf8JsonWriter json, PackageComparison comparison)
    {
        json.WriteBoolean("same", comparison.IsSame);
        json.WriteDigests("first", comparison.First.Sha256, comparison.First.Sha512);
        json.WriteDigests("second", comparison.Second.Sha256, comparison.Second.Sha512);
        WriteDifferences(json, comparison, withDetails: true);
    }
}
