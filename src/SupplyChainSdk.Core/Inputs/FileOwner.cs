using System.Runtime.InteropServices;

namespace SupplyChainSdk.Inputs;

/// <summary>Whose a file or folder is. The mode alone does not say: a folder that only its owner may enter can be another user's.</summary>
internal static class FileOwner
{
    private const int AtWorkingDirectory = -100; // AT_FDCWD; paths are absolute
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint Uid = 0x8; // STATX_UID
    private const int StatusSize = 256;
    private const int UidInStatX = 20;
    private const int UidInStat = 16; // struct stat of macOS with 64-bit inodes

    /// <summary>Whether it belongs to the user as whom this process runs; false where that cannot be known. On Windows nobody is asked: the profile of a user is his alone.</summary>
    /// <param name="path">Absolute; of a link, its own owner counts.</param>
    public static bool IsUser(string path)
    {
        if (OperatingSystem.IsWindows())
            return true;
        var status = new byte[StatusSize];
        var isLinux = OperatingSystem.IsLinux();
        var failed = isLinux ? StatX(AtWorkingDirectory, path, NoFollow, Uid, status)
            : !OperatingSystem.IsMacOS() ? -1
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LStat64(path, status) : LStat(path, status);
        return failed == 0 && BitConverter.ToUInt32(status, isLinux ? UidInStatX : UidInStat) == EffectiveUser();
    }

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint EffectiveUser();

    // statx(2), which has one layout on all architectures.
    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] status);

    [DllImport("libc", EntryPoint = "lstat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LStat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] status);

    [DllImport("libc", EntryPoint = "lstat$INODE64")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LStat64([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] status);
}
