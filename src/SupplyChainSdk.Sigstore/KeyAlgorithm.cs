using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore;

/// <summary>A kind of key together with the one hash it is used with.</summary>
/// <param name="Name">For people.</param>
/// <param name="KeyDetails">The name in Sigstore's <c>PublicKeyDetails</c>; null for an RSA size that has none.</param>
/// <param name="Hash">P-256 and RSA: SHA-256, P-384: SHA-384, P-521: SHA-512.</param>
/// <param name="IsRsa">PKCS#1 v1.5; otherwise ECDSA with DER signatures.</param>
internal sealed record KeyAlgorithm(string Name, string? KeyDetails, HashAlgorithmName Hash, bool IsRsa)
{
    public const string EcPublicKey = "1.2.840.10045.2.1";
    public const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const int MinRsaBits = 3072;
    private const int MaxRsaBits = 16384; // what OpenSSL verifies with
    private const int MaxExponentBits = 64; // OpenSSL's limit for a modulus above 3072 bits

    private static readonly KeyAlgorithm P256 = new("ECDSA P-256", "PKIX_ECDSA_P256_SHA_256", HashAlgorithmName.SHA256, IsRsa: false);
    private static readonly KeyAlgorithm P384 = new("ECDSA P-384", "PKIX_ECDSA_P384_SHA_384", HashAlgorithmName.SHA384, IsRsa: false);
    private static readonly KeyAlgorithm P521 = new("ECDSA P-521", "PKIX_ECDSA_P521_SHA_512", HashAlgorithmName.SHA512, IsRsa: false);

    /// <summary>What a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) is a key of, read from its DER and not from what a platform makes of it.</summary>
    /// <exception cref="AsnContentException">Not a SubjectPublicKeyInfo.</exception>
    /// <exception cref="KeyException"><see cref="KeyFailure.Unsupported"/> or <see cref="KeyFailure.Weak"/>.</exception>
    public static KeyAlgorithm Of(ReadOnlyMemory<byte> spki)
    {
        var outer = new AsnReader(spki, AsnEncodingRules.DER);
        var info = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var identifier = info.ReadSequence();
        var algorithm = identifier.ReadObjectIdentifier();
        switch (algorithm)
        {
            case EcPublicKey when identifier.HasData && identifier.PeekTag() == Asn1Tag.ObjectIdentifier:
                return identifier.ReadObjectIdentifier() switch
                {
                    "1.2.840.10045.3.1.7" => P256,
                    "1.3.132.0.34" => P384,
                    "1.3.132.0.35" => P521,
                    var curve => throw new KeyException(KeyFailure.Unsupported, $"The key's curve ({curve}) is not P-256, P-384 or P-521."),
                };
            case EcPublicKey:
                throw new KeyException(
                    KeyFailure.Unsupported, "The key does not name its curve but spells out its parameters; P-256, P-384 or P-521 is needed.");
            case RsaEncryption:
                return OfRsa(info.ReadBitString(out _));
            default:
                throw Unsupported(algorithm);
        }
    }

    /// <summary>The refusal of an algorithm that is neither ECDSA nor RSA.</summary>
    public static KeyException Unsupported(string algorithm) => new(
        KeyFailure.Unsupported,
        $"The key's algorithm ({(algorithm == "1.3.101.112" ? "Ed25519" : algorithm)}) is not used here:"
        + " ECDSA P-256, P-384, P-521 or RSA is needed.");

    private static KeyAlgorithm OfRsa(byte[] publicKey)
    {
        var key = new AsnReader(publicKey, AsnEncodingRules.DER).ReadSequence();
        var bits = key.ReadInteger().GetBitLength();
        var exponent = key.ReadInteger();
        if (bits < MinRsaBits)
            throw new KeyException(KeyFailure.Weak, $"The RSA key has {bits} bits; at least {MinRsaBits} are needed.");
        if (bits > MaxRsaBits || exponent.GetBitLength() > MaxExponentBits)
        {
            throw new KeyException(
                KeyFailure.Unsupported,
                $"The RSA key has {bits} bits and a public exponent of {exponent.GetBitLength()}; at most {MaxRsaBits} and {MaxExponentBits} are used.");
        }
        if (exponent <= 65536 || exponent.IsEven) // FIPS 186-5, 5.1
            throw new KeyException(KeyFailure.Weak, "The RSA key's public exponent is not an odd number above 65536.");
        var keyDetails = bits is 3072 or 4096 ? $"PKIX_RSA_PKCS1V15_{bits}_SHA256" : null;
        return new KeyAlgorithm($"RSA {bits}", keyDetails, HashAlgorithmName.SHA256, IsRsa: true);
    }
}
