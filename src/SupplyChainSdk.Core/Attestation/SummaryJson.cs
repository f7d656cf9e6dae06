using System.Text.Json;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>What a summary of a verification claims, in JSON output: docs/verify-json.md.</summary>
internal static class SummaryJson
{
    /// <summary>The members of an object.</summary>
    public static void WriteSummary(this Utf8JsonWriter json, VerificationSummary summary)
    {
        json.WriteString("verifier", summary.VerifierId);
        json.WriteString("resource", summary.ResourceUri);
        json.WriteString("result", summary.IsPassed ? "PASSED" : "FAILED");
        json.WriteTexts("levels", summary.VerifiedLevels);
        json.WriteString("time", summary.Time?.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("policyUri", summary.Policy.Uri);
        json.WriteString("policySha256", summary.Policy.Digests.FirstOrDefault(d => d.Algorithm == "sha256")?.Hex);
    }
}
