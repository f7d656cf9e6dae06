using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>
/// Where a caller says that attestations are: one file, a folder, or an address. In the last two a bundle is at <c>{id}/{version}/{id}.{version}.nupkg.sigstore.json</c>, all in lower case;
/// in a folder it may also lie flat, under the name of the package's file.
/// </summary>
internal sealed class BundleStore : IDisposable
{
    private const string Suffix = ".sigstore.json";

    private readonly string _text;
    private readonly Uri? _address;
    private readonly BoundedWeb? _web;
    private readonly bool _isFile;

    private BundleStore(string text, Uri? address)
    {
        (_text, _address) = (text, address);
        _web = address is null ? null : new BoundedWeb();
        _isFile = address is null && !Directory.Exists(text);
    }

    /// <summary>For messages.</summary>
    public string Name => _address is null ? _text : WebAddress.Show(_address);

    /// <param name="text">A path, or an address that begins with https:// or http://.</param>
    /// <exception cref="FeedException">Nothing, or an address that is none or is not asked.</exception>
    public static BundleStore Open(string text) => text.Length == 0
        ? throw new FeedException("it is empty")
        : new BundleStore(text, WebAddress.IsMeant(text) ? WebAddress.ParseBase(text) : null);

    /// <summary>What is there for a package; empty when nothing is.</summary>
    /// <param name="fileName">Of the package.</param>
    /// <param name="package">As its nuspec says.</param>
    /// <param name="cancel">Ends asking.</param>
    /// <exception cref="IOException">It cannot be read, or does not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public IEnumerable<FoundBundle> Find(string fileName, PackageId package, CancellationToken cancel)
    {
        if (_address is not null)
            return FindOnWeb(_address, fileName, package, cancel) is { } found ? [found] : [];
        return _isFile ? [FoundBundle.Read(BundlePlace.Named, Path.GetFileName(_text), _text)] : FindInFolder(fileName, package);
    }

    public void Dispose() => _web?.Dispose();

    private IEnumerable<FoundBundle> FindInFolder(string fileName, PackageId package)
    {
        var own = PackageFileName.Of(package, PackageFileName.Extension(fileName));
        var lower = own.ToLowerInvariant();
        var candidates = new[]
        {
            fileName + Suffix,
            own + Suffix,
            Path.Combine(package.Id.ToLowerInvariant(), package.Version.ToLowerInvariant(), lower + Suffix),
        };
        return candidates.Distinct(StringComparer.Ordinal)
            .Select(candidate => FoundBundle.ReadIfThere(BundlePlace.Store, candidate.Replace('\\', '/'), Path.Combine(_text, candidate))).OfType<FoundBundle>();
    }

    private FoundBundle? FindOnWeb(Uri root, string fileName, PackageId package, CancellationToken cancel)
    {
        var address = WebAddress.Below(root, package, PackageFileName.Of(package, PackageFileName.Extension(fileName)) + Suffix);
        using var content = new MemoryStream();
        return _web!.GetAsync(address, content, Bundle.MaxBytes, cancel).GetAwaiter().GetResult()
            ? new FoundBundle(BundlePlace.Store, WebAddress.Show(address), content.ToArray())
            : null;
    }
}
