namespace SupplyChainSdk.Rebuild;

/// <summary>A temporary folder in which strangers build, and that is removed whatever they did to it.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("supplychain-");

    /// <summary>Absolute.</summary>
    public string Path => _folder.FullName;

    /// <exception cref="IOException">Something in it is in use.</exception>
    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            // git writes its objects read-only, and a build may have taken permissions away. Nothing is followed out of the folder.
            foreach (var entry in _folder.EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
                Open(entry);
            Open(_folder);
            _folder.Delete(recursive: true);
        }
    }

    private static void Open(FileSystemInfo entry)
    {
        if (OperatingSystem.IsWindows())
            entry.Attributes = FileAttributes.Normal;
        else
            entry.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    }
}
