using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>Judges what the sources say of packages.</summary>
internal static class PackageStatusCheck
{
    private const int MaxNamed = 10;

    public static IEnumerable<Finding> Check(ImmutableArray<PackageStatus> statuses, PublisherRules rules, DateTimeOffset now)
    {
        foreach (var package in statuses.OrderBy(s => s.Package))
        {
            var severity = PublisherWeight.SeverityOf(package.Package, rules);
            foreach (var answer in package.Answers.Where(a => !a.IsListed).Take(1))
                yield return PackageStatusFindings.Unlisted(severity, package.Package, answer, Section(rules));
            foreach (var answer in package.Answers.Where(a => a.Deprecation is not null).Take(1))
                yield return PackageStatusFindings.Deprecated(severity, package.Package, answer, Section(rules));
            if (package is { Answers: [], Failures: [], Asked: not [] })
                yield return PackageStatusFindings.Withdrawn(severity, package, Section(rules));
            // A mirror has it later than where it was published first.
            if (rules.MinimumAge is { } age && package.Answers.MinBy(a => a.Published ?? DateTimeOffset.MaxValue) is { Published: { } published } && published.AddDays(age.Value) > now)
                yield return PackageStatusFindings.TooNew(severity, package.Package, published, now, age);
        }
        foreach (var finding in Unknown(statuses, rules))
            yield return finding;
    }

    // What is not known is said by its cause and not package by package; what weighs differently is said apart.
    private static IEnumerable<Finding> Unknown(ImmutableArray<PackageStatus> statuses, PublisherRules rules)
    {
        foreach (var failure in statuses.SelectMany(s => s.Failures.Select(f => (Failure: f, s.Package))).GroupBy(f => f.Failure, f => f.Package).OrderBy(f => f.Key, StringComparer.Ordinal))
            foreach (var (severity, packages) in ByWeight(failure, rules))
                yield return PackageStatusFindings.SourceFailed(severity, failure.Key, Named(packages), Section(rules));
        var unasked = statuses.Where(s => s.Asked.IsEmpty).Select(s => s.Package);
        foreach (var (severity, packages) in ByWeight(unasked, rules))
            yield return PackageStatusFindings.NoSource(severity, Named(packages), Section(rules));
        var undated = statuses.Where(s => !s.Answers.IsEmpty && s.Failures.IsEmpty && s.Answers.All(a => a.Published is null)).Select(s => s.Package);
        if (rules.MinimumAge is { } age)
            foreach (var (severity, packages) in ByWeight(undated, rules))
                yield return PackageStatusFindings.NoDate(severity, Named(packages), packages[0].Id, rules.Rules.Any(r => r.Packages.Matches(packages[0])), age);
    }

    private static IEnumerable<(Severity Severity, ImmutableArray<PackageId> Packages)> ByWeight(IEnumerable<PackageId> packages, PublisherRules rules) =>
        packages.Order().GroupBy(p => PublisherWeight.SeverityOf(p, rules)).OrderByDescending(g => g.Key).Select(g => (g.Key, g.ToImmutableArray()));

    private static string Named(ImmutableArray<PackageId> packages) => Printable.List(packages.Select(p => p.ToString()), MaxNamed);

    private static Location Section(PublisherRules rules) => rules.Enforce.Origin ?? rules.Baselines[0].Origin ?? new Location(rules.Baselines[0].Value);
}
