using SupplyChainSdk.Feeds;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>What is verified of a package that a source serves.</summary>
public sealed record ServedRequest
{
    /// <summary>Asked for the package.</summary>
    public required Feed Feed { get; init; }

    /// <summary>Who is expected to have signed.</summary>
    public required ExpectedSigner Signer { get; init; }

    /// <summary>A further place of bundles: a file, a folder or an address. Null for none.</summary>
    public string? Bundles { get; init; }

    /// <summary>The folder of the released packages and their bundles, with which what is served is compared. Null for none.</summary>
    public string? Released { get; init; }

    /// <summary>How long to wait until the source has the package.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Called while waiting, with the time that has passed.</summary>
    public Action<TimeSpan>? Waiting { get; init; }
}

/// <summary>Verifies what a package source serves, and compares it with what was released: the check after a release.</summary>
public static class ServedVerification
{
    /// <summary>Downloads the package, verifies it, and compares it. The copy is deleted.</summary>
    /// <param name="package">Exactly this version; normalised.</param>
    /// <param name="request">From where, and with what.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>A report; refusals of every kind are in it, a source that does not answer included.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static VerificationReport Verify(PackageId package, ServedRequest request, CancellationToken cancel)
    {
        var file = PackageFileName.Of(package);
        var report = new VerificationReport(file) { Package = package, Source = request.Feed.Source.Name };
        using var expected = Expectation.Open(request.Signer, request.Bundles);
        // What is not clear is not worth a download.
        var refusal = expected.Unusable ?? (expected.Unclear is { } unclear ? VerificationFindings.NoExpectation(file, unclear, []) : null);
        if (refusal is not null)
            return report with { Refusal = refusal };
        ReleasedPackage? released = null;
        if (request.Released is { } folder && (released = FindReleased(folder, package, cancel, out refusal)) is null)
            return report with { Refusal = refusal };
        var temporary = Directory.CreateTempSubdirectory("supplychain-").FullName;
        try
        {
            var copy = Path.Combine(temporary, file);
            if (Download(package, copy, request, cancel) is { } missing)
                return report with { Refusal = missing };
            report = PackageVerification.VerifyWith(copy, expected, released?.Path, cancel) with { Path = null, Source = request.Feed.Source.Name, IsServed = true };
            return released is null ? RequireAsked(report, package) : RequireReleased(RequireAsked(report, package), copy, released, cancel);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static Finding? Download(PackageId package, string copy, ServedRequest request, CancellationToken cancel)
    {
        var source = request.Feed.Source;
        try
        {
            using var output = new FileStream(copy, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            var isThere = Waiting.UntilAsync(
                () =>
                {
                    output.SetLength(0);
                    return request.Feed.DownloadAsync(package, output, cancel);
                },
                request.Wait, request.Waiting, TimeProvider.System, cancel).GetAwaiter().GetResult();
            return isThere ? null : VerificationFindings.NotServed(package, source, request.Wait);
        }
        catch (FeedException e)
        {
            return VerificationFindings.SourceUnusable(source.Name, e.Message);
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            return VerificationFindings.Unreadable(source.Name, e);
        }
    }

    private static ReleasedPackage? FindReleased(string folder, PackageId package, CancellationToken cancel, out Finding? refusal)
    {
        var name = PackageFileName.Of(package);
        refusal = null;
        if (!Directory.Exists(folder))
        {
            refusal = VerificationFindings.NoReleaseFolder(folder);
            return null;
        }
        try
        {
            if (FolderFeed.Find(Path.GetFullPath(folder), package) is not { } path)
                throw new FileNotFoundException();
            name = Path.GetFileName(path);
            using var archive = PackageArchive.Open(path);
            return new ReleasedPackage(path, archive.ReadLayers(cancel));
        }
        catch (FeedException e)
        {
            refusal = VerificationFindings.SourceUnusable("--against", e.Message);
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            refusal = VerificationFindings.Unopened(Path.Combine(folder, name), e);
        }
        return null;
    }

    // The name under which it was asked for is ours; what the nuspec says is the feed's.
    private static VerificationReport RequireAsked(VerificationReport report, PackageId asked) =>
        report.Result == VerificationResult.Verified && report.Package != asked
            ? report with { Refusal = VerificationFindings.OtherName(report.FileName, report.Package!), NotChecked = [] }
            : report;

    private static VerificationReport RequireReleased(VerificationReport report, string copy, ReleasedPackage released, CancellationToken cancel)
    {
        PackageLayers served;
        try
        {
            using var archive = PackageArchive.Open(copy);
            served = archive.ReadLayers(cancel);
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            // The verification has said so.
            return report.Refusal is null ? report with { Refusal = VerificationFindings.Unopened(report.FileName, e), NotChecked = [] } : report;
        }
        var comparison = ReleaseComparison.Of(Path.GetFileName(released.Path), served, released.Layers);
        report = report with { Release = comparison };
        return report.Refusal is null && VerificationFindings.Release(report.FileName, comparison) is { } difference
            ? report with { Refusal = difference, NotChecked = [] }
            : report;
    }

    private sealed record ReleasedPackage(string Path, PackageLayers Layers);
}
