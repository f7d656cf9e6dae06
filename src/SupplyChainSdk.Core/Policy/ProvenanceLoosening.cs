using System.Collections.Immutable;
using SupplyChainSdk.Attestation;

namespace SupplyChainSdk.Policy;

/// <summary>In what the rules of <c>provenance</c>, or whom <c>trust</c> names, are looser than others.</summary>
internal static class ProvenanceLoosening
{
    /// <summary>What one loosens.</summary>
    /// <param name="What">The rule and both values.</param>
    /// <param name="Key">The rule, and what it is about.</param>
    /// <param name="At">Where it stands; null where it says nothing any more.</param>
    public sealed record Item(string What, string Key, Location? At);

    public static IEnumerable<Item> Find(ProvenanceRules before, ProvenanceRules now)
    {
        foreach (var rule in before.Rules.Where(r => !now.Rules.Any(n => Implies(n, r))))
            yield return new Item($"\"provenance.rules\" no longer holds packages to {ProvenanceWords.Rule(rule)}", $"provenance.rules {ProvenanceWords.Rule(rule)}", null);
        foreach (var entry in before.Revoked.Where(r => !now.Revoked.Any(n => n.Kind == r.Kind && n.Value == r.Value && (n.Issuer is null || n.Issuer == r.Issuer))))
            yield return new Item($"\"provenance.revoked\" no longer has the {PolicyReport.Word(entry.Kind)} {entry.Value}", $"provenance.revoked {entry.Value}", null);
    }

    /// <param name="before">Of the policy that judges; null where it does not have the section.</param>
    /// <param name="now">Of the tree.</param>
    public static IEnumerable<Item> Find(TrustRules? before, TrustRules? now)
    {
        if (before?.Root?.Value.Sha256 != now?.Root?.Value.Sha256)
            yield return new Item($"\"trust.root\" is {Root(now)} here and {Root(before)} there", "trust.root", now?.Root?.Origin);
        if (before?.MaxAge is { } age && !(now?.MaxAge?.Value <= age.Value))
        {
            yield return new Item($"\"trust.maxAge\" is {(now?.MaxAge is { } more ? PolicyReport.Days(more.Value) : "gone")} here and {PolicyReport.Days(age.Value)} there",
                "trust.maxAge", now?.MaxAge?.Origin);
        }
    }

    private static string Root(TrustRules? trust) => trust?.Root?.Value is { } root ? $"{root.Name} (sha256 {root.Sha256.Hex})" : "not named";

    // Whether whatever satisfies one rule satisfies the other; several rules together may, and are not asked.
    private static bool Implies(ProvenanceRule rule, ProvenanceRule other) =>
        rule.Packages.Covers(other.Packages) && rule.Mode >= other.Mode
        && rule.Except.All(e => !e.Covers(other.Packages) && !other.Packages.Covers(e) || other.Except.Any(o => o.Covers(e)))
        && rule.Identities.All(i => other.Identities.Any(o => IsWithin(i, o)))
        && rule.Keys.All(k => other.Keys.Any(o => IsWithin(k, o)))
        && rule.Verifiers.All(v => other.Verifiers.Any(o => o.Id == v.Id && v.Identities.All(i => o.Identities.Any(p => IsWithin(i, p))) && v.Keys.All(k => o.Keys.Any(p => IsWithin(k, p)))))
        && (other.Builder is null || rule.Builder == other.Builder)
        && IsWithin(rule.Triggers, other.Triggers, t => !ExpectedIdentity.IsPullRequest(t))
        && IsWithin(rule.Runners, other.Runners, ExpectedIdentity.IsHosted)
        && !(rule.Level is null && other.Level is not null) && !(rule.Level < other.Level)
        && other.Gates.All(rule.Gates.Contains)
        && (other.PolicyDigest is null || rule.PolicyDigest == other.PolicyDigest)
        && (other.Reproduced is not { } by || rule.Reproduced is { } named && named.Identities.All(i => by.Identities.Any(o => IsWithin(i, o))) && named.Keys.All(k => by.Keys.Any(o => IsWithin(k, o))))
        && (rule.Logged || !other.Logged) && (rule.SignedTag || !other.SignedTag);

    // An empty list stands for what needs no permission.
    private static bool IsWithin(ImmutableArray<string> few, ImmutableArray<string> many, Func<string, bool> needsNone) =>
        few.IsEmpty ? many.IsEmpty : many.IsEmpty ? few.All(needsNone) : few.All(many.Contains);

    // Patterns are compared as they are written, but for one that is not there: that lets everything through.
    private static bool IsWithin(ExpectedBuilder one, ExpectedBuilder other) => one.Issuer == other.Issuer
        && Same(one.Identity, other.Identity) && Same(one.IdentityRegex, other.IdentityRegex) && Same(one.Repository, other.Repository)
        && Same(one.RepositoryId, other.RepositoryId) && Same(one.OwnerId, other.OwnerId) && Same(one.Workflow, other.Workflow) && Same(one.Ref, other.Ref)
        && (!one.IsIsolatedBuilder || other.IsIsolatedBuilder) && IsWithin(one.NotBefore, one.NotAfter, other.NotBefore, other.NotAfter);

    private static bool IsWithin(ExpectedKey one, ExpectedKey other) =>
        one.Fingerprint == other.Fingerprint && IsWithin(one.NotBefore, one.NotAfter, other.NotBefore, other.NotAfter);

    private static bool Same(string? one, string? other) => other is null || one == other;

    private static bool IsWithin(DateOnly? from, DateOnly? to, DateOnly? first, DateOnly? last) => (first is null || from >= first) && (last is null || to <= last);
}
