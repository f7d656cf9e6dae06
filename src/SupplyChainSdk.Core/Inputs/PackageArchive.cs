using System.Collections.Immutable;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Inputs;

/// <summary>The archive of a package, open for reading. Not safe for use by several threads at once, where nothing else is said.</summary>
public sealed class PackageArchive : IDisposable
{
    private static readonly HashAlgorithmName[] Algorithms = [HashAlgorithmName.SHA512];
    private readonly FileStream _file;
    private readonly ArchiveLayers _layers;

    private PackageArchive(FileStream file, ArchiveLayers layers)
    {
        _file = file;
        _layers = layers;
        var paths = layers.Directory.Entries.Select(e => e.Path).ToArray();
        Array.Sort(paths, StringComparer.Ordinal);
        Entries = ImmutableCollectionsMarshal.AsImmutableArray(paths);
    }

    /// <summary>
    /// Where the entries are extracted, with forward slashes, percent-decoded, sorted. No two differ only in case, none leaves the package folder.
    /// </summary>
    public ImmutableArray<string> Entries { get; }

    /// <summary>The length of the file in bytes.</summary>
    internal long Length => _file.Length;

    /// <summary>The entries that are files, in the order of the archive.</summary>
    internal IEnumerable<ZipEntry> Files => _layers.Directory.Entries.Where(e => !Uri.UnescapeDataString(e.Name).EndsWith('/'));

    /// <summary>Whether the archive holds a <c>.signature.p7s</c>.</summary>
    public bool IsSigned => _layers.Signature is not null;

    /// <summary>Whether an entry has the name of the attestation, or one that some reader takes for it; nothing of it was looked at.</summary>
    public bool HoldsAttestation => _layers.Directory.Entries.Any(e => e.Name == PackageLayers.AttestationName || ReservedName.IsResembledBy(e.Path, PackageLayers.AttestationName));

    /// <summary>Opens a nupkg and checks its structure.</summary>
    /// <param name="path">Absolute path.</param>
    /// <exception cref="PackageFormatException">With the reason.</exception>
    /// <exception cref="IOException">Missing, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static PackageArchive Open(string path)
    {
        // Blocks are read whole into buffers of our own; a second buffer would only copy them.
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            return new PackageArchive(file, ArchiveLayers.Read(file, attested: false));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>NuGet's content hash and the SHA-512 of the whole file, computed in one pass over the bytes.</summary>
    /// <remarks>Source of the former: NuGet.Packaging, SignedPackageArchiveUtility.GetPackageContentHash.</remarks>
    public (ContentHash Content, Digest File) Hash(CancellationToken cancel = default)
    {
        var whole = _layers.Tail(attestation: true, signature: true);
        var hashes = _layers.Hash(IsSigned ? [whole, _layers.Tail(attestation: true, signature: false)] : [whole], Algorithms, cancel);
        return (ContentHash.Of(hashes[^1][0]), Digest.Sha512(hashes[0][0]));
    }

    /// <summary>The layers of the archive, from the file that is open here: what is digested and what is read are the same bytes.</summary>
    /// <param name="cancel">Asked before each block.</param>
    /// <exception cref="PackageFormatException">With the reason.</exception>
    public PackageLayers ReadLayers(CancellationToken cancel = default) => PackageLayers.Read(_file, cancel);

    /// <summary>Reads one entry; null when there is none.</summary>
    /// <param name="path">As in <see cref="Entries"/>; compared without case.</param>
    /// <param name="maxBytes">A larger entry is refused before anything is allocated for it.</param>
    /// <exception cref="PackageFormatException">With the reason.</exception>
    public byte[]? ReadEntry(string path, int maxBytes) =>
        _layers.Directory.Entries.FirstOrDefault(e => string.Equals(e.Path, path, StringComparison.OrdinalIgnoreCase)) is { } entry
            ? ZipEntryContent.Read(_file, entry, maxBytes)
            : null;

    /// <summary>Reads the file that a nuspec names as the licence. What is wrong with it is no fault of the package's other content, and is said, not thrown.</summary>
    /// <param name="path">As the nuspec has it.</param>
    public PackageLicenseFile ReadLicense(string path)
    {
        try
        {
            return ReadEntry(path.Replace('\\', '/'), PackageLicenseFile.MaxBytes) is { } content
                ? new PackageLicenseFile(content, Digest.Sha256Of(content), null)
                : new PackageLicenseFile(null, null, "the package holds no such file");
        }
        catch (PackageFormatException e)
        {
            return new PackageLicenseFile(null, null, e.Message);
        }
    }

    /// <summary>
    /// Whether a file holds what an entry holds, to the last byte. Memory does not grow with its size, and no more is inflated than the file has. Safe for several threads at once.
    /// </summary>
    /// <param name="entry">Of <see cref="Files"/>.</param>
    /// <param name="file">Read from its start.</param>
    /// <param name="hash">Given the content as far as it is equal, if it is not null.</param>
    /// <param name="cancel">Asked before each block.</param>
    /// <exception cref="PackageFormatException">The entry cannot be read.</exception>
    internal bool IsContent(ZipEntry entry, SafeFileHandle file, IncrementalHash? hash, CancellationToken cancel)
    {
        if (RandomAccess.GetLength(file) != entry.Size)
            return false;
        using var content = Open(entry);
        using var other = new StreamSection(file, 0, long.MaxValue);
        try
        {
            return StreamSection.AreEqual(content, other, hash, cancel);
        }
        catch (InvalidDataException e)
        {
            throw new PackageFormatException(PackageDefect.ContentDamaged, $"the content of the entry {entry.Shown} does not inflate", e);
        }
    }

    /// <summary>The whole file.</summary>
    internal Stream Open() => new StreamSection(_file.SafeFileHandle, 0, Length);

    /// <summary>The content of an entry, inflated as it is read. Several may be read at once.</summary>
    /// <param name="entry">Of <see cref="Files"/>.</param>
    /// <exception cref="PackageFormatException">It is compressed in a way that packages do not use.</exception>
    internal Stream Open(ZipEntry entry)
    {
        var stored = new StreamSection(_file.SafeFileHandle, entry.DataStart, entry.CompressedSize);
        return entry.Method switch
        {
            ZipEntry.Stored => stored,
            ZipEntry.Deflated => new DeflateStream(stored, CompressionMode.Decompress),
            _ => throw new PackageFormatException(PackageDefect.MethodUnsupported, $"the entry {entry.Shown} uses compression method {entry.Method}"),
        };
    }

    /// <summary>Reads the only nuspec in the root of the package.</summary>
    /// <exception cref="PackageFormatException">None, several, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not a nuspec.</exception>
    public Nuspec ReadNuspec()
    {
        ZipEntry? nuspec = null;
        foreach (var entry in _layers.Directory.Entries)
        {
            if (!entry.Path.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) || entry.Path.Contains('/', StringComparison.Ordinal))
                continue;
            if (nuspec is not null)
                throw new PackageFormatException(PackageDefect.NuspecAmbiguous, $"its root holds two nuspecs, {nuspec.Shown} and {entry.Shown}");
            nuspec = entry;
        }
        return nuspec is null
            ? throw new PackageFormatException(PackageDefect.NuspecMissing, "its root holds no nuspec")
            : NuspecReader.Read(ZipEntryContent.Read(_file, nuspec, NuspecReader.MaxBytes));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
