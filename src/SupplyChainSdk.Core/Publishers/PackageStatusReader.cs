using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using NuGet.Common;
using NuGet.Packaging.Core;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Publishers;

/// <summary>Asks the sources of a restored project what they say of packages, by NuGet's own client: source mapping, credentials, proxies. Needs the network.</summary>
public static class PackageStatusReader
{
    private const int MaxText = 500;
    private const int NeverPublished = 1900; // learn.microsoft.com/nuget/api/registration-base-url-resource: what nuget.org dates a package that is unlisted
    private static readonly SourceLimits Limits = SourceLimits.Default with { MaxTime = TimeSpan.FromMinutes(2) };

    /// <summary>Asks every source that may serve a package.</summary>
    /// <param name="assetsFile">Absolute path of <c>project.assets.json</c>, which records the sources.</param>
    /// <param name="packages">Which versions.</param>
    /// <param name="earlier">What was answered before in this run, to which the answers are added; null to ask for all.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Each of them; that a source cannot be asked is in it and never thrown.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Task<ImmutableArray<PackageStatus>> AskAsync(string assetsFile, ImmutableArray<PackageId> packages, PackageStatusMemory? earlier, CancellationToken cancel) =>
        AskAsync(assetsFile, packages, earlier, Limits, cancel);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static async Task<ImmutableArray<PackageStatus>> AskAsync(
        string assetsFile, ImmutableArray<PackageId> packages, PackageStatusMemory? earlier, SourceLimits limits, CancellationToken cancel)
    {
        if (packages.IsEmpty)
            return [];
        PackageSources sources;
        try
        {
            sources = PackageSources.Open(assetsFile, limits);
        }
        catch (Exception e) when (e is FeedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return [.. packages.Select(p => new PackageStatus(p, ["nuget.config"], [], [Line(e.Message)]))];
        }
        using (sources)
        {
            earlier ??= new PackageStatusMemory();
            var key = PackageStatusMemory.KeyOf(sources.Restored);
            var known = packages.Select(p => earlier.Find(key, p)).OfType<PackageStatus>().ToList();
            ImmutableArray<PackageId> open = [.. packages.Except(known.Select(s => s.Package))];
            // Each source has its own time, so that one that is silent takes none of another's.
            var answers = (await Task.WhenAll(sources.All.Select(s => AskAsync(new AskedSource(s, limits), [.. open.Where(p => sources.For(p.Id).Contains(s))], sources.Uncached, limits, cancel)))
                .ConfigureAwait(false)).SelectMany(a => a).ToLookup(a => a.Package);
            ImmutableArray<PackageStatus> found = [.. open.Select(p => new PackageStatus(
                p, [.. sources.For(p.Id).Select(s => s.Name)], [.. answers[p].Select(a => a.Status).OfType<VersionStatus>()], [.. answers[p].Select(a => a.Failure).OfType<string>()]))];
            earlier.Keep(key, found);
            return [.. known.Concat(found).OrderBy(s => s.Package)];
        }
    }

    private static async Task<Answer[]> AskAsync(AskedSource source, PackageId[] packages, SourceCacheContext cache, SourceLimits limits, CancellationToken cancel)
    {
        var answers = new Answer[packages.Length];
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        time.CancelAfter(limits.MaxTime);
        await Parallel.ForEachAsync(Enumerable.Range(0, packages.Length), new ParallelOptions { MaxDegreeOfParallelism = limits.Concurrency, CancellationToken = cancel },
            async (index, _) =>
            {
                var package = packages[index];
                try
                {
                    answers[index] = new Answer(package, await source.AskAsync(package, cache, time.Token).ConfigureAwait(false), null);
                }
                // What ran out of time is an answer too: that nothing is known.
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    answers[index] = new Answer(package, null, Line(source.Silent(limits.MaxTime)));
                }
                catch (FeedException e)
                {
                    answers[index] = new Answer(package, null, Line(e.Message));
                }
            }).ConfigureAwait(false);
        return answers;
    }

    // Of one source about one package; neither: the source does not have it.
    private sealed record Answer(PackageId Package, VersionStatus? Status, string? Failure);

    private static string Line(string message) => Printable.Bounded(message.ReplaceLineEndings(" ").TrimEnd('.'), MaxText);

    // One source: the resource is looked up once; after a few failures, or one question without an answer, it is asked no more.
    private sealed class AskedSource(NuGetSource source, SourceLimits limits)
    {
        private readonly Lock _lock = new();
        private Task<PackageMetadataResource>? _resource;
        private FeedException? _last;
        private int _failures;

        public string Silent(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{source.Place} did not answer within {time.TotalSeconds:0} seconds");

        public async Task<VersionStatus?> AskAsync(PackageId package, SourceCacheContext cache, CancellationToken cancel)
        {
            if (Volatile.Read(ref _failures) >= limits.MaxFailures)
                throw _last!;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(limits.MaxSilence);
            try
            {
                var resource = await ResourceAsync(cancel).WaitAsync(patience.Token).ConfigureAwait(false);
                var found = await resource.GetMetadataAsync(new PackageIdentity(package.Id, NuGetVersion.Parse(package.Version)), cache, NullLogger.Instance, patience.Token).ConfigureAwait(false);
                return found is null ? null : new VersionStatus(source.Name, found.IsListed, Published(found), await DeprecationAsync(found).ConfigureAwait(false));
            }
            catch (OperationCanceledException e) when (patience.IsCancellationRequested && !cancel.IsCancellationRequested)
            {
                throw Failed(new FeedException(Silent(limits.MaxSilence), isPassing: false, e), limits.MaxFailures);
            }
            // Whatever NuGet's client throws over what a stranger sends is no answer: not only its own exceptions, but also those of its JSON reader and of missing members.
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // NuGet's client makes an exception of its own of a request that was given up.
                throw !patience.IsCancellationRequested ? Failed(source.Failure(e), 1)
                    : cancel.IsCancellationRequested ? new OperationCanceledException(cancel)
                    : Failed(new FeedException(Silent(limits.MaxSilence), isPassing: false, e), limits.MaxFailures);
            }
        }

        private FeedException Failed(FeedException failure, int weight)
        {
            _last = failure;
            Interlocked.Add(ref _failures, weight);
            return failure;
        }

        // A folder knows when a file was written, which is not when a version was published.
        private DateTimeOffset? Published(IPackageSearchMetadata found) => source.IsFolder || found.Published is not { Year: > NeverPublished } date ? null : date;

        private static async Task<string?> DeprecationAsync(IPackageSearchMetadata found)
        {
            if (await found.GetDeprecationMetadataAsync().ConfigureAwait(false) is not { } deprecation)
                return null;
            var reasons = string.Join(", ", deprecation.Reasons ?? []);
            var instead = deprecation.AlternatePackage?.PackageId is { Length: > 0 } other ? $"; its publisher names {Printable.Quoted(other)} instead" : "";
            return $"{(reasons.Length > 0 ? Printable.Quoted(reasons) : "no reason is given")}"
                + $"{(string.IsNullOrWhiteSpace(deprecation.Message) ? "" : $", {Printable.Quoted(deprecation.Message)}")}{instead}";
        }

        private Task<PackageMetadataResource> ResourceAsync(CancellationToken cancel)
        {
            lock (_lock)
                return _resource ??= FindAsync(cancel);
        }

        // NuGet makes the resource also for a feed that has no registrations, and fails when it is asked.
        private async Task<PackageMetadataResource> FindAsync(CancellationToken cancel)
        {
            var index = source.IsFolder ? null : await source.GetResourceAsync<ServiceIndexResourceV3>(cancel).ConfigureAwait(false);
            var resource = await source.GetResourceAsync<PackageMetadataResource>(cancel).ConfigureAwait(false);
            return resource is null || index is not null && index.GetServiceEntryUri(ServiceTypes.RegistrationsBaseUrl) is null
                ? throw new FeedException($"{source.Place} does not say anything of packages but their content") : resource;
        }
    }
}
