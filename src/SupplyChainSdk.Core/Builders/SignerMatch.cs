using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Builders;

/// <summary>Whether a signer is one of those whom a rule names. Everything is compared exactly but patterns, and validity by the verified time alone.</summary>
/// <param name="Identity">The identity of the rule that it is; null for a key, and for nobody.</param>
/// <param name="Mismatch">Why it is none of them, as a clause; null when it is one.</param>
internal sealed record SignerMatch(ExpectedBuilder? Identity, string? Mismatch)
{
    // What is signed later than this is signed by a clock that nobody can trust; a day is what clocks and time zones can explain.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    // The same few rules are asked about every package.
    private static readonly ConcurrentDictionary<(string Pattern, string Issuer), IdentityPolicy> Expressions = new();

    /// <summary>Whether it was signed at a time that nobody can trust yet.</summary>
    public static bool IsToCome(AttestationSigner signer, DateTimeOffset now) => signer.Times is [var first, ..] && first > now + Ahead;

    public static SignerMatch Of(ImmutableArray<ExpectedBuilder> identities, ImmutableArray<ExpectedKey> keys, AttestationSigner signer, DateTimeOffset now)
    {
        if (IsToCome(signer, now))
            return new SignerMatch(null, $"the time of the signature, {Shown(signer.Times[0])}, is still to come");
        if (signer.Certified is not { } certified)
            return OfKey(identities, keys, signer);
        if (identities.IsEmpty)
            return new SignerMatch(null, "the rule expects a key, and no identity");
        var nearest = (Step: -1, Why: "");
        foreach (var identity in identities)
        {
            if (Why(identity, certified, signer) is not { } mismatch)
                return new SignerMatch(identity, null);
            if (mismatch.Step > nearest.Step)
                nearest = mismatch;
        }
        return new SignerMatch(null, nearest.Why);
    }

    private static SignerMatch OfKey(ImmutableArray<ExpectedBuilder> identities, ImmutableArray<ExpectedKey> keys, AttestationSigner signer)
    {
        if (keys.IsEmpty)
            return new SignerMatch(null, identities.IsEmpty ? "the rule expects neither a key nor an identity" : "the rule expects an identity, and a key proves none");
        ImmutableArray<ExpectedKey> same = [.. keys.Where(k => k.Fingerprint.Length > 0 && k.Fingerprint == signer.KeySha256)];
        if (same.IsEmpty)
            return new SignerMatch(null, "the rule names other keys");
        string? late = null;
        foreach (var key in same)
        {
            if (Untimely("the key", key.NotBefore, key.NotAfter, signer.Times) is not { } untimely)
                return new SignerMatch(null, null);
            late ??= untimely;
        }
        return new SignerMatch(null, late);
    }

    // In the order in which they matter: whoever explains a mismatch names the identity that came furthest.
    private static (int Step, string Why)? Why(ExpectedBuilder expected, CertifiedSigner found, AttestationSigner signer)
    {
        if (found.Issuer != expected.Issuer)
            return (0, $"its issuer is {SignerText.Shown(found.Issuer)}, expected {expected.Issuer}");
        if (expected.OwnerId is { } owner && found.OwnerId != owner)
            return (1, $"the owner of its repository has the id {SignerText.Or(found.OwnerId, "that the certificate does not say")}, expected {owner}");
        if (expected.Repository is { } repository && found.Repository != repository)
            return (2, $"its repository is {SignerText.Or(found.Repository, "not in the certificate")}, expected {repository}");
        if (expected.RepositoryId is { } id && found.RepositoryId != id)
            return (3, $"its repository has the id {SignerText.Or(found.RepositoryId, "that the certificate does not say")}, expected {id}, so that it is another one of that name or place");
        if (expected.Workflow is { } workflow && !IsWorkflow(workflow, found))
            return (4, $"its workflow is {SignerText.Or(found.Workflow, "not in the certificate")}, expected {workflow}");
        if (expected.Identity is { } identity && !SlashPattern.Matches(identity, found.Identity))
            return (5, $"its identity is not {identity}");
        if (expected.IdentityRegex is { } regex && !Expressions.GetOrAdd((regex, expected.Issuer), e => IdentityPolicy.Matching(e.Pattern, e.Issuer)).Matches(found.Identity))
            return (5, $"its identity does not match the regular expression {regex}");
        if (expected.Ref is { } at && (found.Ref is null || !SlashPattern.Matches(at, found.Ref)))
            return (6, $"its ref is {SignerText.Or(found.Ref, "not in the certificate")}, expected {at}");
        return Untimely("the identity", expected.NotBefore, expected.NotAfter, signer.Times) is { } untimely ? (7, untimely) : null;
    }

    // A path is one of the repository that was built: what stands before it is that repository, and after it the ref, which "ref" judges.
    private static bool IsWorkflow(string pattern, CertifiedSigner found)
    {
        if (found.Workflow is not { } workflow)
            return false;
        var url = pattern.Contains("://", StringComparison.Ordinal);
        if (!url && (found.Repository is not { } repository || !workflow.StartsWith($"{repository}/", StringComparison.Ordinal)))
            return false;
        if (url && pattern.Contains('@', StringComparison.Ordinal))
            return SlashPattern.Matches(pattern, workflow);
        // The ref that was built where it ends in that, else the last one: a file may have an @ in its name, and so may a branch.
        var end = found.Ref is { } at && workflow.EndsWith($"@{at}", StringComparison.Ordinal) ? workflow.Length - at.Length - 1 : workflow.LastIndexOf('@');
        // GitLab has two slashes between repository and path.
        return end >= 0 && SlashPattern.Matches(pattern, url ? workflow[..end] : workflow[(found.Repository!.Length + 1)..end].TrimStart('/'));
    }

    private static string? Untimely(string what, DateOnly? notBefore, DateOnly? notAfter, ImmutableArray<DateTimeOffset> times)
    {
        if (notBefore is null && notAfter is null)
            return null;
        if (times is not [var time, ..])
            return $"{what} counts only for a time, and no trusted time says when it was signed";
        if (notBefore is { } first && time < Midnight(first))
            return $"{what} counts from {PolicyReport.Day(first)}, and it was signed at {Shown(time)}";
        // To 24:00 of the last day.
        return notAfter is { } last && last < DateOnly.MaxValue && time >= Midnight(last.AddDays(1))
            ? $"{what} counts until {PolicyReport.Day(last)}, and it was signed at {Shown(time)}" : null;
    }

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
