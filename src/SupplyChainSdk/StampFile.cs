using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace SupplyChainSdk.Tasks;

/// <summary>
/// Everything that a check looked at, and what the file system said of it: a mark with the length of the file, the state that is no file, the times of all paths, the paths, each ended by a zero byte, and a sum
/// that tells damage.
/// A path at which there was nothing is one of them, and a folder is unchanged while nothing is added to it, taken from it or renamed in it.
/// </summary>
/// <remarks>What reads it runs in every local build: no type outside this assembly and the runtime, nothing that has to be compiled or loaded first.</remarks>
internal static class StampFile
{
    private const int MaxBytes = 512 << 20;
    private const int HeadLength = 8 + 3 * sizeof(int);

    private static ReadOnlySpan<byte> Mark => "SCSDK-2\n"u8;

    /// <summary>The bytes to keep.</summary>
    public static unsafe byte[] Write(string state, IReadOnlyList<string> paths, FileTimes[] times)
    {
        var stateBytes = Encoding.UTF8.GetBytes(state);
        var names = Encoding.UTF8.GetBytes(string.Concat(paths.Select(path => path + '\0')));
        var content = new byte[HeadLength + stateBytes.Length + paths.Count * sizeof(FileTimes) + names.Length + sizeof(ulong)];
        var rest = content.AsSpan();
        Mark.CopyTo(rest);
        BinaryPrimitives.WriteInt32LittleEndian(rest[Mark.Length..], content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(rest[(Mark.Length + sizeof(int))..], stateBytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(rest[(Mark.Length + 2 * sizeof(int))..], paths.Count);
        stateBytes.CopyTo(rest = rest[HeadLength..]);
        fixed (FileTimes* first = times)
            new ReadOnlySpan<byte>(first, times.Length * sizeof(FileTimes)).CopyTo(rest = rest[stateBytes.Length..]);
        names.CopyTo(rest[(times.Length * sizeof(FileTimes))..]);
        BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(^sizeof(ulong)..), Sum(content.AsSpan(..^sizeof(ulong))));
        return content;
    }

    /// <summary>Whether state, and all that was looked at, is as it was. A file that is damaged never says so.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static unsafe bool IsUnchanged(string file, string state)
    {
        using var handle = File.OpenHandle(file);
        var length = RandomAccess.GetLength(handle);
        if (length is < HeadLength + sizeof(ulong) or > MaxBytes)
            return false;
        var content = GC.AllocateUninitializedArray<byte>((int)length);
        if (RandomAccess.Read(handle, content, 0) != content.Length || !content.AsSpan().StartsWith(Mark))
            return false;
        var rest = content.AsSpan(..^sizeof(ulong));
        if (Sum(rest) != BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(rest.Length)))
            return false;
        rest = rest[Mark.Length..];
        var (whole, stateLength, count) = (BinaryPrimitives.ReadInt32LittleEndian(rest), BinaryPrimitives.ReadInt32LittleEndian(rest[sizeof(int)..]), BinaryPrimitives.ReadInt32LittleEndian(rest[(2 * sizeof(int))..]));
        rest = rest[(3 * sizeof(int))..];
        if (whole != content.Length || stateLength < 0 || count <= 0 || stateLength + (long)count * sizeof(FileTimes) > rest.Length || Encoding.UTF8.GetString(rest[..stateLength]) != state)
            return false;
        var times = rest.Slice(stateLength, count * sizeof(FileTimes));
        rest = rest[(stateLength + times.Length)..];
        for (; count > 0; count--, times = times[sizeof(FileTimes)..])
        {
            var end = rest.IndexOf((byte)0);
            if (end < 0)
                return false;
            var now = FileTimes.Read(rest[..(end + 1)]);
            if (!new ReadOnlySpan<byte>(&now, sizeof(FileTimes)).SequenceEqual(times[..sizeof(FileTimes)]))
                return false;
            rest = rest[(end + 1)..];
        }
        return rest.IsEmpty;
    }

    // Each step is a bijection, so that no single word can change without the sum. Against who means it no sum would help, and a cryptographic one costs more to load than all the rest.
    private static ulong Sum(ReadOnlySpan<byte> content)
    {
        var sum = (ulong)content.Length;
        for (; content.Length >= sizeof(ulong); content = content[sizeof(ulong)..])
            sum = BitOperations.RotateLeft((sum ^ BinaryPrimitives.ReadUInt64LittleEndian(content)) * 0x9E37_79B9_7F4A_7C15, 29);
        foreach (var b in content)
            sum = (sum ^ b) * 0x9E37_79B9_7F4A_7C15;
        return sum;
    }
}
