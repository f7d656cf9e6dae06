using System.Collections.Immutable;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Builders;

/// <summary>Whether something of a package is revoked: the package itself, or whoever signed one of its attestations.</summary>
internal static class Revocation
{
    /// <summary>Why it counts no more, as a sentence; null when nothing is revoked.</summary>
    public static string? Of(ImmutableArray<RevokedEntry> revoked, AttestationFacts facts)
    {
        foreach (var entry in revoked)
        {
            if (What(entry, facts) is { } what)
                return $"{what} is revoked{(entry.Reason is { } reason ? $": {SignerText.Shown(reason).TrimEnd('.')}" : "")}.";
        }
        return null;
    }

    private static string? What(RevokedEntry entry, AttestationFacts facts)
    {
        switch (entry.Kind)
        {
            case RevokedKind.Package:
                return facts.Digests.Any(d => d.ToString() == entry.Value) ? $"The package with the digest {Short(entry.Value)}" : null;
            case RevokedKind.Key:
                return facts.Signers.Any(s => s.KeySha256 == entry.Value) ? $"The key {Printable.Short(entry.Value)} that signed" : null;
            default:
                var signer = facts.Signers.FirstOrDefault(s => s.Certified is { } certified && IsMeant(entry, certified));
                return signer is null ? null : $"The identity {SignerText.Of(signer)} that signed";
        }
    }

    // Whoever revokes a repository or its workflow means what was signed by way of another's, too.
    private static bool IsMeant(RevokedEntry entry, CertifiedSigner certified) => (entry.Issuer is null || entry.Issuer == certified.Issuer)
        && new[] { certified.Identity, certified.Workflow, certified.SignerWorkflow, certified.Repository, certified.Owner }.Any(text => text is not null && SlashPattern.Matches(entry.Value, text));

    private static string Short(string digest) => digest.IndexOf(':') is var colon and > 0 ? $"{digest[..(colon + 1)]}{Printable.Short(digest[(colon + 1)..])}" : digest;
}
