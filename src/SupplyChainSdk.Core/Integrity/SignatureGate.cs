using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>Is each package signed by whom the policy expects? (docs/signatures.md)</summary>
/// <remarks>A check of its own: taking a signature off, or putting another on, changes no content hash.</remarks>
public static class SignatureGate
{
    /// <summary>The name of the gate and of its policy section.</summary>
    public const string Name = "signatures";

    /// <summary>Whether a rule is about a package, so that its signatures have to be verified.</summary>
    public static bool Needs(PackageId package, EffectivePolicy policy) =>
        policy.Signatures is { } rules && rules.Enforce.Value != Enforce.Off && rules.Rules.Any(r => r.Packages.Matches(package));

    /// <summary>Compares what is signed with every rule that matches a package.</summary>
    /// <param name="packages">What the archives hold.</param>
    /// <param name="signatures">Those of every package that <see cref="Needs"/> says.</param>
    /// <param name="policy">The effective policy; without the section the gate is not configured.</param>
    /// <exception cref="ArgumentException">The signatures of a package that a rule matches were not verified.</exception>
    public static GateResult Check(PackageReading packages, ImmutableDictionary<PackageId, PackageSignatures> signatures, EffectivePolicy policy)
    {
        if (policy.Signatures is not { } rules)
            return GateResult.Skipped(Name, GateOutcome.NotConfigured, Enforce.Off);
        if (rules.Enforce.Value == Enforce.Off)
            return GateResult.Skipped(Name, GateOutcome.Off, Enforce.Off);
        var severity = rules.Enforce.Value == Enforce.Error ? Severity.Error : Severity.Warning;
        var findings = packages.Read.SelectMany(p => Judge(p, Matching(p.Package.Id), severity))
            .Concat(packages.Failed.SelectMany(f => Matching(f.Package.Id).Take(1).Select(r => SignatureFindings.NotRead(severity, f, r))));
        return GateResult.Of(Name, rules.Enforce.Value, [.. findings.OrderBy(f => f.Package).ThenBy(f => f.Code.Id, StringComparer.Ordinal)]);

        ImmutableArray<SignatureRule> Matching(PackageId package) => [.. rules.Rules.Where(r => r.Packages.Matches(package))];

        IEnumerable<Finding> Judge(PackageFacts package, ImmutableArray<SignatureRule> matching, Severity weight) => matching.IsEmpty ? []
            : signatures.TryGetValue(package.Package.Id, out var found) ? Compare(package, found, matching, weight)
            : throw new ArgumentException($"The signatures of {package.Package.Id} were not verified.", nameof(signatures));
    }

    private static IEnumerable<Finding> Compare(PackageFacts package, PackageSignatures found, ImmutableArray<SignatureRule> rules, Severity severity)
    {
        if (!found.AllProblems.IsEmpty)
            yield return SignatureFindings.Invalid(severity, package, found, rules[0]);
        // What cannot be read at all is no missing signature.
        if (found is { Author: null, Repository: null, Problems.IsEmpty: false })
            yield break;
        if (found.Author is null && rules.FirstOrDefault(r => r.RequireAuthor) is { } byAuthor)
            yield return SignatureFindings.Missing(severity, package, found, "author", $"\"requireAuthor\" for \"{byAuthor.Packages.Text}\"", byAuthor);
        if (found.Repository is null && rules.FirstOrDefault(NeedsRepository(found)) is { } byRepository)
            yield return SignatureFindings.Missing(severity, package, found, "repository", $"{Demand(byRepository)} for \"{byRepository.Packages.Text}\"", byRepository);
        foreach (var rule in rules)
        {
            if (!rule.Fingerprints.IsEmpty && Signer(found, rule) is { } signer && !rule.Fingerprints.Contains(signer.Certificate.Sha256))
                yield return SignatureFindings.OtherSigner(severity, package, signer.Kind, signer.Certificate, rule);
            // What it says of owners counts only where it is by whom the rule means.
            if (!rule.Repositories.IsEmpty && found.Repository is { } by && !rule.Repositories.Contains(by.Certificate.Sha256))
                yield return SignatureFindings.OtherRepository(severity, package, by, rule);
            if (!rule.Owners.IsEmpty && found.Repository is { } repository && !repository.Owners.Intersect(rule.Owners, StringComparer.OrdinalIgnoreCase).Any())
                yield return SignatureFindings.OtherOwners(severity, package, repository, rule);
        }
    }

    // Owners stand only in a repository signature; and where nobody but the repository may have signed, its certificate is the one that is compared.
    private static Func<SignatureRule, bool> NeedsRepository(PackageSignatures found) => rule =>
        !rule.Repositories.IsEmpty || !rule.Fingerprints.IsEmpty && !rule.RequireAuthor && found.Author is null;

    private static string Demand(SignatureRule rule) => rule.RequireRepository ? "\"requireRepository\"" : !rule.Owners.IsEmpty ? "\"owners\""
        : !rule.RepositoryFingerprints.IsEmpty ? "\"repositoryFingerprints\"" : "\"fingerprints\"";

    // An author that is not allowed is never made good by a repository that is (NuGet/Home#13336): where there is an author, or one is required, no other certificate counts.
    private static (string Kind, SignerCertificate Certificate)? Signer(PackageSignatures found, SignatureRule rule) =>
        found.Author is { } author ? ("author", author.Certificate)
        : rule.RequireAuthor ? null
        : found.Repository is { } repository ? ("repository", repository.Certificate) : null;
}
