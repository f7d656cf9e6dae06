using System.Diagnostics;

namespace SupplyChainSdk.Tests;

/// <summary>A file system of a few pages, mounted on a folder of a test, that can be filled up. Inconclusive where this user may mount nothing.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Pages = 64;
    private const string FillerName = "filler";

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Mounts one on a folder, which is made when missing.</summary>
    public static SmallDisk On(string folder)
    {
        Directory.CreateDirectory(folder);
        var options = $"size={Pages * Environment.SystemPageSize},mode=0777";
        if (!OperatingSystem.IsLinux() || !Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder))
            Assert.Inconclusive("No small file system can be mounted here, neither directly nor by sudo: a full disk is not tried.");
        return new SmallDisk(folder);
    }

    /// <summary>Fills it until so many pages are free.</summary>
    public void LeaveFree(int pages)
    {
        using var filler = File.Create(Path.Combine(Folder, FillerName));
        filler.Flush(flushToDisk: true);
        var free = new DriveInfo(Folder).AvailableFreeSpace / Environment.SystemPageSize;
        var page = new byte[Environment.SystemPageSize];
        for (var i = pages; i < free; i++)
            filler.Write(page);
    }

    /// <summary>Deletes everything on it.</summary>
    public void Clear()
    {
        foreach (var folder in Directory.GetDirectories(Folder))
            Directory.Delete(folder, recursive: true);
        foreach (var file in Directory.GetFiles(Folder))
            File.Delete(file);
    }

    /// <summary>The files on it by their path, without what fills it.</summary>
    public string[] Files() => [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file))
        .Where(file => file != FillerName).Order(StringComparer.Ordinal)];

    // Lazily, so that a program that has not ended yet does not keep it.
    public void Dispose() => Assert.IsTrue(Run("umount", "-l", Folder), $"{Folder} cannot be unmounted.");

    private static bool Run(params string[] command) => Succeeds(command) || !Environment.IsPrivilegedProcess && Succeeds(["sudo", "-n", .. command]);

    private static bool Succeeds(string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}
