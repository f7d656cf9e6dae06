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
}
