using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Packaging;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Attestation;

/// <summary>The SBOMs of a package against the digests in its statement, wherever they lie.</summary>
internal static class AttestedSboms
{
    private const string ManifestFolder = "_manifest/";
    private const int MaxBytes = 64 << 20;
    private const int BlockSize = 64 << 10;
    private const int MaxFileName = 255;

    /// <summary>Compares all of them.</summary>
    /// <returns>What was compared, or the first thing that is wrong.</returns>
    public static (ComparedSboms? Compared, Finding? Refusal) Compare(string packagePath, PackageArchive archive, ProvenanceClaims claims, CancellationToken cancel)
    {
        var file = Path.GetFileName(packagePath);
        // An SBOM in the package that nobody attested would be read as if it were.
        var unattested = archive.Entries.FirstOrDefault(e => claims.IsOwnBuildType && e.StartsWith(ManifestFolder, StringComparison.OrdinalIgnoreCase)
            && e != PackageLayers.AttestationName && !claims.Sboms.Any(s => s.IsInPackage && s.Name == e));
        if (unattested is not null)
            return (null, VerificationFindings.SbomNotAttested(file, unattested));
        var equal = ImmutableArray.CreateBuilder<Byproduct>();
        var absent = ImmutableArray.CreateBuilder<string>();
        foreach (var sbom in claims.Sboms)
        {
            if (!sbom.IsInPackage && !IsFileName(sbom.Name))
                return (null, VerificationFindings.SbomNameUnsafe(file, sbom.Name));
            Digest? found;
            try
            {
                found = sbom.IsInPackage ? DigestInside(archive, sbom.Name) : DigestBeside(packagePath, sbom.Name, cancel);
            }
            catch (Exception e) when (VerificationFindings.IsOfInput(e))
            {
                return (null, sbom.IsInPackage ? VerificationFindings.Unopened(file, e) : VerificationFindings.Unreadable(sbom.Name, e));
            }
            if (found is null && sbom.IsInPackage)
                return (null, VerificationFindings.SbomMissing(file, sbom.Name));
            if (found is null)
                absent.Add(sbom.Name);
            else if (found != sbom.Sha256)
                return (null, VerificationFindings.SbomDiffers(file, sbom.Name, found, sbom.Sha256));
            else
                equal.Add(sbom);
        }
        return (new ComparedSboms(equal.ToImmutable(), absent.ToImmutable()), null);
    }

    // A name from a statement is only ever looked up, never made into a path that leaves the package's own folder: on no system.
    private static bool IsFileName(string name) => name.Length is > 0 and <= MaxFileName && name is not ("." or "..")
        && !name.AsSpan().ContainsAny("/\\:*?\"<>|") && !name.Any(char.IsControl);

    private static Digest? DigestInside(PackageArchive archive, string name) =>
        archive.ReadEntry(name, MaxBytes) is { } content ? Digest.Sha256Of(content) : null;

    // In blocks, and no further than the limit: what lies beside a downloaded package may be a link to a device without an end.
    private static Digest? DigestBeside(string packagePath, string name, CancellationToken cancel)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(packagePath))!, name);
        if (!File.Exists(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[BlockSize];
        var total = 0L;
        for (int read; (read = file.Read(block)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            total += read;
            if (total > MaxBytes)
                throw new IOException($"it is larger than {MaxBytes} bytes, the most that is read");
            hash.AppendData(block, 0, read);
        }
        return Digest.Sha256(hash.GetHashAndReset());
    }
}
