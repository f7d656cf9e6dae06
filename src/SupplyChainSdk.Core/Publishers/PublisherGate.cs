using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>Are packages still published by the same people, and do their sources still stand by them? (docs/publishers.md)</summary>
public static class PublisherGate
{
    /// <summary>The name of the gate and of its policy section.</summary>
    public const string Name = "publishers";

    /// <summary>The packages whose publisher is compared: those that the project itself names, and those that have an entry. Their signatures have to be verified.</summary>
    public static ImmutableArray<ResolvedPackage> Watched(DependencyGraph graph, EffectivePolicy policy, PublisherBaselines baselines) => policy.Publishers is not { } rules ? []
        : [.. graph.Packages.Where(p => PublisherWeight.Of(p.Id, rules) != Enforce.Off && (p.Dependency == DependencyKind.Direct || baselines.Entries.Any(e => e.IsAbout(p.Id))))];

    /// <summary>The packages that the sources are asked about.</summary>
    public static ImmutableArray<PackageId> Asked(DependencyGraph graph, EffectivePolicy policy) => policy.Publishers is not { } rules ? []
        : [.. graph.Packages.Select(p => p.Id).Where(p => PublisherWeight.Of(p, rules) != Enforce.Off)];

    /// <summary>Compares publishers with the baselines, and judges what the sources say.</summary>
    /// <param name="graph">What was resolved.</param>
    /// <param name="packages">What its archives hold.</param>
    /// <param name="policy">The effective policy; without the section the gate is not configured.</param>
    /// <param name="baselines">As they were read.</param>
    /// <param name="signatures">Those of every package that <see cref="Watched"/> gives and that was read.</param>
    /// <param name="attestations">What the attestations of packages say; null where the policy turns them off.</param>
    /// <param name="statuses">What the sources say of every package that <see cref="Asked"/> gives; null when they were not asked.</param>
    /// <param name="now">When it is; trust ends by its day in UTC.</param>
    public static GateResult Check(DependencyGraph graph, PackageReading packages, EffectivePolicy policy, PublisherBaselines baselines,
        ImmutableDictionary<PackageId, PackageSignatures> signatures, DependencyAttestations? attestations, ImmutableArray<PackageStatus>? statuses, DateTimeOffset now)
    {
        if (policy.Publishers is not { } rules)
            return GateResult.Skipped(Name, GateOutcome.NotConfigured, Enforce.Off);
        if (PublisherWeight.Heaviest(rules) == Enforce.Off)
            return GateResult.Skipped(Name, GateOutcome.Off, Enforce.Off);

        var watched = Watched(graph, policy, baselines);
        var read = packages.Read.ToDictionary(p => p.Package.Id);
        var failed = packages.Failed.ToDictionary(p => p.Package.Id);
        var found = watched.Where(p => read.ContainsKey(p.Id)).Select(p => new PublishedPackage(p.Id, p.Dependency == DependencyKind.Direct, Publisher.Of(read[p.Id], signatures[p.Id], attestations?.Facts.GetValueOrDefault(p.Id)))).ToList();
        var findings = baselines.Unusable
            .Concat(watched.Where(p => !read.ContainsKey(p.Id)).Select(p => PublisherFindings.NotRead(PublisherWeight.SeverityOf(p.Id, rules), p.Id, failed[p.Id].Detail, Baseline(rules))))
            .Concat(found.SelectMany(p => Compare(p, signatures[p.Package], baselines, rules, DateOnly.FromDateTime(now.UtcDateTime))))
            .Concat(found.SelectMany(p => CompareBuilders(p, attestations, baselines, policy)))
            .Concat(Unused(graph, baselines, found))
            .Concat(statuses is { } answers ? PackageStatusCheck.Check(answers, rules, now) : Asked(graph, policy).IsEmpty ? [] : [PublisherFindings.NotAsked(Baseline(rules))]);
        return GateResult.Of(Name, rules.Enforce.Value == Enforce.Off ? Enforce.Warning : rules.Enforce.Value, [.. findings]);
    }

    private static IEnumerable<Finding> Compare(PublishedPackage package, PackageSignatures signatures, PublisherBaselines baselines, PublisherRules rules, DateOnly today)
    {
        var severity = PublisherWeight.SeverityOf(package.Package, rules);
        if (PublisherBaseline.Nearest(baselines.Entries, package.Package, package.Publisher) is not { } entry)
        {
            // That there is no baseline at all is said once.
            if (baselines.Unusable.IsEmpty)
                yield return PublisherFindings.New(severity, package, Baseline(rules));
            yield break;
        }
        var changes = entry.Publisher.ChangesTo(package.Publisher);
        if (changes.Any(c => c.IsOfSignature))
            yield return PublisherFindings.SignatureChanged(severity, package.Package, [.. changes.Where(c => c.IsOfSignature)], signatures.AllProblems, entry);
        if (changes.Any(c => !c.IsOfSignature))
            yield return PublisherFindings.Changed(severity, package.Package, [.. changes.Where(c => !c.IsOfSignature)], entry);
        if (entry.TrustedUntil is { } last && last < today)
            yield return PublisherFindings.Expired(severity, package.Package, last, entry);
        else if (baselines.Days.TryGetValue(entry.Origin.File, out var days) && !(entry.TrustedUntil <= today.AddDays(days)))
            yield return PublisherFindings.LastsTooLong(severity, package.Package, today.AddDays(days), days, entry);
    }

    // What may be concluded from nothing is not compared: that it cannot be judged, or does not hold, is the provenance gate's to say.
    private static IEnumerable<Finding> CompareBuilders(PublishedPackage package, DependencyAttestations? attestations, PublisherBaselines baselines, EffectivePolicy policy)
    {
        if (PublisherBaseline.Nearest(baselines.Entries, package.Package, package.Publisher) is not { } entry)
            yield break;
        var severity = PublisherWeight.SeverityOf(package.Package, policy.Publishers!);
        var changes = entry.Publisher.AttestationChangesTo(package.Publisher);
        ImmutableArray<AttestationChange> losses = [.. changes.Where(c => c.IsLoss)], gains = [.. changes.Where(c => c.IsGain)], others = [.. changes.Where(c => !c.IsLoss && !c.IsGain)];
        if (!losses.IsEmpty)
            yield return PublisherFindings.AttestationLost(PublisherWeight.OfLoss(severity, policy.Provenance), package.Package, losses, attestations!.Facts[package.Package].UnknownSigners, entry);
        if (!others.IsEmpty)
            yield return others.All(c => c.IsOfWorkflow) ? PublisherFindings.WorkflowChanged(severity, package.Package, others, entry) : PublisherFindings.BuilderChanged(severity, package.Package, others, entry);
        if (!gains.IsEmpty)
            yield return PublisherFindings.AttestedNow(package.Package, gains, entry);
    }

    private static IEnumerable<Finding> Unused(DependencyGraph graph, PublisherBaselines baselines, List<PublishedPackage> found)
    {
        var used = found.Select(p => PublisherBaseline.Nearest(baselines.Entries, p.Package, p.Publisher)).OfType<PublisherEntry>().ToHashSet(ReferenceEqualityComparer.Instance);
        var inGraph = graph.Packages.Select(p => p.Id.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var judged = found.Select(p => p.Package.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // Of a package that is not judged, or could not be read, it is not known which entry it needs.
        return baselines.Entries.Where(e => !used.Contains(e) && inGraph.Contains(e.Id) == judged.Contains(e.Id)).Select(e => PublisherFindings.Unused(
            // A file above the project is shared: what matches nothing here may be what another project needs.
            Path.GetDirectoryName(e.Origin.File) == Path.GetDirectoryName(graph.ProjectPath) ? Severity.Warning : Severity.Information, e));
    }

    private static Location Baseline(PublisherRules rules) => new(rules.Baselines[0].Value);
}
