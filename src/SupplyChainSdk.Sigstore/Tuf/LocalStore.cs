using System.Globalization;
using System.Text;

namespace SupplyChainSdk.Sigstore.Tuf;

/// <summary>
/// The folder in which updates leave what they verified. A file is there whole or not at all, and one process updates at a time; a process that died in between
/// leaves at most a temporary file, and metadata as new as what it had verified by then. Who only reads takes no lock (<see cref="CompleteState"/>).
/// </summary>
internal sealed class LocalStore : IDisposable
{
    private const string LockName = ".lock";
    private const string RotatedName = "rotated";
    private const string TemporaryPattern = ".*.tuf-tmp";
    private const int PollMilliseconds = 25;

    private readonly string _folder;
    private readonly FileStream _lock;

    private LocalStore(string folder, FileStream heldLock) => (_folder, _lock) = (folder, heldLock);

    /// <summary>Opens the store alone, and removes what a process that died left half-written.</summary>
    /// <exception cref="TufException"><see cref="TufFailure.StoreBusy"/>, <see cref="TufFailure.StoreUnusable"/>.</exception>
    public static async Task<LocalStore> OpenForUpdateAsync(string folder, TimeSpan wait, CancellationToken cancellationToken)
    {
        Guard(folder, () => Directory.CreateDirectory(folder));
        var held = await LockAsync(folder, wait, cancellationToken).ConfigureAwait(false);
        var store = new LocalStore(folder, held);
        try
        {
            Guard(folder, () =>
            {
                // Not through links: they lead out of the store, or round in circles.
                foreach (var name in Directory.GetFiles(folder, TemporaryPattern, new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
                    File.Delete(name);
            });
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>A file, or null when there is none.</summary>
    /// <exception cref="TufException"><see cref="TufFailure.StoreUnusable"/>; <see cref="TufFailure.StoreDamaged"/>: larger than anything that is written there.</exception>
    public byte[]? Read(string name, long maxBytes) => ReadFile(Path.Combine(_folder, name), maxBytes);

    /// <summary>Replaces a file that guards against rollback.</summary>
    public void Write(string name, ReadOnlySpan<byte> content) => WriteFile(Path.Combine(_folder, name), content, flush: true);

    /// <summary>Replaces a file that can be fetched again.</summary>
    public void WriteCached(string name, ReadOnlySpan<byte> content) => WriteFile(Path.Combine(_folder, name), content, flush: false);

    /// <summary>Removes a file when it is there.</summary>
    public void Delete(string name) => Guard(_folder, () => File.Delete(Path.Combine(_folder, name)));

    /// <summary>
    /// Remembers that a root replaces keys of the timestamp or snapshot: written before that root, so that a process that dies in between neither loses the
    /// recovery from a fast-forward attack nor gives up the protection from rollback before the new root is there.
    /// </summary>
    public void MarkRotation(long currentRoot, long newRoot)
    {
        if (!IsRotated(currentRoot))
            Write(RotatedName, Encoding.ASCII.GetBytes(newRoot.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Drops the timestamp and snapshot when keys of theirs were replaced by this root or one before it (5.3.11).</summary>
    public void DropRotated(long root)
    {
        if (!IsRotated(root))
            return;
        Delete("timestamp.json");
        Delete("snapshot.json");
        Delete(RotatedName);
    }

    /// <summary>A file outside the store or in it, or null when there is none.</summary>
    public static byte[]? ReadFile(string path, long maxBytes) => Guard(path, () =>
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > maxBytes)
                throw new TufException(TufFailure.StoreDamaged, $"{path} has {file.Length} bytes, and nothing of more than {maxBytes} is written there.");
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    /// <summary>Writes a file so that it is there whole or not at all; after a loss of power only when it was flushed.</summary>
    public static void WriteFile(string path, ReadOnlySpan<byte> content, bool flush)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tuf-tmp");
        var bytes = content.ToArray();
        Guard(path, () =>
        {
            Directory.CreateDirectory(folder);
            try
            {
                using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
                {
                    file.Write(bytes);
                    file.Flush(flush);
                }
                Replace(temporary, path);
            }
            finally
            {
                File.Delete(temporary);
            }
        });
    }

    public void Dispose() => _lock.Dispose();

    private bool IsRotated(long root) =>
        Read(RotatedName, 32) is { } content && long.TryParse(content, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version <= root;

    // Windows does not replace a file in the moment in which somebody reads it, and readers take no lock.
    private static void Replace(string temporary, string path)
    {
        for (var patience = OperatingSystem.IsWindows() ? 40 : 0; ; patience--)
        {
            try
            {
                File.Move(temporary, path, overwrite: true);
                return;
            }
            catch (Exception e) when (patience > 0 && (e is UnauthorizedAccessException || e is IOException io && IsSharingViolation(io)))
            {
                Thread.Sleep(PollMilliseconds);
            }
        }
    }

    private static async Task<FileStream> LockAsync(string folder, TimeSpan wait, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, LockName);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsSharingViolation(e))
            {
                if (TimeProvider.System.GetElapsedTime(started) > wait)
                    throw new TufException(TufFailure.StoreBusy, $"{folder} is still being updated by another process after {wait.TotalSeconds:0} s.", e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw Unusable(path, e);
            }
            await Task.Delay(PollMilliseconds, cancellationToken).ConfigureAwait(false);
        }
    }

    // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION; EWOULDBLOCK of Linux and macOS.
    private static bool IsSharingViolation(IOException e) => e.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;

    private static TufException Unusable(string path, Exception e) => new(TufFailure.StoreUnusable, $"{path} cannot be used: {e.Message}", e);

    private static void Guard(string path, Action action) => Guard<object?>(path, () =>
    {
        action();
        return null;
    });

    private static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, e);
        }
    }
}
