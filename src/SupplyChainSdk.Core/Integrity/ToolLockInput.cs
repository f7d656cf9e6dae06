using SupplyChainSdk.Inputs;
using SupplyChainSdk.Policy;

namespace SupplyChainSdk.Integrity;

/// <summary>The lock of SDKs and tools, or why there is none to compare with.</summary>
public sealed record ToolLockInput
{
    private ToolLockInput(string path, ToolLock? file, ReadOnlyMemory<byte> content, Exception? problem) => (Path, File, Content, Problem) = (path, file, content, problem);

    /// <summary>Absolute path, also of a file that is not there.</summary>
    public string Path { get; }

    /// <summary>Null when it is missing or unreadable.</summary>
    public ToolLock? File { get; }

    /// <summary>The bytes of the file.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Why it cannot be read; null when it was read or is missing.</summary>
    public Exception? Problem { get; }

    /// <summary>Reads the lock at a path.</summary>
    /// <param name="path">Absolute; see <see cref="PathFor"/>.</param>
    public static ToolLockInput Read(string path)
    {
        try
        {
            var content = BoundedFile.ReadAllBytes(path, ToolLock.MaxBytes);
            return new ToolLockInput(path, ToolLock.Parse(content, path), content, null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new ToolLockInput(path, null, default, null);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return new ToolLockInput(path, null, default, e);
        }
    }

    /// <summary>Where the lock is: beside the outermost policy of the tree, without one at its root.</summary>
    /// <param name="folders">Absolute paths from the root of the tree down to the project's folder.</param>
    internal static string PathFor(PolicyFolders folders) => System.IO.Path.Combine(
        folders.Folders.FirstOrDefault(folder => RealPath.Exists(System.IO.Path.Combine(folder, PolicyFile.FileName))) ?? folders.Folders[0], ToolLock.FileName);
}
