using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>
/// A public key with the one algorithm and hash that it is used with: of a log, a CT log, a TUF role or a certificate. A value that may be shared by threads.
/// </summary>
internal sealed class VerificationKey
{
    private readonly SubjectPublicKey _key;
    private readonly SignatureAlgorithm _algorithm;

    private VerificationKey(SubjectPublicKey key, SignatureAlgorithm algorithm)
    {
        key.Check();
        (_key, _algorithm) = (key, algorithm);
        SubjectPublicKeyInfo = ImmutableCollectionsMarshal.AsImmutableArray(key.Der);
        KeyId = ImmutableCollectionsMarshal.AsImmutableArray(SHA256.HashData(key.Der));
    }

    /// <summary>DER, RFC 5280, 4.1.2.7; also of a key that was given in another form.</summary>
    public ImmutableArray<byte> SubjectPublicKeyInfo { get; }

    /// <summary>SHA-256 of <see cref="SubjectPublicKeyInfo"/>: the id of a CT log (RFC 6962, 3.2) and of a Rekor v1 log.</summary>
    public ImmutableArray<byte> KeyId { get; }

    /// <summary>For people, such as <c>ECDSA P-256</c>.</summary>
    public string Algorithm => _key.Name;

    /// <summary>What it is a key of.</summary>
    public KeyKind Kind => _key.Kind;

    /// <summary>SHA-256, SHA-384 or SHA-512; of Ed25519 the hash inside.</summary>
    public HashAlgorithmName Hash => _algorithm.Hash;

    /// <summary>The key itself, 32 bytes, when it is an Ed25519 key; otherwise empty.</summary>
    public ReadOnlyMemory<byte> Ed25519Key => Kind == KeyKind.Ed25519 ? _key.Key : default;

    /// <summary>A key of a trusted root: <c>keyDetails</c> by name, and the bytes in the form that the name stands for.</summary>
    /// <exception cref="KeyException">A name that is deprecated or not known, or a key that is none of that name.</exception>
    /// <remarks>Source: sigstore/protobuf-specs, sigstore_common.proto, PublicKeyDetails.</remarks>
    public static VerificationKey FromKeyDetails(string keyDetails, ReadOnlyMemory<byte> rawBytes) => keyDetails switch
    {
        "PKIX_ECDSA_P256_SHA_256" => Named(keyDetails, rawBytes, KeyKind.P256, 0, SignatureAlgorithm.EcdsaSha256),
        "PKIX_ECDSA_P384_SHA_384" => Named(keyDetails, rawBytes, KeyKind.P384, 0, SignatureAlgorithm.EcdsaSha384),
        "PKIX_ECDSA_P521_SHA_512" => Named(keyDetails, rawBytes, KeyKind.P521, 0, SignatureAlgorithm.EcdsaSha512),
        "PKIX_ED25519" => Named(keyDetails, rawBytes, KeyKind.Ed25519, 0, SignatureAlgorithm.Ed25519),
        "PKIX_RSA_PKCS1V15_2048_SHA256" => Named(keyDetails, rawBytes, KeyKind.Rsa, 2048, SignatureAlgorithm.RsaSha256),
        "PKIX_RSA_PKCS1V15_3072_SHA256" => Named(keyDetails, rawBytes, KeyKind.Rsa, 3072, SignatureAlgorithm.RsaSha256),
        "PKIX_RSA_PKCS1V15_4096_SHA256" => Named(keyDetails, rawBytes, KeyKind.Rsa, 4096, SignatureAlgorithm.RsaSha256),
        "PKIX_RSA_PSS_2048_SHA256" => Named(keyDetails, rawBytes, KeyKind.Rsa, 2048, SignatureAlgorithm.RsaPssSha256),
        "PKIX_RSA_PSS_3072_SHA256" => Named(keyDetails, rawBytes, KeyKind.Rsa, 3072, SignatureAlgorithm.RsaPssSha256),
        "PKIX_RSA_PSS_4096_SHA256" => Named(keyDetails, rawBytes, KeyKind.Rsa, 4096, SignatureAlgorithm.RsaPssSha256),
        // Deprecated, and in use: CT logs of Sigstore's staging instance.
        "PKCS1_RSA_PKCS1V5" => new VerificationKey(SubjectPublicKey.Parse(WrapRsa(rawBytes.Span)), SignatureAlgorithm.RsaSha256),
        "PKCS1_RSA_PSS" or "PKIX_RSA_PKCS1V5" or "PKIX_RSA_PSS" or "PKIX_ECDSA_P256_HMAC_SHA_256" or "PKIX_ECDSA_P384_SHA_256" or "PKIX_ECDSA_P521_SHA_256"
            or "PKIX_ED25519_PH" or "LMS_SHA256" or "LMOTS_SHA256" or "ML_DSA_65" or "ML_DSA_87" or "PUBLIC_KEY_DETAILS_UNSPECIFIED" =>
            throw new KeyException(KeyFailure.Unsupported, $"The kind of key {keyDetails} is deprecated or not in operation, and not used here."),
        _ => throw new KeyException(KeyFailure.Unsupported, $"The kind of key {ForeignText.Quote(keyDetails)} is not known: a newer version is needed."),
    };

    /// <summary>A SubjectPublicKeyInfo; its kind fixes the hash: P-256 and RSA (PKCS#1 v1.5) SHA-256, P-384 SHA-384, P-521 SHA-512, Ed25519.</summary>
    /// <exception cref="KeyException">Malformed, unsupported or weak.</exception>
    public static VerificationKey FromSubjectPublicKeyInfo(ReadOnlyMemory<byte> spki) => Of(SubjectPublicKey.Parse(spki));

    /// <summary>As <see cref="FromSubjectPublicKeyInfo"/>, for RSA with PSS, SHA-256 and a salt of 32 bytes (TUF's <c>rsassa-pss-sha256</c>).</summary>
    /// <exception cref="KeyException">Malformed, weak, or not RSA.</exception>
    public static VerificationKey FromRsaPss(ReadOnlyMemory<byte> spki) => SubjectPublicKey.Parse(spki) is { Kind: KeyKind.Rsa } key
        ? new VerificationKey(key, SignatureAlgorithm.RsaPssSha256)
        : throw new KeyException(KeyFailure.Unsupported, "The key is not an RSA key.");

    /// <summary>The DER of a PEM text with one block <c>PUBLIC KEY</c>.</summary>
    /// <exception cref="KeyException">Not that.</exception>
    public static byte[] DecodePem(string pem)
    {
        var bytes = Encoding.UTF8.GetBytes(pem);
        var blocks = Pem.Find(bytes);
        return blocks is [{ Label: "PUBLIC KEY" }]
            ? Pem.Decode(bytes, blocks[0])
            : throw new KeyException(KeyFailure.NotAKey, "The PEM text has not exactly one block, 'PUBLIC KEY'.");
    }

    /// <summary>The 32 bytes of an Ed25519 key.</summary>
    /// <exception cref="KeyException">Another length, or no point of the curve.</exception>
    public static VerificationKey FromEd25519(ReadOnlySpan<byte> key)
    {
        byte[] spki = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. key];
        return FromSubjectPublicKeyInfo(spki);
    }

    /// <summary>Name of the hash, such as <c>sha256</c>; null for Ed25519, which signs no digest.</summary>
    public string? DigestAlgorithm => Kind == KeyKind.Ed25519 ? null : Hash.Name!.ToLowerInvariant();

    /// <summary>The name in Sigstore's <c>PublicKeyDetails</c>; null for an RSA size that has none.</summary>
    public string? KeyDetails => Kind switch
    {
        KeyKind.Ed25519 => "PKIX_ED25519",
        KeyKind.Rsa when _key.RsaBits == 2048 => "PKIX_RSA_PKCS1V15_2048_SHA256",
        _ => KeyAlgorithm.KeyDetails(_key),
    };

    /// <summary>As <see cref="Verify"/>, of data whose digest by <see cref="DigestAlgorithm"/> is known.</summary>
    public bool VerifyDigest(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) => _key.VerifyDigest(_algorithm, digest, signature);

    /// <summary>Whether the signature (ECDSA: strict DER) over the data is of this key.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => _key.Verify(_algorithm, data, signature);

    /// <summary>The key with the hash that its kind fixes.</summary>
    internal static VerificationKey Of(SubjectPublicKey key) => new(key, key.FixedAlgorithm);

    private static VerificationKey Named(string name, ReadOnlyMemory<byte> spki, KeyKind kind, int rsaBits, SignatureAlgorithm algorithm)
    {
        var key = SubjectPublicKey.Parse(spki);
        return key.Kind == kind && key.RsaBits == rsaBits
            ? new VerificationKey(key, algorithm)
            : throw new KeyException(KeyFailure.NotAKey, $"The key is {key.Name}, and {name} is said of it.");
    }

    // RFC 8017, A.1.1, into RFC 3279, 2.3.1.
    private static byte[] WrapRsa(ReadOnlySpan<byte> publicKey)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.PushSequence();
        writer.PushSequence();
        writer.WriteObjectIdentifier(KeyAlgorithm.RsaEncryption);
        writer.WriteNull();
        writer.PopSequence();
        writer.WriteBitString(publicKey);
        writer.PopSequence();
        return writer.Encode();
    }
}
