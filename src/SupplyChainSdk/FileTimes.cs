using System.Runtime.InteropServices;

namespace SupplyChainSdk.Tasks;

/// <summary>What a file system says of a path without its content. Two readings that are equal mean that nothing was changed there in between, as far as the system tells.</summary>
/// <param name="Size">In bytes; negative when there is nothing at the path, or it cannot be known.</param>
/// <param name="Modified">When the content was written, in nanoseconds since 1970; anybody can set it.</param>
/// <param name="Changed">When anything about the file was changed. On Linux nobody can set it, so that a file that is put back with its old time is seen; elsewhere it is when the file was created.</param>
/// <param name="Node">Which file it is; 0 where that is not known.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly partial record struct FileTimes(long Size, long Modified, long Changed, long Node)
{
    private const int AtWorkingDirectory = -100; // AT_FDCWD; paths are absolute
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS
    private const int NanosecondsPerTick = 100;

    /// <summary>Reads them; of a link, those of what it leads to.</summary>
    /// <param name="path">Absolute, in UTF-8, and ended by a zero byte.</param>
    public static unsafe FileTimes Read(ReadOnlySpan<byte> path)
    {
        if (!OperatingSystem.IsLinux())
            return ReadPortably(System.Text.Encoding.UTF8.GetString(path[..^1]));
        StatX status;
        fixed (byte* name = path)
        {
            if (GetStatus(AtWorkingDirectory, name, 0, BasicStats, &status) != 0)
                return new FileTimes(-Marshal.GetLastPInvokeError(), 0, 0, 0);
        }
        return new FileTimes((long)status.Size, status.Modified.Nanoseconds, status.Changed.Nanoseconds, (long)status.Inode);
    }

    private static FileTimes ReadPortably(string path)
    {
        FileSystemInfo file = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        return file.Exists
            ? new FileTimes(file is FileInfo { Length: var size } ? size : 0, Nanoseconds(file.LastWriteTimeUtc), Nanoseconds(file.CreationTimeUtc), 0)
            : new FileTimes(-1, 0, 0, 0);
    }

    /// <summary>A time as it is counted here.</summary>
    public static long Nanoseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * NanosecondsPerTick;

    // statx(2), which has one layout on all architectures.
    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int GetStatus(int folder, byte* path, int flags, uint mask, StatX* status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(96)]
        public Time Changed;

        [FieldOffset(112)]
        public Time Modified;
    }

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Time
    {
        public long Seconds;
        public uint Fraction;

        public readonly long Nanoseconds => Seconds * 1_000_000_000 + Fraction;
    }
}
