using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Feeds;

/// <summary>What a package source serves now: a NuGet v3 feed, or a folder. Nothing is kept from one question to the next but where packages are.</summary>
public sealed class Feed : IDisposable
{
    // The largest archive that is no zip64 archive, and so the largest that can be verified.
    private const long MaxPackage = uint.MaxValue;

    private readonly BoundedWeb? _web;
    private Uri? _packages;

    /// <summary>Nothing is asked yet.</summary>
    public Feed(FeedSource source)
    {
        Source = source;
        _web = source.Address is null ? null : new BoundedWeb(source.Credential);
    }

    /// <summary>Where.</summary>
    public FeedSource Source { get; }

    /// <summary>Writes a package as it is served.</summary>
    /// <param name="package">Exactly this version.</param>
    /// <param name="output">Receives the bytes; may have received some when this throws.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>False when the source does not have it.</returns>
    /// <exception cref="FeedException">The source does not answer as it must.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder may not be read.</exception>
    internal async Task<bool> DownloadAsync(PackageId package, Stream output, CancellationToken cancel)
    {
        if (_web is null)
            return await CopyAsync(package, output, cancel).ConfigureAwait(false);
        _packages ??= await FindPackagesAsync(cancel).ConfigureAwait(false);
        return await _web.GetAsync(WebAddress.Below(_packages, package, PackageFileName.Of(package)), output, MaxPackage, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _web?.Dispose();

    private async Task<bool> CopyAsync(PackageId package, Stream output, CancellationToken cancel)
    {
        if (FolderFeed.Find(Source.Folder!, package) is not { } path)
            return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
        if (file.Length > MaxPackage)
            throw new FeedException($"{path} is larger than {MaxPackage} bytes, the most that is read");
        await file.CopyToAsync(output, cancel).ConfigureAwait(false);
        return true;
    }

    private async Task<Uri> FindPackagesAsync(CancellationToken cancel)
    {
        using var content = new MemoryStream();
        if (!await _web!.GetAsync(Source.Address!, content, ServiceIndex.MaxBytes, cancel).ConfigureAwait(false))
            throw new FeedException($"{Source.Place} has no service index");
        return ServiceIndex.PackageContent(content.ToArray(), Source.Address!);
    }
}
