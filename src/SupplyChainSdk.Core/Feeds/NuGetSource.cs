using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging.Core;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Protocol.Plugins;
using NuGet.Versioning;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Feeds;

/// <summary>
/// A package source that restore used, asked by NuGet's own client: credentials of nuget.config and of credential providers, proxies, feeds over HTTP (v3) and folders.
/// Neither NuGet's HTTP cache nor the packages folder is read.
/// </summary>
public sealed class NuGetSource : IDisposable
{
    private readonly SourceRepository _repository;
    private readonly SourceLimits _limits;
    private readonly string _scratch;
    private readonly string? _refusal;
    private HttpSource? _client;
    private Uri? _packages;
    private FindLocalPackagesResource? _folder;

    /// <param name="source">As nuget.config has it, or made from its address alone.</param>
    /// <param name="isNamed">Whether nuget.config has it, so that a mapping can name it.</param>
    /// <param name="isFallback">Whether it is a folder that restore takes packages from without asking any source.</param>
    /// <param name="refusal">Why it cannot be asked; null when it can.</param>
    /// <param name="scratch">A folder for what is downloaded.</param>
    /// <param name="limits">How much is asked.</param>
    internal NuGetSource(PackageSource source, bool isNamed, bool isFallback, string? refusal, string scratch, SourceLimits limits)
    {
        _repository = Repository.Factory.GetCoreV3(source);
        _limits = limits;
        _scratch = scratch;
        IsNamed = isNamed;
        IsFallback = isFallback;
        IsFolder = !source.IsHttp;
        Place = !IsFolder && Uri.TryCreate(source.Source, UriKind.Absolute, out var address) ? WebAddress.Show(address) : source.Source;
        Name = isNamed ? source.Name : Place;
        _refusal = refusal ?? (IsFolder ? null : Unusable(source.Source));
    }

    /// <summary>As nuget.config has it; else <see cref="Place"/>.</summary>
    public string Name { get; }

    /// <summary>For people: where it is, without what may be a secret.</summary>
    public string Place { get; }

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder { get; }

    /// <summary>Whether nuget.config has it, so that a mapping can name it.</summary>
    public bool IsNamed { get; }

    /// <summary>Whether it is a folder that restore takes packages from without asking any source.</summary>
    public bool IsFallback { get; }

    /// <summary>A resource of NuGet's client, such as <c>PackageMetadataResource</c>; null when the source does not offer it.</summary>
    /// <exception cref="FeedException">The source cannot be asked.</exception>
    /// <remarks>What the resource itself then throws is NuGet's: <see cref="Failure"/> makes a reason of it. Give it <see cref="PackageSources.Uncached"/>.</remarks>
    public async Task<T?> GetResourceAsync<T>(CancellationToken cancel) where T : class, INuGetResource
    {
        if (_refusal is not null)
            throw new FeedException(_refusal);
        try
        {
            if (!IsFolder)
                await ClientAsync(cancel).ConfigureAwait(false);
            return await _repository.GetResourceAsync<T>(cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfSource(e))
        {
            throw Failure(e);
        }
    }

    /// <summary>Whether an exception is what NuGet's client throws when a source does not answer as it must.</summary>
    public static bool IsOfSource(Exception e) =>
        e is NuGetProtocolException or HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException or NuGetConfigurationException
            or PluginException or PackagingException;

    /// <summary>Makes a reason that is safe to print of what NuGet's client threw.</summary>
    public FeedException Failure(Exception e) => e as FeedException ?? new FeedException($"{Place} cannot be asked: {NuGetWeb.Reason(e)}", inner: e);

    /// <summary>Finds out where the source has its packages; to be called once, before any question.</summary>
    /// <exception cref="FeedException">The source cannot be asked.</exception>
    internal async Task OpenAsync(CancellationToken cancel)
    {
        if (IsFolder)
        {
            if (_refusal is null && !Directory.Exists(Place))
                throw new FeedException($"there is no folder {Printable.Text(Place)}, or it may not be read");
            // An empty folder is a source that has nothing.
            _folder = await GetResourceAsync<FindLocalPackagesResource>(cancel).ConfigureAwait(false);
            return;
        }
        if (_refusal is not null)
            throw new FeedException(_refusal);
        var address = WebAddress.Parse(_repository.PackageSource.Source);
        using var index = new MemoryStream();
        if (!await NuGetWeb.GetAsync(await ClientAsync(cancel).ConfigureAwait(false), address, index, ServiceIndex.MaxBytes, _limits, cancel).ConfigureAwait(false))
            throw new FeedException($"{Place} has no service index");
        _packages = ServiceIndex.PackageContent(index.ToArray(), address);
    }

    /// <summary>Downloads a package and reads it; no more of it stays than what is read.</summary>
    /// <param name="package">Exactly this version, listed or not.</param>
    /// <param name="read">Given the path of the package.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Null when the source does not have it.</returns>
    /// <exception cref="FeedException">The source does not answer as it must.</exception>
    internal async Task<T?> ReadAsync<T>(PackageId package, Func<string, T> read, CancellationToken cancel) where T : class
    {
        if (IsFolder)
            return FindInFolder(package, cancel) is { } found ? read(found) : null;
        var file = Path.Combine(_scratch, $"{Guid.NewGuid():N}.nupkg");
        try
        {
            using (var output = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                if (!await NuGetWeb.GetAsync(_client!, WebAddress.Below(_packages!, package, PackageFileName.Of(package)), output, _limits.MaxPackageBytes, _limits, cancel).ConfigureAwait(false))
                    return null;
            }
            return read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Whether the source has any version of a package.</summary>
    /// <exception cref="FeedException">The source does not answer as it must.</exception>
    internal async Task<bool> HasAnyAsync(PackageId package, CancellationToken cancel)
    {
        if (IsFolder)
            return InFolder(folder => folder.FindPackagesById(package.Id, NullLogger.Instance, cancel).Any());
        var address = new Uri(_packages!, $"{Uri.EscapeDataString(package.Id.ToLowerInvariant())}/index.json");
        using var versions = new MemoryStream();
        return await NuGetWeb.GetAsync(_client!, address, versions, ServiceIndex.MaxVersionsBytes, _limits, cancel).ConfigureAwait(false)
            && ServiceIndex.HasVersions(versions.ToArray(), address);
    }

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    private string? FindInFolder(PackageId package, CancellationToken cancel) =>
        InFolder(folder => folder.GetPackage(new PackageIdentity(package.Id, NuGetVersion.Parse(package.Version)), NullLogger.Instance, cancel)?.Path);

    private T? InFolder<T>(Func<FindLocalPackagesResource, T?> ask)
    {
        try
        {
            return _folder is null ? default : ask(_folder);
        }
        catch (Exception e) when (IsOfSource(e))
        {
            throw Failure(e);
        }
    }

    private async Task<HttpSource> ClientAsync(CancellationToken cancel)
    {
        if (_client is not null)
            return _client;
        var client = (await _repository.GetResourceAsync<HttpSourceResource>(cancel).ConfigureAwait(false)
            ?? throw new FeedException($"{Place} is no feed over HTTP that NuGet can ask")).HttpSource;
        // What resources of NuGet look up by themselves, such as the service index, comes from there too: a folder that nobody filled.
        client.HttpCacheDirectory = Path.Combine(_scratch, "http");
        return _client = client;
    }

    private static string? Unusable(string address)
    {
        try
        {
            WebAddress.Parse(address);
            return null;
        }
        catch (FeedException e)
        {
            return e.Message;
        }
    }
}
