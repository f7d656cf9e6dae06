using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using SupplyChainSdk.Inventory;

namespace SupplyChainSdk.Inputs;

/// <summary>What an extracted file has to be.</summary>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of its content.</param>
internal sealed record KnownFile(long Size, Digest Sha256)
{
    private const int BlockSize = 128 << 10;

    /// <summary>What a file is. Memory does not grow with its size.</summary>
    public static KnownFile Read(SafeFileHandle file, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(0, BlockSize), 0);
            // Most files are small, and hashed at once.
            if (read < BlockSize && RandomAccess.GetLength(file) == read)
                return new KnownFile(read, Digest.Sha256Of(buffer.AsSpan(0, read)));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var size = 0L;
            for (; read > 0; read = RandomAccess.Read(file, buffer.AsSpan(0, BlockSize), size))
            {
                cancel.ThrowIfCancellationRequested();
                hash.AppendData(buffer.AsSpan(0, read));
                size += read;
            }
            return new KnownFile(size, Digest.Sha256(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
