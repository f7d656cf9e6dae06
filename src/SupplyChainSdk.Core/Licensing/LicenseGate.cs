using System.Collections.Frozen;
using System.Collections.Immutable;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Licensing;

/// <summary>May we use it? Judges the licence of every package in scope by the policy (docs/licences.md).</summary>
public static class LicenseGate
{
    /// <summary>The gate's name: that of its policy section.</summary>
    public const string Name = "licenses";

    /// <summary>Judges every package in scope.</summary>
    /// <param name="graph">What the project was resolved to.</param>
    /// <param name="packages">What its archives say. A package that stands in neither list counts as not read.</param>
    /// <param name="policy">The effective policy; without the section the gate is not configured.</param>
    /// <param name="today">The day in UTC by which exceptions expire.</param>
    /// <param name="fileDigest">The SHA-256 of a file inside a package, for pinned clarifications; null when there is no such file.</param>
    /// <returns>Findings about packages in the order of the graph, then those about entries of the policy in its order.</returns>
    /// <exception cref="InvalidDataException">The policy holds a licence, set or expression that does not exist.</exception>
    public static GateResult Check(
        DependencyGraph graph, PackageReading packages, EffectivePolicy policy, DateOnly today,
        Func<PackageFacts, string, Digest?>? fileDigest = null)
    {
        if (policy.Licenses is not { } rules)
            return GateResult.Skipped(Name, GateOutcome.NotConfigured, Enforce.Off);
        if (rules.Enforce.Value == Enforce.Off)
            return GateResult.Skipped(Name, GateOutcome.Off, Enforce.Off);

        var run = new Run(graph, rules, today, fileDigest);
        var read = packages.Read.ToDictionary(p => p.Package.Id);
        var failed = packages.Failed.ToDictionary(p => p.Package.Id);
        foreach (var package in graph.Packages.Where(p => rules.Scope.Value == LicenseScope.All || !p.IsDevelopmentOnly))
        {
            if (read.TryGetValue(package.Id, out var facts))
                run.Judge(facts);
            else
                run.NotRead(package.Id, failed.GetValueOrDefault(package.Id)?.Detail ?? "it was not among those that were read");
        }
        run.ReportUnusedEntries();
        return GateResult.Of(Name, rules.Enforce.Value, run.Findings.ToImmutable(), run.UsedExceptions);
    }

    private sealed class Run(
        DependencyGraph graph, LicenseRules rules, DateOnly today, Func<PackageFacts, string, Digest?>? fileDigest)
    {
        private readonly LicenseLists _lists = LicenseLists.Create(rules.Deny, rules.Allow);
        private readonly Lazy<PackagePaths> _paths = new(() => PackagePaths.Of(graph));
        private readonly Dictionary<LicenseExceptionEntry, List<PackageId>> _used = [];
        private readonly HashSet<LicenseExceptionEntry> _expired = [];
        private readonly HashSet<LicenseClarification> _applied = [];
        private readonly Dictionary<Digest, LicenseIdentification> _texts = [];
        private readonly List<PackageId> _judged = [];
        private readonly List<PackageId> _notRead = [];
        private readonly Severity _severity = rules.Enforce.Value == Enforce.Error ? Severity.Error : Severity.Warning;

        public ImmutableArray<Finding>.Builder Findings { get; } = ImmutableArray.CreateBuilder<Finding>();

        public ImmutableArray<ExceptionUse> UsedExceptions => [.. rules.Exceptions.Where(_used.ContainsKey).Select(e => new ExceptionUse(e, [.. _used[e]]))];

        public void NotRead(PackageId package, string reason)
        {
            _notRead.Add(package);
            Findings.Add(LicenseFindings.NotRead(_severity, package, reason, Section, _paths.Value.To(package)));
        }

        public void Judge(PackageFacts facts)
        {
            var package = facts.Package.Id;
            _judged.Add(package);
            var conclusion = LicenseConclusion.From(facts, rules.Clarifications, fileDigest, Identify);
            if (conclusion.Clarification is { } applied)
                _applied.Add(applied);
            _applied.UnionWith(conclusion.Void.Select(v => v.Clarification));

            var verdict = Verdict(conclusion, FrozenSet<string>.Empty);
            if (verdict?.Outcome == LicenseOutcome.Accepted || IsOff(conclusion, verdict))
                return;
            var entries = rules.Exceptions.Where(e => e.Package.Matches(package)).ToList();
            if (LetsThrough(conclusion, entries.Where(e => today <= e.Expires)) is { Length: > 0 } used)
            {
                foreach (var entry in used)
                    (_used.TryGetValue(entry, out var packages) ? packages : _used[entry] = []).Add(package);
                return;
            }
            var path = _paths.Value.To(package);
            var expired = LetsThrough(conclusion, entries).Where(e => e.Expires < today).ToList();
            _expired.UnionWith(expired);
            var hints = string.Concat(entries.Select(e => LicenseFindings.Hint(e, e.Expires < today)));
            Findings.Add(Finding(new RefusedPackage(package, conclusion, verdict, hints, path)));
            Findings.AddRange(expired.Select(e => LicenseFindings.Expired(_severity, e, package, path)));
        }

        public void ReportUnusedEntries()
        {
            foreach (var entry in rules.Exceptions.Except(_used.Keys).Except(_expired).Where(e => !_notRead.Exists(e.Package.Matches)))
            {
                var isInGraph = _judged.Exists(entry.Package.Matches);
                Findings.Add(LicenseFindings.UnusedException(UnusedSeverity(isInGraph, entry.Origin), entry, isInGraph));
            }
            foreach (var entry in rules.Clarifications.Except(_applied).Where(c => !_notRead.Exists(c.Package.Matches)))
            {
                var isInGraph = _judged.Exists(entry.Package.Matches);
                Findings.Add(LicenseFindings.UnusedClarification(UnusedSeverity(isInGraph, entry.Origin), entry, isInGraph));
            }
        }

        // A file above the project is shared: what matches nothing here may be what another project needs.
        private Severity UnusedSeverity(bool isInGraph, Location origin) =>
            isInGraph || Path.GetDirectoryName(origin.File) == Path.GetDirectoryName(graph.ProjectPath)
                ? Severity.Warning : Severity.Information;

        private Finding Finding(RefusedPackage refused) => refused.Verdict?.Outcome switch
        {
            LicenseOutcome.Denied => LicenseFindings.Denied(_severity, refused),
            LicenseOutcome.NotAllowed => LicenseFindings.NotAllowed(_severity, refused, AllowList),
            _ when refused.Conclusion.Error is not null => LicenseFindings.Invalid(_severity, refused, Section),
            _ => LicenseFindings.Unknown(UnknownSeverity, refused, Section),
        };

        private LicenseVerdict? Verdict(LicenseConclusion conclusion, IReadOnlySet<string> exempt)
        {
            // Every licence that the text is, or may be, can deny; only what was found can allow.
            foreach (var id in conclusion.Identification?.Against ?? [])
            {
                if (_lists.Judge(LicenseExpression.Parse(id), referencesAreKnown: true, exempt) is { Outcome: LicenseOutcome.Denied } denied)
                    return denied;
            }
            return conclusion.Expression is null ? null : _lists.Judge(conclusion.Expression, conclusion.Evidence == LicenseEvidence.Clarification, exempt);
        }

        // Packages of one repository hold the same file.
        private LicenseIdentification Identify(ReadOnlyMemory<byte> content, Digest digest) => _texts.TryGetValue(digest, out var known) ? known
            : _texts[digest] = LicenseIdentification.OfText(content.Span, rules.TextScore?.Value ?? LicenseIdentification.DefaultScore);

        // The entries that are needed to let a package through; empty when they cannot. An entry for one licence goes before one for any.
        private ImmutableArray<LicenseExceptionEntry> LetsThrough(LicenseConclusion conclusion, IEnumerable<LicenseExceptionEntry> entries)
        {
            var candidates = entries.ToList();
            var named = candidates.Where(e => e.License is not null)
                .Select(e => (Entry: e, License: LicenseExpression.Parse(e.License!).ToString())).ToList();
            var verdict = Verdict(conclusion, named.Select(n => n.License).ToHashSet(StringComparer.OrdinalIgnoreCase));
            if (verdict?.Outcome == LicenseOutcome.Accepted)
            {
                return [.. verdict.Exempted.Distinct(StringComparer.OrdinalIgnoreCase)
                    .Select(text => named.First(n => n.License.Equals(text, StringComparison.OrdinalIgnoreCase)).Entry)];
            }
            return candidates.Find(e => e.License is null) is { } any ? [any] : [];
        }

        private bool IsOff(LicenseConclusion conclusion, LicenseVerdict? verdict) =>
            rules.Unknown.Value == Enforce.Off && conclusion.Error is null && verdict is null or { Outcome: LicenseOutcome.Unknown };

        private Severity UnknownSeverity => rules.Unknown.Value == Enforce.Error ? _severity : Severity.Warning;

        private Location? Section => rules.Unknown.Origin ?? rules.Enforce.Origin ?? rules.Deny.FirstOrDefault()?.Origin ?? AllowList;

        private Location? AllowList => rules.Allow is [var first, ..] ? first.Origin : null;
    }
}
