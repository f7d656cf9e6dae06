using System.Globalization;
using System.Text.Json;

namespace SupplyChainSdk.Policy;

/// <summary>What of <c>provenance</c> and <c>trust</c> goes into the digest of a policy: of keys and of the trusted root their bytes' digests, never where they lie.</summary>
internal static class ProvenanceDigest
{
    public static void Write(Utf8JsonWriter json, TrustRules trust)
    {
        json.WriteStartObject("trust");
        if (trust.MaxAge is { } age)
            json.WriteString("maxAge", PolicyReport.Days(age.Value));
        if (trust.Root is { } root)
            json.WriteString("root", root.Value.Sha256.Hex);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ProvenanceRules provenance)
    {
        json.WriteStartObject("provenance");
        json.WriteString("enforce", PolicyReport.Word(provenance.Enforce.Value));
        PolicyDigest.Entries(json, "revoked", provenance.Revoked.Select(r => PolicyDigest.Entry(
            (PolicyReport.Word(r.Kind), r.Value), ("issuer", r.Issuer), ("reason", r.Reason is { } reason ? PolicyDigest.Squeezed(reason) : null))));
        PolicyDigest.Entries(json, "rules", provenance.Rules.Select(Rule));
        json.WriteEndObject();
    }

    private static string Rule(ProvenanceRule rule) => PolicyDigest.Object(json =>
    {
        if (rule.Builder is { } builder)
            json.WriteString("builder", builder);
        if (!rule.Except.IsEmpty)
            PolicyDigest.Strings(json, "except", rule.Except.Select(e => PolicyDigest.Lower(e.Text)));
        if (!rule.Gates.IsEmpty)
            PolicyDigest.Strings(json, "gates", rule.Gates);
        if (!rule.Identities.IsEmpty)
            PolicyDigest.Entries(json, "identities", rule.Identities.Select(Identity));
        if (!rule.Keys.IsEmpty)
            PolicyDigest.Entries(json, "keys", rule.Keys.Select(Key));
        if (rule.Level is { } level)
            json.WriteNumber("level", level);
        if (rule.Logged)
            json.WriteBoolean("logged", true);
        json.WriteString("mode", ProvenanceWords.Mode(rule.Mode));
        json.WriteString("packages", PolicyDigest.Lower(rule.Packages.Text));
        if (rule.PolicyDigest is { } digest)
            json.WriteString("policyDigest", digest.Hex);
        if (rule.Reproduced is { } by)
        {
            json.WriteStartObject("reproduced");
            PolicyDigest.Entries(json, "identities", by.Identities.Select(Identity));
            PolicyDigest.Entries(json, "keys", by.Keys.Select(Key));
            json.WriteEndObject();
        }
        if (!rule.Runners.IsEmpty)
            PolicyDigest.Strings(json, "runners", rule.Runners);
        if (rule.SignedTag)
            json.WriteString("signedTag", "require");
        if (!rule.Triggers.IsEmpty)
            PolicyDigest.Strings(json, "triggers", rule.Triggers);
        if (!rule.Verifiers.IsEmpty)
            PolicyDigest.Entries(json, "verifiers", rule.Verifiers.Select(Verifier));
    });

    private static string Verifier(ExpectedVerifier verifier) => PolicyDigest.Object(json =>
    {
        json.WriteString("id", verifier.Id);
        PolicyDigest.Entries(json, "identities", verifier.Identities.Select(Identity));
        PolicyDigest.Entries(json, "keys", verifier.Keys.Select(Key));
    });

    internal static string Identity(ExpectedBuilder identity) => PolicyDigest.Entry(
        ("identity", identity.Identity), ("identityRegex", identity.IdentityRegex), ("isolatedBuilder", identity.IsIsolatedBuilder ? "true" : null),
        ("issuer", identity.Issuer), ("notAfter", Day(identity.NotAfter)), ("notBefore", Day(identity.NotBefore)), ("ownerId", identity.OwnerId),
        ("ref", identity.Ref), ("repository", identity.Repository), ("repositoryId", identity.RepositoryId), ("workflow", identity.Workflow));

    internal static string Key(ExpectedKey key) => PolicyDigest.Entry(("notAfter", Day(key.NotAfter)), ("notBefore", Day(key.NotBefore)), ("sha256", key.Fingerprint));

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
