namespace SupplyChainSdk.Sigstore;

/// <summary>Why a TUF update, or the reading of what an update left, was refused: one reason a check.</summary>
public enum TufFailure
{
    /// <summary>The repository cannot be reached, or answers with an error.</summary>
    Unreachable,

    /// <summary>The repository took longer than it may.</summary>
    Timeout,

    /// <summary>The repository sends to another address than an encrypted one.</summary>
    InsecureRedirect,

    /// <summary>More bytes than the file may have; the rest was not read.</summary>
    TooLarge,

    /// <summary>A file that other metadata speaks of is not there.</summary>
    FileMissing,

    /// <summary>Not JSON, or not what the specification says the file is.</summary>
    Malformed,

    /// <summary>Metadata of another type than the file that was asked for.</summary>
    WrongType,

    /// <summary>Metadata of another major version of the specification.</summary>
    UnsupportedVersion,

    /// <summary>Too few keys of the role have signed.</summary>
    SignatureThreshold,

    /// <summary>Another version than the one that was asked for.</summary>
    WrongVersion,

    /// <summary>An older version than one seen before.</summary>
    Rollback,

    /// <summary>A role that the repository listed before is gone.</summary>
    RoleRemoved,

    /// <summary>A role that is delegated to is not in the snapshot.</summary>
    RoleNotListed,

    /// <summary>The newest metadata there is has expired: perhaps newer metadata is withheld.</summary>
    Expired,

    /// <summary>Fewer bytes than listed.</summary>
    LengthMismatch,

    /// <summary>Other bytes than listed.</summary>
    HashMismatch,

    /// <summary>Hashes are listed, and this version computes none of them.</summary>
    UnknownHash,

    /// <summary>No role that is trusted with the target lists it.</summary>
    TargetNotFound,

    /// <summary>The target was not found in as many roles as are searched.</summary>
    TooManyRoles,

    /// <summary>A name that would lead out of the repository.</summary>
    UnsafeName,

    /// <summary>The target, or the metadata that lists it, is not in the local store.</summary>
    NotStored,

    /// <summary>A file of the local store is not what was written there.</summary>
    StoreDamaged,

    /// <summary>Another process is updating the local store.</summary>
    StoreBusy,

    /// <summary>The local store cannot be read or written.</summary>
    StoreUnusable,
}

/// <summary>An update was refused. The message is for people; text of the repository in it is shortened and escaped.</summary>
public sealed class TufException : Exception
{
    internal TufException(TufFailure failure, string message, Exception? inner = null) : base(message, inner) => Failure = failure;

    /// <summary>The reason.</summary>
    public TufFailure Failure { get; }
}
