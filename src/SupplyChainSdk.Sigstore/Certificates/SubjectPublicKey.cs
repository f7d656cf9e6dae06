using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore.Certificates;

/// <summary>What a SubjectPublicKeyInfo is a key of.</summary>
internal enum KeyKind
{
    P256,
    P384,
    P521,
    Rsa,
    Ed25519,
}

/// <summary>
/// A SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) in its one encoding, read from its DER and not from what a platform makes of it. May be shared by threads.
/// </summary>
internal sealed class SubjectPublicKey
{
    public const int MinRsaBits = 2048;

    // A key of the platform that no thread uses at the moment. Making one costs as much as using it.
    private AsymmetricAlgorithm? _idle;

    private SubjectPublicKey(byte[] der, KeyKind kind, byte[] key, int rsaBits) => (Der, Kind, Key, RsaBits) = (der, kind, key, rsaBits);

    /// <summary>All of it.</summary>
    public byte[] Der { get; }

    public KeyKind Kind { get; }

    /// <summary>The content of the bit string: a point, an RSAPublicKey, or the 32 bytes of Ed25519.</summary>
    public byte[] Key { get; }

    /// <summary>Of the modulus; 0 for other kinds.</summary>
    public int RsaBits { get; }

    /// <summary>For people.</summary>
    public string Name => Kind switch
    {
        KeyKind.P256 => "ECDSA P-256",
        KeyKind.P384 => "ECDSA P-384",
        KeyKind.P521 => "ECDSA P-521",
        KeyKind.Rsa => $"RSA {RsaBits}",
        _ => "Ed25519",
    };

    /// <summary>The algorithm that the kind fixes where nothing else names one.</summary>
    public SignatureAlgorithm FixedAlgorithm => Kind switch
    {
        KeyKind.P256 => SignatureAlgorithm.EcdsaSha256,
        KeyKind.P384 => SignatureAlgorithm.EcdsaSha384,
        KeyKind.P521 => SignatureAlgorithm.EcdsaSha512,
        KeyKind.Rsa => SignatureAlgorithm.RsaSha256,
        _ => SignatureAlgorithm.Ed25519,
    };

    /// <summary>Reads one.</summary>
    /// <exception cref="KeyException">Malformed, not in its one encoding, unsupported or weak.</exception>
    public static SubjectPublicKey Parse(ReadOnlyMemory<byte> spki, int minRsaBits = MinRsaBits)
    {
        try
        {
            var outer = new AsnReader(spki, AsnEncodingRules.DER);
            var info = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var identifier = info.ReadSequence();
            var algorithm = identifier.ReadObjectIdentifier();
            switch (algorithm)
            {
                case KeyAlgorithm.EcPublicKey:
                    return OfCurve(spki, ReadCurve(identifier), ReadKey(info));
                case KeyAlgorithm.RsaEncryption:
                    identifier.ReadNull(); // RFC 3279, 2.3.1: not absent
                    identifier.ThrowIfNotEmpty();
                    var key = ReadKey(info);
                    return new SubjectPublicKey(spki.ToArray(), KeyKind.Rsa, key, RsaPublicKey.ReadBits(key, minRsaBits));
                case KeyAlgorithm.Ed25519:
                    identifier.ThrowIfNotEmpty(); // RFC 8410, 3: absent
                    return OfEd25519(spki.ToArray(), ReadKey(info));
                default:
                    throw KeyAlgorithm.Unsupported(algorithm);
            }
        }
        catch (AsnContentException e)
        {
            throw new KeyException(KeyFailure.NotAKey, "The public key in it is damaged, or not in its canonical encoding.", e);
        }
    }

    /// <summary>Lets the platform look at the key now, rather than when the first signature is verified.</summary>
    /// <exception cref="KeyException"><see cref="KeyFailure.NotAKey"/>: no point of its curve.</exception>
    public void Check()
    {
        if (Kind != KeyKind.Ed25519)
            Return(Take());
    }

    /// <summary>Whether the signature is of this key; ECDSA signatures are DER, and nothing else.</summary>
    /// <exception cref="KeyException"><see cref="KeyFailure.NotAKey"/>: no point of its curve.</exception>
    public bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        (Kind, algorithm.Scheme) == (KeyKind.Ed25519, SignatureScheme.Ed25519)
            ? Ed25519.Verify(Key, data, signature)
            : VerifyDigest(algorithm, SignatureAlgorithm.Digest(algorithm.Hash, data), signature);

    /// <summary>As <see cref="Verify"/>, of data whose digest is known; never of Ed25519, which signs none.</summary>
    /// <exception cref="KeyException"><see cref="KeyFailure.NotAKey"/>: no point of its curve.</exception>
    public bool VerifyDigest(SignatureAlgorithm algorithm, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        switch (Kind, algorithm.Scheme)
        {
            case (KeyKind.P256 or KeyKind.P384 or KeyKind.P521, SignatureScheme.Ecdsa):
                if (!DerSignature.IsPair(signature))
                    return false;
                var ecdsa = (ECDsa)Take();
                try
                {
                    return ecdsa.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);
                }
                finally
                {
                    Return(ecdsa);
                }
            case (KeyKind.Rsa, SignatureScheme.RsaPkcs1 or SignatureScheme.RsaPss):
                var rsa = (RSA)Take();
                try
                {
                    var padding = algorithm.Scheme == SignatureScheme.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
                    return rsa.VerifyHash(digest, signature, algorithm.Hash, padding);
                }
                finally
                {
                    Return(rsa);
                }
            default:
                return false;
        }
    }

    private AsymmetricAlgorithm Take() => Interlocked.Exchange(ref _idle, null) ?? Import();

    private void Return(AsymmetricAlgorithm key) => Interlocked.Exchange(ref _idle, key)?.Dispose();

    private AsymmetricAlgorithm Import()
    {
        AsymmetricAlgorithm key = Kind == KeyKind.Rsa ? RSA.Create() : ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Der, out _);
            return key;
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new KeyException(KeyFailure.NotAKey, "The public key in it is damaged: it is no key of its algorithm.", e);
        }
    }

    private static KeyKind ReadCurve(AsnReader identifier)
    {
        if (!identifier.HasData || identifier.PeekTag() != Asn1Tag.ObjectIdentifier)
        {
            throw new KeyException(
                KeyFailure.Unsupported, "The key does not name its curve but spells out its parameters; P-256, P-384 or P-521 is needed.");
        }
        var kind = identifier.ReadObjectIdentifier() switch
        {
            "1.2.840.10045.3.1.7" => KeyKind.P256,
            "1.3.132.0.34" => KeyKind.P384,
            "1.3.132.0.35" => KeyKind.P521,
            var curve => throw new KeyException(KeyFailure.Unsupported, $"The key's curve ({curve}) is not P-256, P-384 or P-521."),
        };
        identifier.ThrowIfNotEmpty();
        return kind;
    }

    private static byte[] ReadKey(AsnReader info)
    {
        var key = info.ReadBitString(out var unused);
        info.ThrowIfNotEmpty();
        return unused == 0 ? key : throw Damaged();
    }

    private static SubjectPublicKey OfCurve(ReadOnlyMemory<byte> spki, KeyKind kind, byte[] point)
    {
        var size = kind switch { KeyKind.P256 => 32, KeyKind.P384 => 48, _ => 66 };
        // SEC 1, 2.3.3: uncompressed. The compressed and the hybrid form would be second encodings of one key.
        return point.Length == (2 * size) + 1 && point[0] == 4 ? new SubjectPublicKey(spki.ToArray(), kind, point, rsaBits: 0) : throw Damaged();
    }

    private static SubjectPublicKey OfEd25519(byte[] spki, byte[] key) =>
        Ed25519.IsKey(key) ? new SubjectPublicKey(spki, KeyKind.Ed25519, key, rsaBits: 0) : throw Damaged();

    internal static KeyException Damaged() => new(KeyFailure.NotAKey, "The public key in it is damaged, or not in its canonical encoding.");
}
