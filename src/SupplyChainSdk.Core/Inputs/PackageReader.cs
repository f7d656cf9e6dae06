using System.Collections.Concurrent;
using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Inputs;

/// <summary>Reads the archives of all packages of a graph, on all cores.</summary>
public static class PackageReader
{
    /// <summary>Hashes every archive and reads its nuspec. What cannot be read is reported, not thrown.</summary>
    /// <exception cref="OperationCanceledException">Asked before each block.</exception>
    public static PackageReading Read(DependencyGraph graph, CancellationToken cancel) => Read(graph, FileScope.Hashes, null, cancel);

    /// <summary>As the other, and compares what is extracted beside each archive with what the archive holds, while the archive that was hashed is still open.</summary>
    /// <param name="graph">What was resolved.</param>
    /// <param name="files">Which extracted files are compared.</param>
    /// <param name="cacheFolder">Where digests are kept between local checks; null where nothing that was kept may count.</param>
    /// <param name="cancel">Asked before each block.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PackageReading Read(DependencyGraph graph, FileScope files, string? cacheFolder, CancellationToken cancel) =>
        Read(graph.PackageFolders, graph.Packages, files, cacheFolder, cancel);

    /// <summary>As <see cref="Read(DependencyGraph, CancellationToken)"/>, for some of the packages of a graph.</summary>
    /// <exception cref="OperationCanceledException">Asked before each block.</exception>
    public static PackageReading Read(ImmutableArray<string> packageFolders, ImmutableArray<ResolvedPackage> packages, CancellationToken cancel) =>
        Read(packageFolders, packages, FileScope.Hashes, null, cancel);

    /// <summary>As <see cref="Read(DependencyGraph, FileScope, string?, CancellationToken)"/>, for packages that need be in no graph.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PackageReading Read(
        ImmutableArray<string> packageFolders, ImmutableArray<ResolvedPackage> packages, FileScope files, string? cacheFolder, CancellationToken cancel)
    {
        var cache = cacheFolder is null ? null : new ManifestCache(cacheFolder);
        var all = packages.Select(package => new OneReading(package, PackageLocation.Find(packageFolders, package))).ToList();
        // The biggest first, one at a time, so that no core ends with a big one while the others idle.
        var order = all.ToList();
        order.Sort((one, other) => other.Location.Length.CompareTo(one.Location.Length));
        Parallel.ForEach(Partitioner.Create(order, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { CancellationToken = cancel },
            one => (one.Facts, one.Failure) = Read(one.Package, one.Location, files, cache, cancel));
        return new PackageReading([.. all.Select(one => one.Facts).OfType<PackageFacts>()], [.. all.Select(one => one.Failure).OfType<PackageFailure>()]);
    }

    // A class: over a struct the framework's generic code would be compiled in every build.
    private sealed class OneReading(ResolvedPackage package, PackageLocation location)
    {
        public ResolvedPackage Package { get; } = package;

        public PackageLocation Location { get; } = location;

        public PackageFacts? Facts { get; set; }

        public PackageFailure? Failure { get; set; }
    }

    private static (PackageFacts? Facts, PackageFailure? Failure) Read(
        ResolvedPackage package, PackageLocation location, FileScope files, ManifestCache? cache, CancellationToken cancel)
    {
        if (location.Problem is { } problem)
            return (null, new PackageFailure(package, problem, location.Path, location.Detail));
        try
        {
            using var archive = PackageArchive.Open(location.Path);
            var nuspec = archive.ReadNuspec();
            if (!string.Equals(nuspec.Id, package.Id.Id, StringComparison.OrdinalIgnoreCase)
                || !string.Equals(NuspecVersion.Normalize(nuspec.Version), package.Id.Version, StringComparison.OrdinalIgnoreCase))
                return Failed(PackageProblem.Malformed, $"its nuspec is that of {nuspec.Id} {nuspec.Version}");
            var (content, file) = archive.Hash(cancel);
            var extracted = files == FileScope.Hashes ? null : Compare(archive, location.Path, package.Id, content, files, cache, cancel);
            return (new PackageFacts(package, location.Path, content, file, archive.IsSigned, nuspec)
            {
                HoldsAttestation = archive.HoldsAttestation,
                LicenseFile = nuspec.License is { IsFile: true } license ? archive.ReadLicense(license.Value) : null,
                Extracted = extracted,
            }, null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(PackageProblem.Missing, "there is no such file");
        }
        catch (Exception e) when (e is PackageFormatException or InvalidDataException)
        {
            return Failed(PackageProblem.Malformed, e.Message);
        }
        catch (EndOfStreamException)
        {
            return Failed(PackageProblem.Malformed, "it became shorter while it was read");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return Failed(PackageProblem.Unreadable, e.Message.TrimEnd('.'));
        }

        (PackageFacts?, PackageFailure?) Failed(PackageProblem problem, string detail) =>
            (null, new PackageFailure(package, problem, location.Path, detail));
    }

    private static ExtractedFiles Compare(
        PackageArchive archive, string path, PackageId package, ContentHash content, FileScope files, ManifestCache? cache, CancellationToken cancel)
    {
        var folder = PackageFolder.List(Path.GetDirectoryName(path)!);
        var known = cache?.Find(content, files);
        var comparison = new ExtractedComparison(archive, Path.GetFileName(path), folder, package) { Scope = files, Known = known, Equal = cache is null || known is not null ? null : new() };
        var (compared, differences) = comparison.Run(cancel);
        if (comparison.IsKnownWrong)
            cache!.Forget(content, files);
        // The content hash says nothing about the signature, so nothing about it is kept under that hash.
        else if (comparison.Equal is { } equal && differences.IsEmpty)
            cache!.Keep(content, files, equal.Where(f => f.Key != AppendedEntry.SignatureName));
        return new ExtractedFiles(compared, differences, ExtractionRecord.Read(folder.Path), [.. folder.Paths]) { Same = comparison.Same };
    }
}
