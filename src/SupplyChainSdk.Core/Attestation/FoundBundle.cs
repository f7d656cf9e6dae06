using SupplyChainSdk.Inventory;
using SupplyChainSdk.Policy;
using SupplyChainSdk.Rebuild;
using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Attestation;

/// <summary>Where an attestation was found.</summary>
public enum BundlePlace
{
    /// <summary>The entry <c>_manifest/attestation.sigstore.json</c> of the package.</summary>
    Inside,

    /// <summary>The file <c>PACKAGE.sigstore.json</c> in the package's folder.</summary>
    Beside,

    /// <summary>The one file that the caller named.</summary>
    Named,

    /// <summary>A folder or an address of many bundles, which the caller named.</summary>
    Store,

    /// <summary>Beside the released package that the caller compares with.</summary>
    Release,
}

/// <summary>An attestation that is there for a package; nothing of it was looked at.</summary>
/// <param name="Place">Where.</param>
/// <param name="Name">For messages.</param>
/// <param name="Bytes">All of them, or one more than are read.</param>
internal sealed record FoundBundle(BundlePlace Place, string Name, ReadOnlyMemory<byte> Bytes)
{
    private const int BlockSize = 64 << 10;

    /// <summary>Whether it lies among those of other files: one that is about another file is then no mistake, and proves nothing.</summary>
    public bool IsShared { get; init; }

    /// <summary>Why it cannot be a bundle, as a sentence; null where its bytes say so.</summary>
    public string? Defect { get; init; }

    /// <summary>Whom it names itself, which is not verified and for messages alone; null for nobody.</summary>
    public UnverifiedSigner? Signer()
    {
        try
        {
            return UnverifiedSigner.Read(Bundle.Parse(Bytes));
        }
        catch (VerificationException)
        {
            // Judging it gives the reason.
            return null;
        }
    }

    /// <summary>Reads a file that is there; null when nothing is.</summary>
    /// <exception cref="IOException">It cannot be read; a link that leads nowhere included.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FoundBundle? ReadIfThere(BundlePlace place, string name, string path) =>
        // Whatever has that name, a broken link too, is what was meant; it is not passed over for another.
        RealPath.Exists(path) ? Read(place, name, path) : null;

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FoundBundle Read(BundlePlace place, string name, string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        // Read to the end whatever the length says: a pipe, such as a shell's <(…), has none.
        using var content = new MemoryStream();
        var block = new byte[BlockSize];
        for (int read; content.Length <= BundleLines.MaxBytes && (read = stream.Read(block)) > 0;)
            content.Write(block, 0, read);
        return new FoundBundle(place, name, content.ToArray());
    }
}

/// <summary>What became of an attestation that was found.</summary>
public enum BundleVerdict
{
    /// <summary>Malformed, a bad signature, about something else: it stands against the package, whatever else was found.</summary>
    Refused,

    /// <summary>Another signer says that they signed it, whom nobody expected: it proves nothing, and stands against nothing.</summary>
    OtherSigner,

    /// <summary>Signed by whom the caller expects, about this package.</summary>
    Verified,

    /// <summary>The same, but it is no provenance: an SBOM, a result of tests. It proves nothing of the build, and stands against nothing.</summary>
    OtherType,

    /// <summary>In a file for several: about another file than this package. It proves nothing, and stands against nothing.</summary>
    OtherSubject,
}

/// <summary>An attestation that was found for a package, and what became of it.</summary>
/// <param name="Place">Where.</param>
/// <param name="Name">For people.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Verdict">What became of it.</param>
public sealed record JudgedBundle(BundlePlace Place, string Name, Digest Sha256, BundleVerdict Verdict)
{
    /// <summary>What kind of statement it is, where that is no provenance; null elsewhere.</summary>
    public string? OtherType { get; init; }

    /// <summary>What it says of a rebuild, where it is about that and the expected signer signed it; null elsewhere.</summary>
    public ReproductionStatement? Reproduction { get; init; }

    /// <summary>What it claims where it is a summary of a verification: the word of whoever signed it. Null elsewhere.</summary>
    public VerificationSummary? Summary { get; init; }
}
