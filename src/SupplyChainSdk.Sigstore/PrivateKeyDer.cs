using System.Formats.Asn1;
using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore;

/// <summary>The DER forms of a private key that a PEM block may hold.</summary>
internal static class PrivateKeyDer
{
    /// <summary>Imports one key; the caller disposes it and wipes the DER.</summary>
    /// <exception cref="KeyException">With the reason.</exception>
    public static AsymmetricAlgorithm Import(string label, byte[] der, ReadOnlySpan<char> passphrase)
    {
        try
        {
            switch (label)
            {
                case "PRIVATE KEY":
                    return Read(ForAlgorithm(der), der, static (key, source, out read) => key.ImportPkcs8PrivateKey(source, out read));
                case "EC PRIVATE KEY":
                    return Read(ECDsa.Create(), der, static (key, source, out read) => key.ImportECPrivateKey(source, out read));
                case "RSA PRIVATE KEY":
                    return Read(RSA.Create(), der, static (key, source, out read) => key.ImportRSAPrivateKey(source, out read));
                case "ENCRYPTED PRIVATE KEY" when passphrase.IsEmpty:
                    throw new KeyException(
                        KeyFailure.PassphraseMissing, "It is encrypted, and no passphrase was given: name the environment variable that holds it.");
                case "ENCRYPTED PRIVATE KEY":
                    return Decrypt(der, passphrase);
                default:
                    throw new KeyException(
                        KeyFailure.Unsupported,
                        $"It is a PEM block {ForeignText.Quote(label)}, a form that is not read; PKCS#8 is ('openssl pkcs8 -topk8').");
            }
        }
        catch (PlatformNotSupportedException e)
        {
            throw new KeyException(KeyFailure.Unsupported, "Its curve is not supported; P-256, P-384 or P-521 is needed.", e);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            throw new KeyException(KeyFailure.NotAKey, "The private key in it is damaged.", e);
        }
    }

    private delegate void Importer<TKey>(TKey key, ReadOnlySpan<byte> source, out int read);

    private static TKey Read<TKey>(TKey key, byte[] der, Importer<TKey> import) where TKey : AsymmetricAlgorithm
    {
        try
        {
            import(key, der, out var read);
            return read == der.Length ? key : throw new CryptographicException("Data follows the key.");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    // PrivateKeyInfo (RFC 5208, 5): SEQUENCE { version, SEQUENCE { algorithm, … }, … }
    private static AsymmetricAlgorithm ForAlgorithm(byte[] pkcs8)
    {
        var info = new AsnReader(pkcs8, AsnEncodingRules.BER).ReadSequence();
        _ = info.ReadInteger();
        return info.ReadSequence().ReadObjectIdentifier() switch
        {
            KeyAlgorithm.EcPublicKey => ECDsa.Create(),
            KeyAlgorithm.RsaEncryption => RSA.Create(),
            var other => throw KeyAlgorithm.Unsupported(other),
        };
    }

    // The algorithm is inside the encryption, so both are tried. The platform does not say which of decrypting and reading failed.
    private static AsymmetricAlgorithm Decrypt(byte[] der, ReadOnlySpan<char> passphrase)
    {
        var outer = new AsnReader(der, AsnEncodingRules.BER);
        _ = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        return TryDecrypt(ECDsa.Create(), der, passphrase) ?? TryDecrypt(RSA.Create(), der, passphrase)
            ?? throw new KeyException(
                KeyFailure.WrongPassphrase, "The passphrase does not open it (or what it opens is neither an ECDSA nor an RSA key).");
    }

    private static AsymmetricAlgorithm? TryDecrypt(AsymmetricAlgorithm key, byte[] der, ReadOnlySpan<char> passphrase)
    {
        try
        {
            key.ImportEncryptedPkcs8PrivateKey(passphrase, der, out _);
            return key;
        }
        catch (PlatformNotSupportedException)
        {
            key.Dispose();
            throw;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }
}
