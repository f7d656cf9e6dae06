using System.Security.Cryptography;
using System.Text;

namespace SupplyChainSdk.PackageTests.Infra;

/// <summary>Keys of a test, and OpenSSL to judge what was signed with them.</summary>
internal static class Keys
{
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);

    /// <summary>
    /// Writes NAME.key (mode 0600, encrypted when there is a passphrase) and NAME.pub outside the repository of the test, and returns the
    /// paths of both. Kinds: <c>P-256</c>, <c>P-384</c>, <c>P-521</c>, <c>RSA</c>.
    /// </summary>
    public static (string Private, string Public) Make(this Consumer consumer, string name, string kind = "P-256", string? passphrase = null)
    {
        using AsymmetricAlgorithm key = kind == "RSA" ? RSA.Create(3072) : ECDsa.Create(ECCurve.CreateFromFriendlyName($"nist{kind.Replace("-", "", StringComparison.Ordinal)}"));
        var (secret, open) = (Path.Combine(consumer.Root, $"{name}.key"), Path.Combine(consumer.Root, $"{name}.pub"));
        File.WriteAllText(secret, passphrase is null ? key.ExportPkcs8PrivateKeyPem() : key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, Encryption));
        File.WriteAllText(open, key.ExportSubjectPublicKeyInfoPem());
        Mode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (secret, open);
    }

    public static void Mode(string file, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, mode);
    }

    /// <summary>Whether OpenSSL accepts the signature of a bundle. The encoding that was signed is put together here by hand.</summary>
    public static bool OpenSslAccepts(this Consumer consumer, string bundle, string publicKey, string digest = "-sha256")
    {
        var payload = Evidence.Payload(bundle);
        var (data, signature) = (Path.Combine(consumer.Root, "pae"), Path.Combine(consumer.Root, "signature"));
        File.WriteAllBytes(data, [.. Encoding.ASCII.GetBytes($"DSSEv1 28 application/vnd.in-toto+json {payload.Length} "), .. payload]);
        File.WriteAllBytes(signature, Evidence.Signature(bundle));
        return DotNet.Process("openssl", consumer.Root, new Dictionary<string, string>(), "dgst", digest, "-verify", publicKey, "-signature", signature, data).ExitCode == 0;
    }
}
