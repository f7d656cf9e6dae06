namespace SupplyChainSdk.Sigstore;

/// <summary>Why a key was refused.</summary>
public enum KeyFailure
{
    /// <summary>What was given as the name of a key is key material, or no name.</summary>
    NotAName,

    /// <summary>The file does not exist, or the environment variable is not set.</summary>
    NotFound,

    /// <summary>The file exists and cannot be read.</summary>
    Unreadable,

    /// <summary>More bytes than <see cref="KeyFiles.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>No PEM key, or a damaged one.</summary>
    NotAKey,

    /// <summary>More than one key where one is meant.</summary>
    SeveralKeys,

    /// <summary>A public key where the private one is needed.</summary>
    PublicGiven,

    /// <summary>A private key where the public one is needed.</summary>
    PrivateGiven,

    /// <summary>A certificate where a key is needed.</summary>
    CertificateGiven,

    /// <summary>The key is encrypted, and no passphrase was given, or an empty one.</summary>
    PassphraseMissing,

    /// <summary>The passphrase does not open the key.</summary>
    WrongPassphrase,

    /// <summary>A kind of key, a curve or an encoding that is not used here.</summary>
    Unsupported,

    /// <summary>RSA below 3072 bits or with a small exponent.</summary>
    Weak,

    /// <summary>A file of that name exists already.</summary>
    AlreadyExists,

    /// <summary>The key files cannot be written.</summary>
    Unwritable,
}

/// <summary>A key was refused. The message names where the key was looked for, and never holds a key or a passphrase.</summary>
public sealed class KeyException : Exception
{
    internal KeyException(KeyFailure failure, string message, Exception? inner = null) : base(message, inner) => Failure = failure;

    /// <summary>The reason.</summary>
    public KeyFailure Failure { get; }
}
