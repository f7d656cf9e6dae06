namespace SupplyChainSdk.Packaging;

/// <summary>Why the bytes of a package are refused.</summary>
public enum PackageDefect
{
    /// <summary>No end-of-central-directory record: not a zip archive, or cut short.</summary>
    NotAZipArchive,

    /// <summary>Bytes or an archive comment after the end record: readers differ in where they look for it.</summary>
    TrailingData,

    /// <summary>Split over several disks.</summary>
    MultiDisk,

    /// <summary>A zip64 archive, which NuGet does not sign.</summary>
    Zip64,

    /// <summary>An encrypted entry.</summary>
    Encrypted,

    /// <summary>A central directory beyond the limit.</summary>
    DirectoryTooLarge,

    /// <summary>The central directory or the end record contradicts itself.</summary>
    DirectoryMalformed,

    /// <summary>A local header contradicts the central directory.</summary>
    HeadersDiffer,

    /// <summary>Two entries share bytes, or one runs into the central directory.</summary>
    EntriesOverlap,

    /// <summary>An entry whose local header states no size, and whose data holds what a reader could take for its end.</summary>
    EndAmbiguous,

    /// <summary>Bytes that belong to no entry.</summary>
    UnclaimedBytes,

    /// <summary>An entry name that is empty, not UTF-8 or not flagged as UTF-8, or that a second name contradicts: readers decode it differently.</summary>
    NameNotDecodable,

    /// <summary>An entry name that leaves the folder it is extracted to, or is spelled for one operating system only.</summary>
    NameUnsafe,

    /// <summary>Two entries with one name, compared without case after percent-decoding.</summary>
    NameDuplicate,

    /// <summary>A name that is not that of the signature or of the attestation, and that some file system takes for it.</summary>
    NameReserved,

    /// <summary>An entry that is marked as a volume label, which Info-ZIP passes over when it extracts.</summary>
    VolumeLabel,

    /// <summary>A compression method that packages do not use.</summary>
    MethodUnsupported,

    /// <summary>An entry whose declared or actual size is beyond the limit, contradicts its other size, or is not the size it has; a folder with content.</summary>
    SizeRefused,

    /// <summary>The content of an entry does not match its CRC-32, or does not inflate.</summary>
    ContentDamaged,

    /// <summary>The signature is not the last entry.</summary>
    SignatureNotLast,

    /// <summary>Appending the signature again would give other bytes.</summary>
    SignatureNotAsAppended,

    /// <summary>The attestation is not the last entry but the signature.</summary>
    AttestationNotLast,

    /// <summary>Appending the attestation again would give other bytes.</summary>
    AttestationNotAsAppended,

    /// <summary>The attestation does not begin and end as a JSON object does: something stands before or after the one bundle.</summary>
    AttestationNotOneObject,

    /// <summary>The package to be attested is signed already.</summary>
    AlreadySigned,

    /// <summary>The package to be attested holds an attestation already.</summary>
    AlreadyAttested,

    /// <summary>There is no nuspec in the root of the package.</summary>
    NuspecMissing,

    /// <summary>There are several nuspecs in the root of the package.</summary>
    NuspecAmbiguous,
}

/// <summary>A package whose bytes are refused, with the reason.</summary>
/// <remarks>An <see cref="IOException"/>, because <see cref="InvalidDataException"/> is sealed and a defect is one of broken input all the same.</remarks>
public sealed class PackageFormatException : IOException
{
    /// <summary>Wraps a reason and a sentence without a full stop.</summary>
    public PackageFormatException(PackageDefect defect, string message) : base(message) => Defect = defect;

    /// <summary>As the other, with the cause.</summary>
    public PackageFormatException(PackageDefect defect, string message, Exception cause) : base(message, cause) => Defect = defect;

    /// <summary>The reason.</summary>
    public PackageDefect Defect { get; }
}
