using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace SupplyChainSdk.Inputs;

/// <summary>A part of an open file, read from its start. Several may read the same file at once.</summary>
internal sealed class StreamSection(SafeFileHandle file, long start, long length) : Stream
{
    private const int BlockSize = 64 << 10;
    private long _read;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether two streams have the same bytes up to the end of both.</summary>
    /// <param name="one">Read up to the first block that differs.</param>
    /// <param name="other">As the first.</param>
    /// <param name="hash">Given what was equal, if it is not null.</param>
    /// <param name="cancel">Asked before each block.</param>
    public static bool AreEqual(Stream one, Stream other, IncrementalHash? hash, CancellationToken cancel)
    {
        var (a, b) = (ArrayPool<byte>.Shared.Rent(BlockSize), ArrayPool<byte>.Shared.Rent(BlockSize));
        try
        {
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                var length = one.ReadAtLeast(a.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false);
                if (length != other.ReadAtLeast(b.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false) || !a.AsSpan(0, length).SequenceEqual(b.AsSpan(0, length)))
                    return false;
                hash?.AppendData(a.AsSpan(0, length));
                if (length < BlockSize)
                    return true;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(a);
            ArrayPool<byte>.Shared.Return(b);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var read = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, length - _read)], start + _read);
        _read += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
