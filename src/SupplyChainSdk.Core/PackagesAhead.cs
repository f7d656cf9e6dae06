using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk;

/// <summary>
/// The packages of one project, read in full for a check that is about to come, while the build does something that leaves a core idle. It reads what the check would read, and judges nothing: what is not
/// exactly what the check asks for is not used, and the check reads for itself.
/// </summary>
public sealed class PackagesAhead : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly string _assetsFile;
    private readonly string? _cacheFolder;
    private readonly Task<AssetsRead> _assets;
    private readonly Task<PackagesRead?> _packages;

    private PackagesAhead(CheckRequest request)
    {
        (_assetsFile, _cacheFolder) = (request.AssetsFile, CacheOf(request));
        // Threads of their own: the pool grows slowly, and reading itself takes as many as there are cores.
        _assets = Task.Factory.StartNew(() => AssetsRead.Of(request.AssetsFile), _end.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _packages = Task.Factory.StartNew(() => Read(request), _end.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Begins to read.</summary>
    /// <param name="request">Of the check that will come; nothing is logged for it.</param>
    public static PackagesAhead Begin(CheckRequest request) => new(request);

    /// <summary>Whatever the caller says, nothing that was kept counts in CI, nor before anything is attested.</summary>
    internal static string? CacheOf(CheckRequest request) => request.IsCI || request.NamesSource ? null : request.CacheFolder;

    /// <summary>What was resolved; null where the assets file is not the one that was read, or could not be: then the check finds out why.</summary>
    internal DependencyGraph? Graph(CheckRequest request, CancellationToken cancel) =>
        Result(_assets, cancel) is { } read && request.AssetsFile == _assetsFile && RestoredSources.DigestOf(_assetsFile) == read.Sha256 ? read.Graph : null;

    /// <summary>What the archives hold; null where it is not what the check asks for.</summary>
    /// <param name="request">Of the check.</param>
    /// <param name="graph">What <see cref="Graph"/> returned.</param>
    /// <param name="files">Which extracted files the policy wants compared.</param>
    /// <param name="cancel">Ends waiting.</param>
    internal PackageReading? Packages(CheckRequest request, DependencyGraph graph, FileScope files, CancellationToken cancel) =>
        CacheOf(request) == _cacheFolder && Result(_packages, cancel) is { } read && ReferenceEquals(read.Graph, graph) && read.Files == files ? read.Packages : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private PackagesRead? Read(CheckRequest request)
    {
        var policy = PolicyLoader.Load(Path.GetDirectoryName(request.ProjectFile)!, request.SolutionFolder, request.PolicyFiles, DateOnly.FromDateTime(request.Now.UtcDateTime)).Policy;
        return policy is null ? null
            : new PackagesRead(_assets.GetAwaiter().GetResult().Graph, policy.ComparedFiles, PackageReader.Read(_assets.Result.Graph, policy.ComparedFiles, _cacheFolder, _end.Token));
    }

    // What could not be read is read again by the check, which has the words for it.
    private static T? Result<T>(Task<T> reading, CancellationToken cancel)
        where T : class?
    {
        Task.WaitAny([reading], cancel);
        return reading.IsCompletedSuccessfully ? reading.Result : null;
    }

    private sealed record AssetsRead(Digest Sha256, DependencyGraph Graph)
    {
        // The digest first: what is written in between makes the two differ, and is read again.
        public static AssetsRead Of(string assetsFile) => new(RestoredSources.DigestOf(assetsFile), AssetsFile.Read(assetsFile));
    }

    private sealed record PackagesRead(DependencyGraph Graph, FileScope Files, PackageReading Packages);
}
