using System.Globalization;
using System.Text.Json;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>The signer in the JSON form of a report: what was checked of it, and what its certificate certifies, apart from each other.</summary>
internal static class VerifiedSignerJson
{
    /// <summary>The members <c>signer</c>, <c>times</c>, <c>logEntries</c> and <c>trustedRoot</c> of <c>checked</c>.</summary>
    public static void WriteChecked(Utf8JsonWriter json, VerifiedSigner? signer)
    {
        if (signer is null)
        {
            json.WriteNull("signer");
        }
        else
        {
            json.WriteStartObject("signer");
            json.WriteString("keySha256", signer.KeySha256);
            json.WriteString("keyKind", signer.KeyKind);
            json.WriteString("identity", signer.Certified?.Identity);
            json.WriteString("identityPattern", signer.IdentityPattern);
            json.WriteString("issuer", signer.Certified?.Issuer);
            json.WriteEndObject();
        }
        json.WriteStartArray("times");
        foreach (var time in signer?.Times ?? [])
        {
            json.WriteStartObject();
            json.WriteString("time", Text(time.Time));
            json.WriteString("source", JsonNamingPolicy.CamelCase.ConvertName(time.Source.ToString()));
            json.WriteString("service", time.Service);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("logEntries");
        foreach (var entry in signer?.LogEntries ?? [])
        {
            json.WriteStartObject();
            json.WriteString("log", entry.Log);
            json.WriteNumber("index", entry.Index);
            json.WriteString("kind", entry.Kind);
            json.WriteString("integratedTime", entry.IntegratedTime is { } time ? Text(time) : null);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (signer?.TrustedRoot is { } root)
        {
            json.WriteStartObject("trustedRoot");
            json.WriteString("name", root.Name);
            json.WriteString("sha256", root.Sha256);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("trustedRoot");
        }
    }

    /// <summary>The member <c>certified</c>; null for a key, for which nobody but the signer vouches.</summary>
    public static void WriteCertified(Utf8JsonWriter json, CertifiedIdentity? certified)
    {
        if (certified is null)
        {
            json.WriteNull("certified");
            return;
        }
        json.WriteStartObject("certified");
        json.WriteString("identity", certified.Identity);
        json.WriteString("issuer", certified.Issuer);
        json.WriteString("sourceRepository", certified.SourceRepository);
        json.WriteString("sourceRepositoryId", certified.SourceRepositoryId);
        json.WriteString("sourceRepositoryOwner", certified.SourceRepositoryOwner);
        json.WriteString("sourceRepositoryOwnerId", certified.SourceRepositoryOwnerId);
        json.WriteString("sourceRef", certified.SourceRef);
        json.WriteString("commit", certified.SourceDigest);
        json.WriteString("workflow", certified.Workflow);
        json.WriteString("workflowCommit", certified.WorkflowDigest);
        json.WriteString("signerWorkflow", certified.SignerWorkflow);
        json.WriteString("trigger", certified.Trigger);
        json.WriteString("runner", certified.RunnerEnvironment);
        json.WriteString("run", certified.Run);
        json.WriteString("visibility", certified.Visibility);
        json.WriteString("notBefore", Text(certified.NotBefore));
        json.WriteString("notAfter", Text(certified.NotAfter));
        json.WriteEndObject();
    }

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
