using SupplyChainSdk.Packaging;

namespace SupplyChainSdk.Attestation;

/// <summary>What became of the NuGet signature between the released package and the served one.</summary>
public enum SignatureChange
{
    /// <summary>Neither has one.</summary>
    None,

    /// <summary>Both have the same.</summary>
    Kept,

    /// <summary>The source appended one.</summary>
    Added,

    /// <summary>Both have one, and the source's is another: as when it countersigns the author's.</summary>
    Replaced,

    /// <summary>The released package has one, and the served one does not.</summary>
    Removed,
}

/// <summary>A served package beside the released one.</summary>
/// <param name="ReleasedFile">The name of the released package's file.</param>
/// <param name="IsSameBeforeSigning">Whether both are equal but for a NuGet signature: B'.</param>
/// <param name="IsSameAsBuilt">Whether both are equal but for signature and attestation: B.</param>
/// <param name="Signature">What was appended or lost.</param>
/// <param name="Served">Of the served package before it was signed.</param>
/// <param name="Released">Of the released package before it was signed.</param>
public sealed record ReleaseComparison(
    string ReleasedFile, bool IsSameBeforeSigning, bool IsSameAsBuilt, SignatureChange Signature, PackageDigests Served, PackageDigests Released)
{
    /// <summary>Whether what is served is what was released: only a signature may have come.</summary>
    public bool IsRelease => IsSameBeforeSigning && Signature != SignatureChange.Removed;

    internal static ReleaseComparison Of(string releasedFile, PackageLayers served, PackageLayers released) => new(
        releasedFile, served.WithoutSignature == released.WithoutSignature, served.AsBuilt == released.AsBuilt,
        (released.HasSignature, served.HasSignature) switch
        {
            (false, false) => SignatureChange.None,
            (false, true) => SignatureChange.Added,
            (true, false) => SignatureChange.Removed,
            _ => served.AsDownloaded == released.AsDownloaded ? SignatureChange.Kept : SignatureChange.Replaced,
        },
        served.WithoutSignature, released.WithoutSignature);
}
