using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore;

/// <summary>A new key pair, still only in memory.</summary>
public sealed class KeyPair : IDisposable
{
    // OWASP's number for PBKDF2 with HMAC-SHA-256.
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 600_000);

    private readonly ECDsa _key;

    private KeyPair(ECDsa key) => (_key, PublicKey) = (key, PublicKey.FromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo()));

    /// <summary>The public half.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>Makes an ECDSA P-256 key pair, the kind that every Sigstore client reads.</summary>
    public static KeyPair CreateEcdsaP256() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>The public half as PEM, <c>PUBLIC KEY</c>, ending in a line feed; ASCII.</summary>
    public byte[] ExportPublicPem() => Armor("PUBLIC KEY"u8, [.. PublicKey.SubjectPublicKeyInfo]);

    /// <summary>The private half as PKCS#8 PEM, ending in a line feed; ASCII. The caller wipes it.</summary>
    /// <param name="passphrase">When not empty: encrypted by PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA-256, 600,000 rounds.</param>
    public byte[] ExportPrivatePem(ReadOnlySpan<char> passphrase)
    {
        var der = passphrase.IsEmpty ? _key.ExportPkcs8PrivateKey() : _key.ExportEncryptedPkcs8PrivateKey(passphrase, Encryption);
        try
        {
            return Armor(passphrase.IsEmpty ? "PRIVATE KEY"u8 : "ENCRYPTED PRIVATE KEY"u8, der);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static byte[] Armor(ReadOnlySpan<byte> label, ReadOnlySpan<byte> der)
    {
        var pem = new byte[PemEncoding.GetEncodedSize(label.Length, der.Length) + 1];
        if (!PemEncoding.TryWriteUtf8(label, der, pem, out var written) || written != pem.Length - 1)
            throw new InvalidOperationException("The PEM text has not the size that was computed.");
        pem[^1] = (byte)'\n';
        return pem;
    }
}
