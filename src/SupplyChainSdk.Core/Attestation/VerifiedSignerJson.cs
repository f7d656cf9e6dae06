using System.Globalization;
using System.Text.Json;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>The signer in the JSON form of a report: what was checked of it, and what its certificate certifies, apart from each other.</summary>
internal static class VerifiedSignerJson
{
    /// <summary>The members <c>signer</c>, <c>times</c>, <c>logEntries</c> and <c>trustedRoot</c> of <c>checked</c>.</summary>
    public static void WriteChecked(Utf8JsonWriter json, VerifiedSigner? signer)
    {
        json.WriteObject("signer", signer, s =>
        {
            json.WriteString("keySha256", s.KeySha256);
            json.WriteString("keyKind", s.KeyKind);
            json.WriteString("identity", s.Certified?.Identity);
            json.WriteString("identityPattern", s.IdentityPattern);
            json.WriteString("issuer", s.Certified?.Issuer);
        });
        json.WriteObjects("times", signer?.Times ?? [], time =>
        {
            json.WriteString("time", Text(time.Time));
            json.WriteString("source", LogSafeJson.Name(time.Source));
            json.WriteString("service", time.Service);
        });
        json.WriteObjects("logEntries", signer?.LogEntries ?? [], entry =>
        {
            json.WriteString("log", entry.Log);
            json.WriteNumber("index", entry.Index);
            json.WriteString("kind", entry.Kind);
            json.WriteString("integratedTime", entry.IntegratedTime is { } time ? Text(time) : null);
        });
        WriteTrustedRoot(json, signer?.TrustedRoot);
    }

    /// <summary>The member <c>trustedRoot</c>; null where no certificate was judged.</summary>
    public static void WriteTrustedRoot(Utf8JsonWriter json, UsedTrustedRoot? root) => json.WriteObject("trustedRoot", root, r =>
    {
        json.WriteString("name", r.Name);
        json.WriteString("sha256", r.Sha256);
    });

    /// <summary>The member <c>certified</c>; null for a key, for which nobody but the signer vouches.</summary>
    public static void WriteCertified(Utf8JsonWriter json, CertifiedIdentity? identity) => json.WriteObject("certified", identity, certified =>
    {
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
    });

    private static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
