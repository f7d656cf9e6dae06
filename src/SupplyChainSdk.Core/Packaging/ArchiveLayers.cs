using System.Buffers;
using System.Security.Cryptography;

namespace SupplyChainSdk.Packaging;

/// <summary>
/// A package seen as the layers that were appended to it. All layers begin with the same bytes, which stay in the file; each ends with
/// a tail of its own, which is in memory: the appended entries, the central directory and the end record.
/// </summary>
internal sealed class ArchiveLayers
{
    private const int HashBlock = 128 * 1024;

    // Copying is bound by the calls into the system, hashing by the cache of the processor.
    private const int CopyBlock = 1 << 20;
    private readonly Stream _archive;

    private ArchiveLayers(Stream archive, ZipDirectory directory, AppendedEntry? attestation, AppendedEntry? signature)
    {
        _archive = archive;
        Directory = directory;
        Attestation = attestation;
        Signature = signature;
        SharedLength = (attestation ?? signature)?.Entry.Start ?? directory.Start;
    }

    public ZipDirectory Directory { get; }

    public AppendedEntry? Attestation { get; }

    public AppendedEntry? Signature { get; }

    /// <summary>How many bytes all layers have in common.</summary>
    public long SharedLength { get; }

    /// <summary>Tells the layers apart.</summary>
    /// <param name="archive">Seekable; must stay open.</param>
    /// <param name="attested">False where an attestation is an entry like any other: for NuGet's content hash.</param>
    /// <exception cref="PackageFormatException">With the reason.</exception>
    public static ArchiveLayers Read(Stream archive, bool attested)
    {
        var directory = ZipDirectory.Read(archive);
        var signature = AppendedEntry.ReadSignature(archive, directory);
        return new ArchiveLayers(archive, directory, attested ? AppendedEntry.ReadAttestation(archive, directory, signature) : null, signature);
    }

    /// <summary>What follows the shared bytes when only these of the appended entries are kept.</summary>
    public ReadOnlyMemory<byte>[] Tail(bool attestation, bool signature)
    {
        var kept = new List<ReadOnlyMemory<byte>>(4);
        var (count, length) = (Directory.Entries.Length, Directory.Bytes.Length);
        if (Signature is not null && !signature)
            (count, length) = (count - 1, Signature.Entry.CentralStart);
        if (Attestation is not null && !attestation)
            (count, length) = signature && Signature is not null
                ? throw new ArgumentException("The signature covers the attestation.", nameof(attestation))
                : (count - 1, Attestation.Entry.CentralStart);
        var start = SharedLength;
        if (Attestation is not null && attestation)
            Keep(Attestation);
        if (Signature is not null && signature)
            Keep(Signature);
        kept.Add(Directory.Bytes[..length]);
        kept.Add(ZipRecords.End(count, length, start));
        return [.. kept];

        void Keep(AppendedEntry entry)
        {
            kept.Add(entry.Record);
            start += entry.Record.Length;
        }
    }

    /// <summary>Hashes the shared bytes once, and each tail on a copy of the state.</summary>
    /// <returns>A hash for each tail and, inside, for each algorithm.</returns>
    public byte[][][] Hash(ReadOnlyMemory<byte>[][] tails, HashAlgorithmName[] algorithms, CancellationToken cancel)
    {
        var shared = Array.ConvertAll(algorithms, IncrementalHash.CreateHash);
        try
        {
            ReadShared(block =>
            {
                foreach (var state in shared)
                    state.AppendData(block);
            }, HashBlock, cancel);
            return Array.ConvertAll(tails, tail => Array.ConvertAll(shared, state => Finish(state, tail)));
        }
        finally
        {
            foreach (var state in shared)
                state.Dispose();
        }
    }

    /// <summary>Writes the layer that ends with this tail.</summary>
    public void Copy(ReadOnlyMemory<byte>[] tail, Stream output, CancellationToken cancel)
    {
        ReadShared(output.Write, CopyBlock, cancel);
        foreach (var part in tail)
            output.Write(part.Span);
    }

    /// <summary>Writes the whole file with one more entry at its end.</summary>
    public void Append(string name, ReadOnlyMemory<byte> content, uint time, ushort madeBy, Stream output, CancellationToken cancel)
    {
        var tail = Tail(attestation: true, signature: true);
        var count = Directory.Entries.Length + 1;
        var recordLength = ZipRecords.LocalLength + name.Length + content.Length;
        var directoryLength = Directory.Bytes.Length + ZipRecords.CentralLength + name.Length;
        // Beyond these, 16 and 32 bits hold the marks of zip64 or nothing at all.
        if (count >= ushort.MaxValue || Directory.Start + recordLength >= uint.MaxValue || directoryLength > ZipDirectory.MaxBytes)
            throw new PackageFormatException(PackageDefect.Zip64, "it would have to become a zip64 archive, which NuGet does not sign");
        var (crc, size) = (Crc32.Of(content.Span), (uint)content.Length);
        var local = ZipRecords.Local(name, time, crc, size);
        var central = ZipRecords.Central(name, time, madeBy, crc, size, (uint)Directory.Start);
        Copy([.. tail[..^2], local, content, Directory.Bytes, central, ZipRecords.End(count, directoryLength, Directory.Start + recordLength)], output, cancel);
    }

    private void ReadShared(Action<ReadOnlySpan<byte>> use, int blockSize, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(blockSize);
        try
        {
            _archive.Position = 0;
            for (var left = SharedLength; left > 0;)
            {
                cancel.ThrowIfCancellationRequested();
                var block = buffer.AsSpan(0, (int)Math.Min(blockSize, left));
                _archive.ReadExactly(block);
                use(block);
                left -= block.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Finish(IncrementalHash shared, ReadOnlyMemory<byte>[] tail)
    {
        using var state = shared.Clone();
        foreach (var part in tail)
            state.AppendData(part.Span);
        return state.GetHashAndReset();
    }
}
