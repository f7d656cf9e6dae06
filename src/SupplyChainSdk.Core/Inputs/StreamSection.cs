using System.Buffers;

namespace SupplyChainSdk.Inputs;

/// <summary>A part of a seekable stream, read from its start; the stream itself is not disposed, and must not be read by others meanwhile.</summary>
internal sealed class StreamSection : Stream
{
    private const int BlockSize = 64 << 10;
    private readonly Stream _whole;
    private long _left;

    public StreamSection(Stream whole, long start, long length)
    {
        _whole = whole;
        _whole.Position = start;
        _left = length;
    }

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
    public static bool AreEqual(Stream one, Stream other)
    {
        var (a, b) = (ArrayPool<byte>.Shared.Rent(BlockSize), ArrayPool<byte>.Shared.Rent(BlockSize));
        try
        {
            while (true)
            {
                var length = one.ReadAtLeast(a.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false);
                if (length != other.ReadAtLeast(b.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false) || !a.AsSpan(0, length).SequenceEqual(b.AsSpan(0, length)))
                    return false;
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
        var read = _whole.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left -= read;
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
