using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>What <c>supplychain lock</c> wrote, or would write, as JSON (docs/lock.md).</summary>
public static class ToolLockPlanJson
{
    /// <summary>Writes the document.</summary>
    /// <param name="plans">One for each file.</param>
    /// <param name="written">Whether what changes was written.</param>
    /// <param name="relativeTo">Absolute path of the folder that paths are relative to.</param>
    public static byte[] Write(ImmutableArray<ToolLockPlan> plans, bool written, string relativeTo) => LogSafeJson.Write(json =>
    {
        json.WriteStartArray("locks");
        foreach (var plan in plans)
        {
            json.WriteStartObject();
            json.WriteString("file", Path.GetRelativePath(relativeTo, plan.Path).Replace(Path.DirectorySeparatorChar, '/'));
            json.WriteString("result", !plan.IsChange ? "unchanged" : plan.Conflicts.Length > 0 ? "refused" : written ? "written" : "wouldChange");
            ExplainedLock.WriteChanges(json, ToolLockExplanation.Explain(plan.Before, plan.After));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}
