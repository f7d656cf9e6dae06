using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SupplyChainSdk.Sigstore.Certificates;

namespace SupplyChainSdk.Sigstore;

/// <summary>A public key to verify with: ECDSA P-256, P-384, P-521, or RSA of at least 3072 bits. A value that threads may share.</summary>
public sealed class PublicKey
{
    private readonly SubjectPublicKey _key;

    private PublicKey(SubjectPublicKey key)
    {
        _key = key;
        KeyDetails = KeyAlgorithm.KeyDetails(key);
        SubjectPublicKeyInfo = ImmutableCollectionsMarshal.AsImmutableArray(key.Der);
        var digest = SHA256.HashData(key.Der);
        Fingerprint = Convert.ToHexStringLower(digest);
        KeyId = Convert.ToBase64String(digest);
    }

    /// <summary>DER, RFC 5280, 4.1.2.7.</summary>
    public ImmutableArray<byte> SubjectPublicKeyInfo { get; }

    /// <summary>SHA-256 of <see cref="SubjectPublicKeyInfo"/>: 64 lower-case hexadecimal digits.</summary>
    public string Fingerprint { get; }

    /// <summary>The same digest in base64: what a bundle written here has as <c>hint</c> and <c>keyid</c> (RFC 6962, 3.2).</summary>
    public string KeyId { get; }

    /// <summary>For people, such as <c>ECDSA P-256</c> or <c>RSA 3072</c>.</summary>
    public string Algorithm => _key.Name;

    /// <summary>
    /// The name in Sigstore's <c>PublicKeyDetails</c>, such as <c>PKIX_ECDSA_P256_SHA_256</c>; null for RSA of another size than 3072 and 4096.
    /// </summary>
    public string? KeyDetails { get; }

    /// <summary>Reads a PEM text with exactly one block, <c>PUBLIC KEY</c>.</summary>
    /// <param name="pem">UTF-8; text before and after the block is ignored.</param>
    /// <exception cref="KeyException">A private key, a certificate, several keys, a damaged or weak or unsupported one.</exception>
    public static PublicKey Parse(ReadOnlySpan<byte> pem)
    {
        if (pem.Length > KeyFiles.MaxBytes)
            throw new KeyException(KeyFailure.TooLarge, $"It has more than {KeyFiles.MaxBytes} bytes, which no key has.");
        var blocks = Pem.Find(pem);
        if (blocks.Exists(b => b.IsPrivate))
        {
            throw new KeyException(
                KeyFailure.PrivateGiven,
                "It is a private key, and the public one is needed ('openssl pkey -pubout'). Keep the private key where only the signer reads it.");
        }
        if (blocks.Exists(b => b.IsCertificate))
        {
            throw new KeyException(
                KeyFailure.CertificateGiven, "It is a certificate, and a public key is needed: 'openssl x509 -pubkey -noout' extracts it.");
        }
        if (blocks.Count > 1)
            throw new KeyException(KeyFailure.SeveralKeys, $"It has {blocks.Count} PEM blocks, and one public key is needed.");
        if (blocks[0].Label != "PUBLIC KEY")
        {
            throw new KeyException(
                KeyFailure.Unsupported,
                $"It is a PEM block {ForeignText.Quote(blocks[0].Label)}, and 'PUBLIC KEY' is needed: 'openssl pkey -pubin -pubout' converts.");
        }
        return FromSubjectPublicKeyInfo(Pem.Decode(pem, blocks[0]));
    }

    /// <summary>Reads a PEM file; see <see cref="Parse"/>.</summary>
    /// <param name="path">At most <see cref="KeyFiles.MaxBytes"/> bytes are read.</param>
    /// <exception cref="KeyException">As <see cref="Parse"/>, and the file is missing, unreadable or too large.</exception>
    public static PublicKey Load(string path)
    {
        using var file = KeyFiles.Read(path);
        try
        {
            return Parse(file.Content);
        }
        catch (KeyException e)
        {
            throw new KeyException(e.Failure, $"The public key {path} cannot be used. {e.Message}", e);
        }
    }

    /// <summary>Checks a signature: returns when it is valid.</summary>
    /// <param name="data">The signed bytes; of an envelope its pre-authentication encoding.</param>
    /// <param name="signature">ECDSA: DER (RFC 3279, 2.2.3), never raw r‖s. RSA: PKCS#1 v1.5.</param>
    /// <exception cref="VerificationException"><see cref="VerificationFailure.SignatureInvalid"/>.</exception>
    public void Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!_key.Verify(_key.FixedAlgorithm, data, signature))
        {
            throw new VerificationException(
                VerificationFailure.SignatureInvalid,
                $"The signature does not verify: these bytes were not signed with the key sha256:{Fingerprint} ({Algorithm}).");
        }
    }

    /// <summary>The public half of a key, or any other SubjectPublicKeyInfo.</summary>
    /// <param name="spki">DER; kept.</param>
    /// <exception cref="KeyException">Malformed, not in its canonical encoding, unsupported or weak.</exception>
    public static PublicKey FromSubjectPublicKeyInfo(byte[] spki)
    {
        var key = new PublicKey(SubjectPublicKey.Parse(spki, KeyAlgorithm.MinRsaBits));
        key._key.Check();
        return key;
    }

    internal byte[] Sign(AsymmetricAlgorithm key, ReadOnlySpan<byte> data) => key switch
    {
        RSA rsa => rsa.SignData(data, _key.FixedAlgorithm.Hash, RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => ecdsa.SignData(data, _key.FixedAlgorithm.Hash, DSASignatureFormat.Rfc3279DerSequence),
        _ => throw new InvalidOperationException($"{key.GetType()} is not a key that is used here."),
    };
}
