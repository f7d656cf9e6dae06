using System.Collections.Concurrent;
using System.Collections.Immutable;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>Downloads every package again, from every source that may serve it, and hashes what comes. Whatever goes wrong is an answer, too.</summary>
public static class SourceDownload
{
    /// <summary>Asks.</summary>
    /// <param name="assetsFile">Absolute path of the assets file, which names the sources.</param>
    /// <param name="graph">Whose package folders say where packages came from.</param>
    /// <param name="questions">What is asked for.</param>
    /// <param name="limits">How much is asked.</param>
    /// <param name="progress">Told after each answer, by several threads at once; null for nobody.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="OperationCanceledException">Cancelled; that the time is over is an answer.</exception>
    public static async Task<ServedPackages> AskAsync(
        string assetsFile, DependencyGraph graph, SourceQuestions questions, SourceLimits limits, Action<SourceProgress>? progress, CancellationToken cancel)
    {
        if (questions.IsEmpty)
            return new ServedPackages(null, [], false, null, []);
        try
        {
            using var sources = PackageSources.Open(assetsFile, limits);
            using var settings = questions.OfSettings.IsEmpty ? null : PackageSources.OfSettings(questions.SettingsFolder, limits);
            var isOne = settings is null || settings.Restored.IsSameAs(sources.Restored);
            var asked = sources.All.Concat(isOne ? [] : settings!.All).ToDictionary(s => s, s => new AskedSource(Printable.Text(s.Name), s.IsNamed));
            var answers = await new Questions(sources, asked, limits, progress).AskAsync(isOne ? [.. questions.Packages.Union(questions.OfSettings).Order()] : questions.Packages, cancel).ConfigureAwait(false);
            // A project can be restored from other sources than nuget.config has, which its SDKs and tools come from.
            if (!isOne)
                answers = [.. answers.Concat(await new Questions(settings!, asked, limits, progress).AskAsync(questions.OfSettings, cancel).ConfigureAwait(false)).DistinctBy(a => (a.Package, a.Source)).OrderBy(a => a.Package)];
            return new ServedPackages(sources.Restored.AssetsSha256, [.. asked.Values.Distinct()], sources.IsMapped, sources.Restored.ConfigFiles.FirstOrDefault(), answers)
            { Asked = questions, Origins = Origins(graph, sources, asked) };
        }
        catch (Exception e) when (e is FeedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new ServedPackages(null, [], false, null, [], e is FeedException ? e.Message : Printable.Text(Printable.Bounded(e.Message.TrimEnd('.'), 300)));
        }
    }

    // Only to say how sources can be mapped: no gate believes it.
    private static ImmutableDictionary<PackageId, AskedSource> Origins(DependencyGraph graph, PackageSources sources, Dictionary<NuGetSource, AskedSource> asked)
    {
        // They are in the order of the record.
        var places = sources.Restored.Sources.Zip(sources.All).ToDictionary(s => s.First, s => asked[s.Second], StringComparer.Ordinal);
        return graph.Packages.Select(p => (p.Id, ExtractionRecord.Read(Path.GetDirectoryName(PackageLocation.Find(graph.PackageFolders, p).Path)!).Source))
            .Where(p => p.Source is not null && places.ContainsKey(p.Source)).ToImmutableDictionary(p => p.Id, p => places[p.Source!]);
    }

    private sealed class Questions(PackageSources sources, Dictionary<NuGetSource, AskedSource> asked, SourceLimits limits, Action<SourceProgress>? progress)
    {
        private readonly ConcurrentDictionary<NuGetSource, string> _closed = new();
        private readonly ConcurrentDictionary<NuGetSource, int> _failures = new();
        private int _done;

        public async Task<ImmutableArray<SourceAnswer>> AskAsync(ImmutableArray<PackageId> packages, CancellationToken cancel)
        {
            var pairs = packages.SelectMany(package => sources.For(package.Id).Select(source => (Package: package, Source: source))).ToArray();
            var answers = new SourceAnswer[pairs.Length];
            using var time = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            time.CancelAfter(limits.MaxTime);
            await Parallel.ForEachAsync(pairs.Select(p => p.Source).Distinct(), cancel, (source, _) => OpenAsync(source, time.Token, cancel)).ConfigureAwait(false);
            await Parallel.ForEachAsync(Enumerable.Range(0, pairs.Length), new ParallelOptions { MaxDegreeOfParallelism = limits.Concurrency, CancellationToken = cancel },
                async (index, _) =>
                {
                    var (package, source) = pairs[index];
                    answers[index] = await AnswerAsync(package, source, time.Token, cancel).ConfigureAwait(false);
                    progress?.Invoke(new SourceProgress(Interlocked.Increment(ref _done), pairs.Length, $"{package} from {asked[source].Name}"));
                }).ConfigureAwait(false);
            return [.. answers];
        }

        private async ValueTask OpenAsync(NuGetSource source, CancellationToken time, CancellationToken cancel)
        {
            try
            {
                await source.OpenAsync(time).ConfigureAwait(false);
            }
            catch (FeedException e)
            {
                _closed[source] = e.Message;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                _closed[source] = TimeIsOver;
            }
        }

        private async Task<SourceAnswer> AnswerAsync(PackageId package, NuGetSource source, CancellationToken time, CancellationToken cancel)
        {
            if (_closed.TryGetValue(source, out var reason))
                return new SourceAnswer(package, asked[source], SourceAnswerKind.Failed, Detail: reason);
            try
            {
                if (await source.ReadAsync(package, file => Hash(file, time), time).ConfigureAwait(false) is { } hash)
                    return new SourceAnswer(package, asked[source], SourceAnswerKind.Served, hash);
                return new SourceAnswer(package, asked[source],
                    await source.HasAnyAsync(package, time).ConfigureAwait(false) ? SourceAnswerKind.OtherVersions : SourceAnswerKind.Absent);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return Failed(TimeIsOver);
            }
            catch (Exception e) when (e is PackageFormatException or InvalidDataException or EndOfStreamException)
            {
                return Failed($"what it sends for {package} is no package: {Printable.Bounded(Printable.Text(BadInput.Reason(e)), 200)}");
            }
            catch (FeedException e)
            {
                return Failed(e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return Failed($"{package} could not be read or kept: {Printable.Text(e.Message.TrimEnd('.'))}");
            }

            SourceAnswer Failed(string why)
            {
                // It was asked several times before it counts as one failure.
                if (_failures.AddOrUpdate(source, 1, (_, before) => before + 1) >= limits.MaxFailures)
                    _closed.TryAdd(source, why);
                return new SourceAnswer(package, asked[source], SourceAnswerKind.Failed, Detail: why);
            }
        }

        private string TimeIsOver => $"the answers took longer than {limits.MaxTime.TotalSeconds:0} seconds, the most that is waited";

        private static ContentHash Hash(string file, CancellationToken cancel)
        {
            using var archive = PackageArchive.Open(file);
            return archive.Hash(cancel).Content;
        }
    }
}
