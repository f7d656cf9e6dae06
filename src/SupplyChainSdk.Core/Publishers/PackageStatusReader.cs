using System.Collections.Concurrent;
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
    private const int Concurrency = 8;
    private const int MaxFailures = 3;
    private const int NeverPublished = 1900; // learn.microsoft.com/nuget/api/registration-base-url-resource: what nuget.org dates a package that is unlisted
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Asks every source that may serve a package.</summary>
    /// <param name="assetsFile">Absolute path of <c>project.assets.json</c>, which records the sources.</param>
    /// <param name="packages">Which versions.</param>
    /// <param name="earlier">What was answered before in this run, to which the answers are added; null to ask for all.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Each of them; that a source cannot be asked is in it and never thrown.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static async Task<ImmutableArray<PackageStatus>> AskAsync(string assetsFile, ImmutableArray<PackageId> packages, PackageStatusMemory? earlier, CancellationToken cancel)
    {
        if (packages.IsEmpty)
            return [];
        PackageSources sources;
        try
        {
            sources = PackageSources.Open(assetsFile);
        }
        catch (Exception e) when (e is FeedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return [.. packages.Select(p => new PackageStatus(p, ["nuget.config"], [], [Line(e.Message)]))];
        }
        using (sources)
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            limit.CancelAfter(Longest);
            earlier ??= new PackageStatusMemory();
            var key = PackageStatusMemory.KeyOf(sources.Restored);
            var asked = sources.All.Select(s => new AskedSource(s)).ToImmutableArray();
            var found = new ConcurrentBag<PackageStatus>();
            // What ran out of time is an answer too: that nothing is known.
            await Parallel.ForEachAsync(packages, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancel },
                async (package, _) => found.Add(earlier.Find(key, package) ?? await AskAsync(package, sources, asked, limit.Token, cancel).ConfigureAwait(false))).ConfigureAwait(false);
            earlier.Keep(key, found);
            return [.. found.OrderBy(s => s.Package)];
        }
    }

    private static async Task<PackageStatus> AskAsync(PackageId package, PackageSources sources, ImmutableArray<AskedSource> all, CancellationToken limit, CancellationToken cancel)
    {
        var allowed = sources.For(package.Id);
        var asked = all.Where(s => allowed.Contains(s.Source)).ToList();
        var answers = ImmutableArray.CreateBuilder<VersionStatus>();
        var failures = ImmutableArray.CreateBuilder<string>();
        foreach (var source in asked)
        {
            try
            {
                if (await source.AskAsync(package, sources.Uncached, limit).ConfigureAwait(false) is { } answer)
                    answers.Add(answer);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                failures.Add(string.Create(CultureInfo.InvariantCulture, $"{source.Source.Place} did not answer within {Longest.TotalMinutes:0} minutes"));
            }
            catch (FeedException e)
            {
                failures.Add(Line(e.Message));
            }
        }
        return new PackageStatus(package, [.. asked.Select(s => s.Source.Name)], answers.ToImmutable(), failures.ToImmutable());
    }

    private static string Line(string message) => Printable.Bounded(message.ReplaceLineEndings(" ").TrimEnd('.'), MaxText);

    // One source: the resource is looked up once, and after a few failures it is asked no more.
    private sealed class AskedSource(NuGetSource source)
    {
        private readonly Lock _lock = new();
        private Task<PackageMetadataResource>? _resource;
        private FeedException? _last;
        private int _failures;

        public NuGetSource Source => source;

        public async Task<VersionStatus?> AskAsync(PackageId package, SourceCacheContext cache, CancellationToken cancel)
        {
            if (Volatile.Read(ref _failures) >= MaxFailures)
                throw _last!;
            try
            {
                var resource = await ResourceAsync(cancel).ConfigureAwait(false);
                var found = await resource.GetMetadataAsync(new PackageIdentity(package.Id, NuGetVersion.Parse(package.Version)), cache, NullLogger.Instance, cancel).ConfigureAwait(false);
                return found is null ? null : new VersionStatus(source.Name, found.IsListed, Published(found), await DeprecationAsync(found).ConfigureAwait(false));
            }
            // Whatever NuGet's client throws over what a stranger sends is no answer: not only its own exceptions, but also those of its JSON reader and of missing members.
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var failure = source.Failure(e);
                _last = failure;
                Interlocked.Increment(ref _failures);
                throw failure;
            }
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
