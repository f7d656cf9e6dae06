namespace SupplyChainSdk.Sigstore;

/// <summary>Why a bundle was refused: one reason a step of <see cref="BundleVerifier"/>.</summary>
public enum VerificationFailure
{
    /// <summary>Step 1: more bytes than <see cref="Bundle.MaxBytes"/>.</summary>
    BundleTooLarge,

    /// <summary>Step 1: not JSON, or not what its version says a bundle is.</summary>
    MalformedBundle,

    /// <summary>Step 1: a media type that this version does not know.</summary>
    UnsupportedVersion,

    /// <summary>Step 1: a key was given, and the bundle has a certificate.</summary>
    WrongKindOfMaterial,

    /// <summary>Step 1: an envelope is needed, and the bundle has a signature over a file.</summary>
    WrongKindOfContent,

    /// <summary>Step 1: the bundle names another key than the one given.</summary>
    KeyMismatch,

    /// <summary>Step 7: the signature does not belong to these bytes and this key.</summary>
    SignatureInvalid,

    /// <summary>Step 9: what was signed is not an in-toto statement.</summary>
    PayloadTypeUnexpected,
}

/// <summary>A bundle was refused. The message is for people; text of the bundle in it is shortened and escaped.</summary>
public sealed class VerificationException : Exception
{
    internal VerificationException(VerificationFailure failure, string message, Exception? inner = null) : base(message, inner) => Failure = failure;

    /// <summary>The reason.</summary>
    public VerificationFailure Failure { get; }

    internal static VerificationException Malformed(string where, string what, Exception? inner = null) =>
        new(VerificationFailure.MalformedBundle, $"The bundle is malformed: {where} {what}.", inner);
}
