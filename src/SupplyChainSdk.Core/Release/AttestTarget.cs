using System.Collections.Immutable;
using System.Security.Cryptography;
using SupplyChainSdk.Attestation;
using SupplyChainSdk.Inputs;
using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Release;

/// <summary>What is to be attested: a package, any other file, or a digest of something that is not here.</summary>
/// <param name="Path">As it was named; null for a digest.</param>
/// <param name="Name">For messages: the file's name, or the digest.</param>
/// <param name="Digests">Of what a statement about it names: a package as it was built, a file as it is.</param>
/// <param name="Package">Its own claims and layers, when it is one; its archive is open until this is disposed.</param>
internal sealed record AttestTarget(string? Path, string Name, ImmutableArray<Digest> Digests, OpenPackage? Package) : IDisposable
{
    private const string DigestPrefix = "sha256:";

    /// <summary>Whether nothing can be put into it any more.</summary>
    public bool IsSigned => Package?.Layers.HasSignature == true;

    /// <summary>Symbols are taken apart by the server that gets them; nobody reads an attestation in them.</summary>
    public bool CanHoldAttestation => Package is not null && !PackAttestation.IsSymbols(Name);

    /// <summary>The statement that a pack without a signer leaves beside a file; null for a digest.</summary>
    public string? StatementBeside => Path is null ? null : new EvidenceFiles(System.IO.Path.GetFullPath(Path), null).UnsignedStatement;

    /// <summary>Opens and digests it.</summary>
    /// <param name="target">A path, or <c>sha256:</c> and 64 hexadecimal digits.</param>
    /// <param name="refusal">What is wrong with the file.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <returns>Null with a refusal.</returns>
    /// <exception cref="InvalidDataException">It is meant as a digest, and is none.</exception>
    public static AttestTarget? Open(string target, out Finding? refusal, CancellationToken cancel)
    {
        refusal = null;
        if (target.StartsWith(DigestPrefix, StringComparison.Ordinal))
            return new AttestTarget(null, target, [Digest.Parse("sha256", target[DigestPrefix.Length..])], null);
        try
        {
            var name = System.IO.Path.GetFileName(target);
            return name.EndsWith(".nupkg", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".snupkg", StringComparison.OrdinalIgnoreCase)
                ? OfPackage(target, name, cancel)
                : new AttestTarget(target, name, Hash(target, cancel), null);
        }
        catch (Exception e) when (VerificationFindings.IsOfInput(e))
        {
            refusal = VerificationFindings.Unopened(System.IO.Path.GetFileName(target), e);
            return null;
        }
    }

    public void Dispose() => Package?.Archive.Dispose();

    private static AttestTarget OfPackage(string path, string name, CancellationToken cancel)
    {
        var archive = PackageArchive.Open(path);
        try
        {
            var package = new OpenPackage(path, path, archive, archive.ReadLayers(cancel), archive.ReadNuspec());
            return new AttestTarget(path, name, [package.Layers.AsBuilt.Sha256, package.Layers.AsBuilt.Sha512], package);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private static ImmutableArray<Digest> Hash(string path, CancellationToken cancel)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sha512 = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        var block = new byte[128 << 10];
        for (int read; (read = file.Read(block)) > 0;)
        {
            cancel.ThrowIfCancellationRequested();
            sha256.AppendData(block, 0, read);
            sha512.AppendData(block, 0, read);
        }
        return [Digest.Sha256(sha256.GetHashAndReset()), Digest.Sha512(sha512.GetHashAndReset())];
    }
}
