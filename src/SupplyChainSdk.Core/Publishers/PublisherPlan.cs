using System.Collections.Immutable;
using System.Text.Json;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>What <c>supplychain publishers</c> makes of one baseline.</summary>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="Before">Its entries; null when there is no file.</param>
/// <param name="After">What it is to have.</param>
/// <param name="Unproven">Packages whose signature does not verify, with the reasons: nothing of it is remembered.</param>
public sealed record PublisherPlan(
    string Path, ImmutableArray<PublisherEntry>? Before, ImmutableArray<PublisherEntry> After, ImmutableSortedDictionary<PackageId, string> Unproven)
{
    /// <summary>Packages of whose attestations nothing, or not all, can be remembered, with the reasons: what an entry had, it keeps.</summary>
    public ImmutableSortedDictionary<PackageId, string> Unremembered { get; init; } = ImmutableSortedDictionary<PackageId, string>.Empty;

    /// <summary>The ids of entries that remember nothing of attestations, as those that were written before there was that.</summary>
    public ImmutableArray<string> WithoutAttestations => [.. After.Where(e => e.Publisher.Attested is null).Select(e => e.Id).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>What differs, in the order of the file.</summary>
    public ImmutableArray<PublisherDifference> Differences => PublisherUpdate.Compare(Before ?? [], After);

    /// <summary>Whether there is something to write.</summary>
    public bool IsChange => Before is null || !Differences.IsEmpty;

    /// <summary>Whether a policy names the file, so that a build compares with it.</summary>
    public required bool IsInPolicy { get; init; }
}

/// <summary>The plans as JSON (docs/publishers-json.md). Version 1; members are only ever added.</summary>
public static class PublisherPlanJson
{
    /// <summary>Writes the document.</summary>
    /// <param name="plans">One for each file.</param>
    /// <param name="written">Whether what changes was written.</param>
    /// <param name="findings">Why there is no plan for a file, or what else there is to say.</param>
    /// <param name="relativeTo">Absolute path of the folder that paths are relative to.</param>
    public static byte[] Write(IEnumerable<PublisherPlan> plans, bool written, IEnumerable<Finding> findings, string relativeTo) => LogSafeJson.Write(json =>
    {
        json.WriteStartArray("baselines");
        foreach (var plan in plans)
        {
            json.WriteStartObject();
            json.WriteString("file", Path.GetRelativePath(relativeTo, plan.Path).Replace(Path.DirectorySeparatorChar, '/'));
            json.WriteString("result", !plan.IsChange ? "unchanged" : written ? "written" : "wouldChange");
            json.WriteNumber("entries", plan.After.Length);
            json.WriteBoolean("inPolicy", plan.IsInPolicy);
            json.WriteStartArray("differences");
            foreach (var difference in plan.Differences)
            {
                json.WriteStartObject();
                json.WriteString("id", difference.Id);
                json.WriteString("change", difference.Before is null ? "added" : difference.After is null ? "removed" : "changed");
                PublisherBaselineWriter.Write(json, "before", difference.Before);
                PublisherBaselineWriter.Write(json, "after", difference.After);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            WriteReasons(json, "unproven", plan.Unproven);
            WriteReasons(json, "unremembered", plan.Unremembered);
            json.WriteStartArray("withoutAttestations");
            foreach (var id in plan.WithoutAttestations)
                json.WriteStringValue(id);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        FindingsJson.WriteFindings(json, findings, relativeTo);
    });

    private static void WriteReasons(Utf8JsonWriter json, string name, ImmutableSortedDictionary<PackageId, string> reasons)
    {
        json.WriteStartArray(name);
        foreach (var (package, reason) in reasons)
        {
            json.WriteStartObject();
            json.WriteString("purl", package.Purl);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
