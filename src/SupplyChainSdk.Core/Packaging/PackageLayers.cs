using System.Security.Cryptography;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Packaging;

/// <summary>Both digests of the same bytes.</summary>
public sealed record PackageDigests(Digest Sha256, Digest Sha512);

/// <summary>
/// The bytes that a package had at each step of its life. The build makes B; attesting appends one entry (B'); a signature, by the author
/// or the gallery, appends another (B''). Each step is taken back exactly, or the package is refused: taking an entry out and
/// appending it again must give the file that was read, byte for byte. In a signature entry only the time and the
/// "made by" field may vary.
/// </summary>
/// <remarks>docs/attested-packages.md. Zip64 archives are refused: NuGet does not sign them.</remarks>
public sealed record PackageLayers
{
    private static readonly HashAlgorithmName[] Algorithms = [HashAlgorithmName.SHA256, HashAlgorithmName.SHA512];

    private PackageLayers(
        PackageDigests asDownloaded, PackageDigests withoutSignature, PackageDigests asBuilt, bool hasSignature, ReadOnlyMemory<byte>? attestation)
    {
        AsDownloaded = asDownloaded;
        WithoutSignature = withoutSignature;
        AsBuilt = asBuilt;
        HasSignature = hasSignature;
        Attestation = attestation;
    }

    /// <summary>The name of the entry that holds the attestation.</summary>
    public const string AttestationName = AppendedEntry.AttestationName;

    /// <summary>The largest attestation, in bytes.</summary>
    public const int MaxAttestation = AppendedEntry.MaxContent;

    /// <summary>Of the file as it is (B'').</summary>
    public PackageDigests AsDownloaded { get; }

    /// <summary>Of the file before it was signed (B'); its SHA-512 is NuGet's content hash.</summary>
    public PackageDigests WithoutSignature { get; }

    /// <summary>Of the file as the build made it, before it was attested (B).</summary>
    public PackageDigests AsBuilt { get; }

    /// <summary>Whether the file holds a NuGet signature. Nothing is said about whether that is valid.</summary>
    public bool HasSignature { get; }

    /// <summary>Whether the file holds an attestation. Nothing is said about whether that is valid.</summary>
    public bool HasAttestation => Attestation is not null;

    /// <summary>The bytes of the attestation, at most <see cref="MaxAttestation"/>; null when there is none.</summary>
    public ReadOnlyMemory<byte>? Attestation { get; }

    /// <summary>Reads the package once; memory does not grow with its size.</summary>
    /// <param name="package">The whole nupkg; seekable, read from its start, not disposed.</param>
    /// <param name="cancel">Asked before each block.</param>
    /// <exception cref="PackageFormatException">With the reason.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PackageLayers Read(Stream package, CancellationToken cancel = default)
    {
        var layers = ArchiveLayers.Read(package, attested: true);
        List<ReadOnlyMemory<byte>[]> tails = [layers.Tail(attestation: true, signature: true)];
        var withoutSignature = layers.Signature is null ? 0 : Add(layers.Tail(attestation: true, signature: false));
        var asBuilt = layers.Attestation is null ? withoutSignature : Add(layers.Tail(attestation: false, signature: false));
        var digests = Array.ConvertAll(layers.Hash([.. tails], Algorithms, cancel), h => new PackageDigests(Digest.Sha256(h[0]), Digest.Sha512(h[1])));
        return new PackageLayers(digests[0], digests[withoutSignature], digests[asBuilt], layers.Signature is not null, layers.Attestation?.Content);

        int Add(ReadOnlyMemory<byte>[] tail)
        {
            tails.Add(tail);
            return tails.Count - 1;
        }
    }

    /// <summary>Writes the package as it was before it was signed and, unless it is kept, before it was attested.</summary>
    /// <param name="package">The whole nupkg; seekable, read from its start, not disposed.</param>
    /// <param name="output">Receives the bytes; nothing is written when the package is refused.</param>
    /// <param name="keepAttestation">True for B', false for B.</param>
    /// <param name="cancel">Asked before each block.</param>
    /// <exception cref="PackageFormatException">With the reason.</exception>
    public static void CopyAsBuilt(Stream package, Stream output, bool keepAttestation = false, CancellationToken cancel = default)
    {
        var layers = ArchiveLayers.Read(package, attested: true);
        layers.Copy(layers.Tail(keepAttestation, signature: false), output, cancel);
    }

    /// <summary>Writes the package with an attestation appended: stored, last, time 1980-01-01, no extra field, plain attributes.</summary>
    /// <param name="package">The whole nupkg, neither signed nor attested; seekable, read from its start, not disposed.</param>
    /// <param name="attestation">One Sigstore bundle, UTF-8, at most <see cref="MaxAttestation"/> bytes, with nothing before its first brace and after its last.</param>
    /// <param name="output">Receives the bytes; nothing is written when the package is refused.</param>
    /// <param name="cancel">Asked before each block.</param>
    /// <exception cref="PackageFormatException">With the reason; <see cref="PackageDefect.AlreadySigned"/> and
    /// <see cref="PackageDefect.AlreadyAttested"/> among them.</exception>
    public static void AppendAttestation(Stream package, ReadOnlyMemory<byte> attestation, Stream output, CancellationToken cancel = default)
    {
        if (attestation.Length is 0 or > MaxAttestation)
            throw new PackageFormatException(PackageDefect.SizeRefused, $"an attestation of {attestation.Length} bytes is not between 1 and {MaxAttestation}");
        AppendedEntry.RefuseUnlessOneObject(attestation.Span);
        var layers = ArchiveLayers.Read(package, attested: true);
        if (layers.Signature is not null)
            throw new PackageFormatException(PackageDefect.AlreadySigned, "the package is signed, and an attestation has to come before the signature");
        if (layers.Attestation is not null)
            throw new PackageFormatException(PackageDefect.AlreadyAttested, "the package holds an attestation already");
        layers.Append(AppendedEntry.AttestationName, attestation, ZipRecords.FirstTime, ZipRecords.PlainMadeBy, output, cancel);
    }
}
