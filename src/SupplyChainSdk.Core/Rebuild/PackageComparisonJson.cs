using System.Text.Json;
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
        json.WriteString("result", Name(reproduction.Outcome));
        WriteFinding(json, reproduction.Finding);
        json.WriteString("repository", reproduction.Repository);
        json.WriteString("commit", reproduction.Commit);
        json.WriteString("dotnetSdk", reproduction.Sdk);
        json.WriteStartArray("variations");
        foreach (var variation in reproduction.Variations)
        {
            json.WriteStartObject();
            json.WriteString("name", variation.Name);
            json.WriteString("first", variation.First);
            json.WriteString("second", variation.Second);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("packages");
        foreach (var package in reproduction.Packages)
        {
            json.WriteStartObject();
            json.WriteString("file", package.FileName);
            json.WriteString("id", package.Package.Id);
            json.WriteString("version", package.Package.Version);
            WriteComparison(json, package.Comparison);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>The member <c>rebuild</c> of a verified package; null when nobody asked for it.</summary>
    internal static void WriteRebuild(Utf8JsonWriter json, RebuildResult? rebuild)
    {
        if (rebuild is null)
        {
            json.WriteNull("rebuild");
            return;
        }
        json.WriteStartObject("rebuild");
        json.WriteString("result", Name(rebuild.Outcome));
        if (rebuild.Source is { } source)
        {
            json.WriteStartObject("source");
            json.WriteString("repository", source.Repository);
            json.WriteString("repositorySaidBy", Name(source.RepositorySaidBy));
            json.WriteString("commit", source.Commit);
            json.WriteString("commitSaidBy", Name(source.CommitSaidBy));
            json.WriteBoolean("fetchedElsewhere", source.IsNamed);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("source");
        }
        json.WriteString("dotnetSdk", rebuild.Sdk);
        json.WriteStartArray("notes");
        foreach (var note in rebuild.Notes)
            json.WriteStringValue(note);
        json.WriteEndArray();
        if (rebuild.Comparison is { } comparison)
            WriteComparison(json, comparison);
        json.WriteEndObject();
    }

    /// <summary>The differences, and how many there are beside them.</summary>
    internal static void WriteDifferences(Utf8JsonWriter json, PackageComparison comparison, bool withDetails)
    {
        json.WriteStartArray("differences");
        foreach (var difference in comparison.Differences)
        {
            json.WriteStartObject();
            json.WriteString("entry", difference.Path);
            json.WriteString("change", Name(difference.Change));
            if (withDetails)
            {
                json.WriteStartArray("details");
                foreach (var detail in difference.Details)
                    json.WriteStringValue(detail);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("differencesOmitted", comparison.Omitted);
    }

    private static void WriteComparison(Utf8JsonWriter json, PackageComparison comparison)
    {
        json.WriteBoolean("same", comparison.IsSame);
        json.WriteDigests("first", comparison.First.Sha256, comparison.First.Sha512);
        json.WriteDigests("second", comparison.Second.Sha256, comparison.Second.Sha512);
        WriteDifferences(json, comparison, withDetails: true);
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding? finding)
    {
        if (finding is null)
        {
            json.WriteNull("finding");
            return;
        }
        json.WriteStartObject("finding");
        json.WriteString("code", finding.Code.Id);
        json.WriteString("message", finding.Message);
        json.WriteString("help", finding.Code.HelpLink);
        json.WriteEndObject();
    }

    private static string Name<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
