using System.Collections.Immutable;
using System.Globalization;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Sigstore;
using SupplyChainSdk.Trust;

namespace SupplyChainSdk.Builders;

/// <summary>What is known of the attestations of all packages that were read.</summary>
/// <param name="Facts">Of each package; without those whose attestations could not be judged.</param>
/// <param name="NotJudged">Packages that carry something that could not be judged; not one without <paramref name="Problem"/>. Sorted.</param>
/// <param name="Problem">Why it could not, in sentences; null where nothing stood in the way.</param>
/// <param name="Root">By what certificates were judged; null where there was nothing to judge, or it cannot be used.</param>
/// <param name="Places">Absolute paths that the facts depend on, beside the archives.</param>
public sealed record DependencyAttestations(
    ImmutableDictionary<PackageId, AttestationFacts> Facts, ImmutableArray<PackageId> NotJudged, string? Problem, UsedTrustedRoot? Root, ImmutableArray<string> Places)
{
    /// <summary>That certificates were judged by a trusted root of which nothing is known that is young; null where it is not so, or no certificate counted.</summary>
    public Finding? OldRoot { get; private init; }

    /// <summary>Nobody looked.</summary>
    public static DependencyAttestations None { get; } = new(ImmutableDictionary<PackageId, AttestationFacts>.Empty, [], null, null, []);

    /// <summary>The packages that carry something, whatever became of it.</summary>
    public IEnumerable<PackageId> Attested => Facts.Where(f => !f.Value.IsEmpty).Select(f => f.Key).Concat(NotJudged);

    /// <summary>Looks at every package once. It opens no connection.</summary>
    /// <param name="packages">As they were hashed.</param>
    /// <param name="policy">Its rules name keys; its trust names the trusted root.</param>
    /// <param name="cache">Where facts are kept between local checks; null where nothing that was kept may count.</param>
    /// <param name="now">The time by which the trusted root may be too old.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DependencyAttestations Read(PackageReading packages, EffectivePolicy policy, AttestationCache? cache, DateTimeOffset now, CancellationToken cancel)
    {
        // Only the whole of a package's digests shows that it is none that was revoked by its SHA-256.
        var all = policy.Provenance?.Revoked.Any(r => r.Kind == RevokedKind.Package && r.Value.StartsWith("sha256:", StringComparison.Ordinal)) == true;
        var evidence = packages.Read.Select(DependencyEvidence.Of).ToLookup(e => all || e.MayBeAttested);
        ImmutableArray<DependencyEvidence> looked = [.. evidence[true]];
        var without = evidence[false].Select(e => e.Package)
            .Select(p => KeyValuePair.Create(p.Package.Id, AttestationFacts.None([p.ContentHash.ToDigest(), .. p.IsSigned ? [p.FileSha512] : (ReadOnlySpan<Digest>)[]])));
        var facts = ImmutableDictionary.CreateRange(without);
        if (looked.IsEmpty)
            return None with { Facts = facts };
        var choice = Choose(policy.Trust, out var problem);
        ImmutableArray<string> places = [.. looked.SelectMany(e => e.Beside).Where(File.Exists), .. choice?.Store?.Places() ?? []];
        problem ??= choice is null ? null : TooOld(choice, policy.Trust, now);
        if (problem is not null)
            return new DependencyAttestations(facts, [.. looked.Select(e => e.Id).Order()], problem, null, places);
        var verified = DependencyVerification.Run(looked, policy.Provenance, choice!.Root, cache, cancel);
        return new DependencyAttestations(facts.AddRange(verified), [], null, new UsedTrustedRoot(choice.Root.Name, choice.Root.Sha256), places)
        {
            OldRoot = choice.IsOld(now) && Counts(policy) && verified.Values.Any(f => f.Signers.Any(s => s.Certified is not null)) ? CertificateFindings.TrustedRootOld(choice) : null,
        };
    }

    // Where neither a rule nor a baseline expects anybody, nothing is concluded from a certificate, and nobody has to be told by what it was judged.
    private static bool Counts(EffectivePolicy policy) => policy.Provenance is { Rules.IsEmpty: false } || policy.Publishers is not null;

    private static TrustedRootChoice? Choose(TrustRules? trust, out string? problem)
    {
        problem = null;
        try
        {
            return TrustedRootChoice.OfPolicy(trust);
        }
        catch (VerificationException e)
        {
            problem = $"{Printable.Text(e.Message)} Get the trusted root again.";
        }
        catch (TrustStoreException e)
        {
            problem = Printable.Text(e.Message);
        }
        return null;
    }

    private static string? TooOld(TrustedRootChoice choice, TrustRules? trust, DateTimeOffset now) =>
        trust?.MaxAge is { Value: var days } && !(now - choice.Date <= TimeSpan.FromDays(days))
            ? string.Create(CultureInfo.InvariantCulture, $"{choice.Root.Name} is older than {days} days, which the policy allows in \"trust.maxAge\". {(choice.Origin == TrustedRootOrigin.File ? "Get a newer one" : "Run 'supplychain trust update'")}.")
            : null;
}
