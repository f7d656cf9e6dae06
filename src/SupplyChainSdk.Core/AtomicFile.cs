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
        // The process id keeps two builds of one project apart; it is part of a name that no one sees.
        var temporary = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp";
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
            throw new UnwritableException(path, e.Message.Replace($" : '{temporary}'", "", StringComparison.Ordinal).Replace(temporary, path, StringComparison.Ordinal), e);
        }
    }
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
