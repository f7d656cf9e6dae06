using System.Collections.Immutable;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>Everything that attesting is going to write: nothing of it is written before all of it is known to be right.</summary>
internal sealed class PreparedEvidence
{
    public const string Sbom = "sbom";
    public const string Provenance = "provenance";
    public const string UnsignedStatement = "unsigned-statement";

    private readonly List<PreparedFile> _files = [];
    private readonly List<PackageRewrite> _rewrites = [];
    private readonly List<string> _outcomes = [];

    /// <summary>Adds a file beside a package.</summary>
    /// <param name="kind">One of the constants.</param>
    /// <param name="path">Absolute.</param>
    /// <param name="content">All of it.</param>
    /// <param name="stale">The file that it takes the place of and that has another name; null for none.</param>
    public void Add(string kind, string path, byte[] content, string? stale = null) => _files.Add(new PreparedFile(path, kind, content, stale));

    /// <summary>Adds a package that is to hold another attestation than it does.</summary>
    public void Add(PackageRewrite rewrite) => _rewrites.Add(rewrite);

    /// <summary>Adds what will have become of a package, in words for the log.</summary>
    public void Add(string outcome) => _outcomes.Add(outcome);

    /// <summary>What became of each package, in the order in which they were prepared.</summary>
    public ImmutableArray<string> Outcomes => [.. _outcomes];

    /// <summary>The files beside the packages, sorted by path.</summary>
    public ImmutableArray<Evidence> Written =>
        [.. _files.Select(f => new Evidence(f.Path, f.Kind, Digest.Sha256Of(f.Content).Hex)).OrderBy(e => e.File, StringComparer.Ordinal)];

    /// <summary>Writes what is not there yet. Bundles beside packages come last: where one is, everything that it speaks of is there too.</summary>
    /// <returns>The first failure.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Finding? WriteAll(PackRecords records, CancellationToken cancel)
    {
        foreach (var file in _files.Where(f => f.Kind != Provenance))
        {
            if (Write(file, cancel) is { } failed)
                return failed;
        }
        foreach (var rewrite in _rewrites)
        {
            if (Write(rewrite, records, cancel) is { } failed)
                return failed;
        }
        foreach (var bundle in _files.Where(f => f.Kind == Provenance))
        {
            if (Write(bundle, cancel) is { } failed)
                return failed;
        }
        return null;
    }

    private static Finding? Write(PreparedFile file, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        try
        {
            if (file.Stale is { } stale && File.Exists(stale))
                File.Delete(stale);
            AtomicFile.WriteIfChanged(file.Path, file.Content);
            return null;
        }
        catch (UnwritableException e)
        {
            return OutputFindings.Unwritable(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return OutputFindings.Unwritable(file.Path, e.Message);
        }
    }

    private static Finding? Write(PackageRewrite rewrite, PackRecords records, CancellationToken cancel)
    {
        try
        {
            records.Rewrite(rewrite.Package, () => rewrite.Write(cancel).Sha256);
            return null;
        }
        catch (PackageFormatException e)
        {
            return SigningFindings.CannotHoldAttestation(Path.GetFileName(rewrite.Package), e.Message);
        }
        catch (UnwritableException e)
        {
            return OutputFindings.Unwritable(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return OutputFindings.Unwritable(rewrite.Package, e.Message);
        }
    }

    private sealed record PreparedFile(string Path, string Kind, byte[] Content, string? Stale);
}
