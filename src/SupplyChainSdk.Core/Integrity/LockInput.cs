using SupplyChainSdk.Inputs;

namespace SupplyChainSdk.Integrity;

/// <summary>The lock file of a project, or why there is none to compare with.</summary>
public sealed record LockInput
{
    private LockInput(string path, LockFile? file, Exception? problem) => (Path, File, Problem) = (path, file, problem);

    /// <summary>Absolute path, also of a file that is not there.</summary>
    public string Path { get; }

    /// <summary>Null when it is missing or unreadable.</summary>
    public LockFile? File { get; }

    /// <summary>Why it cannot be read; null when it was read or is missing.</summary>
    public Exception? Problem { get; }

    /// <summary>Whether there is no file.</summary>
    public bool IsMissing => File is null && Problem is null;

    /// <summary>Reads the lock file at a path.</summary>
    /// <param name="path">Absolute; see <see cref="LockFile.PathFor"/>.</param>
    public static LockInput Read(string path)
    {
        try
        {
            return new LockInput(path, LockFile.Read(path), null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new LockInput(path, null, null);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return new LockInput(path, null, e);
        }
    }
}
