using SupplyChainSdk.Packaging;

namespace SupplyChainSdk;

/// <summary>Writes files so that a reader sees the old content or the new one, and nothing in between.</summary>
public static class AtomicFile
{
    /// <summary>Writes to a temporary name in the same folder, then renames. A failure leaves the old file, if any, and no temporary one.</summary>
    /// <param name="path">Absolute. Its folder is created when missing.</param>
    /// <param name="content">The whole content.</param>
    /// <exception cref="UnwritableException">The folder is read-only, the disk is full, there is no permission, …</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: true);

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, but fails when there is a file of that name.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte})" path="/param|/exception"/>
    public static void Create(string path, ReadOnlySpan<byte> content) => Write(path, content, overwrite: false);

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, for content that is not in memory.</summary>
    /// <param name="path">Absolute. Its folder is created when missing.</param>
    /// <param name="write">Writes the content, and may read it back; when it throws, there is no new file.</param>
    /// <param name="overwrite">False fails when there is a file of that name.</param>
    /// <returns>What <paramref name="write"/> returned.</returns>
    /// <exception cref="UnwritableException">The folder is read-only, the disk is full, there is no permission, …</exception>
    /// <exception cref="PackageFormatException">Of <paramref name="write"/>: what was to be written is no package.</exception>
    public static T Write<T>(string path, Func<FileStream, T> write, bool overwrite)
    {
        var temporary = TemporaryFor(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                T result;
                // Blocks are written whole from buffers of the caller; a second buffer would only copy them.
                using (var output = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
                    result = write(output);
                File.Move(temporary, path, overwrite);
                return result;
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not PackageFormatException))
        {
            throw Unwritable(path, temporary, e);
        }
    }

    /// <summary>As <see cref="Write(string, ReadOnlySpan{byte})"/>, but leaves a file alone that has this content already.</summary>
    /// <returns>Whether it was written.</returns>
    public static bool WriteIfChanged(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path) && new FileInfo(path).Length == content.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            return false;
        Write(path, content);
        return true;
    }

    private static void Write(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        var temporary = TemporaryFor(path);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            try
            {
                File.WriteAllBytes(temporary, content);
                File.Move(temporary, path, overwrite);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, temporary, e);
        }
    }

    // The process id keeps two builds of one project apart; it is part of a name that no one sees.
    private static string TemporaryFor(string path) => $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp";

    private static UnwritableException Unwritable(string path, string temporary, Exception e) =>
        new(path, e.Message.Replace($" : '{temporary}'", "", StringComparison.Ordinal).Replace(temporary, path, StringComparison.Ordinal), e);
}

/// <summary>A file that is to be written cannot be; nothing of it was left.</summary>
#pragma warning disable CA1032 // without a path it would say nothing
public sealed class UnwritableException : IOException
#pragma warning restore CA1032
{
    internal UnwritableException(string path, string reason, Exception inner)
        : base($"{path} cannot be written: {reason.TrimEnd('.')}.", inner) => (Path, Reason) = (path, reason.TrimEnd('.'));

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Why, without a full stop.</summary>
    public string Reason { get; }
}
