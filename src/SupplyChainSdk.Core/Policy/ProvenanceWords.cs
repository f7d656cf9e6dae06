using System.Collections.Immutable;
using System.Globalization;

namespace SupplyChainSdk.Policy;

/// <summary>Rules of <c>provenance</c> as <c>supplychain policy</c> and messages write them.</summary>
internal static class ProvenanceWords
{
    /// <summary>A mode as a policy file spells it.</summary>
    public static string Mode(ProvenanceMode mode) => mode switch
    {
        ProvenanceMode.Require => "require",
        ProvenanceMode.WhenPresent => "whenPresent",
        _ => "ignore",
    };

    /// <summary>A whole rule.</summary>
    public static string Rule(ProvenanceRule rule) => $"{rule.Packages.Text}: {Mode(rule.Mode)}" + string.Concat(((string?[])
    [
        rule.Except.IsEmpty ? null : $" (without {string.Join(", ", rule.Except.Select(e => e.Text))})",
        Signers(rule) is { Length: > 0 } signers ? $" {signers}" : null,
        rule.Builder is null ? null : $", builder {rule.Builder}",
        rule.Triggers.IsEmpty ? null : $", trigger {string.Join(" or ", rule.Triggers)}",
        rule.Runners.IsEmpty ? null : $", runner {string.Join(" or ", rule.Runners)}",
        rule.Level is { } level ? string.Create(CultureInfo.InvariantCulture, $", level {level}") : null,
        rule.Gates.IsEmpty ? null : $", gates {string.Join(", ", rule.Gates)}",
        rule.PolicyDigest is { } digest ? $", policy {digest}" : null,
        rule.Logged ? ", logged" : null,
        rule.SignedTag ? ", signed tag" : null,
        rule.Reproduced is { } by ? $", reproduced by {string.Join(" or ", by.Identities.Select(Identity).Concat(by.Keys.Select(Key)))}" : null,
    ]));

    /// <summary>An identity.</summary>
    public static string Identity(ExpectedBuilder identity) => string.Join(", ", ((string?[])
    [
        identity.Identity,
        identity.IdentityRegex is { } regex ? $"regular expression {regex}" : null,
        identity.Repository is { } repository ? $"repository {repository}" : null,
        identity.RepositoryId is { } id ? $"repository id {id}" : null,
        identity.OwnerId is { } owner ? $"owner id {owner}" : null,
        identity.Workflow is { } workflow ? $"workflow {workflow}" : null,
        identity.Ref is { } at ? $"ref {at}" : null,
        $"issuer {identity.Issuer}",
        identity.IsIsolatedBuilder ? "isolated builder" : null,
        Validity(identity.NotBefore, identity.NotAfter),
    ]).OfType<string>());

    /// <summary>A key.</summary>
    public static string Key(ExpectedKey key) => $"key {key.Name} (sha256 {key.Fingerprint})" + (Validity(key.NotBefore, key.NotAfter) is { } validity ? $", {validity}" : "");

    /// <summary>An entry of <c>revoked</c>.</summary>
    public static string Revoked(RevokedEntry entry) => PolicyReport.Word(entry.Kind) + " " + entry.Value
        + (entry.Issuer is null ? "" : $" of {entry.Issuer}") + (entry.Reason is null ? "" : $": {entry.Reason}");

    private static string Signers(ProvenanceRule rule)
    {
        ImmutableArray<string> all = [.. rule.Identities.Select(Identity), .. rule.Keys.Select(Key),
            .. rule.Verifiers.Select(v => $"verifier {v.Id} by {string.Join(" or ", v.Identities.Select(Identity).Concat(v.Keys.Select(Key)))}")];
        return all.IsEmpty ? "" : $"by {string.Join("; or ", all)}";
    }

    private static string? Validity(DateOnly? from, DateOnly? to) => (from, to) switch
    {
        (null, null) => null,
        ({ } first, null) => $"from {PolicyReport.Day(first)}",
        (null, { } last) => $"until {PolicyReport.Day(last)}",
        ({ } first, { } last) => $"from {PolicyReport.Day(first)} until {PolicyReport.Day(last)}",
    };
}
