using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore;

/// <summary>Which kinds of key callers may sign and verify with.</summary>
internal static class KeyAlgorithm
{
    public const string EcPublicKey = "1.2.840.10045.2.1";
    public const string RsaEncryption = "1.2.840.113549.1.1.1";
    public const string Ed25519 = "1.3.101.112";
    public const int MinRsaBits = 3072;

    /// <summary>The name in Sigstore's <c>PublicKeyDetails</c>; null for an RSA size that has none.</summary>
    /// <exception cref="KeyException"><see cref="KeyFailure.Unsupported"/>: Ed25519, which the platform cannot sign with.</exception>
    public static string? KeyDetails(SubjectPublicKey key) => key.Kind switch
    {
        KeyKind.P256 => "PKIX_ECDSA_P256_SHA_256",
        KeyKind.P384 => "PKIX_ECDSA_P384_SHA_384",
        KeyKind.P521 => "PKIX_ECDSA_P521_SHA_512",
        KeyKind.Rsa => key.RsaBits is 3072 or 4096 ? $"PKIX_RSA_PKCS1V15_{key.RsaBits}_SHA256" : null,
        _ => throw Unsupported(Ed25519),
    };

    /// <summary>The refusal of an algorithm that is neither ECDSA nor RSA.</summary>
    public static KeyException Unsupported(string algorithm) => new(
        KeyFailure.Unsupported,
        $"The key's algorithm ({(algorithm == Ed25519 ? "Ed25519" : algorithm)}) is not used here:"
        + " ECDSA P-256, P-384, P-521 or RSA is needed.");
}
