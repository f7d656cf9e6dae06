using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.Sigstore;

/// <summary>A private key in memory: ECDSA P-256, P-384, P-521, or RSA of at least 3072 bits. Not for use by two threads at once.</summary>
public sealed class SigningKey : IDisposable
{
    private const string EnvironmentPrefix = "env:";
    private static readonly SearchValues<char> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private readonly AsymmetricAlgorithm _key;

    private SigningKey(AsymmetricAlgorithm key, PublicKey publicKey, bool isReadableByOthers) =>
        (_key, PublicKey, IsReadableByOthers) = (key, publicKey, isReadableByOthers);

    /// <summary>The public half.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>On Unix: the file's mode lets its group or everybody read it. False for a variable and on Windows, where it is not known.</summary>
    public bool IsReadableByOthers { get; }

    /// <summary>Loads the key that a name stands for.</summary>
    /// <param name="name">The path of a PEM file, or <c>env:NAME</c> for a variable that holds the PEM text.</param>
    /// <param name="passphraseVariable">Name of the variable with the passphrase; null or empty when the key is not encrypted.</param>
    /// <param name="environment">Looks a variable up; null when it is not set.</param>
    /// <exception cref="KeyException">With the reason; see <see cref="KeyFailure"/>.</exception>
    public static SigningKey Load(string name, string? passphraseVariable, Func<string, string?> environment)
    {
        // A key in the place of its name is a mistake that is easily made, and its message must not print the key.
        if (IsNoName(name))
        {
            throw new KeyException(
                KeyFailure.NotAName, "The name of the signing key is no name: give the path of a PEM file, or env:NAME for a variable that holds one.");
        }
        var passphrase = string.IsNullOrEmpty(passphraseVariable) ? null : environment(passphraseVariable);
        // The variable is not named in messages: a passphrase given in the place of the variable's name would be printed.
        if (!string.IsNullOrEmpty(passphraseVariable) && string.IsNullOrEmpty(passphrase))
        {
            throw new KeyException(
                KeyFailure.PassphraseMissing, $"The environment variable that is to hold the passphrase of the signing key {name} is not set or empty.");
        }
        if (name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
            return FromVariable(name, passphrase, environment);
        using var file = KeyFiles.Read(name);
        return Named(name, file.Content, passphrase, file.IsReadableByOthers);
    }

    /// <summary>
    /// Reads a PEM text with exactly one private key: PKCS#8, encrypted PKCS#8, SEC 1 or PKCS#1. Blocks of other kinds are passed over.
    /// </summary>
    /// <param name="pem">UTF-8; the caller wipes it.</param>
    /// <param name="passphrase">Empty when there is none; without effect on a key that is not encrypted.</param>
    /// <exception cref="KeyException">With the reason; see <see cref="KeyFailure"/>.</exception>
    public static SigningKey Parse(ReadOnlySpan<byte> pem, ReadOnlySpan<char> passphrase) => Parse(pem, passphrase, isReadableByOthers: false);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal byte[] Sign(ReadOnlySpan<byte> data) => PublicKey.Sign(_key, data);

    private static SigningKey FromVariable(string name, string? passphrase, Func<string, string?> environment)
    {
        if (environment(name[EnvironmentPrefix.Length..]) is not { Length: > 0 } text)
            throw new KeyException(KeyFailure.NotFound, $"The signing key {name} cannot be used. The environment variable is not set or empty.");
        if (text.Length > KeyFiles.MaxBytes)
        {
            throw new KeyException(
                KeyFailure.TooLarge, $"The signing key {name} cannot be used. It has more than {KeyFiles.MaxBytes} characters, which no key has.");
        }
        var pem = Encoding.UTF8.GetBytes(text);
        try
        {
            return Named(name, pem, passphrase, isReadableByOthers: false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    private static SigningKey Named(string name, ReadOnlySpan<byte> pem, string? passphrase, bool isReadableByOthers)
    {
        try
        {
            return Parse(pem, passphrase, isReadableByOthers);
        }
        catch (KeyException e)
        {
            throw new KeyException(e.Failure, $"The signing key {name} cannot be used. {e.Message}", e);
        }
    }

    private static SigningKey Parse(ReadOnlySpan<byte> pem, ReadOnlySpan<char> passphrase, bool isReadableByOthers)
    {
        if (pem.Length > KeyFiles.MaxBytes)
            throw new KeyException(KeyFailure.TooLarge, $"It has more than {KeyFiles.MaxBytes} bytes, which no key has.");
        var blocks = Pem.Find(pem);
        var privates = blocks.FindAll(b => b.IsPrivate);
        switch (privates.Count)
        {
            case 0 when blocks.Exists(b => b.IsPublic):
                throw new KeyException(KeyFailure.PublicGiven, "It is a public key, and signing needs the private one.");
            case 0 when blocks.Exists(b => b.IsCertificate):
                throw new KeyException(KeyFailure.CertificateGiven, "It is a certificate, and signing needs the private key.");
            case 0:
                throw new KeyException(KeyFailure.NotAKey, "There is no private key in it.");
            case > 1:
                throw new KeyException(KeyFailure.SeveralKeys, $"It has {privates.Count} private keys, and signing needs one.");
        }
        var der = Pem.Decode(pem, privates[0]);
        AsymmetricAlgorithm? key = null;
        try
        {
            key = PrivateKeyDer.Import(privates[0].Label, der, passphrase);
            var publicKey = PublicKey.FromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo());
            var signingKey = new SigningKey(key, publicKey, isReadableByOthers);
            key = null;
            return signingKey;
        }
        finally
        {
            key?.Dispose();
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static bool IsNoName(string name) => name.Length == 0 || name.Contains("-----", StringComparison.Ordinal)
        || name.AsSpan().ContainsAny('\r', '\n', '\0') || LooksLikeEncodedKey(name);

    // The shortest private key here has 67 bytes of DER, 92 characters of base64.
    private static bool LooksLikeEncodedKey(string name) =>
        name.Length > 80 && !name.AsSpan().ContainsAnyExcept(Base64Characters) && !File.Exists(name);
}
