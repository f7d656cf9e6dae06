using System.Collections.Immutable;
using SupplyChainSdk.Builders;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Integrity;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>A project whose publishers are to be remembered.</summary>
/// <param name="Project">Which.</param>
/// <param name="Baselines">Absolute paths of the files that its policy names; empty where no policy has the section.</param>
/// <param name="DefaultBaseline">Absolute path of the file that there would be without a name: beside the nearest policy file.</param>
/// <param name="Findings">Errors that keep it from being read.</param>
public sealed record SurveyedProject(LocatedProject Project, ImmutableArray<string> Baselines, string DefaultBaseline, ImmutableArray<Finding> Findings)
{
    /// <summary>Its policy, which may name certificates of repositories, keys and the trusted root; null where it cannot be used, which <see cref="Findings"/> says.</summary>
    public EffectivePolicy? Policy { get; init; }
}

/// <summary>The publishers of a project's packages.</summary>
/// <param name="Packages">Those that were asked for.</param>
/// <param name="Unproven">Those of them whose signature does not verify, with the reasons: nothing of it is remembered.</param>
/// <param name="Findings">Errors that keep one from being known.</param>
public sealed record ProjectPublishers(ImmutableArray<PublishedPackage> Packages, ImmutableSortedDictionary<PackageId, string> Unproven, ImmutableArray<Finding> Findings)
{
    /// <summary>Packages of whose attestations nothing, or not all, can be remembered, with the reasons as clauses.</summary>
    public ImmutableSortedDictionary<PackageId, string> Unremembered { get; init; } = ImmutableSortedDictionary<PackageId, string>.Empty;
}

/// <summary>Finds out who publishes the packages of projects, for <c>supplychain publishers</c>.</summary>
public static class PublisherSurvey
{
    /// <summary>Where the publishers of a project are remembered.</summary>
    /// <param name="project">The project.</param>
    /// <param name="solutionFolder">See <see cref="CheckRequest.SolutionFolder"/>.</param>
    /// <param name="policyFiles">See <see cref="CheckRequest.PolicyFiles"/>.</param>
    /// <param name="today">The day in UTC.</param>
    public static SurveyedProject Locate(LocatedProject project, string? solutionFolder, ImmutableArray<string> policyFiles, DateOnly today)
    {
        var folder = Path.GetDirectoryName(project.Path)!;
        var load = PolicyLoader.Load(folder, solutionFolder, policyFiles, today);
        var beside = load.Policy?.Files is [.., var nearest] ? Path.GetDirectoryName(nearest)! : RepositoryRoot.Find(folder) ?? solutionFolder ?? folder;
        return new SurveyedProject(project, [.. load.Policy?.Publishers?.Baselines.Select(b => b.Value).Distinct(StringComparer.Ordinal) ?? []],
            Path.Combine(beside, PublisherRules.DefaultBaseline), load.Policy is null ? load.Findings : [])
        {
            Policy = load.Policy,
        };
    }

    /// <summary>The entries of a baseline; null when it is not there, or cannot be read, which the finding says.</summary>
    /// <param name="path">Absolute.</param>
    public static (ImmutableArray<PublisherEntry>? Entries, Finding? Problem) Baseline(string path)
    {
        try
        {
            return (PublisherBaseline.Read(path)?.Entries, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return (null, PublisherFindings.BaselineUnreadable(Severity.Error, path, e));
        }
    }

    /// <summary>Whether a restored project has a package of an id; false where what it has cannot be read, which <see cref="Read"/> says.</summary>
    /// <param name="project">The project.</param>
    /// <param name="id">In any case.</param>
    public static bool Has(LocatedProject project, string id)
    {
        try
        {
            return AssetsFile.Read(project.AssetsPath).Packages.Any(p => p.Id.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Reads and verifies the packages of a restored project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="policy">See <see cref="SurveyedProject.Policy"/>.</param>
    /// <param name="wanted">Which packages.</param>
    /// <param name="now">The time, UTC.</param>
    /// <param name="cancel">Ends it.</param>
    public static ProjectPublishers Read(LocatedProject project, EffectivePolicy policy, Func<ResolvedPackage, bool> wanted, DateTimeOffset now, CancellationToken cancel)
    {
        DependencyGraph graph;
        try
        {
            graph = AssetsFile.Read(project.AssetsPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new([], ImmutableSortedDictionary<PackageId, string>.Empty, [InputFindings.AssetsUnreadable(project.AssetsPath, e)]);
        }
        var reading = PackageReader.Read(graph.PackageFolders, [.. graph.Packages.Where(wanted)], cancel);
        var signatures = SignatureReader.Verify(reading.Read, policy.Signatures, cancel);
        var attestations = ProvenanceGate.Looks(policy) ? DependencyAttestations.Read(reading, policy, null, now, cancel) : null;
        var remembered = SurveyedAttestations.Of(reading, attestations, policy);
        return new(
            [.. reading.Read.Select(p => new PublishedPackage(p.Package.Id, p.Package.Dependency == DependencyKind.Direct, Publisher.Of(p, signatures[p.Package.Id], remembered.Facts.GetValueOrDefault(p.Package.Id))))],
            signatures.Where(s => !s.Value.AllProblems.IsEmpty).ToImmutableSortedDictionary(s => s.Key, s => string.Join("; ", s.Value.AllProblems)),
            [.. reading.Failed.Select(f => IntegrityFindings.Unread(Severity.Error, f, new Location(project.Path)))])
        {
            Unremembered = remembered.Problems,
        };
    }
}
