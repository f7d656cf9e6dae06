using SupplyChainSdk.Sigstore;

namespace SupplyChainSdk.Release;

/// <summary>A bundle that is there before anything is signed. What is attested once is not attested anew: an ECDSA signature is another one each time.</summary>
internal static class ExistingBundle
{
    /// <summary>The bytes of a file; null when there is none. No more is read than a bundle may have, and one byte.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[Bundle.MaxBytes + 1];
        return buffer[..file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    /// <summary>What a bundle says, when it is one and the key signed it.</summary>
    /// <param name="bundle">Null for none.</param>
    /// <param name="key">Expected to have signed.</param>
    /// <param name="otherwise">Why there is no answer; null when there is one, and when there is no bundle.</param>
    /// <returns>The signed bytes, or null.</returns>
    public static byte[]? Statement(byte[]? bundle, PublicKey key, out string? otherwise)
    {
        otherwise = null;
        if (bundle is null)
            return null;
        try
        {
            return [.. BundleVerifier.VerifyWithKey(Bundle.Parse(bundle), key).Payload];
        }
        catch (VerificationException e)
        {
            otherwise = e.Message;
            return null;
        }
    }
}
