using System.Collections.Immutable;
using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>
/// Where a caller says that attestations are: one file, a folder, or an address. In the last two they are below <c>{id}/{version}/</c>, all in lower case: <c>{id}.{version}.nupkg.sigstore.json</c>,
/// and the other names of <see cref="BundleFiles"/>; in a folder they may also lie flat, under the name of the package's file.
/// </summary>
internal sealed class BundleStore : IDisposable
{
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

    /// <summary>The files that are there for a package; empty when nothing is.</summary>
    /// <param name="fileName">Of the package.</param>
    /// <param name="package">As its nuspec says.</param>
    /// <param name="layers">Its digests, by which files may be named.</param>
    /// <param name="cancel">Ends asking.</param>
    /// <exception cref="IOException">It cannot be read, or does not answer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public IEnumerable<FoundBundle> Find(string fileName, PackageId package, PackageLayers layers, CancellationToken cancel)
    {
        var own = PackageFileName.Of(package, PackageFileName.Extension(fileName));
        return _address is not null ? FindOnWeb(_address, own, package, layers, cancel)
            : _isFile ? [FoundBundle.Read(BundlePlace.Named, Path.GetFileName(_text), _text)] : FindInFolder(fileName, own, package, layers);
    }

    public void Dispose() => _web?.Dispose();

    private IEnumerable<FoundBundle> FindInFolder(string fileName, string own, PackageId package, PackageLayers layers)
    {
        ImmutableArray<string> general = [.. BundleFiles.OfDigests(layers), BundleFiles.Shared];
        var below = Path.Combine(package.Id.ToLowerInvariant(), package.Version.ToLowerInvariant());
        ImmutableArray<string> flat = [.. BundleFiles.OfName(fileName), .. BundleFiles.OfName(own), .. general];
        ImmutableArray<string> laidOut = [.. BundleFiles.OfName(own.ToLowerInvariant()), .. general];
        return flat.Concat(laidOut.Select(name => Path.Combine(below, name))).Distinct(StringComparer.Ordinal)
            .Select(candidate => FoundBundle.ReadIfThere(BundlePlace.Store, candidate.Replace('\\', '/'), Path.Combine(_text, candidate))).OfType<FoundBundle>()
            .Select(found => found with { IsShared = Path.GetFileName(found.Name) == BundleFiles.Shared });
    }

    private IEnumerable<FoundBundle> FindOnWeb(Uri root, string own, PackageId package, PackageLayers layers, CancellationToken cancel)
    {
        foreach (var name in BundleFiles.OfName(own).Add(BundleFiles.Shared).Concat(BundleFiles.OfDigestsOnWeb(layers)))
        {
            var address = WebAddress.Below(root, package, name);
            using var content = new MemoryStream();
            if (_web!.GetAsync(address, content, name.EndsWith(BundleFiles.Suffix, StringComparison.Ordinal) ? Bundle.MaxBytes : BundleLines.MaxBytes, cancel).GetAwaiter().GetResult())
                yield return new FoundBundle(BundlePlace.Store, WebAddress.Show(address), content.ToArray()) { IsShared = name == BundleFiles.Shared };
        }
    }
}
