using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What resolving projects again gave, as JSON (docs/lock.md).</summary>
public static class ReproductionJson
{
    /// <summary>Writes the document.</summary>
    /// <param name="results">Absolute paths of lock files, and what came out for each.</param>
    /// <param name="relativeTo">Absolute path of the folder that paths are relative to.</param>
    public static byte[] Write(ImmutableArray<(string Path, Reproduction Result)> results, string relativeTo) => LogSafeJson.Write(json =>
    {
        json.WriteStartArray("locks");
        foreach (var (path, result) in results)
        {
            json.WriteStartObject();
            json.WriteString("file", Path.GetRelativePath(relativeTo, path).Replace(Path.DirectorySeparatorChar, '/'));
            json.WriteString("result", JsonNamingPolicy.CamelCase.ConvertName(result.Outcome.ToString()));
            if (result.Reason.Length > 0)
                json.WriteString("reason", result.Reason);
            ExplainedLock.WriteChanges(json, result.Changes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
